/** What aggregates may be taken of, and the type that PostgreSQL gives them. */
import { Refusal } from '../base/errors.ts'
import type { ColumnType } from '../model/index.ts'
import { typeName } from './filter.ts'
import type { Aggregate } from './request.ts'

const NUMBERS: readonly ColumnType['kind'][] = ['integer', 'bigint', 'float', 'decimal']
const ORDERED: readonly ColumnType['kind'][] = [...NUMBERS, 'text', 'timestamp', 'date', 'time']

/** Any number of digits, as they come. */
const NUMERIC: ColumnType = { kind: 'decimal', precision: 0, scale: 0 }

/**
 * @throws Refusal 42883 for a sum of texts and its like
 * @see https://www.postgresql.org/docs/current/functions-aggregate.html
 */
export function aggregateType(fn: Aggregate, of: ColumnType): ColumnType {
  if (fn === 'count') return { kind: 'bigint' }
  const takes = fn === 'min' || fn === 'max' ? ORDERED : NUMBERS
  if (!takes.includes(of.kind)) {
    throw new Refusal(404, '42883', `function ${fn}(${typeName(of)}) does not exist`, {
      hint: 'No function matches the given name and argument types. You might need to add explicit type casts.',
    })
  }
  if (fn === 'min' || fn === 'max') return of
  if (of.kind === 'float') return of
  return fn === 'sum' && of.kind === 'integer' ? { kind: 'bigint' } : NUMERIC
}
