/** Aggregates in SQLite's words, with PostgreSQL's types of results. */
import type { ColumnType } from '../../model/index.ts'
import { type Aggregate, aggregateType } from '../../query/index.ts'
import { raw, type Sql, sql } from '../../rules/index.ts'
import { decimalText } from './storage.ts'

/**
 * The aggregate of a printed term; `value` is null for `count()` of rows. Gives the SQL and the type it has.
 */
export function printAggregate(
  fn: Aggregate,
  value: Sql | null,
  type: ColumnType,
): { value: Sql; type: ColumnType } {
  if (value === null) return { value: raw('count(*)'), type: { kind: 'bigint' } }
  const result = aggregateType(fn, type)
  if (fn === 'count' || fn === 'min' || fn === 'max')
    return { value: sql`${raw(fn)}(${value})`, type: result }
  if (type.kind === 'float')
    return { value: sql`${raw(fn === 'sum' ? 'sum' : 'avg')}(${value})`, type: result }
  if (type.kind === 'integer' && fn === 'sum') return { value: sql`sum(${value})`, type: result }
  const text =
    type.kind === 'decimal' ? decimalText(type.precision, type.scale, value) : sql`cast(${value} as text)`
  return { value: sql`${raw(`offstage_${fn}`)}(${text})`, type: result }
}
