/** Random rows for an app, every reference leading to one of them. */
import { uuidFromName } from '../../src/base/ids.ts'
import { type Column, type Model, parseJson, readJson, type Table } from '../../src/model/index.ts'
import type { Dice } from '../rules/dice.ts'
import type { JsonRow, Rows } from './case.ts'
import { jsonOf, type Mix } from './values.ts'

export const PEOPLE = ['ana', 'ben', 'cai'] as const

const MIX: Mix = { edges: 40, bad: 0 }
const SAFE: Mix = { edges: 0, bad: 0 }
/** Tries until a row fits beside the others. */
const ATTEMPTS = 8

export function makeRows(dice: Dice, model: Model): Rows[] {
  const made = new Map<string, JsonRow[]>()
  made.set(
    'users',
    PEOPLE.map((name) => ({ id: `"${uuidFromName(name)}"`, email: `"${name}@example.test"` })),
  )
  const tables = [...model.tables.values()].filter(({ name }) => name !== 'users')
  for (const table of tables) {
    const rows: JsonRow[] = []
    made.set(table.name, rows)
    const count = dice.chance(8) ? 0 : dice.between(2, 9)
    for (let index = 1; index <= count; index++) {
      // The number that an identity will get is known beforehand: nothing else has been written.
      const row = makeRow(dice, table, made, rows.length + 1)
      if (row !== null) rows.push(row)
    }
  }
  return [...made].map(([table, rows]) => ({
    table,
    rows: rows.map((row) => withoutIdentity(model, table, row)),
  }))
}

const isIdentity = (column: Column) => column.default?.kind === 'identity'

function withoutIdentity(model: Model, name: string, row: JsonRow): JsonRow {
  const { column } = model.tables.get(name) as Table
  return Object.fromEntries(Object.entries(row).filter(([key]) => !isIdentity(column.get(key) as Column)))
}

/** A row of the table's form, whether it fits beside the others or not. */
export function anyRow(
  dice: Dice,
  table: Table,
  made: ReadonlyMap<string, readonly JsonRow[]>,
  number: number,
): JsonRow {
  const counted = table.columns.some(isIdentity)
  return Object.fromEntries(
    table.columns.map((column) => [column.name, cell(dice, column, made, number, counted)]),
  )
}

/** A row that fits beside those that are there; null when chance found none. */
export function makeRow(
  dice: Dice,
  table: Table,
  made: ReadonlyMap<string, readonly JsonRow[]>,
  number: number,
): JsonRow | null {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = anyRow(dice, table, made, number)
    const complete = table.columns.every((column) => column.optional || row[column.name] !== 'null')
    if (complete && !clashes(table, row, made.get(table.name) ?? [])) return row
  }
  return null
}

function cell(
  dice: Dice,
  column: Column,
  made: ReadonlyMap<string, readonly JsonRow[]>,
  number: number,
  /** Its table's keys are counted by the database. */
  counted: boolean,
): string {
  const { type, reference } = column
  if (isIdentity(column)) return String(number)
  if (column.optional && dice.chance(25)) return 'null'
  // A row of the same statement may be pointed at, but its number is not known before it is written.
  if (reference !== null && reference.table === column.table && counted) return 'null'
  if (reference !== null) {
    const there = made.get(reference.table) ?? []
    return there.length === 0 ? 'null' : (dice.pick(there)[reference.column] ?? 'null')
  }
  if (column.oneOf !== null) return JSON.stringify(dice.pick(column.oneOf))
  if (column.pattern !== null || column.min !== null || column.max !== null || column.lengthMax !== null)
    return jsonOf(dice, type, SAFE)
  if (type.kind === 'uuid' && dice.chance(60)) return JSON.stringify(dice.uuid())
  return jsonOf(dice, type, MIX)
}

/** Another row holds the same in columns that must be unique. */
function clashes(table: Table, row: JsonRow, others: readonly JsonRow[]): boolean {
  const keys = [table.primaryKey, ...table.uniques.map(({ columns }) => columns)]
  return keys.some((names) => {
    const held = (some: JsonRow) =>
      names.map((name) => meaningOf(table.column.get(name) as Column, some[name]))
    const mine = held(row)
    return !mine.includes('null') && others.some((other) => Bun.deepEquals(held(other), mine))
  })
}

/** The value that the text means: `007` is 7. */
function meaningOf({ type }: Column, json = 'null'): string {
  return json === 'null' ? json : String(readJson(type, parseJson(json)))
}
