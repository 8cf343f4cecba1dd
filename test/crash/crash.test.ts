/** The crash test at the size of `npm test`; long runs by `npm run test:crash`. Every seed is printed. */
import { expect, test } from 'bun:test'
import { noServerOfOurOwn } from '../postgres/binaries.ts'
import { runPostgresKills } from './postgres-kills.ts'
import { runKills } from './run-kills.ts'

const KILLS = 50
/** PostgreSQL takes longer to come back than a file. */
const POSTGRES_KILLS = 3
const seed = Math.floor(Math.random() * 1e6)

test(`${KILLS} kills lose nothing, seed ${seed}`, async () => {
  const outcome = await runKills({ seed, kills: KILLS })
  expect(outcome.problems).toEqual([])
  expect(outcome.kills).toBe(KILLS)
  // Requests were done, refused, and cut off: otherwise nothing was tried.
  const { done, refused, unanswered } = outcome.counts
  expect([done > 100, refused > 20, unanswered > KILLS]).toEqual([true, true, true])
}, 300_000)

test.skipIf(noServerOfOurOwn !== null)(
  `${POSTGRES_KILLS} kills of PostgreSQL lose nothing, seed ${seed}${
    noServerOfOurOwn === null ? '' : ` (left out: ${noServerOfOurOwn})`
  }`,
  async () => {
    const outcome = await runPostgresKills({ seed, kills: POSTGRES_KILLS })
    expect(outcome.problems).toEqual([])
    expect(outcome.kills).toBe(POSTGRES_KILLS)
    const { done, unanswered } = outcome.counts
    expect([done > 20, unanswered > 0]).toEqual([true, true])
  },
  300_000,
)
