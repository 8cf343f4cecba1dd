/** Stored values of one type as stored values of another: exactly, or not at all. */
import type { Database } from 'bun:sqlite'
import type { ColumnType } from '../../model/index.ts'
import { lossOfConversion } from '../../schema/index.ts'
import { storageOf } from './ddl.ts'
import { decodeDecimal, encodeDecimal } from './decimal.ts'
import { quoteText } from './dialect.ts'

type Stored = string | number | bigint | null

/** Name of the SQL function `(from, to, value)`, both types as JSON; null when the value does not fit. */
const FUNCTION = '_offstage_convert'

const parsedTypes = new Map<string, ColumnType>()

/** Makes the conversion callable from SQL on this connection. */
export function registerConversion(database: Database): void {
  database.function(
    FUNCTION,
    { deterministic: true },
    (from: string, to: string, value: string | number | null) => {
      if (value === null) return null
      const type = parsedType(from)
      return convertStored(type, parsedType(to), storageOf(type) === 'INTEGER' ? BigInt(value) : value)
    },
  )
}

/**
 * SQL that converts `term`; null of the result where `term` is not null means that the value does not fit.
 */
export function conversion(from: ColumnType, to: ColumnType, term: string): string {
  // As text, because a connection without safe integers hands numbers to functions, which round great
  // integers.
  const value = storageOf(from) === 'INTEGER' ? `CAST(${term} AS TEXT)` : term
  return `${FUNCTION}(${quoteText(JSON.stringify(from))}, ${quoteText(JSON.stringify(to))}, ${value})`
}

function parsedType(json: string): ColumnType {
  const known = parsedTypes.get(json)
  if (known !== undefined) return known
  const type = JSON.parse(json) as ColumnType
  parsedTypes.set(json, type)
  return type
}

const INTEGER_MIN = -(2n ** 31n)
const INTEGER_MAX = 2n ** 31n - 1n
const BIGINT_MIN = -(2n ** 63n)
const BIGINT_MAX = 2n ** 63n - 1n

/** The conversions that `schema/loss.ts` promises; null where there is none, or it would lose something. */
export function convertStored(from: ColumnType, to: ColumnType, value: NonNullable<Stored>): Stored {
  if (lossOfConversion(from, to) === 'data') return null
  switch (to.kind) {
    case 'text':
      return asText(from, value)
    case 'integer':
      return between(asWhole(from, value), INTEGER_MIN, INTEGER_MAX)
    case 'bigint':
      return between(asWhole(from, value), BIGINT_MIN, BIGINT_MAX)
    case 'float':
      return asFloat(asWhole(from, value))
    case 'decimal':
      return asDecimal(to, asText(from, value))
    default:
      return null
  }
}

function asText(from: ColumnType, value: NonNullable<Stored>): string {
  if (from.kind === 'boolean') return BigInt(value) === 1n ? 'true' : 'false'
  return from.kind === 'decimal' ? decodeDecimal(from.precision, from.scale, value) : String(value)
}

/** The value as a whole number; null when it has a fraction. */
function asWhole(from: ColumnType, value: NonNullable<Stored>): bigint | null {
  if (from.kind === 'decimal') {
    const [whole = '', fraction = ''] = decodeDecimal(from.precision, from.scale, value).split('.')
    return /[1-9]/.test(fraction) ? null : BigInt(whole)
  }
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : null
  return BigInt(value)
}

function between(value: bigint | null, min: bigint, max: bigint): bigint | null {
  return value !== null && value >= min && value <= max ? value : null
}

function asFloat(value: bigint | null): number | null {
  return value !== null && BigInt(Number(value)) === value ? Number(value) : null
}

function asDecimal(to: Extract<ColumnType, { kind: 'decimal' }>, canonical: string): bigint | string | null {
  const [whole = '', fraction = ''] = canonical.replace('-', '').split('.')
  const wholeDigits = whole === '0' ? 0 : whole.length
  const kept = fraction.replace(/0+$/, '')
  if (wholeDigits > to.precision - to.scale || kept.length > to.scale) return null
  const sign = canonical.startsWith('-') ? '-' : ''
  return encodeDecimal(to.precision, to.scale, `${sign}${whole}${kept === '' ? '' : `.${kept}`}`)
}
