/**
 * How values lie in SQLite, and how SQL writes them as JSON. Text, uuid, timestamp, date, time and json lie
 * as the text that PostgreSQL's JSON shows, so reading them costs nothing; the others are converted here and
 * nowhere else.
 */
import { assert } from '../../base/assert.ts'
import { Refusal } from '../../base/errors.ts'
import { type ColumnType, parseJson, readJson, type Value, writeJson } from '../../model/index.ts'
import { raw, type Sql, sql } from '../../rules/index.ts'
import { decodeDecimal, encodeDecimal, encodeDecimalOperand, isIntegerDecimal } from './decimal.ts'

export type Stored = string | number | bigint | Uint8Array | null

/** The value as it is bound to a statement. */
export function encode(type: ColumnType, value: Value): Stored {
  if (value === null) return null
  switch (type.kind) {
    case 'boolean':
      return value === true ? 1 : 0
    case 'float':
      return storableFloat(Number(value))
    case 'decimal':
      return type.precision === 0 ? String(value) : encodeDecimal(type.precision, type.scale, String(value))
    case 'bytes':
      return Uint8Array.from(Buffer.from(String(value).slice(2), 'hex'))
    case 'array':
      return writeJson(type, value)
    default:
      return value as string | number | bigint
  }
}

/** `encode` for one type: most values lie as they are, which is then not asked of each. */
export function encoderOf(type: ColumnType): (value: Value) => Stored {
  switch (type.kind) {
    case 'boolean':
    case 'float':
    case 'decimal':
    case 'bytes':
    case 'array':
      return (value) => encode(type, value)
    default:
      return asItIs
  }
}

const asItIs = (value: Value) => value as Stored

/** SQLite would store NaN as null. @throws Refusal 22003 */
function storableFloat(value: number): number {
  if (!Number.isNaN(value)) return value
  throw new Refusal(400, '22003', '"NaN" is out of range for type double precision', {
    hint: 'A float holds no NaN. Send null for a number that is not known.',
  })
}

/** What was stored, as a value again. Integers may come as text, which holds all of their digits. */
export function decode(type: ColumnType, stored: Exclude<Stored, null>): Value {
  switch (type.kind) {
    case 'boolean':
      return Number(stored) === 1
    case 'integer':
    case 'float':
      return Number(stored)
    case 'bigint':
      assert(typeof stored !== 'object', 'a bigint is not stored as bytes')
      return BigInt(stored)
    case 'decimal':
      assert(typeof stored !== 'object', 'a decimal is not stored as bytes')
      if (type.precision === 0) return String(stored)
      return decodeDecimal(
        type.precision,
        type.scale,
        isIntegerDecimal(type.precision) ? BigInt(stored) : stored,
      )
    case 'bytes':
      assert(stored instanceof Uint8Array, 'bytes are stored as a blob')
      return `\\x${Buffer.from(stored).toString('hex')}`
    case 'array':
      return readJson(type, parseJson(String(stored)))
    default:
      return String(stored)
  }
}

/**
 * A value that a stored one is compared with. It may have more digits than the column keeps, and then equals
 * nothing but still lies between two of its values.
 */
export function encodeOperand(type: ColumnType, value: Value): Stored {
  if (type.kind !== 'decimal' || value === null) return encode(type, value)
  return encodeDecimalOperand(type.precision, type.scale, String(value))
}

/** The value inside the JSON array that carries many rows or many list items into one statement. */
export function encodeInJson(type: ColumnType, value: Value, encoder: typeof encode): string {
  if (value === null) return 'null'
  if (type.kind === 'bytes') return `"${String(value).slice(2)}"`
  const stored = encoder(type, value)
  return typeof stored === 'string' ? JSON.stringify(stored) : String(stored)
}

/** SQL that reads what `encodeInJson` wrote: `json` is the text of one element. */
export function fromJson(type: ColumnType, json: string): string {
  return type.kind === 'bytes' ? `unhex(${json})` : json
}

/** Pieces for `concat()` that write the value as JSON; `nullable` says that `value` may be null. */
export function jsonPieces(type: ColumnType, value: Sql, nullable: boolean): readonly Sql[] {
  switch (type.kind) {
    case 'text':
      return [sql`json_quote(${value})`]
    case 'uuid':
    case 'timestamp':
    case 'date':
    case 'time':
      return nullable ? [sql`ifnull('"'||${value}||'"','null')`] : [raw(`'"'`), value, raw(`'"'`)]
    case 'boolean':
      return [sql`(case ${value} when 1 then 'true' when 0 then 'false' else 'null' end)`]
    case 'bytes':
      return [sql`iif(${value} is null,'null','"\\\\x'||lower(hex(${value}))||'"')`]
    case 'float':
      return [sql`offstage_float(${value})`]
    case 'decimal':
      return [sql`ifnull(${decimalText(type.precision, type.scale, value)},'null')`]
    default:
      return [nullable ? sql`ifnull(${value},'null')` : value]
  }
}

/** The decimal as text, from the integer (or sortable text) it lies as. */
export function decimalText(precision: number, scale: number, value: Sql): Sql {
  if (precision === 0) return value
  if (!isIntegerDecimal(precision))
    return sql`offstage_decimal(${raw(String(precision))},${raw(String(scale))},${value})`
  if (scale === 0) return sql`cast(${value} as text)`
  const unit = raw(`1${'0'.repeat(scale)}`)
  const width = raw(String(scale))
  return sql`(iif(${value}<0,'-','')||(abs(${value})/${unit})||'.'||substr('${raw(
    '0'.repeat(scale),
  )}'||(abs(${value})%${unit}),-${width}))`
}
