/**
 * Finds the row that a reference lacks, once a foreign key has refused the statement: SQLite does not say
 * which one it was.
 */
import type { Database } from 'bun:sqlite'
import type { Column, Value } from '../../model/index.ts'
import {
  type GuardedPlan,
  type InsertPlan,
  insertedColumns,
  isKeptByKey,
  type ReferenceCheck,
  type UpdatePlan,
} from '../../query/index.ts'
import { quoteName } from './dialect.ts'
import { encode, type Stored } from './storage.ts'

export interface MissingReference {
  readonly check: ReferenceCheck
  /** As it lies in SQLite. */
  readonly value: unknown
}

/**
 * The first reference of the rows to a row that is neither there nor among them; null when there is none:
 * then the key that failed is one that points here.
 */
export function findMissing(
  db: Database,
  plan: GuardedPlan,
  rows: readonly (readonly Value[])[],
): MissingReference | null {
  if (plan.kind !== 'insert' && plan.kind !== 'update') return null
  const columns = plan.kind === 'insert' ? insertedColumns(plan) : plan.set
  // In the order of the keys, as PostgreSQL asks them, and not in that of the body.
  const place = ({ column }: ReferenceCheck) => plan.table.columns.indexOf(column)
  const checks = plan.references
    .filter((check) => isKeptByKey(plan, check))
    .toSorted((a, b) => place(a) - place(b))
    .map((check) => ({
      check,
      at: columns.indexOf(check.column),
      isThere: finder(db, plan, columns, check, rows),
    }))
  for (const row of rows) {
    for (const { check, at, isThere } of checks) {
      const value = encode(check.column.type, row[at] ?? null)
      if (value !== null && !isThere(value, row)) return { check, value }
    }
  }
  return null
}

/** Tells whether a row is there to point at: stored or, in the table itself, being written. */
function finder(
  db: Database,
  { table }: InsertPlan | UpdatePlan,
  columns: readonly Column[],
  { relation }: ReferenceCheck,
  rows: readonly (readonly Value[])[],
): (key: Exclude<Stored, null>, row: readonly Value[]) => boolean {
  const key = columns.find(({ name }) => relation.to === table.name && name === relation.toColumn)
  const tenant = relation.kind === 'many-to-many' ? undefined : relation.tenant
  const owner = columns.find(({ name }) => name === tenant?.from)
  const tenantOf = (row: readonly Value[]) =>
    owner === undefined ? null : encode(owner.type, row[columns.indexOf(owner)] ?? null)
  const keyOf = (value: Stored, row: readonly Value[]) => JSON.stringify([value, tenantOf(row)].map(String))
  const written =
    key === undefined
      ? null
      : new Set(rows.map((row) => keyOf(encode(key.type, row[columns.indexOf(key)] ?? null), row)))
  const same = tenant === undefined ? '' : ` and ${quoteName(tenant.to)} = ?`
  const stored = db.query(
    `select 1 from ${quoteName(relation.to)} where ${quoteName(relation.toColumn)} = ?${same}`,
  )
  return (value, row) => {
    const given = tenant === undefined ? [value] : [value, tenantOf(row)]
    return written?.has(keyOf(value, row)) === true || stored.values(...given).length > 0
  }
}
