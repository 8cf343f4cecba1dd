/**
 * What a broken rule, key or reference means to whoever sent the write: the same on every engine, which only
 * has to know which one it was.
 */
import { Refusal } from '../base/errors.ts'
import { type Model, type Table, writeText } from '../model/index.ts'
import { rulesOf, TRUE } from '../rules/index.ts'
import type { Input } from './engine.ts'
import type { Plan, ReferenceCheck } from './plan-types.ts'
import { refuse } from './refusals.ts'
import { insertedColumns } from './write-values.ts'

/** Why a statement may end with a denial, by the index that it is told by. */
export type Denial =
  | { readonly kind: 'row' }
  | { readonly kind: 'merge' }
  | { readonly kind: 'reference'; readonly check: ReferenceCheck }

/**
 * @param denial null when nobody knows which rule it was
 * @param value text of the reference that leads nowhere
 * @param why which part of the rule was broken, where the caller may know
 */
export function refuseDenied(
  denial: Denial | null,
  value: string,
  why: string | null,
  plan: Plan,
  { caller }: Input,
): Refusal {
  const { table } = plan
  if (denial?.kind !== 'reference') {
    const rule = denial?.kind === 'merge' || plan.kind !== 'insert' ? 'update' : 'create'
    const broken =
      why === null || why === '' ? null : `The ${rule} rule of ${table.name} does not hold: ${why}.`
    return refuse.rowDenied(caller, table.name, broken)
  }
  const { column, relation } = denial.check
  // A hidden column does not exist for whoever reads this.
  if (column.hidden) return refuse.brokenReference(table.name)
  const name = relation.kind === 'many-to-many' ? relation.junction : relation.constraint
  return refuse.missingReference(table.name, column.name, name, relation.to, value)
}

/** @param columns of the key that is taken, in its order */
export function refuseDuplicate(columns: readonly string[], plan: Plan, input: Input): Refusal {
  const { table } = plan
  const same = (names: readonly string[]) => names.join() === columns.join()
  const unique = table.uniques.find((one) => same(one.columns))
  const name = unique?.name ?? `${table.name}_pkey`
  // A hidden column does not exist for whoever reads this.
  if (columns.some((column) => table.column.get(column)?.hidden === true)) {
    return refuse.duplicate(`${table.name}_key`, [], null)
  }
  return refuse.duplicate(name, columns, writtenValues(columns, plan, input))
}

/** The values that the caller sent for these columns, where it sent one row with all of them. */
function writtenValues(names: readonly string[], plan: Plan, { rows }: Input): string[] | null {
  const [row, another] = rows
  if (row === undefined || another !== undefined || (plan.kind !== 'insert' && plan.kind !== 'update'))
    return null
  const columns = plan.kind === 'insert' ? insertedColumns(plan) : plan.set
  const values = names.map((name) => {
    const index = columns.findIndex((column) => column.name === name)
    const [column, value] = [columns[index], row[index] ?? null]
    return column === undefined || value === null ? null : writeText(column.type, value)
  })
  return values.every((value) => value !== null) ? values : null
}

export function refuseCheck(table: Table, constraint: string): Refusal {
  return new Refusal(
    400,
    '23514',
    `new row for relation "${table.name}" violates check constraint "${constraint}"`,
  )
}

export function refuseNull(table: Table, column: string): Refusal {
  return new Refusal(
    400,
    '23502',
    `null value in column "${column}" of relation "${table.name}" violates not-null constraint`,
  )
}

/**
 * Which reference still holds the row is only said where the caller may know: only the inverse ones can,
 * since the others were checked before.
 */
export function refuseReferenced(table: Table, { caller }: Input, model: Model): Refusal {
  const inverse = table.relations.filter((relation) => relation.kind === 'to-many')
  const [only] = inverse
  const column = only === undefined ? undefined : model.tables.get(only.to)?.column.get(only.toColumn)
  // Which table it is, a caller may know who may read all of it; a hidden column nobody may know of.
  const isOpen = only !== undefined && rulesOf(model).get(only.to)?.read === TRUE && column?.hidden !== true
  const names = inverse.length === 1 && only?.kind === 'to-many' && (isOpen || caller.role === 'service_role')
  const constraint = names ? ` "${only.constraint}" on table "${only.to}"` : ''
  const message = `update or delete on table "${table.name}" violates foreign key constraint${constraint}`
  return new Refusal(409, '23503', message, {
    hint: `Delete what refers to the row first${names ? `: rows of ${only.to}` : ''}.`,
  })
}

/** @throws Refusal where a write touched more rows than it may, or not the one row that it must */
export function refuseTooMany(rows: number, input: Input): void {
  if (input.affectedMax !== null && rows > input.affectedMax) {
    throw new Refusal(400, 'PGRST124', 'Query result exceeds max-affected preference constraint', {
      details: `The query affects ${rows} rows`,
    })
  }
  if (input.single && rows !== 1) {
    throw new Refusal(406, 'PGRST116', 'Cannot coerce the result to a single JSON object', {
      details: `The result contains ${rows} rows`,
    })
  }
}
