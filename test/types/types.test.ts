/**
 * Runs the compiler on the type tests: what is right compiles, what is marked wrong fails for the reason that
 * it says.
 */
import { describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, withSource } from './compile.ts'
import { largeApp } from './hundred-tables.ts'

const HERE = import.meta.dir
const MODEL = join(HERE, '../../src/model/index.ts')
const files = readdirSync(HERE).filter((name) => name.endsWith('.test-d.ts'))
const MARK = /@ts-expect-error TS(\d+)/

describe('type tests compile', () => {
  const paths = files.map((name) => join(HERE, name))
  const settings: readonly [string, object][] = [
    ['as this project is set', {}],
    ['with strict alone', { exactOptionalPropertyTypes: false, noUncheckedIndexedAccess: false }],
    ['with exact optional properties', { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: false }],
  ]
  test.each(settings)('%s', (_, options) => {
    expect(compile(paths, options).errors).toEqual([])
  })
})

describe('what is marked wrong fails for the reason given', () => {
  test.each(files)('%s', (name) => {
    const lines = readFileSync(join(HERE, name), 'utf8').split('\n')
    const wanted = lines.flatMap((line, index) => {
      const code = MARK.exec(line)?.[1]
      return code === undefined ? [] : [`${index + 2}: TS${code}`]
    })
    expect(wanted.length).toBeGreaterThan(0)
    const bare = lines.join('\n').replaceAll('@ts-expect-error', '').replaceAll("from './", `from '${HERE}/`)
    const source = bare.replaceAll("from '../../src/model/index.ts'", `from '${MODEL}'`)
    // With it, a name that may be missing is an error of its own, before the one that the line is about.
    const { errors } = withSource(source, (path) => compile([path], { noUncheckedIndexedAccess: false }))
    const found = errors.map((error) => error.replace(/^.*\((\d+),\d+\): error (TS\d+).*$/, '$1: $2'))
    expect(found).toEqual(wanted)
  })
})

test('a wrong program is found wrong', () => {
  const source = `import { id, table, text } from '${MODEL}'
export const songs = table({ id: id(), title: text() }).access({ read: ({ row }) => row.titel.is('x') })
export const albums = table({ id: id(), title: text().default(3) })`
  const { errors } = withSource(source, (path) => compile([path], { noUncheckedIndexedAccess: false }))
  expect(errors.map((error) => error.replace(/^.*?: error /, ''))).toEqual([
    "TS2339: Property 'is' does not exist on type 'Related<LooseRow, string>'.",
    "TS2345: Argument of type 'number' is not assignable to parameter of type 'string'.",
  ])
})

test('a hundred tables stay within the compiler’s means', () => {
  const run = withSource(largeApp(100), (path) => compile([path], {}, ['--extendedDiagnostics']))
  expect(run.errors).toEqual([])
  const instantiations = Number(/Instantiations:\s+(\d+)/.exec(run.output)?.[1])
  // 0.8 million when written; twice that would be felt in an editor.
  expect(instantiations).toBeGreaterThan(100_000)
  expect(instantiations).toBeLessThan(1_600_000)
})
