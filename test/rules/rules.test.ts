/** The property test at the size of `npm test`; long runs by `npm run test:rules`. Every seed is printed. */
import { expect, test } from 'bun:test'
import { report, runCases } from './run-cases.ts'

/** Where mistakes were found once. */
const FIXED = [1, 1586, 40_020]
const CASES = 15

const chance = Math.floor(Math.random() * 1e9)

for (const seed of [...FIXED, chance]) {
  test(`answers agree with the verdict in memory, seed ${seed}`, async () => {
    const found = await runCases({ seed, cases: seed === chance ? 2 * CASES : CASES })
    expect(found.map(report).join('\n')).toBe('')
  }, 120_000)
}
