/**
 * Long runs: `node bin/bun.mjs test/rls/run.ts --seed N --cases M`. Prints the seed, tells of each failing
 * case, and ends with `N passed, N failed`.
 */
import { parseArgs } from 'node:util'
import { noServerOfOurOwn } from '../postgres/binaries.ts'
import { runCases } from './run-cases.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    cases: { type: 'string', default: '200' },
    failures: { type: 'string', default: '5' },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const cases = Number(values.cases)
if (!Number.isSafeInteger(seed) || !(cases > 0)) {
  console.error('--seed N --cases N --failures N')
  process.exit(2)
}
if (noServerOfOurOwn !== null) {
  console.error(noServerOfOurOwn)
  process.exit(2)
}

console.log(`seed ${seed}, ${cases} cases`)
let [done, told] = [0, 0]
const { found, tally } = await runCases({
  seed,
  cases,
  foundMax: Number(values.failures),
  progress(count, failed) {
    done = count
    for (const each of failed.slice(told)) console.log(`\n${each}\n`)
    told = failed.length
    if (count % 50 === 0) console.log(`${count} of ${cases} …`)
  },
})
console.log(`${tally.done} writes that were to be done, ${tally.refused} that were not`)
console.log(`${done - found.length} passed, ${found.length} failed`)
process.exit(found.length === 0 ? 0 : 1)
