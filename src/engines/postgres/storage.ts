/**
 * How values lie in PostgreSQL, and how they travel to it: every parameter is text in PostgreSQL's own
 * spelling, and the statement says its type. The values of `model/literal` are spelled so already.
 */
import { assert } from '../../base/assert.ts'
import { Refusal } from '../../base/errors.ts'
import { type ColumnType, type Value, writeText } from '../../model/index.ts'
import { type Binder, raw, type Sql, sql } from '../../rules/index.ts'

/** The type as a column has it. Text orders and compares by code point whatever the database's locale. */
export function storageOf(type: ColumnType): string {
  if (type.kind === 'array') return type.of.kind === 'text' ? 'text[] collate "C"' : typeOf(type)
  return type.kind === 'text' ? 'text collate "C"' : typeOf(type)
}

const NAMES = {
  text: 'text',
  integer: 'integer',
  bigint: 'bigint',
  float: 'double precision',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  date: 'date',
  time: 'time',
  uuid: 'uuid',
  json: 'jsonb',
  bytes: 'bytea',
} as const

/** The type as a cast names it. A decimal of precision 0 keeps every digit. */
export function typeOf(type: ColumnType): string {
  if (type.kind === 'array') return `${typeOf(type.of)}[]`
  if (type.kind !== 'decimal') return NAMES[type.kind]
  return type.precision === 0 ? 'numeric' : `numeric(${type.precision},${type.scale})`
}

/** The type that values are compared as: `numeric` rounds nothing, whatever the column's scale. */
export function operandTypeOf(type: ColumnType): string {
  if (type.kind === 'array') return `${operandTypeOf(type.of)}[]`
  return type.kind === 'decimal' ? 'numeric' : typeOf(type)
}

/**
 * The binder with its type said. The driver would write text for `jsonb` as a JSON string; a text that is
 * compared with another that is no column's would be by the database's own order.
 */
export function bound(binder: Binder, type: string): Sql {
  if (type === 'text') return sql`(${binder}::text collate "C")`
  const said = type === 'jsonb' ? '::text::jsonb' : `::${type}`
  return sql`${binder}${raw(said)}`
}

/** The value as the text of a parameter. */
export function encode(type: ColumnType, value: Value): string | null {
  if (value === null) return null
  if (type.kind === 'float' && Number.isNaN(value)) throw notANumber()
  // SQLite keeps no negative zero.
  if (type.kind === 'float' && value === 0) return '0'
  return writeText(type, value)
}

/** PostgreSQL would hold it; SQLite's engine cannot, and both give the same answers. */
function notANumber(): Refusal {
  return new Refusal(400, '22003', '"NaN" is out of range for type double precision', {
    hint: 'A float holds no NaN. Send null for a number that is not known.',
  })
}

/** Values of one type as the literal of an array; an array among them is written as its own literal. */
export function encodeList(type: ColumnType, values: readonly Value[]): string {
  return arrayLiteral(values.map((value) => encode(type, value)))
}

/** @see https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
export function arrayLiteral(texts: readonly (string | null)[]): string {
  return `{${texts.map((text) => (text === null ? 'NULL' : quoted(text))).join(',')}}`
}

/** Letters, digits and what numbers and dates are made of need no quotes; `null` would be read as NULL. */
const PLAIN = /^[0-9A-Za-z_.:+-]+$/

function quoted(text: string): string {
  if (PLAIN.test(text) && text.toLowerCase() !== 'null') return text
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

/** Text in single quotes, for what Offstage itself puts into SQL. */
export function quoteText(text: string): string {
  assert(!text.includes('\0'), 'PostgreSQL holds no U+0000')
  // The prefix E, so that a backslash means the same whatever `standard_conforming_strings` says.
  const doubled = text.replaceAll("'", "''")
  return doubled.includes('\\') ? ` E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`
}

/** A constant of the model in SQL. */
export function literal(type: ColumnType, value: Value): string {
  const text = encode(type, value)
  return text === null ? `null::${typeOf(type)}` : `${quoteText(text)}::${operandTypeOf(type)}`
}
