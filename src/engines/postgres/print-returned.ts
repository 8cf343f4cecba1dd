/**
 * The rows that a write sends back. Every part of a statement sees the tables as they were before it, but for
 * the rows that it returns: these are what they become. So rows come with the statement itself, also those of
 * a deletion; only what shows other rows of its own table is read apart, after the write.
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
} from '../../rules/index.ts'
import { arrayOf, quoteName } from './dialect.ts'
import { listOf, selectNamed } from './print-json.ts'
import { type Member, members } from './print-read.ts'

type Write = InsertPlan | UpdatePlan | DeletePlan

/** Whether the rows sent back show rows of their own table that the statement may be about to change. */
export function looksAround(plan: Write): boolean {
  if (plan.returning === null || plan.kind === 'delete') return false
  return tablesShown(plan.returning).has(plan.table.name)
}

/** Tables that the rows' JSON is made of, besides their own. */
function tablesShown(plan: ReadPlan): Set<string> {
  const tables = new Set<string>()
  const add = (names: Iterable<string>) => {
    for (const name of names) tables.add(name)
  }
  for (const part of [...plan.fields, ...plan.order]) {
    if ('relation' in part) {
      const { relation } = part
      add([relation.to, ...tablesOf(part.plan.where), ...tablesOf(part.through ?? TRUE)])
      if (relation.kind === 'many-to-many') add([relation.junction])
      add([...tablesOf(part.here ?? TRUE), ...tablesShown(part.plan)])
    } else if (part.term !== null) add(tablesOf({ kind: 'is', term: part.term, value: null }))
  }
  return tables
}

/**
 * The whole statement: the write and what is told of it. `body` and `n` where rows are sent back; `n` and
 * `updated` where an upsert says how many rows were there before; the keys where rows are read apart.
 * @param scope with the row as it becomes
 * @param target alias of the table that is written
 */
export function printReturned(plan: Write, write: Sql, scope: Scope, target: string): Sql {
  const merges = plan.kind === 'insert' && plan.conflict?.action === 'merge'
  const was = sql`${printWas(plan, scope, target)} as _offstage_was`
  const updated = merges
    ? raw(', (select count(*) from _offstage_w where _offstage_was)::integer as updated')
    : sql``
  if (plan.returning === null) {
    if (!merges) return write
    const written = sql`with _offstage_w as (${write} returning ${was})`
    return sql`${written} select count(*)::integer as n${updated} from _offstage_w`
  }
  if (looksAround(plan)) {
    const keys = keyColumns(plan.table).map(({ name }) => `${target}.${quoteName(name)}::text`)
    return sql`${write} returning ${raw(keys.join(', '))}${merges ? sql`, ${was}` : sql``}`
  }
  const shown = members(plan.returning, scope)
  const keys = plan.returning.order.map(({ term }) => printComparable(term, scope))
  const columns = [
    ...shown.map(({ value }, index) => sql`${value()} as ${raw(`c${index}`)}`),
    ...keys.map((key, index) => sql`${key} as ${raw(`o${index}`)}`),
    ...(merges ? [was] : []),
  ]
  // A row of nothing is a row.
  const returned = columns.length === 0 ? raw('1') : joinSql(columns, ', ')
  const rows = selectNamed(shown, sortedRows(plan.returning))
  const names = shown.map(({ as }) => as)
  return sql`with _offstage_w as (${write} returning ${returned}) select ${listOf(
    names,
  )}::text as body, count(*)::integer as n${updated} from (${rows}) _offstage_r`
}

/** Whether the row was there before the statement. */
function printWas({ table, ...plan }: Write, scope: Scope, target: string): Sql {
  // A row that an upsert found has been locked by this statement, and says so.
  if (table.tenant === null || plan.kind !== 'insert' || plan.conflict === null)
    return raw(`${target}.xmax <> 0`)
  // A table in parts cannot tell that: the row is looked for, since the statement sees what was there.
  const alias = scope.alias()
  const same = plan.conflict.target.map(({ name }) => quoteName(name))
  const key = same.map((name) => `${alias}.${name} = ${target}.${name}`).join(' and ')
  return raw(`exists (select 1 from ${quoteName(table.name)} ${alias} where ${key})`)
}

/** The rows written, in the order asked for; those that are equal in it as they were written. */
function sortedRows({ order }: ReadPlan): Sql {
  if (order.length === 0) return raw('select * from _offstage_w')
  const terms = order.map(
    ({ descending, nulls }, index) => `o${index}${descending ? ' desc' : ''} nulls ${nulls}`,
  )
  const numbered = '(select *, row_number() over () as _offstage_n from _offstage_w) _offstage_o'
  return raw(`select * from ${numbered} order by ${terms.join(', ')}, _offstage_n`)
}

export function keyColumns(table: Table): readonly Column[] {
  return table.primaryKey.map((name) => {
    const column = table.column.get(name)
    assert(column !== undefined, `${name} is a column of ${table.name}`)
    return column
  })
}

/** The rows that were written, by their keys: the rows of the request are then the keys. */
export function printWritten(plan: InsertPlan | UpdatePlan, scope: Scope): Sql {
  const { returning, table } = plan
  assert(returning !== null, 'rows are sent back')
  const target = scope.alias()
  const columns = keyColumns(table)
  const inner = scope.withAlias('row', target)
  const shown: readonly Member[] = members(returning, inner)
  const arrays = joinSql(columns.map(arrayOf), ', ')
  const given = raw(`_offstage_k(${columns.map((_, index) => `k${index}`).join(', ')}, _offstage_n)`)
  const same = columns.map(({ name }, index) => `${target}.${quoteName(name)} = _offstage_k.k${index}`)
  const on = raw(`${quoteName(table.name)} ${target} on ${same.join(' and ')}`)
  const order = returning.order.map(({ term, descending, nulls }) => {
    const direction = raw(`${descending ? ' desc' : ''} nulls ${nulls}`)
    return sql`${printComparable(term, inner)}${direction}`
  })
  const sorted = joinSql([...order, raw('_offstage_k._offstage_n')], ', ')
  const values = joinSql(
    shown.map(({ value }, index) => sql`${value()} as ${raw(`c${index}`)}`),
    ', ',
  )
  const from = sql`from unnest(${arrays}) with ordinality as ${given} join ${on}`
  const where = printCondition(returning.where, inner)
  const rows = sql`select ${values} ${from} where ${where} order by ${sorted}`
  const named = selectNamed(shown, rows)
  const names = shown.map(({ as }) => as)
  return sql`select ${listOf(names)}::text as body, count(*)::integer as n from (${named}) _offstage_r`
}
