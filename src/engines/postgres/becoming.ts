/**
 * The rows that a table has, as its new columns will see them; and what of them would be lost or is in the
 * way.
 */
import { assert } from '../../base/assert.ts'
import { readText } from '../../model/index.ts'
import {
  type Change,
  type ColumnSchema,
  findNamed,
  type Schema,
  same,
  type TableSchema,
} from '../../schema/index.ts'
import { conversion } from './convert.ts'
import { columnCheck, literal } from './ddl.ts'
import { quoteName } from './dialect.ts'
import { rowsOf, type Session } from './session.ts'
import { quoteText, typeOf } from './storage.ts'

/** A schema change under way: from what, to what, and what the developer allowed. */
export interface Passage {
  readonly have: Schema
  readonly want: Schema
  /** Tables and columns (`songs.genre`) whose values may go. */
  readonly dropped: ReadonlySet<string>
  /** What columns that default to now get in rows that exist, a timestamp as text; null leaves it open. */
  readonly now: string | null
}

/** `select … from table` with every wanted column, in order; null for a table that is new. */
function becoming(passage: Passage, table: TableSchema): string | null {
  const have = findNamed(passage.have.tables, table.name)
  if (have === null) return null
  const columns = table.columns.map(
    (column) => `${newValue(passage, have, column)} as ${quoteName(column.name)}`,
  )
  return `select ${columns.join(', ')} from ${quoteName(table.name)}`
}

/** What the column will hold in a row that exists. */
export function newValue(passage: Passage, have: TableSchema, want: ColumnSchema): string {
  const old = findNamed(have.columns, want.name)
  if (old !== null && same(old.type, want.type)) return quoteName(want.name)
  if (old !== null && !passage.dropped.has(`${have.name}.${want.name}`))
    return conversion(old.type, want.type, quoteName(want.name))
  return fillingOf(passage, want)
}

/** What a new column holds in rows that exist. */
export function fillingOf({ now }: Passage, want: ColumnSchema): string {
  if (want.filling?.kind === 'value') return literal(want.type, want.filling.value)
  const isNow = want.filling?.kind === 'now' && want.type.kind === 'timestamp'
  const type = typeOf(want.type)
  return isNow && now !== null ? `${quoteText(String(readText(want.type, now)))}::${type}` : `null::${type}`
}

/** How many rows or values the change would lose, or are in its way. */
export async function countObstacles(session: Session, passage: Passage, change: Change): Promise<number> {
  if (change.loses === 'nothing' && change.kind !== 'add column') return 0
  const text = obstacles(passage, change)
  if (text === null) return 0
  const [row] = await rowsOf<{ count: string }>(session, text)
  assert(row !== undefined, 'count(*) gives a row')
  return Number(row.count)
}

function obstacles(passage: Passage, change: Change): string | null {
  const name = change.table
  if (change.kind === 'drop table') return passage.dropped.has(name) ? null : count(quoteName(name), 'true')
  if (change.kind === 'drop column') {
    if (passage.dropped.has(`${name}.${change.have.name}`)) return null
    return count(quoteName(name), `${quoteName(change.have.name)} is not null`)
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
      return count(`(${rows}) _offstage_r`, `not (${change.want.sql})`)
    case 'add foreign key':
      return orphans(passage, change.want, rows)
    default:
      return null
  }
}

function orphans(
  passage: Passage,
  { column, toTable, toColumn, tenant }: Extract<Change, { kind: 'add foreign key' }>['want'],
  rows: string,
): string {
  const parent = findNamed(passage.want.tables, toTable)
  assert(parent !== null, `${toTable} is wanted`)
  const keys = becoming(passage, parent)
  const [from, to] = [column, toColumn].map(quoteName)
  const [here, there] =
    tenant === undefined
      ? [from, to]
      : [`(${quoteName(tenant.from)}, ${from})`, `${quoteName(tenant.to)}, ${to}`]
  const found = keys === null ? 'false' : `${here} in (select ${there} from (${keys}) _offstage_k)`
  return count(`(${rows}) _offstage_r`, `${quoteName(column)} is not null and not (${found})`)
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
        `${value} is not null and ${conversion(have.type, want.type, value)} is null`,
      )
    }
    case 'optional':
      return missing(rows, want)
    case 'limits': {
      const check = columnCheck(want)
      return check === null ? null : count(`(${rows}) _offstage_r`, `not (${check})`)
    }
    default:
      return null
  }
}

function missing(rows: string, column: ColumnSchema): string {
  return count(`(${rows}) _offstage_r`, `${quoteName(column.name)} is null`)
}

/** Rows (or values) that share a key with another; null is equal to nothing, as in a unique constraint. */
function repeated(rows: string, columns: readonly string[]): string {
  const names = columns.map(quoteName)
  const present = names.map((name) => `${name} is not null`).join(' and ')
  const groups = `group by ${names.join(', ')} having count(*) > 1`
  return count(`(select 1 from (${rows}) _offstage_r where ${present} ${groups}) _offstage_g`, 'true')
}

function count(from: string, where: string): string {
  return `select count(*) as count from ${from} where ${where}`
}
