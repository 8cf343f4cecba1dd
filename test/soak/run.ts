/**
 * A soak: `npm run soak -- --seconds 600 --seed N`. Serves a mixed load for so long and watches what the
 * server holds. Prints a line of JSON each ten seconds, and at the end whether memory stayed flat; then the
 * exit code is 0.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { KEYS, Server } from '../crash/server.ts'
import { SoakClient } from './client.ts'
import { judge, RISE_PART_MAX, type Sample } from './slope.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string' },
    clients: { type: 'string', default: '16' },
  },
})
const seconds = Number(values.seconds)
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6))
const clientCount = Number(values.clients)
if (!(seconds >= 10) || !Number.isSafeInteger(seed) || !(clientCount > 0)) {
  console.error('--seconds N (10 at least) --seed N --clients N')
  process.exit(2)
}

const LINE_SECONDS = 10

const folder = mkdtempSync(join(tmpdir(), 'offstage-soak-'))
const server = Server.start({ folder })
try {
  process.exitCode = (await soak(await server.up())) ? 0 : 1
} finally {
  await server.kill()
  rmSync(folder, { recursive: true, force: true })
}

async function soak(url: string): Promise<boolean> {
  const clients = Array.from(
    { length: clientCount },
    (_, index) => new SoakClient({ url, key: KEYS.OFFSTAGE_PUBLISHABLE_KEY }, index + 1, seed),
  )
  for (const client of clients) await client.begin()
  const started = performance.now()
  const elapsed = () => (performance.now() - started) / 1000
  const work = clients.map(async (client) => {
    while (elapsed() < seconds && server.alive) await client.step()
  })
  const samples: Sample[] = []
  const watching = watch(elapsed, clients, samples)
  await Promise.all([...work, watching])
  const verdict = judge(samples)
  const counts = together(clients)
  const broken = [...counts.keys()].filter((status) => status.startsWith('5') && status !== '503')
  console.log(
    JSON.stringify({
      seed,
      flat: verdict.flat,
      meanMb: Math.round(verdict.meanMb),
      riseMb: Number(verdict.riseMb.toFixed(1)),
      allowedMb: Number((RISE_PART_MAX * verdict.meanMb).toFixed(1)),
      answers: Object.fromEntries([...counts].sort()),
    }),
  )
  if (server.said !== '') console.log(`the server said: ${server.said.slice(0, 2000)}`)
  return verdict.flat && broken.length === 0 && server.said === '' && server.alive
}

/** A sample is the median of a second's look, over ten seconds: a collection of garbage is no news. */
async function watch(
  elapsed: () => number,
  clients: readonly SoakClient[],
  samples: Sample[],
): Promise<void> {
  let before = 0
  while (elapsed() < seconds - 1 && server.alive) {
    const looks: number[] = []
    while (looks.length < LINE_SECONDS && elapsed() < seconds && server.alive) {
      await Bun.sleep(1000)
      looks.push(residentMb())
    }
    const megabytes = looks.sort((a, b) => a - b)[looks.length >> 1] ?? 0
    const atSeconds = Math.round(elapsed())
    const asked = [...together(clients).values()].reduce((sum, count) => sum + count, 0)
    samples.push({ atSeconds, megabytes })
    console.log(
      JSON.stringify({ seconds: atSeconds, rssMb: Math.round(megabytes), requests: asked - before }),
    )
    before = asked
  }
}

function residentMb(): number {
  const [, kib = '0'] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1024
}

function together(clients: readonly SoakClient[]): Map<string, number> {
  const sum = new Map<string, number>()
  for (const { counts } of clients)
    for (const [what, count] of counts) sum.set(what, (sum.get(what) ?? 0) + count)
  return sum
}
