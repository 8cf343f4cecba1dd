/** `docs/cli.md` says what the code does. */
import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { VERBS } from '../../src/verbs/catalogue.ts'
import { VARIABLES } from '../../src/verbs/environment.ts'
import { ROOT } from './offstage.ts'

const page = await Bun.file(join(ROOT, 'docs/cli.md')).text()

/** The text under a heading, up to the next of the same level. */
const section = (title: string) =>
  new RegExp(`^## ${title}\n(.*?)(?=^## |$(?![^]))`, 'ms').exec(page)?.[1] ?? ''

/** The first column of the tables of a text, as written in code. */
const listed = (text: string) =>
  [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name.replaceAll('\\|', '|'))

test('the table of environment variables is that of the code', () => {
  const rows = VARIABLES.map(({ name, fallback, about }) => `| \`${name}\` | ${fallback} | ${about} |`)
  expect([...(section('Environment').match(/^\| `.*$/gm) ?? [])]).toEqual(rows)
})

test('every environment variable that the code reads is in the table', async () => {
  const read = new Set<string>()
  for (const pattern of ['src/**/*.ts', 'bin/*.mjs'])
    for await (const path of new Bun.Glob(pattern).scan({ cwd: ROOT })) {
      if (path.endsWith('.test.ts') || path.endsWith('verbs/environment.ts')) continue
      const text = await Bun.file(join(ROOT, path)).text()
      for (const [, name = ''] of text.matchAll(/\benv\.([A-Z][A-Z_]*)\b/g)) read.add(name)
      // Named in messages and comments too: nothing is spoken of that is not read.
      for (const [name] of text.matchAll(/\bOFFSTAGE_[A-Z_]+\b/g)) read.add(name)
    }
  read.delete('PATH')
  read.delete('NODE_ENV')
  expect([...read].sort()).toEqual(VARIABLES.map(({ name }) => name).sort())
})

test('every verb has a section with its usage and exactly its options', () => {
  expect(listed(page.split('\n## ')[0] ?? '')).toEqual([])
  for (const { name, about, words, options } of VERBS) {
    const text = section(name)
    expect(page).toContain(`| [\`${name}\`](#${name}) | ${about} |`)
    expect(text).toContain(`offstage ${name}`)
    if (words !== '') expect(text).toContain(words)
    const given = Object.entries(options).map(
      ([option, { value }]) => `--${option}${value === null ? '' : ` ${value}`}`,
    )
    expect(listed(text).filter((entry) => entry.startsWith('--'))).toEqual(given)
  }
})
