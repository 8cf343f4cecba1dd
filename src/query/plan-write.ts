/** Resolves what a request writes: columns of the body, conflict target, and the rows to send back. */
import type { Column, Model, Table } from '../model/index.ts'
import { and, TRUE } from '../rules/index.ts'
import { planFilter } from './filter.ts'
import { planRead } from './plan-read.ts'
import type { Conflict, DeletePlan, InsertPlan, ReadPlan, UpdatePlan } from './plan-types.ts'
import { refuse } from './refusals.ts'
import type { Shape } from './request.ts'

export function planInsert(model: Model, table: Table, shape: Shape): InsertPlan {
  const given = (shape.columns ?? []).map((name) => writtenColumn(table, name))
  const filled = table.columns.filter((column) => column.default !== null && !given.includes(column))
  return {
    kind: 'insert',
    table,
    given,
    filled,
    missing: shape.missing,
    check: TRUE,
    references: [],
    conflict: shape.resolution === null ? null : planConflict(table, shape, given),
    returning: returningPlan(model, table, shape),
    bulk: shape.bulk,
  }
}

export function planUpdate(model: Model, table: Table, shape: Shape): UpdatePlan {
  const set = (shape.columns ?? []).map((name) => writtenColumn(table, name))
  const where = planWhere(table, shape)
  return {
    kind: 'update',
    table,
    set,
    where,
    check: TRUE,
    references: [],
    returning: returningPlan(model, table, shape),
  }
}

export function planDelete(model: Model, table: Table, shape: Shape): DeletePlan {
  return {
    kind: 'delete',
    table,
    where: planWhere(table, shape),
    returning: returningPlan(model, table, shape),
  }
}

/** Filters of the row itself; what is said of embeds belongs to the representation. */
function planWhere(table: Table, shape: Shape) {
  const here = shape.filters.filter((filter) => filter.path.length === 0)
  return and(...here.map((filter) => planFilter(table, filter.of, () => null)))
}

function returningPlan(model: Model, table: Table, shape: Shape): ReadPlan | null {
  if (!shape.returning) return null
  const filters = shape.filters.filter((filter) => filter.path.length > 0)
  const plan = planRead(model, table, { ...shape, filters, count: null })
  if (plan.fields.some((field) => field.kind === 'aggregate')) throw refuse.aggregatesInWrite()
  return plan
}

/** @throws Refusal PGRST204 */
function writtenColumn(table: Table, name: string): Column {
  const column = table.column.get(name)
  if (column === undefined || column.hidden) throw refuse.unknownWrittenColumn(table, name)
  return column
}

/**
 * What an upsert meets: the primary key unless `on_conflict` names the columns of another unique constraint.
 * @see https://docs.postgrest.org/en/v14/references/api/tables_views.html#upsert
 */
function planConflict(table: Table, shape: Shape, given: readonly Column[]): Conflict {
  const names = shape.onConflict ?? table.primaryKey
  const keys = [table.primaryKey, ...table.uniques.map((unique) => unique.columns)]
  const isKey = keys.some((key) => key.length === names.length && key.every((name) => names.includes(name)))
  const target = names.map((name) => writtenColumn(table, name))
  if (!isKey) throw refuse.noConflictTarget()
  const ignores = shape.resolution === 'ignore-duplicates'
  const set = given.filter((column) => !target.includes(column))
  return { target, action: ignores ? 'ignore' : 'merge', set, check: TRUE }
}
