/**
 * Long runs: `npm run test:crash -- --seed N --kills N`. Prints the seed and what went wrong first, and ends
 * with `N passed, N failed`, a kill counting as one.
 */
import { parseArgs } from 'node:util'
import { runKills } from './run-kills.ts'

const { values } = parseArgs({
  options: { seed: { type: 'string' }, kills: { type: 'string', default: '50' } },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6))
const kills = Number(values.kills)
if (!Number.isSafeInteger(seed) || !(kills > 0)) {
  console.error('--seed N --kills N')
  process.exit(2)
}

console.log(`seed ${seed}, ${kills} kills`)
let told = 0
const outcome = await runKills({
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
