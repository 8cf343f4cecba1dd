/**
 * The agreement test at the size of CI. The same requests each time: what a change broke is told from what
 * nobody had found yet, which is looked for by `npm run test:agreement` with other seeds.
 */
import { describe, expect, test } from 'bun:test'
import { postgres, postgresHint } from '../postgres/binaries.ts'
import type { Plant } from './houses.ts'
import { sqlite } from './houses.ts'
import { report } from './report.ts'
import { runCases } from './run-cases.ts'
import { sidesOf } from './sides.ts'

const REQUESTS = 10_000

const seed = 371_594_998
const why = postgres === null ? ` (left out: ${postgresHint})` : ''

test.skipIf(postgres === null)(
  `SQLite and PostgreSQL give the same answers, seed ${seed}${why}`,
  async () => {
    const sides = sidesOf(['sqlite', 'postgres'])
    if (typeof sides === 'string') throw new Error(sides)
    const { tally, found } = await runCases({ seed, requests: REQUESTS, sides, foundMax: 3 })
    expect(found.map(report).join('\n')).toBe('')
    // Hardly anything is left out.
    expect(tally.requests).toBeGreaterThan(REQUESTS * 0.95)
  },
  600_000,
)

describe('a difference is found', () => {
  const DESCENDS = /order=[^&]*desc/

  const planted: readonly (readonly [string, Plant, string])[] = [
    ['in a body', (_, answer) => ({ ...answer, body: answer.body.replace(':null', ':NULL') }), 'body'],
    [
      'in a header',
      (_, answer) =>
        answer.headers['content-range'] === undefined
          ? answer
          : { ...answer, headers: { ...answer.headers, 'content-range': '*/*' } },
      'header',
    ],
    [
      'in a status',
      (asked, answer) =>
        asked.method === 'PATCH' && answer.status === 204 ? { ...answer, status: 200 } : answer,
      'status',
    ],
  ]
  for (const [name, plant, what] of planted) {
    test(name, async () => {
      const sides = { left: sqlite, right: sqlite, plant }
      const { found } = await runCases({ seed: 7, requests: 400, sides, shrinks: false })
      expect(found[0]?.failure.what).toBe(what as never)
    })
  }

  test('and made small', async () => {
    const plant: Plant = ({ params }, answer) =>
      answer.status === 200 && params.some(({ value }) => value.includes('.desc'))
        ? { ...answer, body: answer.body.replace('null', 'NULL') }
        : answer
    const { found } = await runCases({
      seed: 7,
      requests: 4000,
      sides: { left: sqlite, right: sqlite, plant },
    })
    const [first] = found
    if (first === undefined) throw new Error('nothing was found')
    const text = report(first)
    expect(text).toMatch(DESCENDS)
    expect(first.one.requests.length).toBe(1)
    expect(first.one.app.length).toBeLessThanOrEqual(3)
    expect(text.length).toBeLessThan(3000)
  }, 60_000)
})

test('an engine agrees with itself', async () => {
  const { tally, found } = await runCases({ seed: 1, requests: 300, sides: { left: sqlite, right: sqlite } })
  expect(found.map(report).join('\n')).toBe('')
  expect(tally.requests).toBeGreaterThan(250)
}, 60_000)
