/**
 * The rows that a write sends back. Made of the row alone, they come with the statement itself; made of other
 * rows too (embeds, column rules that look around), they are read apart: before a deletion, whose cascade
 * would take what they are made of, and after other writes, when every row has become what it is.
 */
import { assert } from '../../base/assert.ts'
import type { Column, Table } from '../../model/index.ts'
import type { DeletePlan, InsertPlan, ReadPlan, UpdatePlan } from '../../query/index.ts'
import {
  joinSql,
  printComparable,
  printCondition,
  raw,
  type Scope,
  type Sql,
  sql,
  TRUE,
  tablesOf,
  typeOf,
} from '../../rules/index.ts'
import { bind, quoteName } from './dialect.ts'
import { equalColumns, printObject } from './print-read.ts'

type Write = InsertPlan | UpdatePlan | DeletePlan

/**
 * Whether the rows sent back are made of rows that the statement may be about to take or to change: any,
 * where a deletion may cascade; other rows of its own table, for other writes. And whether a deletion may
 * come back to its own table: SQLite counts and returns no row that went with another one, which would tell
 * of the references between them.
 */
export function looksAround(plan: Write): boolean {
  if (plan.kind === 'delete' && mayTakeOwn(plan)) return true
  if (plan.returning === null) return false
  const tables = tablesShown(plan.returning)
  return plan.kind === 'delete' ? tables.size > 0 : tables.has(plan.table.name)
}

/**
 * Rows of the table go with others or are changed with them, and others with them: among those there may be
 * some of its own. Of one row that is named by its key nothing is told.
 */
function mayTakeOwn({ table, where }: DeletePlan): boolean {
  const goes = table.columns.some(({ reference }) => reference !== null && reference.onDelete !== 'restrict')
  if (!goes || !table.relations.some(({ kind }) => kind === 'to-many')) return false
  const asked = equalColumns(where)
  return !table.primaryKey.every((name) => asked.has(name))
}

/** Tables that the rows' JSON is made of, besides their own. */
function tablesShown(plan: ReadPlan): Set<string> {
  const tables = new Set<string>()
  const add = (names: Iterable<string>) => {
    for (const name of names) tables.add(name)
  }
  for (const part of [...plan.fields, ...plan.order]) {
    if ('relation' in part) {
      add([part.relation.to, ...tablesOf(part.plan.where), ...tablesOf(part.through ?? TRUE)])
      add([...tablesOf(part.here ?? TRUE), ...tablesShown(part.plan)])
    } else if (part.term !== null) add(tablesOf({ kind: 'is', term: part.term, value: null }))
  }
  return tables
}

/** What the statement returns: the rows as JSON, their keys where they are read after it, or nothing. */
export function printReturning(plan: Write, scope: Scope): Sql {
  const { returning, table } = plan
  if (returning === null) return sql``
  // RETURNING knows the table by its own name, whatever alias the statement gave it.
  const own = scope.withRow('row', (name) => raw(`${quoteName(table.name)}.${quoteName(name)}`))
  if (!looksAround(plan)) return sql` returning ${printRow(returning, own)}`
  if (plan.kind === 'delete') return sql``
  return sql` returning ${joinSql(
    keyColumns(table).map((column) => exactKey(column)),
    ', ',
  )}`
}

export function keyColumns(table: Table): readonly Column[] {
  return table.primaryKey.map((name) => {
    const column = table.column.get(name)
    assert(column !== undefined, `${name} is a column of ${table.name}`)
    return column
  })
}

/** An integer comes as text, which holds all of its digits. */
function exactKey({ name, type }: Column): Sql {
  return raw(type.kind === 'bytes' ? quoteName(name) : `cast(${quoteName(name)} as text)`)
}

/** The row as JSON, then what it is ordered by: the order of RETURNING is nobody's, so the engine sorts. */
function printRow(returning: ReadPlan, scope: Scope): Sql {
  const keys = returning.order.map(({ term }) => {
    const key = printComparable(term, scope)
    // As text a bigint keeps all of its digits.
    return typeOf(term).kind === 'bigint' ? sql`, cast(${key} as text)` : sql`, ${key}`
  })
  return sql`${printObject(returning, scope)}${joinSql(keys, '')}`
}

/** The rows that a deletion will take. @param where which, given the alias that they have */
export function printDeleted(plan: DeletePlan, scope: Scope, where: (target: string) => Sql): Sql {
  const target = scope.alias()
  const inner = scope.withAlias('row', target)
  const from = raw(`${quoteName(plan.table.name)} as ${target}`)
  const row = plan.returning === null ? raw('1') : printRow(plan.returning, inner)
  return sql`select ${row} from ${from} where ${where(target)}`
}

/** The rows that were written, by their keys: the rows of the request are then the keys. */
export function printWritten(plan: InsertPlan | UpdatePlan, scope: Scope): Sql {
  assert(plan.returning !== null, 'rows are sent back')
  const target = scope.alias()
  const columns = keyColumns(plan.table)
  const inner = scope.withAlias('row', target)
  const keys = columns
    .map(({ name }, index) => `${target}.${quoteName(name)} = _offstage_written.value->>${index}`)
    .join(' and ')
  const from = raw(`as _offstage_written cross join ${quoteName(plan.table.name)} ${target} on ${keys}`)
  const shown = printCondition(plan.returning.where, inner)
  const given = bind({ kind: 'rows', columns })
  return sql`select ${printRow(plan.returning, inner)} from json_each(${given}) ${from} where ${shown}`
}
