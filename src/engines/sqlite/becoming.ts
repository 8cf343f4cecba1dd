/**
 * The rows that a table has, as its new columns will see them; and what of them would be lost or is in the
 * way.
 */
import type { Database } from 'bun:sqlite'
import { assert } from '../../base/assert.ts'
import { readText } from '../../model/index.ts'
import {
  type Change,
  type ColumnSchema,
  findNamed,
  type Schema,
  type TableSchema,
} from '../../schema/index.ts'
import { conversion } from './convert.ts'
import { columnCheck, literal } from './ddl.ts'
import { quoteName, quoteText } from './dialect.ts'

/** A schema change under way: from what, to what, and what the developer allowed. */
export interface Passage {
  readonly have: Schema
  readonly want: Schema
  /** Tables and columns (`songs.genre`) whose values may go. */
  readonly dropped: ReadonlySet<string>
  /** What columns that default to now get in rows that exist, a timestamp as text; null leaves it open. */
  readonly now: string | null
}

/** `SELECT … FROM table` with every wanted column, in order; null for a table that is new. */
export function becoming(passage: Passage, table: TableSchema): string | null {
  const have = findNamed(passage.have.tables, table.name)
  if (have === null) return null
  const columns = table.columns.map(
    (column) => `${newValue(passage, have, column)} AS ${quoteName(column.name)}`,
  )
  return `SELECT ${columns.join(', ')} FROM ${quoteName(table.name)}`
}

function newValue(passage: Passage, have: TableSchema, want: ColumnSchema): string {
  const old = findNamed(have.columns, want.name)
  if (old !== null && JSON.stringify(old.type) === JSON.stringify(want.type)) return quoteName(want.name)
  if (old !== null && !passage.dropped.has(`${have.name}.${want.name}`))
    return conversion(old.type, want.type, quoteName(want.name))
  if (want.filling?.kind === 'value') return literal(want.type, want.filling.value)
  const isNow = want.filling?.kind === 'now' && want.type.kind === 'timestamp'
  return isNow && passage.now !== null ? quoteText(String(readText(want.type, passage.now))) : 'NULL'
}

/** How many rows or values the change would lose, or are in its way. */
export function countObstacles(database: Database, passage: Passage, change: Change): number {
  if (change.loses === 'nothing' && change.kind !== 'add column') return 0
  const sql = obstacles(passage, change)
  if (sql === null) return 0
  const row = database.query<{ count: number | bigint }, []>(sql).get()
  assert(row !== null, 'count(*) gives a row')
  return Number(row.count)
}

function obstacles(passage: Passage, change: Change): string | null {
  const name = change.table
  if (change.kind === 'drop table') return passage.dropped.has(name) ? null : count(quoteName(name), 'TRUE')
  if (change.kind === 'drop column') {
    if (passage.dropped.has(`${name}.${change.have.name}`)) return null
    return count(quoteName(name), `${quoteName(change.have.name)} IS NOT NULL`)
  }
  const table = findNamed(passage.want.tables, name)
  assert(table !== null, `${name} is wanted`)
  const rows = becoming(passage, table)
  if (rows === null) return null
  switch (change.kind) {
    case 'add column':
      return change.want.optional || change.want.identity ? null : missing(rows, change.want)
    case 'change column':
      return columnObstacles(passage, change, rows)
    case 'change primary key':
      return repeated(rows, change.want)
    case 'add unique':
      return repeated(rows, change.want.columns)
    case 'add check':
      return count(`(${rows})`, `NOT (${change.want.sql})`)
    case 'add foreign key': {
      const { column, toTable, toColumn, tenant } = change.want
      const parent = findNamed(passage.want.tables, toTable)
      assert(parent !== null, `${toTable} is wanted`)
      const keys = becoming(passage, parent)
      const [from, to] = [column, toColumn].map(quoteName)
      const [here, there] =
        tenant === undefined
          ? [from, to]
          : [`(${quoteName(tenant.from)}, ${from})`, `${quoteName(tenant.to)}, ${to}`]
      const found = keys === null ? 'FALSE' : `${here} IN (SELECT ${there} FROM (${keys}))`
      return count(`(${rows})`, `${quoteName(column)} IS NOT NULL AND NOT (${found})`)
    }
    default:
      return null
  }
}

function columnObstacles(
  passage: Passage,
  change: Extract<Change, { kind: 'change column' }>,
  rows: string,
): string | null {
  const { table, have, want } = change
  switch (change.aspect) {
    case 'type': {
      if (passage.dropped.has(`${table}.${want.name}`)) return want.optional ? null : missing(rows, want)
      const value = quoteName(want.name)
      return count(
        quoteName(table),
        `${value} IS NOT NULL AND ${conversion(have.type, want.type, value)} IS NULL`,
      )
    }
    case 'optional':
      return missing(rows, want)
    case 'limits': {
      const check = columnCheck(want)
      return check === null ? null : count(`(${rows})`, `NOT (${check})`)
    }
    default:
      return null
  }
}

function missing(rows: string, column: ColumnSchema): string {
  return count(`(${rows})`, `${quoteName(column.name)} IS NULL`)
}

/** Rows (or values) that share a key with another; null is equal to nothing, as in a unique constraint. */
function repeated(rows: string, columns: readonly string[]): string {
  const names = columns.map(quoteName)
  const present = names.map((name) => `${name} IS NOT NULL`).join(' AND ')
  return count(
    `(SELECT 1 FROM (${rows}) WHERE ${present} GROUP BY ${names.join(', ')} HAVING count(*) > 1)`,
    'TRUE',
  )
}

function count(from: string, where: string): string {
  return `SELECT count(*) AS count FROM ${from} WHERE ${where}`
}
