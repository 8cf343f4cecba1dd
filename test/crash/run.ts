/**
 * Long runs: `npm run test:crash -- --seed N --kills N`, with `--engine postgres` kills of PostgreSQL. Prints
 * the seed and what went wrong first, and ends with `N passed, N failed`, a kill counting as one.
 */
import { parseArgs } from 'node:util'
import { noServerOfOurOwn } from '../postgres/binaries.ts'
import { runPostgresKills } from './postgres-kills.ts'
import { runKills } from './run-kills.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    kills: { type: 'string', default: '50' },
    engine: { type: 'string', default: 'sqlite' },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6))
const kills = Number(values.kills)
const { engine } = values
if (!Number.isSafeInteger(seed) || !(kills > 0) || (engine !== 'sqlite' && engine !== 'postgres')) {
  console.error('--seed N --kills N --engine sqlite|postgres')
  process.exit(2)
}
if (engine === 'postgres' && noServerOfOurOwn !== null) {
  console.error(noServerOfOurOwn)
  process.exit(2)
}

console.log(`seed ${seed}, ${kills} kills`)
let told = 0
const outcome = await (engine === 'postgres' ? runPostgresKills : runKills)({
  seed,
  kills,
  progress(done, writes) {
    if (Math.floor(done / 10) === told) return
    told = Math.floor(done / 10)
    console.log(`${done} of ${kills} …, ${writes} writes acknowledged`)
  },
})
const { done, refused, later, unanswered } = outcome.counts
console.log(`${done} writes done, ${refused} refused, ${later} put off, ${unanswered} unanswered`)
for (const problem of outcome.problems) console.log(`\n${problem}`)
const failed = outcome.problems.length
console.log(`\n${outcome.kills - (failed > 0 ? 1 : 0)} passed, ${failed > 0 ? 1 : 0} failed`)
process.exitCode = failed === 0 ? 0 : 1
