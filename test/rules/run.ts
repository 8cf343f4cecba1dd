/**
 * Long runs: `npm run test:rules -- --seed N --cases M`. Prints the seed, tells of each failing case, and
 * ends with `N passed, N failed`. `--without hidden-references,…` leaves parts out, to look behind a
 * failure that is known.
 */
import { parseArgs } from 'node:util'
import { LEAVABLE } from './make-model.ts'
import { report, runCases } from './run-cases.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    cases: { type: 'string', default: '1000' },
    failures: { type: 'string', default: '5' },
    without: { type: 'string', default: '' },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const cases = Number(values.cases)
const without = new Set(values.without.split(',').filter((word) => word !== ''))
const unknown = [...without].find((word) => !LEAVABLE.some((known) => known === word))
if (unknown !== undefined || !Number.isSafeInteger(seed) || !(cases > 0)) {
  console.error(`--seed N --cases N --failures N --without ${LEAVABLE.join(',')}`)
  process.exit(2)
}

console.log(`seed ${seed}, ${cases} cases`)
let done = 0
let told = 0
const found = await runCases({
  seed,
  cases,
  without,
  foundMax: Number(values.failures),
  progress(count, failed) {
    done = count
    for (const each of failed.slice(told)) console.log(`\n${report(each)}\n`)
    told = failed.length
    if (count % 100 === 0) console.log(`${count} of ${cases} …`)
  },
})
console.log(`${done - found.length} passed, ${found.length} failed`)
process.exitCode = found.length === 0 ? 0 : 1
