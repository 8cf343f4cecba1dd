/** `value::type` in SQLite: out of storage, through PostgreSQL's text, into the other type's storage. */
import type { ColumnType } from '../../model/index.ts'
import { castValue, raw, type Sql, sql } from '../../rules/index.ts'
import { decode, encode, type Stored } from './storage.ts'

/** Types that lie as the text that a cast gives. */
const TEXTS: readonly ColumnType['kind'][] = ['text', 'uuid', 'date', 'time', 'json']

export function printCast(value: Sql, from: ColumnType, to: ColumnType): Sql {
  if (to.kind === 'text' && TEXTS.includes(from.kind)) return value
  const code = (type: ColumnType) => raw(`'${JSON.stringify(type)}'`)
  // Integers travel as text: a function would be given a double, which does not hold every one of them.
  const exact = from.kind === 'bigint' || from.kind === 'decimal' ? sql`cast(${value} as text)` : value
  const cast = sql`offstage_cast(${exact},${code(from)},${code(to)})`
  return to.kind === 'bigint' || to.kind === 'integer' ? sql`cast(${cast} as integer)` : cast
}

const types = new Map<string, ColumnType>()

/** What `offstage_cast` does. @throws Refusal 22P02 and its family when the value is none of the type */
export function castStored(stored: Stored, from: string, to: string): Stored {
  if (stored === null) return null
  const [source, target] = [typeOfCode(from), typeOfCode(to)]
  const cast = encode(target, castValue(source, target, decode(source, stored)))
  return typeof cast === 'bigint' ? String(cast) : cast
}

function typeOfCode(code: string): ColumnType {
  const known = types.get(code)
  if (known !== undefined) return known
  const type = JSON.parse(code) as ColumnType
  types.set(code, type)
  return type
}
