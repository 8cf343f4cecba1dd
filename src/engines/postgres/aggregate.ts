/** Aggregates in PostgreSQL's words: `query/aggregate.ts` knows the types that it gives them. */
import type { ColumnType } from '../../model/index.ts'
import { type Aggregate, aggregateType } from '../../query/index.ts'
import { raw, type Sql, sql } from '../../rules/index.ts'

/**
 * The aggregate of a printed term; `value` is null for `count()` of rows. Gives the SQL and the type it has.
 */
export function printAggregate(
  fn: Aggregate,
  value: Sql | null,
  type: ColumnType,
): { value: Sql; type: ColumnType } {
  if (value === null) return { value: raw('count(*)'), type: { kind: 'bigint' } }
  return { value: sql`${raw(fn)}(${value})`, type: aggregateType(fn, type) }
}
