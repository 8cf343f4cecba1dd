import { expect, test } from 'bun:test'
import { newKeys } from '../../auth/index.ts'
import { fixedClock } from '../../base/clock.ts'
import { seededRandom } from '../../base/random.ts'
import { app, integer, ref, table } from '../../model/index.ts'
import { openHouse } from '../../server.ts'

const shelves = table({ id: integer() }).primaryKey('id').access({ read: true, write: true })
const books = table({
  id: integer(),
  shelf: ref(() => shelves).optional(),
  after: ref(() => books).optional(),
})
  .primaryKey('id')
  .access({ read: true, write: true })

const [clock, random] = [fixedClock(Date.UTC(2026, 0, 2)), seededRandom(1)]
const keys = await newKeys(random)

/** What the last of the writes is answered: its code, and what it says of a key. */
async function told(...writes: readonly (readonly [string, object])[]): Promise<string> {
  const { model } = app({ tables: { shelves, books } })
  const house = openHouse({ model, database: ':memory:', keys, clock, random, report: console.error })
  let answer = ''
  for (const [request, body] of [['POST shelves', { id: 1 }] as const, ...writes]) {
    const [method = '', path = ''] = request.split(' ')
    const headers = { apikey: keys.publishable, 'Content-Type': 'application/json' }
    const asked = new Request(`http://t/rest/v1/${path}`, { method, headers, body: JSON.stringify(body) })
    const text = await (await house.fetch(asked)).text()
    const { code, details } = text === '' ? { code: 'done', details: '' } : JSON.parse(text)
    answer = `${code} ${details ?? ''}`.trim()
  }
  await house.close()
  return answer
}

const book = (id: number, shelf: number | null = 1, after: number | null = null) => ({ id, shelf, after })
const NO_SHELF = '23503 Key (shelf)=(9) is not present in table "shelves".'
const NO_BOOK = '23503 Key (after)=(7) is not present in table "books".'

test('the reference that is missing is named, by an insert and by an update', async () => {
  expect(await told(['POST books', book(1, 9)])).toBe(NO_SHELF)
  expect(await told(['POST books', [book(1), book(2, 1, 1), book(3, 9)]])).toBe(NO_SHELF)
  expect(await told(['POST books', book(1)], ['PATCH books?id=eq.1', { shelf: 9 }])).toBe(NO_SHELF)
  expect(await told(['POST books', book(1)], ['PATCH books?id=eq.1', { after: 7 }])).toBe(NO_BOOK)
})

test('a row of the same request is there to point at, one that is nowhere is not', async () => {
  expect(await told(['POST books', book(1, 1, 1)])).toBe('done')
  expect(await told(['POST books', [book(1, 1, 2), book(2)]])).toBe('done')
  expect(await told(['POST books', [book(1, 1, 2), book(2, 1, 7)]])).toBe(NO_BOOK)
})

test('a key that others point at cannot be changed, and no reference of its own is blamed', async () => {
  const said = await told(['POST books', book(1)], ['PATCH shelves?id=eq.1', { id: 2 }])
  expect(said).toBe('23503')
})

test('of one row the key that is there already is told first, as PostgreSQL does; of many the reference', async () => {
  expect(await told(['POST books', book(1)], ['POST books', book(1, 9)])).toStartWith('23505')
  expect(await told(['POST books', book(1)], ['POST books', [book(1, 9), book(2)]])).toBe(NO_SHELF)
})
