/** Insert, update, delete. @see https://docs.postgrest.org/en/v14/references/api/tables_views.html#insert */
import { expect } from 'bun:test'
import { refusal, shown, writes } from '../capability.ts'
import { told } from '../harness.ts'

const JSON_BODY = { 'Content-Type': 'application/json' }
const BACK = { ...JSON_BODY, Prefer: 'return=representation' }
const json = (value: unknown) => JSON.stringify(value)

writes('write', [
  [
    'insert one',
    async ({ anon }) => {
      expect(told(await anon.from('genres').insert({ id: 4, name: 'folk' }))).toEqual({
        status: 201,
        data: null,
      })
      expect((await anon.from('genres').select().eq('id', 4)).data).toEqual([{ id: 4, name: 'folk' }])
    },
  ],
  [
    'insert one and select',
    async ({ anon }) => {
      const result = await anon.from('genres').insert({ id: 4, name: 'folk' }).select('label:name')
      expect(told(result)).toEqual({ status: 201, data: [{ label: 'folk' }] })
    },
  ],
  [
    'insert one and select it alone',
    async ({ anon }) => {
      const result = await anon.from('genres').insert({ id: 4, name: 'folk' }).select().single()
      expect(told(result)).toEqual({ status: 201, data: { id: 4, name: 'folk' } })
    },
  ],
  [
    'insert and embed',
    async ({ anon }) => {
      const result = await anon
        .from('albums')
        .insert({ id: 20, title: 'New', artist: 2 })
        .select('title, artists(name)')
      expect(told(result)).toEqual({ status: 201, data: [{ title: 'New', artists: { name: 'Zoë' } }] })
    },
  ],
  [
    'insert many',
    async ({ anon }) => {
      const result = await anon
        .from('genres')
        .insert([
          { id: 4, name: 'folk' },
          { id: 5, name: 'jazz' },
        ])
        .select('id')
      expect(told(result)).toEqual({ status: 201, data: [{ id: 4 }, { id: 5 }] })
    },
  ],
  [
    'insert many: what one row lacks is null',
    async ({ anon }) => {
      const rows = [
        { id: 5, name: 'Eve', country: 'SE' },
        { id: 6, name: 'Finn' },
      ]
      const result = await anon.from('artists').insert(rows).select('country').order('id')
      expect(told(result)).toEqual({ status: 201, data: [{ country: 'SE' }, { country: null }] })
    },
  ],
  [
    'insert many: what one row lacks has its default',
    async ({ anon }) => {
      const rows = [{ seat: 'B1', status: 'sold' }, { seat: 'B2' }]
      const result = await anon
        .from('tickets')
        .insert(rows, { defaultToNull: false })
        .select('seat, status')
        .order('seat')
      expect(told(result)).toEqual({
        status: 201,
        data: [
          { seat: 'B1', status: 'sold' },
          { seat: 'B2', status: 'free' },
        ],
      })
    },
  ],
  [
    'insert none',
    async ({ anon }) => {
      expect(told(await anon.from('genres').insert([]).select())).toEqual({ status: 201, data: [] })
    },
  ],
  [
    'insert of nothing but defaults',
    async ({ send }) => {
      const answer = await send(
        'POST',
        'slots?columns=room,hour',
        BACK,
        json({ room: 'green', hour: 1, more: true }),
      )
      expect(shown(answer, { body: '' })).toEqual({
        status: 201,
        body: '[{"room":"green","hour":1,"holder":"nobody"}]',
      })
    },
  ],
  [
    'insert with a count',
    async ({ anon }) => {
      const result = await anon.from('genres').insert(
        [
          { id: 4, name: 'folk' },
          { id: 5, name: 'jazz' },
        ],
        { count: 'exact' },
      )
      expect(told(result)).toEqual({ status: 201, data: null, count: 2 })
    },
  ],
  [
    'the database counts identities',
    async ({ anon }) => {
      const result = await anon.from('tickets').insert({ seat: 'C1' }).select().single()
      expect(told(result)).toEqual({ status: 201, data: { id: 3, seat: 'C1', status: 'free', price: 9.5 } })
    },
  ],
  [
    'an identity is not given',
    async ({ anon }) => {
      const { error, status } = await anon.from('tickets').insert({ id: 9, seat: 'C1' })
      expect({ status, code: error?.code }).toEqual({ status: 400, code: '428C9' })
    },
  ],
  [
    '10,000 rows in one request',
    async ({ anon }) => {
      const rows = Array.from({ length: 10_000 }, (_, index) => ({
        id: 1000 + index,
        name: `genre ${index}`,
      }))
      expect(told(await anon.from('genres').insert(rows))).toEqual({ status: 201, data: null })
      expect((await anon.from('genres').select('*', { count: 'exact', head: true })).count).toBe(10_003)
    },
  ],
  [
    'the bytes of return=representation',
    async ({ send }) => {
      const answer = await send(
        'POST',
        'genres?select=id',
        BACK,
        json([
          { id: 4, name: 'folk' },
          { id: 5, name: 'jazz' },
        ]),
      )
      const headers = {
        'content-range': '*/*',
        location: null,
        'preference-applied': 'return=representation',
        'content-type': 'application/json; charset=utf-8',
      }
      expect(shown(answer, { body: '', headers })).toEqual({
        status: 201,
        body: '[{"id":4}, \n {"id":5}]',
        headers,
      })
    },
  ],
  [
    'return=minimal',
    async ({ send }) => {
      const answer = await send(
        'POST',
        'genres',
        { ...JSON_BODY, Prefer: 'return=minimal' },
        json({ id: 4, name: 'folk' }),
      )
      const headers = {
        'preference-applied': 'return=minimal',
        'content-type': null,
        location: null,
        'content-range': '*/*',
      }
      expect(shown(answer, { body: '', headers })).toEqual({ status: 201, body: '', headers })
    },
  ],
  [
    'return=headers-only says where the row is',
    async ({ send }) => {
      const answer = await send(
        'POST',
        'genres',
        { ...JSON_BODY, Prefer: 'return=headers-only' },
        json({ id: 4, name: 'folk' }),
      )
      const headers = {
        location: '/genres?id=eq.4',
        'preference-applied': 'return=headers-only',
        'content-type': null,
      }
      expect(shown(answer, { body: '', headers })).toEqual({ status: 201, body: '', headers })
    },
  ],
  [
    'return=headers-only with a key of two columns',
    async ({ send }) => {
      const answer = await send(
        'POST',
        'slots',
        { ...JSON_BODY, Prefer: 'return=headers-only' },
        json({ room: 'a b', hour: 1 }),
      )
      const headers = { location: '/slots?room=eq.a%20b&hour=eq.1' }
      expect(shown(answer, { headers })).toEqual({ status: 201, headers })
    },
  ],
  [
    'columns= takes only those keys',
    async ({ send }) => {
      const answer = await send(
        'POST',
        'genres?columns=id,name&select=*',
        BACK,
        json([
          { id: 4, name: 'folk', other: 1 },
          { id: 5, name: 'jazz', more: 2 },
        ]),
      )
      expect(shown(answer, { body: '' })).toEqual({
        status: 201,
        body: '[{"id":4,"name":"folk"}, \n {"id":5,"name":"jazz"}]',
      })
    },
  ],
  [
    'columns= that are not there',
    async ({ send }) => {
      const answer = await send('POST', 'genres?columns=id,other', BACK, json({ id: 4, name: 'folk' }))
      expect(JSON.parse(answer.body)).toMatchObject({
        code: 'PGRST204',
        message: "Could not find the 'other' column of 'genres' in the schema cache",
      })
      expect(answer.status).toBe(400)
    },
  ],
  [
    'missing=default',
    async ({ send }) => {
      const headers = { ...JSON_BODY, Prefer: 'missing=default, return=representation' }
      const answer = await send(
        'POST',
        'tickets?columns=seat,status&select=seat,status',
        headers,
        json([{ seat: 'B1' }, { seat: 'B2', status: 'sold' }]),
      )
      const expected = { 'preference-applied': 'missing=default, return=representation' }
      expect(shown(answer, { body: '', headers: expected })).toEqual({
        status: 201,
        body: '[{"seat":"B1","status":"free"}, \n {"seat":"B2","status":"sold"}]',
        headers: expected,
      })
    },
  ],
  [
    'CSV in',
    async ({ send }) => {
      const body = 'id,name,country\n5,"Ev""e, the",SE\n6,Finn,NULL\n7,Gus,\n'
      const answer = await send(
        'POST',
        'artists?order=id',
        { 'Content-Type': 'text/csv', Prefer: 'return=representation' },
        body,
      )
      expect(shown(answer, { body: '' })).toEqual({
        status: 201,
        body: '[{"id":5,"name":"Ev\\"e, the","country":"SE"}, \n {"id":6,"name":"Finn","country":null}, \n {"id":7,"name":"Gus","country":""}]',
      })
    },
  ],
  [
    'CSV in: rows of unequal length',
    async ({ send }) => {
      const answer = await send('POST', 'artists', { 'Content-Type': 'text/csv' }, 'id,name\n5,Eve\n6\n')
      expect(shown(answer, { body: '' })).toEqual({
        status: 400,
        body: '{"code":"PGRST102","details":null,"hint":null,"message":"All lines must have same number of fields"}',
      })
    },
  ],
  [
    'a form in',
    async ({ send }) => {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Prefer: 'return=representation' }
      const answer = await send('POST', 'artists', headers, 'id=5&name=Eve+%26+co&country=SE')
      expect(shown(answer, { body: '' })).toEqual({
        status: 201,
        body: '[{"id":5,"name":"Eve & co","country":"SE"}]',
      })
    },
  ],
  [
    'a body of another type',
    async ({ send }) => {
      const answer = await send('POST', 'artists', { 'Content-Type': 'application/xml' }, '<a/>')
      expect(JSON.parse(answer.body)).toMatchObject({
        code: 'PGRST102',
        message: 'Content-Type not acceptable: application/xml',
      })
      expect(answer.status).toBe(400)
    },
  ],
])

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
