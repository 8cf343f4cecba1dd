/**
 * `npm run bench`: Offstage and its peers, one after another, on the same work in alternating rounds. The
 * table goes to the standard output, or with `--json` one object a line; what happens meanwhile to the
 * standard error.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CANDIDATES, type Candidate, isInstalled } from './candidates.ts'
import type { Job, Measured } from './load/main.ts'
import { type Options, readOptions } from './options.ts'
import { type Result, Results } from './results.ts'
import { DATA, serve } from './serve.ts'
import { WORKS } from './work.ts'

const say = (line: string) => process.stderr.write(`${line}\n`)

/** Those asked for whose packages are there, or can be had. */
async function present(options: Options): Promise<Candidate[]> {
  const wanted = CANDIDATES.filter(({ name }) => options.candidates.includes(name))
  if (wanted.every(isInstalled)) return wanted
  if (!options.quick) {
    say('installing the packages of the peers under bench/ …')
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const child = Bun.spawn([npm, 'ci'], { cwd: import.meta.dir, stdout: 'ignore', stderr: 'inherit' })
    if ((await child.exited) !== 0) say('npm ci failed: some peers are left out')
  }
  for (const candidate of wanted.filter((one) => !isInstalled(one))) {
    say(`${candidate.name} is left out: its packages are missing (npm ci --prefix bench)`)
  }
  return wanted.filter(isInstalled)
}

/** Databases with their rows, made anew for every run: they may be of an older schema. */
async function fill(candidates: readonly Candidate[], rows: number): Promise<Map<string, string>> {
  const folder = join(DATA, 'filled')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const filled = new Map<string, string>()
  for (const candidate of candidates) {
    const started = performance.now()
    const path = join(folder, `${candidate.name}.sqlite`)
    await candidate.fill(path, rows)
    if (!existsSync(path)) throw new Error(`${candidate.name} has made no database`)
    filled.set(candidate.name, path)
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

async function round(
  candidate: Candidate,
  filled: string,
  options: Options,
  ask: (job: Job) => Promise<Measured>,
): Promise<Result[]> {
  const served = await serve(candidate, filled, options.rows)
  const results: Result[] = []
  try {
    for (const work of options.works) {
      if (candidate.lacks[work] !== undefined) continue
      const { rows, measureMs } = options
      // Just started, nothing that runs is compiled yet, whatever is asked.
      const warmUpMs = results.length === 0 ? options.firstWarmUpMs : options.warmUpMs
      const { pid, port } = served
      const measured = await ask({ candidate: candidate.name, work, rows, port, pid, warmUpMs, measureMs })
      for (const wrong of measured.wrong) say(`${candidate.name}, ${work}: wrong answer: ${wrong}`)
      results.push({ candidate: candidate.name, work, measured, coldStartMs: served.coldStartMs })
    }
  } finally {
    await served.stop()
  }
  return results
}

const options = readOptions(process.argv.slice(2), {
  works: WORKS,
  candidates: CANDIDATES.map(({ name }) => name),
})
const candidates = await present(options)
const filled = await fill(candidates, options.rows)
const { measure, stop } = asker()
const results = new Results(options.works, candidates)
for (let number = 1; number <= options.rounds; number++) {
  // Every second round runs backwards, so that nobody always follows the same neighbour.
  const order = number % 2 === 1 ? candidates : candidates.toReversed()
  for (const candidate of order) {
    say(`round ${number} of ${options.rounds}: ${candidate.name}`)
    try {
      for (const result of await round(candidate, filled.get(candidate.name) ?? '', options, measure))
        results.add(result)
    } catch (error) {
      say(`${candidate.name} is left out of this round: ${error instanceof Error ? error.message : error}`)
      process.exitCode = 1
    }
  }
}
await stop()
rmSync(join(DATA, 'filled'), { recursive: true, force: true })
console.log(options.json ? results.asJson() : results.asTables())
if (results.wrong > 0) {
  say(`${results.wrong} wrong answers: the figures above are not to be trusted`)
  process.exitCode = 1
}
