/** docs/model.md speaks of every column, every option and every option of the app. */
import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { ColumnDraft } from '../../src/model/columns.ts'
import * as offstage from '../../src/model/index.ts'
import { TableDraft } from '../../src/model/table.ts'

const page = await Bun.file(join(import.meta.dir, '../../docs/model.md')).text()
const methodsOf = ({ prototype }: { readonly prototype: object }) =>
  Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor' && name !== 'with')

test('every kind of column has a line', () => {
  const builders = [...page.matchAll(/^\| `(\w+)(?:<T>)?\(/gm)].map(([, name = '']) => name)
  for (const name of builders) expect(Reflect.get(offstage, name), name).toBeFunction()
  const kinds = Object.entries(offstage).filter(([name, value]) => {
    try {
      return (
        typeof value === 'function' &&
        name !== 'table' &&
        value.length < 2 &&
        isColumn(Reflect.apply(value, null, [() => null]))
      )
    } catch {
      return false
    }
  })
  expect(kinds.length).toBeGreaterThan(12)
  for (const [name] of kinds) expect(builders, name).toContain(name)
})

const isColumn = (value: unknown) => value instanceof ColumnDraft

test('every option of a column has a line', () => {
  const said = [...page.matchAll(/^\| (`\.\w+\(.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`\.(\w+)\(/g)].map(([, name = '']) => name),
  )
  for (const name of methodsOf(ColumnDraft)) expect(said, name).toContain(name)
})

test('every method of a table is spoken of', () => {
  for (const name of methodsOf(TableDraft)) expect(page).toContain(`.${name}(`)
})
