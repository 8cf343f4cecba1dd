/** Resolves what a request writes: columns of the body, conflict target, and the rows to send back. */
import type { Column, Model, Table } from '../model/index.ts'
import { and, TRUE } from '../rules/index.ts'
import { planFilter } from './filter.ts'
import { planRead } from './plan-read.ts'
import type { Conflict, DeletePlan, InsertPlan, Page, ReadPlan, UpdatePlan } from './plan-types.ts'
import { refuse } from './refusals.ts'
import type { At, Shape } from './request.ts'

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
  const [where, page] = [planWhere(table, shape), planPage(model, table, shape)]
  const returning = returningPlan(model, table, shape)
  return { kind: 'update', table, set, where, check: TRUE, references: [], page, returning }
}

export function planDelete(model: Model, table: Table, shape: Shape): DeletePlan {
  const [where, page] = [planWhere(table, shape), planPage(model, table, shape)]
  return { kind: 'delete', table, where, page, returning: returningPlan(model, table, shape) }
}

/**
 * The first rows in an order, when a write is limited.
 * @throws Refusal PGRST109 for a limit without an order: which rows it picks would be chance
 */
function planPage(model: Model, table: Table, shape: Shape): Page | null {
  const isHere = (at: At<unknown>) => at.path.length === 0
  if (!shape.limits.some(isHere) && !shape.offsets.some(isHere)) return null
  const own = { select: [], filters: [], count: null }
  const at = {
    order: shape.order.filter(isHere),
    limits: shape.limits.filter(isHere),
    offsets: shape.offsets.filter(isHere),
  }
  const { order, limit, offset } = planRead(model, table, { ...shape, ...own, ...at })
  if (order.length === 0) throw refuse.limitWithoutOrder()
  return { order, limit, offset }
}

/** Filters of the row itself; what is said of embeds belongs to the representation. */
function planWhere(table: Table, shape: Shape) {
  const here = shape.filters.filter((filter) => filter.path.length === 0)
  return and(...here.map((filter) => planFilter(table, filter.of, () => null)))
}

function returningPlan(model: Model, table: Table, shape: Shape): ReadPlan | null {
  if (!shape.returning) return null
  const filters = shape.filters.filter((filter) => filter.path.length > 0)
  const plan = planRead(model, table, {
    ...shape,
    filters,
    limits: embedded(shape.limits),
    offsets: embedded(shape.offsets),
    count: null,
  })
  if (plan.fields.some((field) => field.kind === 'aggregate')) throw refuse.aggregatesInWrite()
  return plan
}

/** What is said of embeds: the page of the rows themselves picked them already. */
const embedded = (things: readonly At<number>[]) => things.filter((at) => at.path.length > 0)

/** @throws Refusal PGRST204 */
function writtenColumn(table: Table, name: string): Column {
  const column = table.column.get(name)
  if (column === undefined) throw refuse.unknownWrittenColumn(table, name)
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
