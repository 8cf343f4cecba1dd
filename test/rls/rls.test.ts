/**
 * The property test of row level security at the size of `npm test`; long runs by `test/rls/run.ts`. Every
 * seed is printed.
 */
import { expect, test } from 'bun:test'
import { noServerOfOurOwn } from '../postgres/binaries.ts'
import { runCases } from './run-cases.ts'

/** Models with something of everything: masked and hidden columns, many-to-many, rules that speak of old. */
const FIXED = 9
const CASES = 3

const chance = Math.floor(Math.random() * 1e9)

for (const seed of [FIXED, chance]) {
  test.skipIf(noServerOfOurOwn !== null)(
    `row level security agrees with the verdict in memory, seed ${seed}${
      noServerOfOurOwn === null ? '' : ` (left out: ${noServerOfOurOwn})`
    }`,
    async () => {
      const { found, tally } = await runCases({ seed, cases: CASES })
      expect(found.join('\n')).toBe('')
      expect(tally.refused).toBeGreaterThan(0)
    },
    120_000,
  )
}
