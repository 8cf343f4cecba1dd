/** `value::type` in PostgreSQL, with what it has no cast for going through text, as `rules/cast.ts` says. */
import type { ColumnType } from '../../model/index.ts'
import { raw, type Sql, sql } from '../../rules/index.ts'
import { quoteText, typeOf } from './storage.ts'

const NUMBERS: readonly ColumnType['kind'][] = ['integer', 'bigint', 'float', 'decimal']

export function printCast(value: Sql, from: ColumnType, to: ColumnType): Sql {
  const type = raw(typeOf(to))
  if (to.kind === 'text') return sql`((${value})::text collate "C")`
  if (from.kind === 'json') return castJson(value, to)
  if (isDirect(from, to)) return sql`((${value})::${type})`
  // A truth is a number by way of `integer` alone.
  if (from.kind === 'boolean' && to.kind === 'bigint') return sql`((${value})::integer::${type})`
  if (!MOMENTS.includes(to.kind) || MOMENTS.includes(from.kind)) return sql`((${value})::text::${type})`
  const name = raw(quoteText(TYPE_NAMES[to.kind] ?? to.kind))
  return sql`(offstage.moment((${value})::text,${name})::${type})`
}

/** PostgreSQL reads many more spellings of moments than `model/literal` does. */
const MOMENTS: readonly ColumnType['kind'][] = ['timestamp', 'date', 'time']
const TYPE_NAMES: Readonly<Record<string, string>> = { timestamp: 'timestamp with time zone' }

function isDirect(from: ColumnType, to: ColumnType): boolean {
  if (from.kind === to.kind) return true
  // By way of text a number that does not fit is named in the refusal.
  if (from.kind === 'bigint' && to.kind === 'integer') return false
  if (NUMBERS.includes(from.kind) && NUMBERS.includes(to.kind)) return true
  return (
    (from.kind === 'boolean' && to.kind === 'integer') || (from.kind === 'integer' && to.kind === 'boolean')
  )
}

/** JSON casts to numbers and truth; of every other type PostgreSQL says so before it looks at a row. */
function castJson(value: Sql, to: ColumnType): Sql {
  if (to.kind === 'json') return value
  if (NUMBERS.includes(to.kind) || to.kind === 'boolean') return sql`((${value})::${raw(typeOf(to))})`
  const name = raw(quoteText(TYPE_NAMES[to.kind] ?? to.kind))
  return sql`(offstage.refuse_cast(${value},${name})::${raw(typeOf(to))})`
}
