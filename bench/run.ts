/**
 * `npm run bench`: Offstage and its peers, one after another, on the same work in alternating rounds. The
 * table goes to the standard output, or with `--json` one object a line; what happens meanwhile to the
 * standard error.
 */
import { join } from 'node:path'
import { type Candidate, isInstalled } from './candidates.ts'
import type { Databases } from './databases.ts'
import { BENCHES } from './engines.ts'
import type { Contestant, Result } from './figures.ts'
import type { Job, Measured } from './load/main.ts'
import { type Options, readOptions } from './options.ts'
import { PRISMA_ENV } from './postgres/candidates.ts'
import { Results } from './results.ts'
import { serve } from './serve.ts'

const say = (line: string) => process.stderr.write(`${line}\n`)

/** Those asked for whose packages are there, or can be had. */
async function present(options: Options): Promise<Candidate[]> {
  const wanted = BENCHES[options.engine].candidates.filter(({ name }) => options.candidates.includes(name))
  if (wanted.every(isInstalled)) return wanted
  if (!options.quick) {
    const missing = wanted.filter((one) => !isInstalled(one))
    for (const folder of new Set(missing.map(({ packages }) => packages.folder))) await install(folder)
  }
  for (const { name, packages } of wanted.filter((one) => !isInstalled(one))) {
    const folder = join('bench', packages.folder)
    say(`${name} is left out: its packages are missing (npm ci --prefix ${folder})`)
  }
  return wanted.filter(isInstalled)
}

async function install(folder: string): Promise<void> {
  const cwd = join(import.meta.dir, folder)
  say(`installing the packages of the peers in ${cwd} …`)
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const env = { ...process.env, ...PRISMA_ENV }
  const child = Bun.spawn([npm, 'ci'], { cwd, env, stdout: 'ignore', stderr: 'inherit' })
  if ((await child.exited) !== 0) say('npm ci failed: some peers are left out')
}

/** Databases with their rows, made anew for every run: they may be of an older schema. */
async function fill(
  databases: Databases,
  all: readonly Candidate[],
  rows: number,
): Promise<Map<string, string>> {
  const filled = new Map<string, string>()
  for (const candidate of all) {
    const started = performance.now()
    const made = await databases.filled(candidate.name, (database) => candidate.fill(database, rows))
    filled.set(candidate.name, made)
    say(`${rows} songs for ${candidate.name} in ${Math.round(performance.now() - started)} ms`)
  }
  return filled
}

/** The process that asks: one for the whole run, so that it is warm for everybody. */
function asker() {
  const command = [process.execPath, '--no-install', join(import.meta.dir, 'load/main.ts')]
  const child = Bun.spawn(command, { stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' })
  const lines = readLines(child.stdout)
  return {
    async measure(job: Job): Promise<Measured> {
      child.stdin.write(`${JSON.stringify(job)}\n`)
      child.stdin.flush()
      const { value, done } = await lines.next()
      if (done) throw new Error('the process that asks has ended')
      return JSON.parse(value) as Measured
    },
    async stop() {
      child.stdin.end()
      await child.exited
    },
  }
}

async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    const lines = (text + decoder.decode(chunk, { stream: true })).split('\n')
    text = lines.pop() ?? ''
    yield* lines
  }
}

/** Ours in each number of processes that was asked for, the others in one. */
function contestantsOf(candidates: readonly Candidate[], { nodes }: Options): Contestant[] {
  return candidates.flatMap((candidate) => {
    const counts = candidate.name === 'offstage' ? nodes : [1]
    return counts.map((count) => {
      return { name: count === 1 ? candidate.name : `${candidate.name} × ${count}`, candidate, nodes: count }
    })
  })
}

async function round(
  { name, candidate, nodes }: Contestant,
  databases: Databases,
  filled: string,
  options: Options,
  ask: (job: Job) => Promise<Measured>,
): Promise<Result[]> {
  const served = await serve(candidate, databases, filled, options.rows, nodes)
  const results: Result[] = []
  try {
    for (const work of options.works) {
      if (candidate.lacks[work] !== undefined) continue
      const { engine, rows, measureMs } = options
      // Just started, nothing that runs is compiled yet, whatever is asked.
      const warmUpMs = results.length === 0 ? options.firstWarmUpMs : options.warmUpMs
      const { pids, ports } = served
      const servers = { ports, pids, databasePid: databases.pid }
      const measured = await ask({
        engine,
        candidate: candidate.name,
        work,
        rows,
        ...servers,
        warmUpMs,
        measureMs,
      })
      for (const wrong of measured.wrong) say(`${name}, ${work}: wrong answer: ${wrong}`)
      results.push({ contestant: name, work, measured, coldStartMs: served.coldStartMs })
    }
  } finally {
    await served.stop()
  }
  return results
}

const options = readOptions(process.argv.slice(2))
const bench = BENCHES[options.engine]
const candidates = await present(options)
const databases = await bench.open()
const filled = await fill(databases, candidates, options.rows)
const { measure, stop } = asker()
const contestants = contestantsOf(candidates, options)
const results = new Results(options.engine, bench, options.works, contestants)
for (let number = 1; number <= options.rounds; number++) {
  // Every second round runs backwards, so that nobody always follows the same neighbour.
  const order = number % 2 === 1 ? contestants : contestants.toReversed()
  for (const contestant of order) {
    say(`round ${number} of ${options.rounds}: ${contestant.name}`)
    const copied = filled.get(contestant.candidate.name) ?? ''
    try {
      for (const result of await round(contestant, databases, copied, options, measure)) results.add(result)
    } catch (error) {
      say(`${contestant.name} is left out of this round: ${error instanceof Error ? error.message : error}`)
      process.exitCode = 1
    }
  }
}
await stop()
await databases.close()
console.log(options.json ? results.asJson() : results.asTables())
if (results.wrong > 0) {
  say(`${results.wrong} wrong answers: the figures above are not to be trusted`)
  process.exitCode = 1
}
