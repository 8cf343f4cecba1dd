/**
 * Upserts, by POST and by PUT.
 * @see https://docs.postgrest.org/en/v14/references/api/tables_views.html#upsert
 */
import { expect } from 'bun:test'
import { shown, writes } from '../capability.ts'
import { told } from '../harness.ts'

const JSON_BODY = { 'Content-Type': 'application/json' }
const BACK = { ...JSON_BODY, Prefer: 'return=representation' }
const json = (value: unknown) => JSON.stringify(value)

writes('upsert', [
  [
    'inserts and merges',
    async ({ anon }) => {
      const result = await anon
        .from('genres')
        .upsert([
          { id: 1, name: 'pop!' },
          { id: 4, name: 'folk' },
        ])
        .select()
      expect(told(result)).toEqual({
        status: 201,
        data: [
          { id: 1, name: 'pop!' },
          { id: 4, name: 'folk' },
        ],
      })
    },
  ],
  [
    'merges alone: 200',
    async ({ anon }) => {
      const result = await anon
        .from('genres')
        .upsert([{ id: 1, name: 'pop!' }])
        .select()
      expect(told(result)).toEqual({ status: 200, data: [{ id: 1, name: 'pop!' }] })
    },
  ],
  [
    'keeps the columns that it does not name',
    async ({ anon }) => {
      const result = await anon.from('artists').upsert({ id: 1, name: 'Aurora II' }).select().single()
      expect(told(result)).toEqual({ status: 200, data: { id: 1, name: 'Aurora II', country: 'NO' } })
    },
  ],
  [
    'one object',
    async ({ anon }) => {
      expect(told(await anon.from('genres').upsert({ id: 4, name: 'folk' }))).toEqual({
        status: 201,
        data: null,
      })
    },
  ],
  [
    'none',
    async ({ anon }) => {
      expect(told(await anon.from('genres').upsert([]).select())).toEqual({ status: 200, data: [] })
    },
  ],
  [
    'a key of two columns',
    async ({ anon }) => {
      const rows = [
        { room: 'red', hour: 9, holder: 'Dan' },
        { room: 'green', hour: 9, holder: 'Eve' },
      ]
      const result = await anon.from('slots').upsert(rows).select()
      expect(told(result)).toEqual({ status: 201, data: rows })
    },
  ],
  [
    'onConflict of a unique column',
    async ({ anon }) => {
      const result = await anon.from('genres').upsert({ id: 1, name: 'pop' }, { onConflict: 'name' }).select()
      expect(told(result)).toEqual({ status: 200, data: [{ id: 1, name: 'pop' }] })
    },
  ],
  [
    'onConflict of two unique columns',
    async ({ anon }) => {
      const result = await anon
        .from('slots')
        .upsert({ room: 'green', hour: 9, holder: 'Ana' }, { onConflict: 'holder,hour' })
        .select()
      expect(told(result)).toEqual({ status: 200, data: [{ room: 'green', hour: 9, holder: 'Ana' }] })
      expect((await anon.from('slots').select('room').eq('holder', 'Ana')).data).toEqual([{ room: 'green' }])
    },
  ],
  [
    'onConflict of what is not unique',
    async ({ anon }) => {
      const { error, status } = await anon
        .from('songs')
        .upsert({ id: 1, title: 'x', seconds: 1 }, { onConflict: 'title' })
      expect({ status, code: error?.code, message: error?.message }).toEqual({
        status: 400,
        code: '42P10',
        message: 'there is no unique or exclusion constraint matching the ON CONFLICT specification',
      })
    },
  ],
  [
    'another unique constraint still conflicts',
    async ({ anon }) => {
      const { error, status } = await anon.from('genres').upsert({ id: 4, name: 'pop' })
      expect({ status, code: error?.code, details: error?.details }).toEqual({
        status: 409,
        code: '23505',
        details: 'Key (name)=(pop) already exists.',
      })
    },
  ],
  [
    'ignoreDuplicates',
    async ({ anon }) => {
      const rows = [
        { id: 1, name: 'other' },
        { id: 4, name: 'folk' },
      ]
      expect(told(await anon.from('genres').upsert(rows, { ignoreDuplicates: true }).select())).toEqual({
        status: 201,
        data: [{ id: 4, name: 'folk' }],
      })
      expect((await anon.from('genres').select('name').eq('id', 1)).data).toEqual([{ name: 'pop' }])
    },
  ],
  [
    'ignoreDuplicates of nothing new',
    async ({ anon }) => {
      const result = await anon
        .from('genres')
        .upsert({ id: 1, name: 'other' }, { ignoreDuplicates: true })
        .select()
      expect(told(result)).toEqual({ status: 201, data: [] })
    },
  ],
  [
    'ignoreDuplicates with onConflict',
    async ({ anon }) => {
      const rows = [
        { id: 7, name: 'pop' },
        { id: 8, name: 'folk' },
      ]
      const result = await anon
        .from('genres')
        .upsert(rows, { ignoreDuplicates: true, onConflict: 'name' })
        .select()
      expect(told(result)).toEqual({ status: 201, data: [{ id: 8, name: 'folk' }] })
    },
  ],
  [
    'a table of keys alone',
    async ({ anon }) => {
      const rows = [
        { song: 100, genre: 1 },
        { song: 100, genre: 2 },
      ]
      expect((await anon.from('song_genres').upsert(rows)).status).toBe(201)
      expect((await anon.from('song_genres').select('genre').eq('song', 100).order('genre')).data).toEqual([
        { genre: 1 },
        { genre: 2 },
        { genre: 3 },
      ])
    },
  ],
  [
    'a count',
    async ({ anon }) => {
      const rows = [
        { id: 1, name: 'pop!' },
        { id: 4, name: 'folk' },
      ]
      expect(told(await anon.from('genres').upsert(rows, { count: 'exact' }))).toEqual({
        status: 201,
        data: null,
        count: 2,
      })
    },
  ],
  [
    'defaultToNull: false',
    async ({ anon }) => {
      const rows = [
        { room: 'red', hour: 9, holder: 'Dan' },
        { room: 'green', hour: 1 },
      ]
      const result = await anon.from('slots').upsert(rows, { defaultToNull: false }).select('holder')
      expect(told(result)).toEqual({ status: 201, data: [{ holder: 'Dan' }, { holder: 'nobody' }] })
    },
  ],
  [
    'rollback',
    async ({ anon }) => {
      const result = await anon.from('genres').upsert({ id: 1, name: 'pop!' }).select().rollback()
      expect(told(result)).toEqual({ status: 200, data: [{ id: 1, name: 'pop!' }] })
      expect((await anon.from('genres').select('name').eq('id', 1)).data).toEqual([{ name: 'pop' }])
    },
  ],
  [
    'Preference-Applied',
    async ({ send }) => {
      const prefer = 'return=representation, resolution=merge-duplicates, missing=default, count=exact'
      const answer = await send(
        'POST',
        'genres?select=id',
        { ...JSON_BODY, Prefer: prefer },
        json([{ id: 4, name: 'folk' }]),
      )
      const headers = {
        'preference-applied':
          'resolution=merge-duplicates, missing=default, return=representation, count=exact',
        'content-range': '*/1',
      }
      expect(shown(answer, { body: '', headers })).toEqual({ status: 201, body: '[{"id":4}]', headers })
    },
  ],
  [
    'a writeOnce column keeps its value',
    async ({ anon }) => {
      const { error } = await anon.from('accounts').upsert({ id: 1, name: 'Ann', code: 'Z' })
      expect(error?.code).toBe('42501')
      expect((await anon.from('accounts').upsert({ id: 1, name: 'Ann', code: 'A' })).error).toBeNull()
    },
  ],
  [
    'a row that the rules deny',
    async (server) => {
      const ana = await server.as('ana')
      const { error, status } = await ana
        .from('notes')
        .upsert({ id: 2, body: 'mine now', owner: server.idOf('ana') })
      expect({ status, code: error?.code }).toEqual({ status: 403, code: '42501' })
      expect((await server.service.from('notes').select('body').eq('id', 2)).data).toEqual([{ body: 'eggs' }])
    },
  ],
])

writes('upsert', [
  [
    'PUT of a new row',
    async ({ send }) => {
      const answer = await send('PUT', 'genres?id=eq.4', BACK, json({ id: 4, name: 'folk' }))
      expect(shown(answer, { body: '' })).toEqual({ status: 201, body: '[{"id":4,"name":"folk"}]' })
    },
  ],
  [
    'PUT of a row that is there',
    async ({ send }) => {
      const answer = await send('PUT', 'genres?id=eq.1', BACK, json([{ id: 1, name: 'pop!' }]))
      expect(shown(answer, { body: '' })).toEqual({ status: 200, body: '[{"id":1,"name":"pop!"}]' })
    },
  ],
  [
    'PUT without a representation',
    async ({ send, get }) => {
      expect((await send('PUT', 'genres?id=eq.4', JSON_BODY, json({ id: 4, name: 'folk' }))).status).toBe(204)
      expect((await get('genres?id=eq.4')).body).toBe('[{"id":4,"name":"folk"}]')
    },
  ],
  [
    'PUT with a key of two columns',
    async ({ send }) => {
      const answer = await send(
        'PUT',
        'slots?room=eq.red&hour=eq.9',
        BACK,
        json({ room: 'red', hour: 9, holder: 'Dan' }),
      )
      expect(shown(answer, { body: '' })).toEqual({
        status: 200,
        body: '[{"room":"red","hour":9,"holder":"Dan"}]',
      })
    },
  ],
  [
    'PUT whose body is another row',
    async ({ send, get }) => {
      const answer = await send('PUT', 'genres?id=eq.4', BACK, json({ id: 5, name: 'folk' }))
      expect(JSON.parse(answer.body)).toMatchObject({
        code: 'PGRST115',
        message: 'Payload values do not match URL in primary key column(s)',
      })
      expect(answer.status).toBe(400)
      expect((await get('genres?id=gt.3')).body).toBe('[]')
    },
  ],
  [
    'PUT without its key',
    async ({ send }) => {
      const message = "Filters must include all and only primary key columns with 'eq' operators"
      for (const path of [
        'genres',
        'genres?name=eq.pop',
        'genres?id=gt.1',
        'genres?id=eq.1&name=eq.pop',
        'slots?room=eq.red',
      ]) {
        const answer = await send('PUT', path, BACK, json({ id: 1, name: 'x' }))
        expect({ path, status: answer.status, ...JSON.parse(answer.body) }).toMatchObject({
          path,
          status: 405,
          code: 'PGRST105',
          message,
        })
      }
    },
  ],
  [
    'PUT with a limit',
    async ({ send }) => {
      const answer = await send('PUT', 'genres?id=eq.1&limit=1', BACK, json({ id: 1, name: 'x' }))
      expect(JSON.parse(answer.body)).toMatchObject({
        code: 'PGRST114',
        message: 'limit/offset querystring parameters are not allowed for PUT',
      })
      expect(answer.status).toBe(400)
    },
  ],
])
