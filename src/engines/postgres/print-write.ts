/**
 * Writes in PostgreSQL's words: one statement each. A rule that a new row breaks ends the statement from
 * inside, through `offstage.deny`, so that nothing of it stays. Rules see the tables as they were before the
 * statement: so does every part of a statement in PostgreSQL.
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
  type Binder,
  type Expr,
  joinSql,
  printCondition,
  printExpr,
  raw,
  type Scope,
  type Sql,
  sql,
  TRUE,
} from '../../rules/index.ts'
import { arrayOf, quoteName } from './dialect.ts'
import { printOrder, printPage } from './print-read.ts'
import { printReturned } from './print-returned.ts'
import { bound, typeOf } from './storage.ts'

export function printInsert(plan: InsertPlan, scope: Scope, denials: Denial[]): Sql {
  const { table } = plan
  const columns = storedColumns(plan)
  const { source, cells } = printSource(plan, scope.alias())
  const target = scope.alias()
  const written = writtenScope(plan, cells, scope)
  const test = printChecks(
    { table, columns: plan.bulk ? columns : null },
    uncheckedByKey(plan),
    written,
    denials,
    {
      kind: 'row',
    },
  )
  const names = columns.map((column) => quoteName(column.name)).join(', ')
  const values = columns.map((column) => cells.get(column.name) ?? 'null').join(', ')
  // Without any column a row takes its defaults: the next number, or nulls.
  const list = columns.length === 0 ? 'select' : `(${names}) select ${values}`
  const into = raw(`insert into ${quoteName(table.name)} as ${target} ${list} from`)
  const conflict = printConflict(plan, target, scope, denials)
  return printReturned(
    plan,
    sql`${into} ${source} where ${test ?? raw('true')}${conflict}`,
    scope.withAlias('row', target),
    target,
  )
}

/** Columns that an insert names: all but those that the database numbers. */
export function storedColumns(plan: InsertPlan): readonly Column[] {
  return insertedColumns(plan).filter((column) => column.default?.kind !== 'identity')
}

/** The scope of a check of new rows. */
export function writtenScope(plan: InsertPlan, cells: ReadonlyMap<string, string>, scope: Scope): Scope {
  const nothing = (name: string) => {
    const column = plan.table.column.get(name)
    return raw(column === undefined ? 'null' : `null::${typeOf(column.type)}`)
  }
  return scope
    .withRow('row', (name) => {
      const cell = cells.get(name)
      return cell === undefined ? nothing(name) : raw(cell)
    })
    .withRow('old', nothing)
}

/**
 * The rows of an insert as a table, and how each column is read from it. Many rows travel column by column,
 * one array each, so that any number of them share a statement.
 */
export function printSource(
  plan: InsertPlan,
  rows: string,
): { source: Sql; cells: ReadonlyMap<string, string> } {
  const columns = storedColumns(plan)
  const cells = new Map(
    columns.map((column, index) => [column.name, cellOf(plan, column, `${rows}.c${index}`)]),
  )
  if (plan.bulk) {
    const arrays =
      columns.length === 0 ? [bound({ kind: 'rows', columns: [] }, 'text[]')] : columns.map(arrayOf)
    const names = arrays.map((_, index) => `c${index}`).join(',')
    return { source: sql`unnest(${joinSql(arrays, ', ')}) as ${raw(`${rows}(${names})`)}`, cells }
  }
  const values = columns.map((column, index) => sql`${written(column)} as ${raw(`c${index}`)}`)
  const list = values.length === 0 ? raw('1') : joinSql(values, ', ')
  return { source: sql`(select ${list}) ${raw(rows)}`, cells }
}

/** PostgreSQL's arrays of arrays are matrices, so these travel as texts. */
function cellOf(plan: InsertPlan, { type }: Column, cell: string): string {
  return plan.bulk && type.kind === 'array' ? `${cell}::${typeOf(type)}` : cell
}

function written(column: Column): Sql {
  const binder: Binder = { kind: 'written', column }
  return bound(binder, typeOf(column.type))
}

/** The row exists by its key already: it is left alone, or becomes the new row where the rules allow it. */
function printConflict(plan: InsertPlan, target: string, scope: Scope, denials: Denial[]): Sql {
  const { conflict } = plan
  if (conflict === null) return sql``
  const on = raw(` on conflict (${conflict.target.map((column) => quoteName(column.name)).join(', ')})`)
  if (conflict.action === 'ignore') return sql`${on} do nothing`
  const set = conflict.set.length > 0 ? conflict.set : unchanged(plan.table)
  const changed = new Set(conflict.set.map((column) => column.name))
  const from = (name: string) => raw(`${changed.has(name) ? 'excluded' : target}.${quoteName(name)}`)
  const merged = scope.withAlias('old', target).withRow('row', from)
  const check = { check: conflict.check, references: [] }
  const test = printChecks({ table: plan.table, columns: null }, check, merged, denials, { kind: 'merge' })
  const values = set.map(({ name }, index) => {
    const value = index > 0 || test === null ? from(name) : sql`case when ${test} then ${from(name)} end`
    return sql`${raw(quoteName(name))} = ${value}`
  })
  return sql`${on} do update set ${joinSql(values, ', ')}`
}

/** A column that a merge of nothing but keys sets to what it is: numbered ones cannot be set. */
function unchanged(table: Table): readonly Column[] {
  return table.columns.filter((column) => column.default?.kind !== 'identity').slice(0, 1)
}

export function printUpdate(plan: UpdatePlan, scope: Scope, denials: Denial[]): Sql {
  const target = scope.alias()
  const values = new Map(plan.set.map((column) => [column.name, written(column)]))
  const now = scope.withAlias('row', target).withAlias('old', target)
  const next = scope
    .withAlias('old', target)
    .withRow('row', (name) => values.get(name) ?? raw(`${target}.${quoteName(name)}`))
  const test = printChecks({ table: plan.table, columns: null }, uncheckedByKey(plan), next, denials, {
    kind: 'row',
  })
  // Asked where the row is made, and not among the conditions: those are asked in any order, of any row.
  const set = plan.set.map((column, index) => {
    const value = written(column)
    const guarded = index > 0 || test === null ? value : sql`case when ${test} then ${value} end`
    return sql`${raw(quoteName(column.name))} = ${guarded}`
  })
  const head = sql`update ${raw(`${quoteName(plan.table.name)} as ${target}`)} set ${joinSql(set, ', ')}`
  const where = printPicked(plan, target, printCondition(plan.where, now), scope)
  return printReturned(plan, sql`${head} where ${where}`, now, target)
}

export function printDelete(plan: DeletePlan, scope: Scope): Sql {
  const target = scope.alias()
  const inner = scope.withAlias('row', target)
  const where = printPicked(plan, target, printCondition(plan.where, inner), scope)
  const from = raw(`delete from ${quoteName(plan.table.name)} as ${target}`)
  return printReturned(plan, sql`${from} where ${where}`, inner, target)
}

/** Which rows: all that match or, of a limited write, the first of them. */
function printPicked(plan: UpdatePlan | DeletePlan, target: string, where: Sql, scope: Scope): Sql {
  if (plan.page === null) return where
  const alias = scope.alias()
  const inner = scope.withAlias('row', alias)
  const keys = (of: string) => plan.table.primaryKey.map((name) => `${of}.${quoteName(name)}`).join(', ')
  const from = raw(`from ${quoteName(plan.table.name)} ${alias}`)
  const matching = printCondition(plan.where, inner)
  const order = printOrder({ table: plan.table, order: plan.page.order }, inner)
  const page = printPage(plan.page, null)
  const picked = sql`select ${raw(keys(alias))} ${from} where ${matching}${order}${page}`
  // Said again of the row itself: of one that another write changed meanwhile this alone is asked anew, and
  // it names the tenant to the statement.
  return sql`${raw(`(${keys(target)})`)} in (${picked}) and ${where}`
}

/** Where rows are written, and the columns of a bulk insert's rows. */
interface Target {
  readonly table: Table
  readonly columns: readonly Column[] | null
}

/** True, or the end of the statement: each check in turn, so that the first that fails is told. */
function printChecks(
  into: Target,
  { check, references }: { readonly check: Expr; readonly references: readonly ReferenceCheck[] },
  scope: Scope,
  denials: Denial[],
  denial: Denial,
): Sql | null {
  const cases: Sql[] = []
  const deny = (of: Denial, value: Sql): Sql => {
    denials.push(of)
    return sql`offstage.deny(${raw(String(denials.length - 1))},${value})`
  }
  // The rules first, as PostgreSQL asks them; the guard saw to it that they tell nothing of references.
  if (check !== TRUE) {
    cases.push(sql`when ${printExpr(check, scope)} is not true then ${deny(denial, raw('null'))}`)
  }
  for (const reference of references) {
    const value = scope.column('row', reference.column.name)
    const found = printReference(into, reference, scope, value)
    const missing = deny({ kind: 'reference', check: reference }, sql`${value}::text`)
    cases.push(sql`when ${value} is not null and ${found} is not true then ${missing}`)
  }
  return cases.length === 0 ? null : sql`(case ${joinSql(cases, ' ')} else true end)`
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
  const own = columns?.find((column) => column.name === relation.toColumn)
  const ofTenant = columns?.find((column) => column.name === tenant?.to)
  const among =
    own === undefined
      ? sql`${value} = ${scope.column('row', relation.toColumn)}`
      : ofTenant === undefined
        ? sql`${value} = any(${arrayOf(own)})`
        : printAmong(ofTenant, own, scope, value)
  // A row that has no key yet is none to point at; unknown would pass for a yes.
  return sql`(${found} or ((${among}) is true and not ${stored}))`
}

/** Whether the value is the key of a row of the request, which belongs to the same tenant. */
function printAmong(tenant: Column, key: Column, scope: Scope, value: Sql): Sql {
  const rows = sql`select * from unnest(${arrayOf(tenant)}, ${arrayOf(key)})`
  return sql`(${scope.column('row', tenant.name)}, ${value}) in (${rows})`
}
