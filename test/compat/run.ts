/**
 * Drives a running server through the real clients: `npm run test:compat -- --area data --engine sqlite`.
 * Shows the tests while they run, and ends with `N passed, N failed`. `--table` writes docs/compat-<area>.md
 * anew.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { postgres, postgresHint } from '../postgres/binaries.ts'
import { countsOf, isGood, summary } from '../report.ts'
import { ENGINES, type EngineName, outcomesOf, printTable, readReport, readTable } from './table.ts'

const root = join(import.meta.dir, '../..')

const { values } = parseArgs({
  options: {
    area: { type: 'string', default: 'data' },
    engine: { type: 'string', default: 'sqlite' },
    table: { type: 'boolean', default: false },
  },
})

/** Exit code of a mistake in the command line. */
const USAGE = 2

function refuse(message: string): never {
  console.error(message)
  process.exit(USAGE)
}

const { area, table: writesTable } = values
const engine: EngineName =
  ENGINES.find((name) => name === values.engine) ?? refuse(`--engine takes ${ENGINES.join(' or ')}`)
if (engine === 'postgres' && postgres === null) refuse(`--engine postgres: ${postgresHint}`)
const files = await Array.fromAsync(
  new Bun.Glob('*.test.ts').scan({ cwd: join(import.meta.dir, area) }),
).catch(() => [])
if (files.length === 0) refuse(`--area ${area}: there are no tests in test/compat/${area}`)

const folder = mkdtempSync(join(tmpdir(), 'compat-'))
const report = join(folder, 'report.xml')
const paths = files.sort().map((file) => `./test/compat/${area}/${file}`)
const child = Bun.spawn(
  [process.execPath, '--no-install', 'test', '--reporter=junit', `--reporter-outfile=${report}`, ...paths],
  { cwd: root, env: { ...process.env, OFFSTAGE_TEST_ENGINE: engine }, stdout: 'inherit', stderr: 'pipe' },
)
const decoder = new TextDecoder()
let output = ''
for await (const chunk of child.stderr) {
  process.stderr.write(chunk)
  output += decoder.decode(chunk, { stream: true })
}
const counts = countsOf(output, await child.exited, files.length)

if (writesTable) {
  const path = join(root, `docs/compat-${area}.md`)
  const before = (await Bun.file(path).exists()) ? await Bun.file(path).text() : ''
  const outcomes = Object.fromEntries(ENGINES.map((name) => [name, readTable(before, name)]))
  const now = outcomesOf(area, readReport(await Bun.file(report).text()))
  await Bun.write(
    path,
    printTable(area, { sqlite: new Map(), postgres: new Map(), ...outcomes, [engine]: now }),
  )
  console.log(`\nwrote docs/compat-${area}.md`)
}
rmSync(folder, { recursive: true, force: true })
console.log(`\n${summary(counts)}`)
process.exitCode = isGood(counts) ? 0 : 1
