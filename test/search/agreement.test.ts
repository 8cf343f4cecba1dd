/**
 * The index and the text in memory say the same, whatever words and queries there are: `SEARCH_SEED=7`
 * repeats a run.
 */
import { expect, test } from 'bun:test'
import { app as declare, id, table, text } from '../../src/index.ts'
import {
  matchesSearch,
  parseSearch,
  rankSearch,
  type SearchLanguage,
  type SearchMode,
} from '../../src/rules/index.ts'
import { seededRandom, start } from '../../src/testing.ts'

const seed = Number(process.env.SEARCH_SEED ?? 20_261)
const random = seededRandom(seed)
const below = (count: number) => Math.floor(random.fraction() * count)
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T

const notes = table({ id: id(), nr: text(), one: text().optional(), two: text() })
  .search('one', 'two')
  .access({ read: true })
const app = declare({ tables: { notes } })

/** Letters of many scripts, marks, digits, signs, and whatever a code point may be. */
const PIECES = [
  'a',
  'B',
  'é',
  'e\u0301',
  'ß',
  'Σ',
  'ς',
  'İ',
  'ı',
  'K',
  '中',
  '文',
  'ก็',
  '٣',
  '½',
  'ﬁ',
  '𝒳',
  '😀',
  '\u200d',
]
const GAPS = [' ', '-', '_', '.', "'", '"', '·', '(', '\n', '\u00a0', ' *', ' AND ', ' NOT ', ':']
const WORDS = ['cat', 'Cats', 'the', 'running', 'runs', 'rat', 'THE', 'fox', 'box', 'in']

function anyPoint(): string {
  const point = below(0x110000)
  return point === 0 || (point >= 0xd800 && point <= 0xdfff) ? 'x' : String.fromCodePoint(point)
}

const word = () =>
  below(3) > 0
    ? pick(WORDS)
    : Array.from({ length: 1 + below(3) }, () => (below(4) ? pick(PIECES) : anyPoint())).join('')

const words = (count: number) =>
  Array.from({ length: count }, () => word() + (below(3) ? ' ' : pick(GAPS))).join('')

function query(depth: number): string {
  const operand = `'${word().replaceAll(/['\\]/g, '')}x'`.replace(/x'$/, "'")
  const atom = operand === "''" ? 'cat' : operand + pick(['', '', ':*'])
  if (depth === 0) return atom
  const inner = () => (below(2) ? query(depth - 1) : `(${query(depth - 1)})`)
  switch (below(5)) {
    case 0:
      return `!${inner()}`
    case 1:
      return `${inner()} & ${inner()}`
    case 2:
      return `${inner()} | ${inner()}`
    case 3:
      return `${inner()} ${pick(['<->', '<->', '<2>', '<0>', '<3>'])} ${inner()}`
    default:
      return atom
  }
}

test('random texts and queries', async () => {
  const house = await start(app, { seed: 1 })
  const rows = Array.from({ length: 120 }, (_, nr) => ({
    nr: String(nr),
    one: below(8) === 0 ? null : words(below(6)),
    two: words(below(9)),
  }))
  const client = house.service()
  expect((await client.from('notes').insert(rows)).error).toBe(null)
  let found = 0
  for (let turn = 0; turn < 500; turn++) {
    const mode = pick(['fts', 'fts', 'plfts', 'phfts', 'wfts'] as const satisfies readonly SearchMode[])
    const language = pick(['english', 'simple'] as const satisfies readonly SearchLanguage[])
    const said = mode === 'fts' ? query(below(4)) : words(1 + below(3))
    const column = pick(['one', 'two', 'search'] as const)
    const negated = below(4) === 0
    const parsed = parseSearch(mode, language, said)
    const texts = (row: (typeof rows)[number]) => (column === 'search' ? [row.one, row.two] : [row[column]])
    const expected = rows
      .filter((row) => matchesSearch(parsed, texts(row)) === !negated)
      .map((row) => ({ nr: row.nr, ...(negated ? {} : { rank: rankSearch(parsed, texts(row)) }) }))
    const select = negated ? 'nr' : 'nr,rank:search_rank'
    const request = client
      .from('notes')
      .select(select as 'nr')
      .limit(200)
    const filtered = negated
      ? request.not(column, `${mode}(${language})`, said)
      : request.filter(column, `${mode}(${language})`, said)
    const { data, error } = await filtered
    const place = `SEARCH_SEED=${seed}, turn ${turn}: ${column} ${mode}(${language}) ${JSON.stringify(said)}`
    expect([place, error?.message]).toEqual([place, undefined])
    const byNumber = (a: { nr: string }, b: { nr: string }) => Number(a.nr) - Number(b.nr)
    expect([place, (data ?? []).toSorted(byNumber)]).toEqual([place, expected.toSorted(byNumber)])
    found += expected.length
  }
  // Otherwise the queries would find nothing, and say nothing.
  expect(found).toBeGreaterThan(5000)
  await house.stop()
}, 60_000)
