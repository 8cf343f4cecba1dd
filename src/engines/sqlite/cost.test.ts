import { expect, test } from 'bun:test'
import { rowsVisitedMax } from '../../base/limits.ts'
import { app, id, integer, ref, table } from '../../index.ts'
import { start } from '../../testing.ts'
import { costOf, refuseExpensive, roughly, treeOf } from './cost.ts'

const authors = table({ id: id(), n: integer() }).access({ read: true, write: true })
const books = table({ id: id(), author: ref(() => authors), n: integer() }).access({
  read: true,
  write: true,
})
const library = app({ tables: { authors, books } })

const AUTHORS = 1024
const BOOKS = 131_072

/** Rows of `explain query plan` (id, parent, unused, detail), with 1,024 authors and 131,072 books. */
const cost = (rows: unknown[][], text: string) =>
  costOf(treeOf(rows), text, library.model, (name) => (name === 'books' ? BOOKS : AUTHORS))

test.each([
  [
    'a key',
    [[1, 0, 0, 'SEARCH _offstage_t0 USING INDEX sqlite_autoindex_books_1 (id=?)']],
    '"books" _offstage_t0',
    1,
  ],
  ['a whole table', [[1, 0, 0, 'SCAN _offstage_t0']], '"books" _offstage_t0', BOOKS],
  [
    'an index',
    [[1, 0, 0, 'SEARCH _offstage_t0 USING INDEX books_author_idx (author=?)']],
    '"books" _offstage_t0',
    363,
  ],
  [
    'a range of an index',
    [[1, 0, 0, 'SEARCH _offstage_t0 USING INDEX x (n>?)']],
    '"books" _offstage_t0',
    BOOKS,
  ],
  [
    'a subquery for each row',
    [
      [1, 0, 0, 'SCAN _offstage_t0'],
      [2, 0, 0, 'CORRELATED SCALAR SUBQUERY 1'],
      [3, 2, 0, 'SEARCH _offstage_t1 USING INDEX books_author_idx (author=?)'],
    ],
    '"authors" _offstage_t0 "books" _offstage_t1',
    AUTHORS + AUTHORS * 363,
  ],
  [
    'one loop inside another',
    [
      [1, 0, 0, 'SCAN _offstage_t0'],
      [2, 0, 0, 'SCAN _offstage_t1'],
    ],
    '"authors" _offstage_t0 "books" _offstage_t1',
    AUTHORS + AUTHORS * BOOKS,
  ],
])('%s', (_, rows, text, visits) => {
  expect(cost(rows, text).visits).toBe(visits)
})

test.each([
  [0, 0],
  [1, 1],
  [6, 4],
  [400, 256],
  [600, 512],
  [700, 512],
  [900, 1024],
  [1000, 1024],
])('%i rows are taken for %i: no more is told of how many there are', (rows, taken) => {
  expect(roughly(rows)).toBe(taken)
})

test('a statement beyond the limit is refused, with the table to index', () => {
  expect(() => refuseExpensive({ visits: rowsVisitedMax, scanned: 'books' }, 1)).not.toThrow()
  expect(() => refuseExpensive({ visits: rowsVisitedMax + 1, scanned: 'books' }, 1)).toThrow(
    'statement too complex',
  )
})

test('keys and references of one inserted row do not add up to a refusal', async () => {
  const house = await start(library)
  const author = await house.anon().from('authors').insert({ n: 1 }).select('id').single()
  expect(author.status).toBe(201)
  expect(
    (
      await house
        .anon()
        .from('books')
        .insert({ author: author.data?.id ?? '', n: 1 })
    ).status,
  ).toBe(201)
  await house.stop()
})

test('rows that chose high numbers are not taken for many', async () => {
  const marks = table({ id: integer(), word: integer() }).primaryKey('id').access({ read: true, write: true })
  const house = await start(app({ tables: { marks } }))
  const high = Array.from({ length: 5 }, (_, i) => ({ id: 2_000_000_000 + i, word: i }))
  expect((await house.anon().from('marks').insert(high)).status).toBe(201)
  expect((await house.anon().from('marks').select('id').eq('word', 3)).data).toEqual([{ id: 2_000_000_003 }])
  await house.stop()
})

test('long lists of patterns, regular expressions and arrays weigh on every row', async () => {
  const house = await start(library)
  const rows = Array.from({ length: 10_000 }, (_, n) => ({ n }))
  await house.service().from('authors').insert(rows)
  const notes = (filter: string) =>
    house.fetch(new Request(`http://offstage.test/rest/v1/authors?select=n&${filter}`, {}))
  const one = await notes('n=eq(any).{1,2}')
  expect([one.status, await one.json()]).toEqual([200, [{ n: 1 }, { n: 2 }]])
  await house.stop()
})
