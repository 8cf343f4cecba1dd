/**
 * What `select` takes besides embeds.
 * @see https://docs.postgrest.org/en/v14/references/api/tables_views.html#vertical-filtering
 */
import { expect, test } from 'bun:test'
import { calls, fetches, refusal, shared } from '../capability.ts'
import { serve } from '../harness.ts'

const server = shared()

calls('read', server, [
  [
    'select of columns',
    (c) => c.from('genres').select('name, id').order('id').limit(1),
    { status: 200, data: [{ name: 'pop', id: 1 }] },
  ],
  [
    'select of everything',
    (c) => c.from('genres').select().eq('id', 2),
    { status: 200, data: [{ id: 2, name: 'rock' }] },
  ],
  [
    'select of * and more',
    (c) => c.from('genres').select('*, label:name').eq('id', 2),
    { status: 200, data: [{ id: 2, name: 'rock', label: 'rock' }] },
  ],
  [
    'aliases',
    (c) => c.from('genres').select('key:id, label:name').eq('id', 1),
    { status: 200, data: [{ key: 1, label: 'pop' }] },
  ],
  [
    'a quoted alias',
    (c) => c.from('genres').select('"the name":name').eq('id', 1),
    { status: 200, data: [{ 'the name': 'pop' }] },
  ],
  ['no rows', (c) => c.from('genres').select().eq('id', 99), { status: 200, data: [] }],
  [
    'hidden columns are left out of *',
    (c) => c.from('accounts').select().eq('id', 1),
    {
      status: 200,
      data: [{ id: 1, name: 'Ana', created_at: '2020-01-01T00:00:00+00:00', code: 'A', salary: null }],
    },
  ],
  [
    'a hidden column does not exist',
    (c) => c.from('accounts').select('token'),
    refusal(400, '42703', 'column accounts.token does not exist'),
  ],
])

test('data: read: a column with a rule of its own', async () => {
  const boss = await server().as('ana', 'boss')
  expect((await boss.from('accounts').select('id, salary').order('id')).data).toEqual([
    { id: 1, salary: 100 },
    { id: 2, salary: 200 },
  ])
  expect((await server().anon.from('accounts').select('id').gt('salary', 1)).data).toEqual([])
})

test('data: read: rows that the rules deny are not there', async () => {
  const ana = await server().as('ana')
  expect((await ana.from('notes').select('id, body')).data).toEqual([{ id: 1, body: 'milk' }])
  expect((await server().anon.from('notes').select('id')).data).toEqual([])
  expect((await server().service.from('notes').select('id').order('id')).data).toEqual([{ id: 1 }, { id: 2 }])
})

fetches('read', server, [
  [
    'the bytes of json_agg',
    'genres?order=id',
    {},
    {
      status: 200,
      body: '[{"id":1,"name":"pop"}, \n {"id":2,"name":"rock"}, \n {"id":3,"name":"ambient"}]',
      headers: { 'content-type': 'application/json; charset=utf-8', 'content-range': '0-2/*' },
    },
  ],
  [
    'the bytes of no rows',
    'genres?id=eq.9',
    {},
    { status: 200, body: '[]', headers: { 'content-range': '*/*' } },
  ],
  [
    'keys in the order asked for',
    'genres?select=name,id&id=eq.1',
    {},
    { status: 200, body: '[{"name":"pop","id":1}]' },
  ],
  [
    'HEAD-less GET of one column twice',
    'genres?select=a:name,b:name&id=eq.1',
    {},
    { status: 200, body: '[{"a":"pop","b":"pop"}]' },
  ],
])

/** `select=<cast>` of the row of `things`: the exact value that comes back. */
const CASTS: readonly (readonly [name: string, table: string, select: string, value: string])[] = [
  ['integer to text', 'things', 'v:an_integer::text', '"-2147483648"'],
  ['bigint to text', 'things', 'v:a_bigint::text', '"9007199254740993"'],
  ['decimal to text', 'things', 'v:a_decimal::text', '"12345678901234567890.0123456789"'],
  ['decimal to integer rounds half away from zero', 'albums', 'v:price::integer', '13'],
  ['float to text', 'things', 'v:a_float::text', '"0.1"'],
  ['float to numeric', 'things', 'v:a_float::numeric', '0.1'],
  ['boolean to text', 'things', 'v:a_boolean::text', '"true"'],
  ['boolean to integer', 'things', 'v:a_boolean::int', '1'],
  ['uuid to text', 'things', 'v:a_uuid::text', '"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"'],
  ['timestamp to text', 'things', 'v:a_timestamp::text', '"2024-02-29 21:59:59.123456+00"'],
  ['timestamp to date', 'things', 'v:a_timestamp::date', '"2024-02-29"'],
  ['timestamp to time', 'things', 'v:a_timestamp::time', '"21:59:59.123456"'],
  ['date to text', 'things', 'v:a_date::text', '"2024-02-29"'],
  ['date to timestamp', 'things', 'v:a_date::timestamptz', '"2024-02-29T00:00:00+00:00"'],
  ['time to text', 'things', 'v:a_time::text', '"23:59:59.5"'],
  ['JSON to text', 'things', 'v:some_json::text', '"{\\"b\\": 1, \\"c\\": \\"é\\", \\"aa\\": [true, null]}"'],
  ['JSON text to integer', 'documents', 'v:data->>n::integer', '9'],
  ['array to text', 'things', 'v:texts::text', '"{x,\\"y z\\",NULL}"'],
  ['text to text', 'things', 'v:a_text::text', '"plain"'],
]

for (const [name, table, select, value] of CASTS) {
  test(`data: read: cast of ${name}`, async () => {
    const id = { things: 1, albums: 11, documents: 2 }[table]
    const { status, body } = await server().get(`${table}?select=${select}&id=eq.${id}`)
    expect({ status, body }).toEqual({ status: 200, body: `[{"v":${value}}]` })
  })
}

calls('read', server, [
  [
    'cast of a text that is no number',
    (c) => c.from('genres').select('name::integer').eq('id', 1),
    refusal(400, '22P02', 'invalid input syntax for type integer: "pop"'),
  ],
  [
    'cast to no type',
    (c) => c.from('genres').select('name::nothing'),
    expect.objectContaining({
      status: 400,
      error: expect.objectContaining({ code: '42704', message: 'type "nothing" does not exist' }),
    }),
  ],
  [
    'JSON path',
    (c) => c.from('documents').select('data->a').eq('id', 1),
    { status: 200, data: [{ a: { b: [1, 2, { c: 'deep' }] } }] },
  ],
  [
    'JSON path as text',
    (c) => c.from('documents').select('data->>n').eq('id', 1),
    { status: 200, data: [{ n: '10' }] },
  ],
  [
    'JSON path as a value',
    (c) => c.from('documents').select('data->n').eq('id', 1),
    { status: 200, data: [{ n: 10 }] },
  ],
  [
    'JSON path into arrays',
    (c) => c.from('documents').select('data->a->b->2->>c').eq('id', 1),
    { status: 200, data: [{ c: 'deep' }] },
  ],
  [
    'JSON path that ends in a number is named for the key before',
    (c) => c.from('documents').select('data->a->b->1').eq('id', 1),
    { status: 200, data: [{ b: 2 }] },
  ],
  [
    'JSON path with an alias',
    (c) => c.from('documents').select('who:data->>name').eq('id', 1),
    { status: 200, data: [{ who: 'x' }] },
  ],
  [
    'JSON path that leads nowhere',
    (c) => c.from('documents').select('data->x->y').eq('id', 1),
    { status: 200, data: [{ y: null }] },
  ],
  [
    'JSON path: a JSON null and a missing key',
    (c) => c.from('documents').select('data->name, other:data->nothing').eq('id', 2),
    { status: 200, data: [{ name: null, other: null }] },
  ],
  [
    'JSON path into an array column',
    (c) => c.from('documents').select('tags->0').eq('id', 1),
    { status: 200, data: [{ tags: 'red' }] },
  ],
])

fetches('read', server, [
  ['count()', 'songs?select=count()', {}, { status: 200, body: '[{"count":6}]' }],
  [
    'count() with an alias and a cast',
    'songs?select=n:count()::text',
    {},
    { status: 200, body: '[{"n":"6"}]' },
  ],
  ['count() of no rows', 'songs?select=count()&id=eq.0', {}, { status: 200, body: '[{"count":0}]' }],
  [
    'count() of a column leaves out nulls',
    'songs?select=rating.count()',
    {},
    { status: 200, body: '[{"count":4}]' },
  ],
  ['sum()', 'songs?select=seconds.sum()', {}, { status: 200, body: '[{"sum":1093}]' }],
  ['sum() of no rows', 'songs?select=seconds.sum()&id=eq.0', {}, { status: 200, body: '[{"sum":null}]' }],
  ['sum() of decimals', 'albums?select=price.sum()', {}, { status: 200, body: '[{"sum":29.40}]' }],
  [
    'avg() of integers',
    'songs?select=seconds.avg()',
    {},
    { status: 200, body: '[{"avg":182.1666666666666667}]' },
  ],
  [
    'avg() of decimals',
    'albums?select=price.avg()',
    {},
    { status: 200, body: '[{"avg":9.8000000000000000}]' },
  ],
  ['avg() of floats', 'songs?select=rating.avg()', {}, { status: 200, body: '[{"avg":4.25}]' }],
  ['avg() with a cast', 'songs?select=seconds.avg()::int', {}, { status: 200, body: '[{"avg":182}]' }],
  ['sum() of a cast', 'documents?select=data->>n::int.sum()', {}, { status: 200, body: '[{"sum":19}]' }],
  [
    'min() and max()',
    'songs?select=seconds.min(),seconds.max()',
    {},
    { status: 200, body: '[{"min":60,"max":300}]' },
  ],
  ['min() of text', 'genres?select=name.min()', {}, { status: 200, body: '[{"min":"ambient"}]' }],
  ['max() of decimals', 'albums?select=price.max()', {}, { status: 200, body: '[{"max":12.50}]' }],
  [
    'aggregates in groups',
    'songs?select=explicit,seconds.sum()&order=explicit',
    {},
    {
      status: 200,
      body: '[{"explicit":false,"sum":356}, \n {"explicit":true,"sum":550}, \n {"explicit":null,"sum":187}]',
    },
  ],
  [
    'aggregates of filtered rows',
    'songs?select=longest:seconds.max()&explicit=is.false',
    {},
    { status: 200, body: '[{"longest":201}]' },
  ],
])

test('data: read: aggregates are off unless the app switches them on', async () => {
  const { plainApp } = await import('../app.ts')
  const plain = await serve(plainApp)
  const answer = await plain.get('songs?select=seconds.sum()')
  expect(JSON.parse(answer.body)).toMatchObject({
    code: 'PGRST123',
    message: 'Use of aggregate functions is not allowed',
  })
  expect(answer.status).toBe(400)
  await plain.stop()
})
