/**
 * What a backup costs the writers of a server: milliseconds that a write takes, without one and while one is
 * taken, in turns.
 *
 * `node bin/bun.mjs test/backup/measure.ts [megabytes]`
 */
import { statSync } from 'node:fs'
import { endAll, House } from './stage.ts'

const CLIENTS = 16
const ROUNDS = 5
const megabytes = Number(process.argv[2] ?? 500)

const house = await new House().start()
house.addBallast(megabytes)

let id = 0
let times: number[] = []
let isOver = false
async function write(): Promise<void> {
  while (!isOver) {
    const begun = performance.now()
    const row = { id: ++id, client: 0, batch: 0, amount: 1, version: 0 }
    const { status, text } = await house.send('POST', '/rest/v1/entries', row)
    if (status !== 201) throw new Error(text)
    times.push(performance.now() - begun)
  }
}

/** How long the writes took that ended while something was done. */
async function during(what: () => Promise<unknown>): Promise<number[]> {
  times = []
  await what()
  return times.sort((a, b) => a - b)
}

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
const median = (values: readonly number[]) =>
  at(
    [...values].sort((a, b) => a - b),
    0.5,
  )

const writing = Array.from({ length: CLIENTS }, write)
await Bun.sleep(2000)
const rounds: { seconds: number; logMb: number; without: number[]; beside: number[] }[] = []
for (let round = 0; round < ROUNDS; round++) {
  let seconds = 0
  const beside = await during(async () => {
    const begun = performance.now()
    await house.backup()
    seconds = (performance.now() - begun) / 1000
  })
  const logMb = statSync(`${house.database}-wal`).size / 1e6
  const without = await during(() => Bun.sleep(seconds * 1000))
  rounds.push({ seconds, logMb, without, beside })
}
isOver = true
await Promise.all(writing)
await house.stop()
endAll()

for (const what of ['without', 'beside'] as const) {
  const row = (share: number) => median(rounds.map((round) => at(round[what], share))).toFixed(1)
  const rate = median(rounds.map(({ [what]: all, seconds }) => all.length / seconds)).toFixed(0)
  console.log(`${what}: ${rate} writes/s, p50 ${row(0.5)} ms, p99 ${row(0.99)} ms, longest ${row(1)} ms`)
}
const seconds = median(rounds.map((round) => round.seconds)).toFixed(1)
const logMb = median(rounds.map((round) => round.logMb)).toFixed(0)
console.log(`a backup: ${seconds} s, ${megabytes} MB; the log grew to ${logMb} MB`)
