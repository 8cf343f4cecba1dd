import { Refusal } from '../base/errors.ts'
import { type ColumnType, readText, type Value, writeText } from '../model/index.ts'

/**
 * `value::type` as PostgreSQL casts between the types that columns have: through text, but fractions are
 * rounded to whole numbers (doubles to even, decimals away from zero), truth is 1 or 0, and an integer is
 * true unless it is 0. Null stays null. Throws `Refusal` 22P02, 22003, 22023 and their like when the value
 * is none of the type.
 */
export function castValue(from: ColumnType, to: ColumnType, value: Value): Value {
  if (value === null) return null
  if (from.kind === 'json') return castJson(to, value)
  if (isWhole(to)) return castWhole(from, to, value)
  if (to.kind === 'boolean' && from.kind === 'integer') return value !== 0
  // A double carries 15 digits that mean something: PostgreSQL's numeric takes those.
  if (to.kind === 'decimal' && typeof value === 'number') return readText(to, String(significant(value)))
  return readText(to, writeText(from, value))
}

function castWhole(from: ColumnType, to: ColumnType, value: Value): Value {
  if (typeof value === 'boolean') return readText(to, value ? '1' : '0')
  if (from.kind === 'float')
    return wholeOf(to, Number.isFinite(value) ? String(BigInt(roundEven(Number(value)))) : null)
  if (from.kind === 'decimal') return wholeOf(to, String(readText(WHOLE, String(value))))
  return readText(to, writeText(from, value))
}

/** A JSON string casts to text alone (with its quotes); numbers and truth to their own kinds. */
function castJson(to: ColumnType, value: Value): Value {
  const text = String(value)
  if (to.kind === 'text' || to.kind === 'json') return text
  const [first = ''] = text
  const kind = KINDS[first] ?? 'numeric'
  if (kind === 'numeric' && isWhole(to)) return castWhole(WHOLE, to, text)
  if (kind === 'numeric' ? to.kind === 'decimal' || to.kind === 'float' : kind === to.kind)
    return readText(to, text)
  throw new Refusal(400, '22023', `cannot cast jsonb ${kind} to type ${NAMES[to.kind] ?? to.kind}`)
}

const KINDS: Readonly<Record<string, string>> = {
  '"': 'string',
  '{': 'object',
  '[': 'array',
  n: 'null',
  t: 'boolean',
  f: 'boolean',
}

const NAMES: Readonly<Partial<Record<ColumnType['kind'], string>>> = {
  float: 'double precision',
  decimal: 'numeric',
  timestamp: 'timestamp with time zone',
  bytes: 'bytea',
}

/** Wide enough for every exponent that a number may be written with. */
const WHOLE: ColumnType = { kind: 'decimal', precision: 2000, scale: 0 }

/** A number that is cast, not read, is refused by the name of the type alone. */
function wholeOf(to: ColumnType, digits: string | null): Value {
  try {
    if (digits !== null) return readText(to, digits)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  throw new Refusal(400, '22003', `${to.kind} out of range`)
}

function roundEven(value: number): number {
  const floor = Math.floor(value)
  return value - floor === 0.5 ? 2 * Math.round(value / 2) : Math.round(value)
}

function significant(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(15)) : value
}

function isWhole(type: ColumnType): boolean {
  return type.kind === 'integer' || type.kind === 'bigint'
}
