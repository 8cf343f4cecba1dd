/**
 * Inserts.
 * @see https://docs.postgrest.org/en/v14/references/api/tables_views.html#insert
 */
import { expect } from 'bun:test'
import { shown, writes } from '../capability.ts'
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
