/**
 * Order, pages, counts, and the forms that an answer can take.
 * @see https://docs.postgrest.org/en/v14/references/api/pagination_count.html
 */
import { expect, test } from 'bun:test'
import { calls, fetches, refusal, refusedOnSqlite, shared, shown } from '../capability.ts'
import { told } from '../harness.ts'

const server = shared()
const ok = (data: unknown) => ({ status: 200, data })
const ids = (...list: number[]) => list.map((id) => ({ id }))

calls('shape', server, [
  ['order', (c) => c.from('songs').select('id').order('seconds'), ok(ids(105, 103, 101, 100, 102, 104))],
  [
    'order descending',
    (c) => c.from('songs').select('id').order('seconds', { ascending: false }),
    ok(ids(104, 102, 100, 101, 103, 105)),
  ],
  [
    'order by several',
    (c) =>
      c
        .from('songs')
        .select('id')
        .order('rating', { ascending: false, nullsFirst: false })
        .order('id', { ascending: false }),
    ok(ids(104, 103, 100, 102, 105, 101)),
  ],
  [
    'nulls come last',
    (c) => c.from('songs').select('id').order('rating').order('id'),
    ok(ids(102, 100, 103, 104, 101, 105)),
  ],
  [
    'nulls come first descending',
    (c) => c.from('songs').select('id').order('rating', { ascending: false }).order('id'),
    ok(ids(101, 105, 104, 100, 103, 102)),
  ],
  [
    'nulls first',
    (c) => c.from('songs').select('id').order('rating', { nullsFirst: true }).order('id'),
    ok(ids(101, 105, 102, 100, 103, 104)),
  ],
  [
    'nulls last',
    (c) => c.from('songs').select('id').order('rating', { ascending: false, nullsFirst: false }).order('id'),
    ok(ids(104, 100, 103, 102, 101, 105)),
  ],
  [
    'text orders by code point',
    (c) => c.from('songs').select('id').order('title'),
    ok(ids(102, 100, 105, 104, 101, 103)),
  ],
  [
    'decimals order as numbers',
    (c) => c.from('albums').select('id').order('price', { nullsFirst: true }),
    ok(ids(12, 13, 10, 11)),
  ],
  [
    'order by a JSON path',
    (c) =>
      c.from('documents').select('id').order('data->n', { ascending: false, nullsFirst: false }).order('id'),
    ok(ids(1, 2, 3, 4)),
  ],
  [
    'order by a JSON path as text',
    (c) => c.from('documents').select('id').order('data->>n', { nullsFirst: false }).order('id'),
    ok(ids(1, 2, 3, 4)),
  ],
  ['limit', (c) => c.from('songs').select('id').order('id').limit(2), ok(ids(100, 101))],
  ['limit of nothing', (c) => c.from('songs').select('id').limit(0), ok([])],
  ['range', (c) => c.from('songs').select('id').order('id').range(1, 2), ok(ids(101, 102))],
  ['range past the end', (c) => c.from('songs').select('id').order('id').range(5, 9), ok(ids(105))],
  [
    'count exact',
    (c) => c.from('songs').select('id', { count: 'exact' }).eq('album', 10).order('id'),
    { status: 200, data: ids(100, 101), count: 2 },
  ],
  [
    'count exact of a page',
    (c) => c.from('songs').select('id', { count: 'exact' }).order('id').range(0, 1),
    { status: 206, data: ids(100, 101), count: 6 },
  ],
  [
    'count planned',
    (c) => c.from('songs').select('id', { count: 'planned' }).order('id').limit(1),
    { status: 206, data: ids(100), count: expect.any(Number) },
  ],
  [
    'count estimated',
    (c) => c.from('songs').select('id', { count: 'estimated' }).order('id').limit(1),
    { status: 206, data: ids(100), count: 6 },
  ],
  ['head', (c) => c.from('songs').select('id', { head: true }), ok(null)],
  [
    'head with a count',
    (c) => c.from('songs').select('*', { count: 'exact', head: true }).eq('explicit', true),
    { status: 200, data: null, count: 2 },
  ],
  ['single', (c) => c.from('songs').select('id').eq('id', 100).single(), ok({ id: 100 })],
  [
    'single of no rows',
    (c) => c.from('songs').select('id').eq('id', 1).single(),
    refusal(406, 'PGRST116', 'Cannot coerce the result to a single JSON object', {
      details: 'The result contains 0 rows',
    }),
  ],
  [
    'single of many rows',
    (c) => c.from('songs').select('id').single(),
    refusal(406, 'PGRST116', 'Cannot coerce the result to a single JSON object', {
      details: 'The result contains 6 rows',
    }),
  ],
  ['single of a page', (c) => c.from('songs').select('id').order('id').limit(1).single(), ok({ id: 100 })],
  ['maybeSingle', (c) => c.from('songs').select('id').eq('id', 100).maybeSingle(), ok({ id: 100 })],
  ['maybeSingle of no rows', (c) => c.from('songs').select('id').eq('id', 1).maybeSingle(), ok(null)],
  [
    'maybeSingle of many rows',
    (c) => c.from('songs').select('id').maybeSingle(),
    expect.objectContaining({ status: 406, error: expect.objectContaining({ code: 'PGRST116' }) }),
  ],
  [
    'stripNulls',
    (c) => c.from('songs').select('id, rating').in('id', [100, 101]).order('id').stripNulls(),
    ok([{ id: 100, rating: 4.5 }, { id: 101 }]),
  ],
  [
    'stripNulls of one object',
    (c) => c.from('songs').select('id, rating').eq('id', 101).single().stripNulls(),
    ok({ id: 101 }),
  ],
  [
    'stripNulls inside embeds and JSON',
    (c) => c.from('artists').select('id, country, albums(id, price)').eq('id', 2).stripNulls(),
    ok([{ id: 2, albums: [{ id: 12 }] }]),
  ],
  [
    'returns and overrideTypes change types alone',
    (c) =>
      c
        .from('songs')
        .select('id')
        .eq('id', 100)
        .returns<{ id: number }[]>()
        .overrideTypes<{ id: number }[]>(),
    ok(ids(100)),
  ],
  [
    'throwOnError lets good answers through',
    (c) => c.from('songs').select('id').eq('id', 100).throwOnError(),
    ok(ids(100)),
  ],
  [
    'abortSignal that is not used',
    (c) => c.from('songs').select('id').eq('id', 100).abortSignal(new AbortController().signal),
    ok(ids(100)),
  ],
  [
    'setHeader and retry',
    (c) => c.from('songs').select('id').eq('id', 100).retry(false).setHeader('Prefer', 'count=exact'),
    { status: 200, data: ids(100), count: 1 },
  ],
  [
    refusedOnSqlite('geojson', 'PostGIS makes it'),
    (c) => c.from('songs').select('id').geojson(),
    refusal(406, 'PGRST107', 'None of these media types are available: application/geo+json'),
  ],
])

test('data: shape: throwOnError throws what the server said', async () => {
  const { anon } = server()
  expect(async () => await anon.from('songs').select('nothing').throwOnError()).toThrow(
    'column songs.nothing does not exist',
  )
})

test('data: shape: an aborted request says so', async () => {
  const stop = new AbortController()
  stop.abort()
  const { error, status } = await server().anon.from('songs').select().abortSignal(stop.signal)
  expect({ status, hint: error?.hint }).toEqual({
    status: 0,
    hint: 'Request was aborted (timeout or manual cancellation)',
  })
})

const CSV = { Accept: 'text/csv' }

fetches('shape', server, [
  [
    'CSV',
    'artists?order=id&limit=2',
    CSV,
    {
      status: 200,
      body: 'id,name,country\n1,Aurora,NO\n2,Zoë,',
      headers: { 'content-type': 'text/csv; charset=utf-8', 'content-range': '0-1/*' },
    },
  ],
  [
    'CSV: quotes around commas and blanks',
    'albums?select=title,price&id=eq.13',
    CSV,
    { status: 200, body: 'title,price\n"Tokyo, Mon Amour",7.00' },
  ],
  [
    'CSV: parentheses',
    'songs?select=title,explicit&id=eq.101',
    CSV,
    { status: 200, body: 'title,explicit\n"Snow (Live)",' },
  ],
  [
    'CSV: booleans, arrays, JSON',
    'things?select=a_boolean,integers,some_json',
    CSV,
    {
      status: 200,
      body: 'a_boolean,integers,some_json\nt,"{1,-2}","{""b"": 1, ""c"": ""é"", ""aa"": [true, null]}"',
    },
  ],
  [
    'CSV: moments',
    'things?select=a_timestamp,a_date,a_time',
    CSV,
    { status: 200, body: 'a_timestamp,a_date,a_time\n"2024-02-29 21:59:59.123456+00",2024-02-29,23:59:59.5' },
  ],
  [
    'CSV: aliases name the columns',
    'genres?select=label:name&id=eq.1',
    CSV,
    { status: 200, body: 'label\npop' },
  ],
  ['CSV of no rows', 'genres?id=eq.9', CSV, { status: 200, body: '\n' }],
  [
    'one object',
    'genres?id=eq.1',
    { Accept: 'application/vnd.pgrst.object+json' },
    {
      status: 200,
      body: '{"id":1,"name":"pop"}',
      headers: {
        'content-type': 'application/vnd.pgrst.object+json; charset=utf-8',
        'content-range': '0-0/*',
      },
    },
  ],
  [
    'an array, by its own media type',
    'genres?id=eq.1',
    { Accept: 'application/vnd.pgrst.array+json' },
    { status: 200, body: '[{"id":1,"name":"pop"}]' },
  ],
  [
    'the first acceptable media type',
    'genres?id=eq.1',
    { Accept: 'text/weird, application/json;q=0.9' },
    { status: 200, body: '[{"id":1,"name":"pop"}]' },
  ],
  [
    'a browser gets JSON',
    'genres?id=eq.1',
    { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
    { status: 200, body: '[{"id":1,"name":"pop"}]' },
  ],
  [
    'stripped nulls: bytes and type',
    'songs?select=id,rating&order=id&limit=2',
    { Accept: 'application/vnd.pgrst.array+json;nulls=stripped' },
    {
      status: 200,
      body: '[{"id":100,"rating":4.5},{"id":101}]',
      headers: { 'content-type': 'application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8' },
    },
  ],
  [
    'Range',
    'songs?select=id&order=id',
    { Range: '1-2' },
    { status: 200, body: '[{"id":101}, \n {"id":102}]', headers: { 'content-range': '1-2/*' } },
  ],
  [
    'Range with its unit',
    'songs?select=id&order=id',
    { Range: '0-0', 'Range-Unit': 'items' },
    { status: 200, body: '[{"id":100}]', headers: { 'content-range': '0-0/*' } },
  ],
  [
    'Range without an end',
    'songs?select=id&order=id',
    { Range: '4-' },
    { status: 200, body: '[{"id":104}, \n {"id":105}]', headers: { 'content-range': '4-5/*' } },
  ],
  [
    'Range with a count',
    'songs?select=id&order=id',
    { Range: '0-1', Prefer: 'count=exact' },
    { status: 206, body: '[{"id":100}, \n {"id":101}]', headers: { 'content-range': '0-1/6' } },
  ],
  [
    'Range and limit: both hold',
    'songs?select=id&order=id&limit=3',
    { Range: '0-1' },
    { status: 200, body: '[{"id":100}, \n {"id":101}]', headers: { 'content-range': '0-1/*' } },
  ],
  [
    'Range of everything, counted',
    'genres?select=id&order=id',
    { Range: '0-9', Prefer: 'count=exact' },
    { status: 200, headers: { 'content-range': '0-2/3' } },
  ],
  [
    'Range that runs backwards',
    'songs?select=id',
    { Range: '2-1' },
    {
      status: 416,
      body: '{"code":"PGRST103","details":"The lower boundary must be lower than or equal to the upper boundary in the Range header.","hint":null,"message":"Requested range not satisfiable"}',
    },
  ],
  [
    '416 past the last row',
    'songs?select=id&offset=100',
    { Prefer: 'count=exact' },
    {
      status: 416,
      body: '{"code":"PGRST103","details":"An offset of 100 was requested, but there are only 6 rows.","hint":null,"message":"Requested range not satisfiable"}',
      headers: { 'content-range': '*/6' },
    },
  ],
  [
    'past the last row, uncounted',
    'songs?select=id&offset=100',
    {},
    { status: 200, body: '[]', headers: { 'content-range': '*/*' } },
  ],
  [
    'an offset of all rows',
    'genres?select=id&offset=3',
    { Prefer: 'count=exact' },
    { status: 206, body: '[]', headers: { 'content-range': '*/3' } },
  ],
  [
    'an offset below zero is none',
    'genres?select=id&order=id&offset=-4',
    {},
    { status: 200, body: '[{"id":1}, \n {"id":2}, \n {"id":3}]' },
  ],
  [
    'a limit below zero',
    'songs?select=id&limit=-1',
    {},
    {
      status: 416,
      body: '{"code":"PGRST103","details":"Limit should be greater than or equal to zero.","hint":null,"message":"Requested range not satisfiable"}',
    },
  ],
  [
    'count of no rows',
    'genres?id=eq.9',
    { Prefer: 'count=exact' },
    { status: 200, body: '[]', headers: { 'content-range': '*/0', 'preference-applied': 'count=exact' } },
  ],
  [
    'count=planned',
    'genres?select=id&order=id',
    { Prefer: 'count=planned' },
    { status: 200, headers: { 'content-range': '0-2/3', 'preference-applied': 'count=planned' } },
  ],
])

test('data: shape: HEAD has the headers of GET and no body', async () => {
  const answer = await server().send('HEAD', 'songs?select=id&limit=2', { Prefer: 'count=exact' })
  const headers = { 'content-range': '0-1/6', 'content-type': 'application/json; charset=utf-8' }
  expect(shown(answer, { body: '', headers })).toEqual({ status: 206, body: '', headers })
})

test('data: shape: csv, by the client', async () => {
  const result = await server().anon.from('genres').select('id, name').eq('id', 1).csv()
  expect(told(result)).toEqual(ok('id,name\n1,pop'))
})

test('data: shape: explain as text, for developers', async () => {
  const { data, error } = await server().service.from('songs').select('id').eq('id', 100).explain()
  expect(error).toBeNull()
  expect(data).toContain('songs')
})

test('data: shape: explain as JSON, for developers', async () => {
  const { data, error } = await server().service.from('songs').select('id').explain({ format: 'json' })
  expect(error).toBeNull()
  expect(JSON.stringify(data)).toContain('songs')
})

test('data: shape: explain is not for everybody', async () => {
  const { error, status } = await server().anon.from('songs').select('id').explain()
  expect({ status, code: error?.code }).toEqual({ status: 406, code: 'PGRST107' })
})
