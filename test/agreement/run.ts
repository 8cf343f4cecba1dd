/**
 * Long runs: `npm run test:agreement -- --seed N --requests M`. Prints the seed, tells of each difference,
 * and ends with `N passed, N failed`. `--engines sqlite,sqlite` holds an engine against itself, `--whole`
 * tells of cases as they were made.
 */
import { parseArgs } from 'node:util'
import { report } from './report.ts'
import { runCases } from './run-cases.ts'
import { closeSides, sidesOf } from './sides.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    requests: { type: 'string', default: '10000' },
    failures: { type: 'string', default: '5' },
    engines: { type: 'string', default: 'sqlite,postgres' },
    whole: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const requests = Number(values.requests)
const sides = sidesOf(values.engines.split(','))
if (typeof sides === 'string' || !Number.isSafeInteger(seed) || !(requests > 0)) {
  console.error(
    typeof sides === 'string' ? sides : '--seed N --requests N --failures N --engines sqlite,postgres',
  )
  process.exit(2)
}

console.log(`seed ${seed}, ${requests} requests, ${values.engines}`)
let told = 0
let cases = 0
const { tally, found } = await runCases({
  seed,
  requests,
  sides,
  shrinks: !values.whole,
  foundMax: Number(values.failures),
  progress({ requests: done }, failed) {
    for (const each of failed.slice(told)) console.log(`\n${report(each)}\n`)
    told = failed.length
    cases += 1
    if (cases % 20 === 0) console.log(`${done} of ${requests} …`)
  },
})
await closeSides()
for (const [reason, count] of tally.skips) console.log(`left out ${count}: ${reason}`)
console.log(`${tally.requests - found.length} passed, ${found.length} failed`)
process.exitCode = found.length === 0 ? 0 : 1
