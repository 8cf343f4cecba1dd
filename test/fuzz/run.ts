/**
 * Sends hostile requests to a running server: `npm run test:fuzz -- --seed 7 --requests 50000`, and
 * `--only 123` to send one of them again. Ends with `N passed, N failed`.
 */
import app from './app.ts'
import { attack, type Report } from './attack.ts'
import { startTarget } from './target.ts'

const SEEDS = 1_000_000_000
const REQUESTS = 10_000

/** The whole number behind `--name`, or null. */
function option(name: string): number | null {
  const at = process.argv.indexOf(`--${name}`)
  if (at < 0) return null
  const text = process.argv[at + 1] ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text)
  console.error(`--${name} takes a whole number.`)
  process.exit(2)
}

function show({ failures, statuses, codes, slowest, memoryMiB }: Report, seed: number): void {
  for (const { number, what, curl } of failures) {
    console.log(`\nrequest ${number}: ${what}`)
    if (curl !== '')
      console.log(`  ${curl.slice(0, 6000)}\n  again: npm run test:fuzz -- --seed ${seed} --only ${number}`)
  }
  const sorted = (counts: readonly string[]) => counts.toSorted().join('  ')
  console.log(`\nstatuses: ${sorted([...statuses].map(([status, count]) => `${status}×${count}`))}`)
  const hints = [...codes].map(([code, { count, hinted }]) => `${code}×${count} (${hinted})`)
  console.log(`codes (with a hint): ${sorted(hints)}`)
  console.log(`slowest: request ${slowest.number}, ${Math.round(slowest.ms)} ms`)
  console.log(`memory: ${memoryMiB.warm} MiB when warm, ${memoryMiB.end} MiB at the end`)
}

const seed = option('seed') ?? Math.floor(Math.random() * SEEDS)
const only = option('only')
const requests = option('requests') ?? REQUESTS
console.log(`seed ${seed}, ${only === null ? `${requests} requests` : `request ${only}`}`)
const target = await startTarget()
const numbers = only === null ? Array.from({ length: requests }, (_, number) => number) : [only]
const report = await attack({ target, model: app.model, seed, numbers })
const left = await target.stop()
show(report, seed)
for (const wrong of left) console.log(`database: ${wrong}`)
const failed = report.failures.length + left.length
const answered = [...report.statuses.values()].reduce((sum, count) => sum + count, 0)
console.log(`\n${Math.max(0, answered - failed)} passed, ${failed} failed`)
process.exitCode = failed === 0 && answered > 0 ? 0 : 1
