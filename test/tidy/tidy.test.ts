import { afterAll, describe, expect, test } from 'bun:test'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bypasses } from './as-system.ts'
import { cycles, deadFiles, doors, floors } from './floors.ts'
import { docstrings, limits } from './promises.ts'
import { type House, houseOf, type Rule } from './source.ts'
import { exportStars, fileSizes, injected, lineWidths, names, unfinished } from './text.ts'

const root = join(import.meta.dir, '../..')

async function ourHouse(): Promise<House> {
  const glob = new Bun.Glob('{src,apps,bench,bin,docs,test}/**/*.{ts,tsx,mjs}')
  const files: Record<string, string> = {}
  for await (const found of glob.scan({ cwd: root })) {
    const path = found.replaceAll('\\', '/')
    if (!/(?:^|\/)(?:node_modules|dist)\//.test(path)) files[path] = await Bun.file(join(root, path)).text()
  }
  return houseOf(files)
}

const house = await ourHouse()

test('the house was found', () => {
  expect(house.size).toBeGreaterThan(20)
  expect(house.has('src/base/errors.ts')).toBe(true)
})

type Files = Readonly<Record<string, string>>

/** States that our house keeps the rule, and that the rule sees what is wrong in each small wrong house. */
function keeps(
  name: string,
  rule: Rule,
  wrong: readonly (readonly [Files, ...string[]])[],
  right: Files,
): void {
  describe(name, () => {
    test('is kept', () => expect(rule(house)).toEqual([]))
    test('allows what is right', () => expect(rule(houseOf(right))).toEqual([]))
    for (const [files, ...complaints] of wrong) {
      test(`sees ${complaints[0]}`, () => expect(rule(houseOf(files))).toEqual(complaints))
    }
  })
}

keeps(
  'imports go down only',
  floors,
  [
    [
      { 'src/query/plan.ts': "import type { A } from '../rest/index.ts'" },
      'src/query/plan.ts:1: query (floor 3) may not import rest (floor 4)',
    ],
    [
      { 'src/rest/a.ts': "\nimport { a } from '../auth/index.ts'" },
      'src/rest/a.ts:2: rest (floor 4) may not import auth (floor 4)',
    ],
    [
      { 'src/rules/a.ts': "import { a } from '../schema/index.ts'" },
      'src/rules/a.ts:1: rules (floor 2) may not import schema (floor 2)',
    ],
    [
      { 'src/server.ts': "import { a } from 'offstage'" },
      'src/server.ts:1: server (floor 5) may not import index.ts (floor 7)',
    ],
    [{ 'src/base/a.ts': "import '../../test/a.ts'" }, 'src/base/a.ts:1: src may not import test/a.ts'],
    [{ 'src/attic/a.ts': '' }, 'src/attic/a.ts:1: attic is no room of the house'],
  ],
  {
    'src/schema/a.ts':
      "import { a } from '../model/index.ts'\nimport { b } from './b.ts'\nimport z from 'zod'",
    'src/server/a.ts': "import { a } from '../server.ts'\nimport { b } from '../rest/index.ts'",
    'src/cli.ts': "const lazy = import('./verbs/index.ts')",
    'src/rules/a.test.ts': "import { a } from '../engines/sqlite/index.ts'",
  },
)

keeps(
  'only doors are imported',
  doors,
  [
    [
      { 'src/query/plan.ts': "import { a } from '../rules/expr.ts'" },
      'src/query/plan.ts:1: import the door src/rules/index.ts, not src/rules/expr.ts',
    ],
    [
      { 'src/server.ts': "import { a } from './engines/sqlite/run.ts'" },
      'src/server.ts:1: import the door src/engines/index.ts, not src/engines/sqlite/run.ts',
    ],
  ],
  {
    'src/query/plan.ts': "import { a } from '../rules/index.ts'\nimport { b } from '../base/clock.ts'",
    'src/rules/a.ts': "import { b } from './b.ts'\nimport { c } from './deep/c.ts'",
    'src/server.ts': "import { a } from './engines/sqlite/index.ts'",
    'src/verbs/dev.ts': "import { a } from '../server.ts'",
    'src/query/plan.test.ts': "import { a } from '../rules/expr.ts'",
  },
)

keeps(
  'no import cycles',
  cycles,
  [
    [
      {
        'src/model/a.ts': "import { b } from './b.ts'",
        'src/model/b.ts': "import type { C } from './c.ts'",
        'src/model/c.ts': "import { b } from './b.ts'",
      },
      'src/model/b.ts:1: imports itself by src/model/b.ts → src/model/c.ts → src/model/b.ts',
    ],
    [{ 'src/a.ts': "import './a.ts'" }, 'src/a.ts:1: imports itself by src/a.ts → src/a.ts'],
  ],
  {
    'src/model/a.ts': "import { b } from './b.ts'\nimport { c } from './c.ts'",
    'src/model/b.ts': "import { c } from './c.ts'",
    'src/model/c.ts': '',
  },
)

keeps(
  'no dead files',
  deadFiles,
  [
    [
      { 'src/rest/a.ts': '', 'src/rest/a.test.ts': "import { a } from './a.ts'" },
      'src/rest/a.ts:1: nothing uses this file but its own test',
    ],
    [
      { 'src/index.ts': '', 'src/a.ts': "import './b.ts'", 'src/b.ts': "import './a.ts'" },
      'src/a.ts:1: nothing uses this file but its own test',
      'src/b.ts:1: nothing uses this file but its own test',
    ],
  ],
  {
    'src/index.ts': "export { a } from './a.ts'",
    'src/a.ts': "import type { B } from './b.ts'",
    'src/b.ts': '',
    'src/engines/contract/reads.ts': '',
    'src/engines/sqlite/engine.test.ts': "import { reads } from '../contract/reads.ts'",
    'src/testing.ts': '',
    'apps/tunes/app.ts': "import { c } from '../../src/c.ts'",
    'src/c.ts': '',
  },
)

keeps(
  'files are short',
  (files) => fileSizes(files),
  [[{ 'src/a.ts': '1\n'.repeat(501) }, 'src/a.ts:500: 501 lines are too many for one file']],
  { 'src/a.ts': '1\n'.repeat(500) },
)

test('a long file may be listed, as long as it is long', () => {
  const files = houseOf({ 'src/a.ts': '1\n'.repeat(501), 'src/b.ts': '' })
  expect(fileSizes(files, { 'src/a.ts': 'a table', 'src/b.ts': 'was long' })).toEqual([
    'src/b.ts:1: listed as a long file, but is not one',
  ])
})

const wide = 'a'.repeat(111)

keeps(
  'lines are narrow',
  lineWidths,
  [
    [{ 'src/a.ts': `\n// ${wide}` }, 'src/a.ts:2: 114 columns are too many for one line'],
    [{ 'src/a.ts': `${wide}('')` }, 'src/a.ts:1: 115 columns are too many for one line'],
    [{ 'src/a.test.ts': `// ${wide}` }, 'src/a.test.ts:1: 114 columns are too many for one line'],
  ],
  {
    'src/a.ts': `${'🎭'.repeat(110)}\n`,
    'src/b.ts': `fail('${wide}')`,
    'apps/a.ts': wide,
    'src/a.test.ts': `f('${wide}')\ng(\`\n${wide}\n\`)`,
  },
)

keeps(
  'names say something',
  names,
  [
    [{ 'src/rest/parseUrl.ts': '' }, 'src/rest/parseUrl.ts:1: is not in kebab-case'],
    [{ 'src/Rest/a.ts': '' }, 'src/Rest/a.ts:1: is not in kebab-case'],
    [{ 'src/rest/utils.ts': '' }, 'src/rest/utils.ts:1: the name says nothing'],
    [{ 'src/helpers/a.ts': '' }, 'src/helpers/a.ts:1: the name says nothing'],
    [{ 'src/rest/url-helper.test.ts': '' }, 'src/rest/url-helper.test.ts:1: the name says nothing'],
    [{ 'src/a.ts': 'class LockManager {}' }, 'src/a.ts:1: the name LockManager says nothing'],
    [{ 'src/a.ts': '\nexport function dateUtils() {}' }, 'src/a.ts:2: the name dateUtils says nothing'],
  ],
  { 'src/rest/range-header.test.ts': "const manager = as('mia')", 'bin/find-bun.mjs': '// utils' },
)

keeps(
  'exports are by name',
  exportStars,
  [
    [{ 'src/a.ts': "export * from './b.ts'" }, 'src/a.ts:1: export by name, not with a star'],
    [{ 'src/a.ts': "export type * as b from './b.ts'" }, 'src/a.ts:1: export by name, not with a star'],
  ],
  { 'src/a.ts': "export { b } from './b.ts' // not export * from" },
)

keeps(
  'nothing is left unfinished',
  unfinished,
  [
    [{ 'src/a.ts': `// ${'TO'}${'DO'}: later` }, `src/a.ts:1: ${'TO'}${'DO'}: finish it, or write an issue`],
    [
      { 'test/a.ts': `\n/* ${'FIX'}${'ME'} */` },
      `test/a.ts:2: ${'FIX'}${'ME'}: finish it, or write an issue`,
    ],
  ],
  { 'src/a.ts': '// todos is a table' },
)

const chance = (found: string) => `src/rest/a.ts:1: ${found}: take a Clock or a Random instead`

keeps(
  'time and chance are handed in',
  injected,
  [
    [{ 'src/rest/a.ts': 'Date.now()' }, chance('Date.now')],
    [{ 'src/rest/a.ts': 'new Date()' }, chance('new Date()')],
    [{ 'src/rest/a.ts': 'new Date' }, chance('new Date')],
    [{ 'src/rest/a.ts': 'Date()' }, chance('Date()')],
    [{ 'src/rest/a.ts': 'const now = Date.now' }, chance('Date.now')],
    [{ 'src/rest/a.ts': 'Math.random()' }, chance('Math.random')],
    [{ 'src/rest/a.ts': 'crypto.randomUUID()' }, chance('randomUUID')],
    [{ 'src/rest/a.ts': 'performance.now()' }, chance('performance.now')],
  ],
  {
    'src/rest/a.ts': "new Date(0) // not Date.now()\nnew DateRange()\nf('Math.random()')",
    'src/base/clock.ts': 'Date.now()',
    'src/rest/a.test.ts': 'Math.random()',
    'apps/tunes/seed.ts': 'Date.now()',
  },
)

keeps(
  'what is public is documented',
  docstrings,
  [
    [{ 'src/index.ts': '\nexport const a = 1' }, 'src/index.ts:2: a is public and has no docstring'],
    [
      {
        'src/index.ts': "export { table, type Site as Page } from './model/index.ts'",
        'src/model/index.ts': "export { table } from './define.ts'\nexport type { Site } from './site.ts'",
        'src/model/define.ts':
          '/** One. */\nconst b = 1\nexport function table() {}\n/** Two. */\nexport function table(a) {}',
        'src/model/site.ts': 'export interface Site {}',
      },
      'src/model/define.ts:3: table is public and has no docstring',
      'src/model/site.ts:1: Page is public and has no docstring',
    ],
    [
      { 'src/testing.ts': 'async function start() {}\nexport { start }' },
      'src/testing.ts:1: start is public and has no docstring',
    ],
  ],
  {
    'src/index.ts':
      "export { z } from 'zod'\nexport { a } from './model/index.ts'\n/** B. */\nexport type B = 1",
    'src/model/index.ts':
      '/** A. */\n// biome-ignore lint: because\nexport const a = 1\nexport const inner = 2',
  },
)

keeps(
  'limits have units, docstrings and effect',
  limits,
  [
    [
      {
        'src/base/limits.ts':
          '/** Bytes. */\nexport const bodyMax = 1\nexport const urlBytesMax = 2\n/** C. */\nexport const idRowsMax = 3',
        'src/rest/parse.ts': 'bodyMax, urlBytesMax // idRowsMax',
        'src/rest/parse.test.ts': 'idRowsMax',
      },
      'src/base/limits.ts:2: bodyMax does not say its unit',
      'src/base/limits.ts:3: urlBytesMax has no docstring',
      'src/base/limits.ts:5: idRowsMax is enforced nowhere',
    ],
  ],
  { 'src/base/limits.ts': '/** Bytes. */\nexport const urlBytesMax = 2', 'src/rest/parse.ts': 'urlBytesMax' },
)

keeps(
  'who passes by the guard is known',
  (files) =>
    bypasses(files, files === house ? undefined : [{ file: 'src/jobs/run.ts', reason: 'no caller waits' }]),
  [
    [
      { 'src/rest/a.ts': '\nconst free = asSystem', 'src/jobs/run.ts': 'asSystem(plan)' },
      'src/rest/a.ts:2: names asSystem and is not listed in test/tidy/as-system.ts',
    ],
    [{ 'src/rest/a.ts': '// asSystem(' }, 'src/jobs/run.ts:1: listed, but does not name asSystem'],
  ],
  {
    'src/jobs/run.ts': 'asSystem(plan, reason)',
    'src/query/guard.ts': 'export function asSystem() {}',
    'src/query/index.ts': "export { asSystem } from './guard.ts'",
    'src/jobs/run.test.ts': 'asSystem(plan, reason)',
  },
)

describe('functions are short', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidy-'))
  cpSync(join(root, 'biome.json'), join(folder, 'biome.json'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** What the linter says, with our configuration, of a function of so many lines. */
  const lint = (file: string, lines: number) => {
    writeFileSync(join(folder, file), `function f(): void {\n${'  console.log(1)\n'.repeat(lines)}}\nf()\n`)
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
    const child = Bun.spawnSync([process.execPath, biome, 'lint', '--reporter=github', file], { cwd: folder })
    return child.stdout.toString().match(/lint\/\w+\/(\w+)/)?.[1]
  }

  test('the linter refuses 71 lines, allows 70, and looks away in tests', () => {
    expect(lint('long.ts', 71)).toBe('noExcessiveLinesPerFunction')
    expect(lint('short.ts', 70)).toBeUndefined()
    expect(lint('long.test.ts', 71)).toBeUndefined()
  })
})
