/**
 * Writes in SQLite's words: one statement each. A rule that a new row breaks ends the statement from inside,
 * through
 * `offstage_deny`, so that nothing of it stays.
 */
import type { Column, Table } from '../../model/index.ts'
import {
  type DeletePlan,
  type Denial,
  type InsertPlan,
  insertedColumns,
  type ReferenceCheck,
  type UpdatePlan,
  uncheckedByKey,
} from '../../query/index.ts'
import {
  and,
  type Binder,
  crossesRelations,
  type Expr,
  joinSql,
  printCondition,
  printExpr,
  raw,
  type Scope,
  type Sql,
  sql,
  TRUE,
  tablesOf,
} from '../../rules/index.ts'
import { bind, quoteName } from './dialect.ts'
import { printOrder, printPage } from './print-read.ts'
import { printReturning } from './print-returned.ts'
import { fromJson } from './storage.ts'

/**
 * Whether the insert runs once for each row of the request, which is quicker than all rows at once. Not where
 * a rule or a reference looks into the table itself: there every row is held against the table as it was
 * before, or may point at a row that comes after it.
 */
export function runsByRow(plan: InsertPlan): boolean {
  if (!plan.bulk) return false
  const looksInto = (expr: Expr) => tablesOf(expr).has(plan.table.name)
  const { check, conflict, references } = plan
  const refersToItself = insertedColumns(plan).some(({ reference }) => reference?.table === plan.table.name)
  const isOwn = refersToItself || references.some(({ where }) => looksInto(where))
  return !isOwn && !looksInto(check) && !(conflict !== null && looksInto(conflict.check))
}

export function printInsert(plan: InsertPlan, scope: Scope, denials: Denial[]): Sql {
  const target = scope.alias()
  const into = raw(`insert into ${quoteName(plan.table.name)} as ${target}`)
  const isSet = plan.bulk && !runsByRow(plan)
  const rows = isSet ? printRowSet(plan, scope, denials) : printRow(plan, scope, denials)
  return sql`${into} ${rows}${printConflict(plan, target, scope, denials)}${printReturning(plan, scope)}`
}

/** Of a row that is made, `old` is nothing: a column's write rule may speak of it all the same. */
const unborn = (scope: Scope) => scope.withRow('old', () => raw('null'))

/** One row; what denies it stands in its first cell. */
function printRow(plan: InsertPlan, scope: Scope, denials: Denial[]): Sql {
  const columns = insertedColumns(plan)
  const cells = new Map(columns.map((column) => [column.name, written(column)]))
  const row = unborn(scope).withRow('row', (name) => {
    const cell = cells.get(name)
    return cell === undefined ? raw('null') : bind(cell)
  })
  const test = printChecks({ table: plan.table, columns: null }, uncheckedByKey(plan), row, denials, {
    kind: 'row',
  })
  const [first = raw('null'), ...rest] = columns.map((column) => bind(written(column)))
  const guarded = test === null ? first : sql`case when ${test} then ${first} end`
  return sql`(${raw(columnNames(plan))}) values (${joinSql([guarded, ...rest], ', ')})`
}

/** All rows of the request, each held against the table as it was before. */
function printRowSet(plan: InsertPlan, scope: Scope, denials: Denial[]): Sql {
  const columns = insertedColumns(plan)
  const rows = scope.alias()
  const cell = new Map(columns.map((column, index) => [column.name, `${rows}.c${index}`]))
  const row = unborn(scope).withRow('row', (name) => raw(cell.get(name) ?? 'null'))
  const test = printChecks({ table: plan.table, columns }, uncheckedByKey(plan), row, denials, {
    kind: 'row',
  })
  const cells = columns.map((_, index) => `${rows}.c${index}`).join(', ')
  const select = raw(`(${columnNames(plan)}) select ${cells === '' ? 'null' : cells} from`)
  return sql`${select} (${rowsSource(columns)}) ${raw(rows)} where ${test ?? raw('true')}`
}

/** A row of nothing but nulls names a column all the same: SQLite takes no empty list. */
function columnNames(plan: InsertPlan): string {
  const columns = insertedColumns(plan)
  const named = columns.length === 0 ? plan.table.columns.slice(0, 1) : columns
  return named.map((column) => quoteName(column.name)).join(', ')
}

export function rowSource(columns: readonly Column[]): Sql {
  if (columns.length === 0) return sql`select 1`
  return sql`select ${joinSql(
    columns.map((column, index) => sql`${written(column)} as ${raw(`c${index}`)}`),
    ', ',
  )}`
}

export function rowsSource(columns: readonly Column[]): Sql {
  const cells = columns
    .map((column, index) => `${fromJson(column.type, `value->>${index}`)} as c${index}`)
    .join(', ')
  return sql`select ${raw(cells === '' ? '1' : cells)} from json_each(${bind({ kind: 'rows', columns })})`
}

const written = (column: Column): Binder => ({ kind: 'written', column })

/** The row exists by its key already: it is left alone, or becomes the new row where the rules allow it. */
function printConflict(plan: InsertPlan, target: string, scope: Scope, denials: Denial[]): Sql {
  const { conflict } = plan
  if (conflict === null) return sql``
  const on = raw(` on conflict (${conflict.target.map((column) => quoteName(column.name)).join(', ')})`)
  if (conflict.action === 'ignore') return sql`${on} do nothing`
  const set = conflict.set.length > 0 ? conflict.set : conflict.target.slice(0, 1)
  const changed = new Set(set.map((column) => column.name))
  const merged = scope
    .withAlias('old', target)
    .withRow('row', (name) => raw(`${changed.has(name) ? 'excluded' : target}.${quoteName(name)}`))
  const test = printChecks(
    { table: plan.table, columns: null },
    { check: conflict.check, references: [] },
    merged,
    denials,
    {
      kind: 'merge',
    },
  )
  const values = set.map((column, index) => {
    const name = quoteName(column.name)
    if (index > 0) return raw(`${name} = excluded.${name}`)
    const allowed = test === null ? sql`offstage_touch()` : sql`${test} and offstage_touch()`
    return sql`${raw(name)} = case when ${allowed} then ${raw(`excluded.${name}`)} end`
  })
  return sql`${on} do update set ${joinSql(values, ', ')}`
}

export function printUpdate(plan: UpdatePlan, scope: Scope, denials: Denial[]): Sql {
  const target = scope.alias()
  const crosses = crossesRelations(and(plan.check, ...plan.references.map((reference) => reference.where)))
  const from = crosses ? scope.alias() : target
  const values = new Map(plan.set.map((column) => [column.name, written(column)]))
  const now = scope.withAlias('row', from).withAlias('old', from)
  const next = scope
    .withAlias('old', from)
    .withRow('row', (name) =>
      values.has(name) ? bind(values.get(name) as Binder) : raw(`${from}.${quoteName(name)}`),
    )
  const test = printChecks({ table: plan.table, columns: null }, uncheckedByKey(plan), next, denials, {
    kind: 'row',
  })
  const set = plan.set.map((column, index) => {
    const value = sql`${written(column)}`
    const guarded = index > 0 || test === null || crosses ? value : sql`case when ${test} then ${value} end`
    return sql`${raw(quoteName(column.name))} = ${guarded}`
  })
  const table = quoteName(plan.table.name)
  const head = sql`update ${raw(`${table} as ${target}`)} set ${joinSql(set, ', ')}`
  const where = printCondition(plan.where, now)
  const returning = printReturning(plan, scope)
  if (!crosses) return sql`${head} where ${printRows(plan, target, where, scope)}${returning}`
  // Rules see the table as it was before the statement: its rows are picked and judged first, then changed.
  // `limit -1` keeps SQLite from merging the query into the update.
  const keys = plan.table.primaryKey.map((name) => quoteName(name))
  const picked = raw(keys.map((key, index) => `${from}.${key} as k${index}`).join(', '))
  const same = keys.map((key, index) => `${target}.${key} = _offstage_picked.k${index}`).join(' and ')
  const judged = sql`select ${picked}, ${test ?? raw('true')} as allowed from`
  const matching = sql`${raw(`${table} ${from}`)} where ${where}`
  // Of a limited write, only the rows of the page are judged.
  const rows =
    plan.page === null
      ? sql`${judged} ${matching} limit -1`
      : sql`${judged} (select * from ${matching}${printPicked(plan, now)}) ${raw(from)} limit -1`
  return sql`${head} from (${rows}) as _offstage_picked where ${raw(same)} and _offstage_picked.allowed${returning}`
}

/** Which rows: all that match or, of a limited write, the first of them. */
export function printRows(plan: UpdatePlan | DeletePlan, target: string, where: Sql, scope: Scope): Sql {
  if (plan.page === null) return where
  const alias = scope.alias()
  const inner = scope.withAlias('row', alias)
  const from = raw(`${quoteName(plan.table.name)} ${alias}`)
  const matching = printCondition(plan.where, inner)
  const picked = sql`select ${raw(`${alias}.rowid`)} from ${from} where ${matching}${printPicked(plan, inner)}`
  return sql`${raw(`${target}.rowid`)} in (${picked})`
}

/** The order and page of the rows picked. */
function printPicked({ table, page }: UpdatePlan | DeletePlan, scope: Scope): Sql {
  if (page === null) return sql``
  return sql`${printOrder({ table, order: page.order }, scope)}${printPage(page, null)}`
}

export function printDelete(plan: DeletePlan, scope: Scope): Sql {
  const target = scope.alias()
  const where = printRows(plan, target, printCondition(plan.where, scope.withAlias('row', target)), scope)
  const from = raw(`delete from ${quoteName(plan.table.name)} as ${target}`)
  return sql`${from} where ${where}${printReturning(plan, scope)}`
}

/** A number of 64 bits goes to a function as a double, which has fewer digits. */
const told = ({ type }: Column, value: Sql): Sql =>
  type.kind === 'bigint' || type.kind === 'decimal' ? sql`cast(${value} as text)` : value

/** True, or the end of the statement: each check in turn, so that the first that fails is told. */
function printChecks(
  into: Target,
  { check, references }: Checks,
  scope: Scope,
  denials: Denial[],
  denial: Denial,
): Sql | null {
  const cases: Sql[] = []
  const deny = (of: Denial, value: Sql): Sql => {
    denials.push(of)
    return sql`offstage_deny(${raw(String(denials.length - 1))},${value})`
  }
  // The rules first, as PostgreSQL asks them; the guard saw to it that they tell nothing of references.
  if (check !== TRUE) {
    cases.push(sql`when ${printExpr(check, scope)} is not true then ${deny(denial, raw('null'))}`)
  }
  for (const reference of references) {
    const value = scope.column('row', reference.column.name)
    const found = printReference(into, reference, scope, value)
    const missing = deny({ kind: 'reference', check: reference }, told(reference.column, value))
    cases.push(sql`when ${value} is not null and not ${found} then ${missing}`)
  }
  return cases.length === 0 ? null : sql`(case ${joinSql(cases, ' ')} else true end)`
}

/** What a row that is written has to satisfy. */
type Checks = Pick<UpdatePlan, 'check' | 'references'>

/** Where rows are written, and the columns of a bulk insert's rows. */
interface Target {
  readonly table: Table
  readonly columns: readonly Column[] | null
}

/**
 * The row that a reference points at is there for this caller: among the rows stored, or among those being
 * written.
 */
function printReference(
  { table, columns }: Target,
  { relation, where }: ReferenceCheck,
  scope: Scope,
  value: Sql,
): Sql {
  const alias = scope.alias()
  const key = raw(`${alias}.${quoteName(relation.toColumn)}`)
  const rule = printExpr(where, scope.withAlias('row', alias))
  const from = raw(`from ${quoteName(relation.to)} ${alias}`)
  const tenant = relation.kind === 'many-to-many' ? undefined : relation.tenant
  const same =
    tenant === undefined
      ? sql``
      : sql` and ${raw(`${alias}.${quoteName(tenant.to)}`)} = ${scope.column('row', tenant.from)}`
  const found = sql`exists (select 1 ${from} where ${key} = ${value}${same} and ${rule})`
  if (relation.to !== table.name) return found
  // A row of the same request may be pointed at, if it is a new one: one that is stored was looked for
  // already.
  const stored = sql`exists (select 1 ${from} where ${key} = ${value}${same})`
  const position = columns?.findIndex((column) => column.name === relation.toColumn) ?? -1
  const written =
    columns === null || position < 0
      ? sql`${value} = ${scope.column('row', relation.toColumn)}`
      : printAmong(columns, position, value, tenant?.to ?? null, scope)
  // A row that has no key yet is none to point at; unknown would pass for a yes.
  return sql`(${found} or (${written} is true and not ${stored}))`
}

/** Whether the value is in that place of a row of the request, which belongs to the same tenant. */
function printAmong(
  columns: readonly Column[],
  position: number,
  value: Sql,
  tenant: string | null,
  scope: Scope,
): Sql {
  const rows = sql`from json_each(${bind({ kind: 'rows', columns })})`
  const place = columns.findIndex((column) => column.name === tenant)
  if (tenant === null || place < 0) return sql`${value} in (select ${raw(`value->>${position}`)} ${rows})`
  const both = raw(`value->>${place}, value->>${position}`)
  return sql`(${scope.column('row', tenant)}, ${value}) in (select ${both} ${rows})`
}
