/**
 * Updates and deletes, and how many rows they may touch.
 * @see https://docs.postgrest.org/en/v14/references/api/tables_views.html#update
 */
import { expect } from 'bun:test'
import { refusal, shown, writes } from '../capability.ts'
import { told } from '../harness.ts'

const JSON_BODY = { 'Content-Type': 'application/json' }
const BACK = { ...JSON_BODY, Prefer: 'return=representation' }
const json = (value: unknown) => JSON.stringify(value)

writes('write', [
  [
    'update',
    async ({ anon }) => {
      expect(told(await anon.from('genres').update({ name: 'folk' }).eq('id', 1))).toEqual({
        status: 204,
        data: null,
      })
      expect((await anon.from('genres').select('name').order('id')).data).toEqual([
        { name: 'folk' },
        { name: 'rock' },
        { name: 'ambient' },
      ])
    },
  ],
  [
    'update and select',
    async ({ anon }) => {
      const result = await anon
        .from('songs')
        .update({ rating: 1 })
        .eq('album', 10)
        .select('id, rating')
        .order('id')
      expect(told(result)).toEqual({
        status: 200,
        data: [
          { id: 100, rating: 1 },
          { id: 101, rating: 1 },
        ],
      })
    },
  ],
  [
    'update and embed',
    async ({ anon }) => {
      const result = await anon.from('albums').update({ artist: 2 }).eq('id', 10).select('id, artists(name)')
      expect(told(result)).toEqual({ status: 200, data: [{ id: 10, artists: { name: 'Zoë' } }] })
    },
  ],
  [
    'update: the answer is ordered',
    async ({ anon }) => {
      const result = await anon.from('genres').update({ id: 1 }).eq('id', 1).select('id')
      expect(told(result)).toEqual({ status: 200, data: [{ id: 1 }] })
      const many = await anon
        .from('songs')
        .update({ rating: 2 })
        .gt('id', 102)
        .select('id')
        .order('id', { ascending: false })
      expect(many.data).toEqual([{ id: 105 }, { id: 104 }, { id: 103 }])
    },
  ],
  [
    'update of no rows',
    async ({ anon }) => {
      expect(told(await anon.from('genres').update({ name: 'x' }).eq('id', 9).select())).toEqual({
        status: 200,
        data: [],
      })
      expect(told(await anon.from('genres').update({ name: 'x' }).eq('id', 9))).toEqual({
        status: 204,
        data: null,
      })
    },
  ],
  [
    'update with an empty object',
    async ({ send }) => {
      const answer = await send('PATCH', 'genres', BACK, '{}')
      const headers = { 'content-range': '*/*' }
      expect(shown(answer, { body: '', headers })).toEqual({ status: 200, body: '[]', headers })
    },
  ],
  [
    'update to null',
    async ({ anon }) => {
      const result = await anon.from('songs').update({ rating: null }).eq('id', 100).select('rating')
      expect(told(result)).toEqual({ status: 200, data: [{ rating: null }] })
    },
  ],
  [
    'update by the filters of the new and the old value',
    async ({ anon }) => {
      const result = await anon
        .from('songs')
        .update({ seconds: 1 })
        .lt('seconds', 100)
        .select('id')
        .order('id')
      expect(told(result)).toEqual({ status: 200, data: [{ id: 103 }, { id: 105 }] })
    },
  ],
  [
    'update with or',
    async ({ anon }) => {
      const result = await anon
        .from('songs')
        .update({ seconds: 1 })
        .or('id.eq.100,title.eq.Demo')
        .select('id')
        .order('id')
      expect(told(result)).toEqual({ status: 200, data: [{ id: 100 }, { id: 105 }] })
    },
  ],
  [
    'update with a count',
    async ({ anon }) => {
      const result = await anon.from('songs').update({ rating: 1 }, { count: 'exact' }).eq('album', 10)
      expect(told(result)).toEqual({ status: 204, data: null, count: 2 })
    },
  ],
  [
    'update of everything',
    async ({ send }) => {
      const answer = await send('PATCH', 'songs', JSON_BODY, json({ rating: 1 }))
      const headers = { 'content-range': '0-5/*', 'content-type': null }
      expect(shown(answer, { body: '', headers })).toEqual({ status: 204, body: '', headers })
    },
  ],
  [
    'update of exactly one',
    async ({ anon }) => {
      const result = await anon.from('genres').update({ name: 'folk' }).eq('id', 1).select().single()
      expect(told(result)).toEqual({ status: 200, data: { id: 1, name: 'folk' } })
    },
  ],
  [
    'update of more than the one asked for changes nothing',
    async ({ anon }) => {
      const result = await anon.from('songs').update({ rating: 1 }).eq('album', 10).select().single()
      expect(told(result)).toEqual(
        refusal(406, 'PGRST116', 'Cannot coerce the result to a single JSON object', {
          details: 'The result contains 2 rows',
        }),
      )
      expect((await anon.from('songs').select('rating').eq('id', 100)).data).toEqual([{ rating: 4.5 }])
    },
  ],
  [
    'one object asked for without a representation',
    async ({ send, get }) => {
      const headers = { ...JSON_BODY, Accept: 'application/vnd.pgrst.object+json' }
      const answer = await send('PATCH', 'songs?album=eq.10', headers, json({ rating: 1 }))
      expect(shown(answer, { body: '' })).toEqual({
        status: 406,
        body: '{"code":"PGRST116","details":"The result contains 2 rows","hint":null,"message":"Cannot coerce the result to a single JSON object"}',
      })
      expect((await get('songs?select=rating&id=eq.100')).body).toBe('[{"rating":4.5}]')
    },
  ],
  [
    'update with columns=',
    async ({ send }) => {
      const answer = await send(
        'PATCH',
        'genres?id=eq.1&columns=name',
        BACK,
        json({ name: 'folk', id: 9, other: 1 }),
      )
      expect(shown(answer, { body: '' })).toEqual({ status: 200, body: '[{"id":1,"name":"folk"}]' })
    },
  ],
  [
    'a readonly column',
    async ({ anon }) => {
      const { error, status } = await anon.from('accounts').update({ created_at: '2021-01-01' }).eq('id', 1)
      expect({ status, code: error?.code }).toEqual({ status: 401, code: '42501' })
    },
  ],
  [
    'a writeOnce column',
    async ({ anon }) => {
      expect((await anon.from('accounts').insert({ id: 3, name: 'Cho', code: 'C' })).status).toBe(201)
      const { error, status } = await anon.from('accounts').update({ code: 'D' }).eq('id', 3)
      expect({ status, code: error?.code }).toEqual({ status: 401, code: '42501' })
    },
  ],
  [
    'a hidden column cannot be written',
    async ({ anon }) => {
      const result = await anon.from('accounts').insert({ id: 3, name: 'Cho', token: 'x' })
      expect(told(result)).toEqual(
        refusal(400, 'PGRST204', "Could not find the 'token' column of 'accounts' in the schema cache"),
      )
    },
  ],
  [
    'the default of me',
    async (server) => {
      const ana = await server.as('ana')
      const result = await ana.from('notes').insert({ id: 3, body: 'tea' }).select('owner')
      expect(told(result)).toEqual({ status: 201, data: [{ owner: server.idOf('ana') }] })
    },
  ],
  [
    'a row that the rules deny',
    async (server) => {
      const ana = await server.as('ana')
      const result = await ana.from('notes').insert({ id: 3, body: 'tea', owner: server.idOf('ben') })
      expect(result.error).toMatchObject({
        code: '42501',
        message: 'new row violates row-level security policy for table "notes"',
      })
      expect(result.status).toBe(403)
      expect(told(await ana.from('notes').update({ body: 'x' }).eq('id', 2).select())).toEqual({
        status: 200,
        data: [],
      })
      expect(told(await ana.from('notes').delete().eq('id', 2).select())).toEqual({ status: 200, data: [] })
    },
  ],
])

writes('write', [
  [
    'delete',
    async ({ anon }) => {
      expect(told(await anon.from('song_genres').delete().eq('song', 100))).toEqual({
        status: 204,
        data: null,
      })
      expect((await anon.from('song_genres').select('song').order('song')).data).toEqual([
        { song: 102 },
        { song: 104 },
      ])
    },
  ],
  [
    'delete and select',
    async ({ anon }) => {
      const result = await anon.from('song_genres').delete().eq('song', 100).select('genre').order('genre')
      expect(told(result)).toEqual({ status: 200, data: [{ genre: 1 }, { genre: 3 }] })
    },
  ],
  [
    'delete and embed',
    async ({ anon }) => {
      const result = await anon.from('song_genres').delete().eq('song', 102).select('genres(name)')
      expect(told(result)).toEqual({ status: 200, data: [{ genres: { name: 'rock' } }] })
    },
  ],
  [
    'delete of no rows',
    async ({ anon }) => {
      expect(told(await anon.from('genres').delete().eq('id', 9).select())).toEqual({ status: 200, data: [] })
    },
  ],
  [
    'delete with a count',
    async ({ anon }) => {
      expect(told(await anon.from('song_genres').delete({ count: 'exact' }).eq('song', 100))).toEqual({
        status: 204,
        data: null,
        count: 2,
      })
    },
  ],
  [
    'delete of everything',
    async ({ send, get }) => {
      const answer = await send('DELETE', 'song_genres', { Prefer: 'count=exact' })
      const headers = { 'content-range': '*/4', 'content-type': null, 'preference-applied': 'count=exact' }
      expect(shown(answer, { body: '', headers })).toEqual({ status: 204, body: '', headers })
      expect((await get('song_genres')).body).toBe('[]')
    },
  ],
  [
    'maxAffected is kept',
    async ({ anon }) => {
      const result = await anon
        .from('songs')
        .update({ rating: 1 })
        .eq('album', 10)
        .maxAffected(2)
        .select('id')
        .order('id')
      expect(told(result)).toEqual({ status: 200, data: [{ id: 100 }, { id: 101 }] })
    },
  ],
  [
    'maxAffected is exceeded by an update',
    async ({ anon }) => {
      const result = await anon.from('songs').update({ rating: 1 }).eq('album', 10).maxAffected(1)
      expect(told(result)).toEqual(
        refusal(400, 'PGRST124', 'Query result exceeds max-affected preference constraint', {
          details: 'The query affects 2 rows',
        }),
      )
      expect((await anon.from('songs').select('rating').eq('id', 100)).data).toEqual([{ rating: 4.5 }])
    },
  ],
  [
    'maxAffected is exceeded by a delete',
    async ({ anon }) => {
      const result = await anon.from('song_genres').delete().eq('song', 100).maxAffected(0)
      expect(told(result)).toEqual(
        refusal(400, 'PGRST124', 'Query result exceeds max-affected preference constraint', {
          details: 'The query affects 2 rows',
        }),
      )
      expect((await anon.from('song_genres').select('*', { count: 'exact', head: true })).count).toBe(4)
    },
  ],
  [
    'max-affected counts under handling=strict alone',
    async ({ send }) => {
      const answer = await send('DELETE', 'song_genres', { Prefer: 'handling=lenient, max-affected=1' })
      const headers = { 'preference-applied': 'handling=lenient' }
      expect(shown(answer, { headers })).toEqual({ status: 204, headers })
    },
  ],
  [
    'rollback of an insert',
    async ({ anon }) => {
      const result = await anon.from('genres').insert({ id: 4, name: 'folk' }).select().rollback()
      expect(told(result)).toEqual({ status: 201, data: [{ id: 4, name: 'folk' }] })
      expect((await anon.from('genres').select().eq('id', 4)).data).toEqual([])
    },
  ],
  [
    'rollback of an update',
    async ({ anon }) => {
      const result = await anon.from('genres').update({ name: 'folk' }).eq('id', 1).select().rollback()
      expect(told(result)).toEqual({ status: 200, data: [{ id: 1, name: 'folk' }] })
      expect((await anon.from('genres').select('name').eq('id', 1)).data).toEqual([{ name: 'pop' }])
    },
  ],
  [
    'rollback of a delete',
    async ({ send, get }) => {
      const answer = await send('DELETE', 'song_genres', { Prefer: 'tx=rollback, return=representation' })
      const headers = { 'preference-applied': 'return=representation, tx=rollback' }
      expect(shown(answer, { headers })).toEqual({ status: 200, headers })
      expect((await get('song_genres?select=count()')).body).toBe('[{"count":4}]')
    },
  ],
])
