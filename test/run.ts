/**
 * What `npm test` runs, here and in CI: the linter, the types, every test. Ends with `N passed, N failed`.
 *
 * `npm test -- rules` runs only the test files with `rules` in their path, without the linter and the types.
 */
import { join } from 'node:path'
import { chromium, chromiumHint } from './chromium.ts'
import { pgbouncer, pgbouncerHint, postgres, postgresHint } from './postgres/binaries.ts'
import { type Counts, countsOf, failuresOf, isGood, NOTHING, sum, summary } from './report.ts'

const root = join(import.meta.dir, '..')
const words = process.argv.slice(2)

/** Runs a program of a package with this Bun, which may be the only one on the machine. */
function run(args: readonly string[]) {
  const colour = process.stderr.isTTY ? { FORCE_COLOR: '1' } : {}
  const env = { ...process.env, ...colour }
  return Bun.spawn([process.execPath, '--no-install', ...args], {
    cwd: root,
    env,
    stdout: 'inherit',
    stderr: 'pipe',
  })
}

/** Shows a stream while it comes, and returns the whole of it. */
async function shown(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    process.stderr.write(chunk)
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}

/** A check that passes or fails as a whole, such as the linter. */
async function check(name: string, args: readonly string[]): Promise<Counts> {
  console.log(`${name} …`)
  const child = run(args)
  await shown(child.stderr)
  const good = (await child.exited) === 0
  if (!good) failures.push(name)
  return { ...NOTHING, passed: good ? 1 : 0, failed: good ? 0 : 1 }
}

async function testFiles(): Promise<string[]> {
  const glob = new Bun.Glob('{apps,bench,bin,docs,src,test}/**/*.test.{ts,tsx}')
  const found = await Array.fromAsync(glob.scan({ cwd: root }))
  const ours = found
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/\/(?:node_modules|dist)\//.test(path))
  return ours.filter((path) => words.length === 0 || words.some((word) => path.includes(word))).sort()
}

async function tests(): Promise<Counts> {
  const files = await testFiles()
  if (files.length === 0) return NOTHING
  const child = run(['test', '--only-failures', ...files.map((path) => `./${path}`)])
  const output = await shown(child.stderr)
  const counts = countsOf(output, await child.exited, files.length)
  const named = failuresOf(output)
  failures.push(...named)
  if (counts.failed > named.length) failures.push('the test run ended early: see above')
  return counts
}

/** Programs that tests need and this machine lacks. */
const missing = [
  { found: chromium, name: 'Chromium', tests: 'Browser tests', hint: chromiumHint },
  { found: postgres, name: 'PostgreSQL', tests: 'The tests of the PostgreSQL engine', hint: postgresHint },
  { found: pgbouncer, name: 'PgBouncer', tests: 'The tests behind PgBouncer', hint: pgbouncerHint },
].filter(({ found }) => found === null)

const failures: string[] = []
let counts = NOTHING
if (words.length === 0) {
  counts = sum(
    counts,
    await check('lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']),
  )
  counts = sum(counts, await check('types', ['node_modules/typescript/bin/tsc', '--noEmit']))
}
counts = sum(counts, await tests())
if (process.env.CI === 'true') {
  for (const { name } of missing) {
    counts = sum(counts, { ...NOTHING, failed: 1 })
    failures.push(`${name} is missing, and CI=true asks for all tests`)
  }
}
if (failures.length > 0) console.log(['', 'Failed:', ...failures.map((name) => `  ${name}`)].join('\n'))
for (const { tests, hint } of missing) console.log(`\n${tests} did not run: ${hint}`)
console.log(`\n${summary(counts)}`)
process.exitCode = isGood(counts) ? 0 : 1
