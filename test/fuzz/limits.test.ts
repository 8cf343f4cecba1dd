/** Every limit that one request can reach: what is answered one below it, at it, and one above it. */

import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mintToken, newKeys } from '../../src/auth/index.ts'
import { fixedClock } from '../../src/base/clock.ts'
import { uuidFromName } from '../../src/base/ids.ts'
import * as limits from '../../src/base/limits.ts'
import { seededRandom } from '../../src/base/random.ts'
import { Commits } from '../../src/engines/sqlite/commit.ts'
import { type House, type Listening, listen, openHouse } from '../../src/server.ts'
import app from './app.ts'
import { wireOf } from './make-wire.ts'
import { type Answer, send } from './send.ts'

const clock = fixedClock(Date.UTC(2026, 0, 2))
const random = seededRandom(1)
const keys = await newKeys(random)
let house: House
let socket: Listening

beforeAll(async () => {
  const report = (error: unknown) => console.error(error)
  house = openHouse({ model: app.model, database: ':memory:', keys, clock, random, report })
  socket = listen({ host: '127.0.0.1', port: 0, fetch: (request) => house.fetch(request) })
  await socket.ready()
  const rows = Array.from({ length: limits.rowsPerResponseMax + 1 }, (_, id) => ({ id }))
  await ask({ method: 'POST', path: 'things', body: JSON.stringify(rows) })
})

afterAll(async () => {
  await socket.stop()
  await house.close()
})

interface Asking {
  readonly method?: string
  /** Behind `/rest/v1/`. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

async function ask({ method = 'GET', path, headers = {}, body }: Asking): Promise<Answer> {
  const typed: readonly (readonly [string, string])[] =
    body === undefined ? [] : [['Content-Type', 'application/json']]
  const request = {
    method,
    target: `/rest/v1/${path}`,
    headers: [...Object.entries(headers), ...typed],
    body: body === undefined ? null : Buffer.from(body),
  }
  return await send(socket.port, wireOf(request), false)
}

interface Limited {
  /** A request that has so many of what the limit counts. */
  readonly make: (count: number) => Asking
  /** Status at the limit and below. */
  readonly taken: number
  /** Status and body one above it. */
  readonly refused: readonly [number, string]
}

const refusal = (code: string, message: string, hint: string, details: string | null = null) =>
  JSON.stringify({ code, details, hint, message })

const tooMany = (what: string, name: string, max: number): readonly [number, string] => [
  400,
  refusal(
    'OFF001',
    `The request has too many ${what}: at most ${max} are allowed`,
    `The limit is named ${name}.`,
  ),
]

const times = (count: number, text: (n: number) => string, between = ',') =>
  Array.from({ length: count }, (_, n) => text(n)).join(between)

/** What a shelf selects, and a box: embeds inside each other, in turn. */
const ofShelf = (depth: number): string =>
  depth === 0 ? 'id' : `boxes!boxes_shelf_fkey(${ofBox(depth - 1)})`
const ofBox = (depth: number): string =>
  depth === 0 ? 'code' : `shelves!boxes_shelf_fkey(${ofShelf(depth - 1)})`

/** Fills a request up to so many bytes of headers, names and values. */
function headersOf(bytes: number): Asking {
  const others = 'Host127.0.0.1Connectionclose'.length
  return { path: 'things?limit=1', headers: { 'X-Fill': 'x'.repeat(bytes - others - 'X-Fill'.length) } }
}

const LIMITED: Readonly<Record<string, Limited>> = {
  urlBytesMax: {
    make: (bytes) => ({
      path: `things?limit=1&a_text=eq.${'x'.repeat(bytes - '/rest/v1/things?limit=1&a_text=eq.'.length)}`,
    }),
    taken: 200,
    refused: [
      414,
      refusal(
        'OFF004',
        'The URL is too long',
        'Send long lists in several requests. The limit is named urlBytesMax.',
        'At most 16384 bytes are allowed',
      ),
    ],
  },
  headerBytesMax: {
    make: headersOf,
    taken: 200,
    refused: [
      431,
      refusal(
        'OFF005',
        'The headers of the request are too large',
        'The limit is named headerBytesMax.',
        'At most 16384 bytes are allowed',
      ),
    ],
  },
  bodyBytesMax: {
    make: (bytes) => ({
      method: 'PATCH',
      path: 'things?id=eq.0',
      body: `{"a_text":"${'x'.repeat(bytes - '{"a_text":""}'.length)}"}`,
    }),
    taken: 204,
    refused: [
      413,
      refusal(
        'OFF002',
        'The request body is too large',
        'Send the rows in several requests. The limit is named bodyBytesMax.',
        'At most 10485760 bytes are allowed',
      ),
    ],
  },
  rowsPerInsertMax: {
    make: (count) => ({
      method: 'POST',
      path: 'things',
      headers: { Prefer: 'tx=rollback' },
      body: `[${times(count, (n) => `{"id":${n + 5000}}`)}]`,
    }),
    taken: 201,
    refused: [
      413,
      refusal(
        'OFF003',
        'The request has too many rows',
        'Send them in several requests. The limit is named rowsPerInsertMax.',
        'At most 10000 rows are allowed',
      ),
    ],
  },
  jsonDepthMax: {
    make: (depth) => ({
      method: 'PATCH',
      path: 'things?id=eq.0',
      body: `{"some_json":${'['.repeat(depth - 1)}${' '.repeat(200)}${']'.repeat(depth - 1)}}`,
    }),
    taken: 204,
    refused: [
      400,
      refusal(
        'PGRST102',
        'Empty or invalid json',
        'JSON is nested deeper than 100 levels. The limit is named jsonDepthMax.',
      ),
    ],
  },
  'jsonDepthMax of a path': {
    make: (depth) => ({ path: `things?limit=1&select=some_json${'->a'.repeat(depth)}` }),
    taken: 200,
    refused: tooMany('steps in a JSON path', 'jsonDepthMax', limits.jsonDepthMax),
  },
  selectColumnsMax: {
    make: (count) => ({ path: `things?limit=1&select=${times(count, () => 'id')}` }),
    taken: 200,
    refused: tooMany('selected columns', 'selectColumnsMax', limits.selectColumnsMax),
  },
  embedDepthMax: {
    make: (depth) => ({ path: `shelves?select=${ofShelf(depth)}` }),
    taken: 200,
    refused: tooMany('nested embeds', 'embedDepthMax', limits.embedDepthMax),
  },
  embedsPerRequestMax: {
    make: (count) => ({
      path: `shelves?select=${times(count, (n) => `e${n}:boxes!boxes_shelf_fkey(code)`)}`,
    }),
    taken: 200,
    refused: tooMany('embeds', 'embedsPerRequestMax', limits.embedsPerRequestMax),
  },
  filtersPerRequestMax: {
    make: (count) => ({ path: `things?or=(id.eq.1,id.eq.2)&${times(count - 2, (n) => `id=gte.${n}`, '&')}` }),
    taken: 200,
    refused: tooMany('filters', 'filtersPerRequestMax', limits.filtersPerRequestMax),
  },
  filterDepthMax: {
    make: (depth) => ({ path: `things?or=${'(and'.repeat(depth - 1)}(id.eq.1)${')'.repeat(depth - 1)}` }),
    taken: 200,
    refused: tooMany('nested filters', 'filterDepthMax', limits.filterDepthMax),
  },
  inListValuesMax: {
    make: (count) => ({ path: `things?limit=1&a_text=in.(${','.repeat(count - 1)})` }),
    taken: 200,
    refused: tooMany('values in a list', 'inListValuesMax', limits.inListValuesMax),
  },
  'inListValuesMax of any': {
    make: (count) => ({ path: `things?limit=1&a_text=eq(any).{${','.repeat(count - 1)}}` }),
    taken: 200,
    refused: tooMany('values in a list', 'inListValuesMax', limits.inListValuesMax),
  },
  orderColumnsMax: {
    make: (count) => ({
      path: [
        'shelves?select=id,boxes!boxes_shelf_fkey(code)&order=id,name',
        `boxes.order=${times(count - 2, () => 'code')}`,
      ].join('&'),
    }),
    taken: 200,
    refused: tooMany('columns to order by', 'orderColumnsMax', limits.orderColumnsMax),
  },
  patternBytesMax: {
    make: (bytes) => ({
      path: `things?limit=1&a_text=like.${encodeURIComponent('é')}${'x'.repeat(bytes - 2)}`,
    }),
    taken: 200,
    refused: tooMany('bytes in a pattern', 'patternBytesMax', limits.patternBytesMax),
  },
  searchWordsMax: {
    make: (count) => ({ path: `labels?word=wfts.${times(count, (n) => `word${n}`, '+')}` }),
    taken: 200,
    refused: tooMany('words in a search', 'searchWordsMax', limits.searchWordsMax),
  },
  'patternBytesMax of any': {
    // By its key, since a pattern of this length weighs on every row that it is asked of.
    make: (bytes) => ({ path: `things?id=eq.1&a_text=match(any).{a,${'x'.repeat(bytes)}}` }),
    taken: 200,
    refused: tooMany('bytes in a pattern', 'patternBytesMax', limits.patternBytesMax),
  },
}

for (const [title, { make, taken, refused }] of Object.entries(LIMITED)) {
  const [name = ''] = title.split(' ')
  const max = Number(Reflect.get(limits, name))
  describe(title, () => {
    for (const count of [max - 1, max]) {
      test(`takes ${count}`, async () => {
        const { status, body } = await ask(make(count))
        expect({ status, body: status === taken ? '' : body }).toEqual({ status: taken, body: '' })
      })
    }
    test(`refuses ${max + 1}`, async () => {
      const { status, body } = await ask(make(max + 1))
      expect([status, body]).toEqual([...refused])
    })
  })
}

test('rowsPerResponseMax: more rows are left for the next page, and the range says so', async () => {
  const max = limits.rowsPerResponseMax
  for (const [limit, status, range] of [
    [max - 1, 206, `0-${max - 2}/${max + 1}`],
    [max, 206, `0-${max - 1}/${max + 1}`],
    [max + 1, 206, `0-${max - 1}/${max + 1}`],
  ] as const) {
    const answer = await ask({ path: `things?select=id&limit=${limit}`, headers: { Prefer: 'count=exact' } })
    expect([answer.status, /content-range: (.*)\r/i.exec(answer.raw)?.[1]]).toEqual([status, range])
  }
})

test('tokenBytesMax: a longer token is not looked at', async () => {
  // The limit of all headers comes first for a request over the wire.
  const bearer = async (bytes: number) => {
    const headers = { Authorization: `Bearer ${'x'.repeat(bytes)}` }
    const response = await house.fetch(new Request('http://offstage.test/rest/v1/things', { headers }))
    return [response.status, ((await response.json()) as { message: string }).message]
  }
  const max = limits.tokenBytesMax
  expect(await bearer(max - 1)).toEqual([401, 'Expected 3 parts in JWT; got 1'])
  expect(await bearer(max)).toEqual([401, 'Expected 3 parts in JWT; got 1'])
  expect(await bearer(max + 1)).toEqual([401, 'JWT is too long'])
})

test('clockSkewSecondsMax: a token of a clock that is further ahead is refused', async () => {
  const issued = async (aheadSeconds: number) => {
    const ahead = fixedClock(clock.nowMs() + aheadSeconds * 1000)
    const token = await mintToken(keys, { id: uuidFromName('ana') }, ahead, random)
    return (await ask({ path: 'things?limit=1', headers: { Authorization: `Bearer ${token}` } })).status
  }
  const max = limits.clockSkewSecondsMax
  expect([await issued(max - 1), await issued(max), await issued(max + 1)]).toEqual([200, 200, 401])
})

test('refusalBytesMax: what a refusal repeats is cut, and shows it', async () => {
  const message = async (characters: number) => {
    const around = "Could not find the '' column of 'things' in the schema cache".length
    const body = `{"${'k'.repeat(characters - around)}":1}`
    return (JSON.parse((await ask({ method: 'POST', path: 'things', body })).body) as { message: string })
      .message
  }
  const max = limits.refusalBytesMax
  expect((await message(max - 1)).length).toBe(max - 1)
  expect((await message(max)).endsWith('schema cache')).toBe(true)
  expect((await message(max + 1)).endsWith('schema cach…')).toBe(true)
})

test('writeQueueMax: a write too many is told to come back', async () => {
  const db = new Database(':memory:')
  const commits = new Commits(db)
  const max = limits.writeQueueMax
  const answers = Array.from({ length: max + 1 }, (_, n) =>
    commits.add(() => n).catch((error: unknown) => error),
  )
  expect(await answers[max - 2]).toBe(max - 2)
  expect(await answers[max - 1]).toBe(max - 1)
  const refused = await answers[max]
  expect(refused).toMatchObject({ status: 503, code: '53300', headers: { 'Retry-After': '1' } })
  db.close()
})
