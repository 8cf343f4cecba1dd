/** Values of one type as values of another: exactly, or not at all. */
import type { ColumnType } from '../../model/index.ts'
import { lossOfConversion } from '../../schema/index.ts'
import { typeOf } from './storage.ts'

/**
 * SQL that converts `term`, as `schema/loss.ts` promises; null of the result where `term` is not null means
 * that the value does not fit.
 */
export function conversion(from: ColumnType, to: ColumnType, term: string): string {
  const type = typeOf(to)
  if (lossOfConversion(from, to) === 'data') return `null::${type}`
  if (to.kind === 'text') {
    // As JSON shows it: a moment with its `T`, whatever the server's style of dates.
    const text = from.kind === 'timestamp' ? `to_json(${term})#>>'{}'` : `${term}::text`
    return `((${text}) collate "C")`
  }
  if (from.kind === 'boolean') return `(${term}::integer::${type})`
  const exact =
    from.kind === 'float' ? `case when ${isNumber(term)} then ${term}::numeric end` : `${term}::numeric`
  return `(case when ${fits(to, `(${exact})`, term)} then ${term}::${type} end)`
}

const isNumber = (term: string) => `${term} not in ('NaN', 'Infinity', '-Infinity')`

function fits(to: ColumnType, exact: string, term: string): string {
  switch (to.kind) {
    case 'integer':
      return `${exact} = trunc(${exact}) and ${exact} between -2147483648 and 2147483647`
    case 'bigint':
      return `${exact} = trunc(${exact}) and ${exact} between -9223372036854775808 and 9223372036854775807`
    case 'float':
      return `${term}::double precision::text::numeric = ${exact}`
    case 'decimal':
      return `round(${exact}, ${to.scale}) = ${exact} and abs(${exact}) < 1e${to.precision - to.scale}::numeric`
    default:
      return 'true'
  }
}
