/**
 * How an exact decimal lies in SQLite, which has none: always so that the stored values order as the numbers
 * do.
 *
 * Up to 15 digits lie as an integer (half of one is still an exact double): `12.30` of `decimal(10, 2)` is
 * stored as 1230. Longer ones are text of fixed width: `p` or `n`, then every digit without the point; a
 * negative number has each digit taken from nine, so that the greater magnitude is the smaller text. There is
 * no negative zero.
 */
import { assert } from '../../base/assert.ts'

/** With more digits a double cannot hold the halves that `encodeDecimalOperand` puts between two integers. */
export const DECIMAL_INTEGER_DIGITS_MAX = 15

const CANONICAL = /^(-?)(\d+)(?:\.(\d+))?$/
const STORED_TEXT = /^[np]\d+$/

/** True when `decimal(precision, …)` is stored as an INTEGER, false when as TEXT. */
export function isIntegerDecimal(precision: number): boolean {
  return precision <= DECIMAL_INTEGER_DIGITS_MAX
}

/**
 * @param canonical a decimal as PostgreSQL writes it, such as `-12.30`, with at most `scale` digits after the
 *   point.
 * @returns what is bound: a bigint, or the sortable text.
 */
export function encodeDecimal(precision: number, scale: number, canonical: string): bigint | string {
  const match = CANONICAL.exec(canonical)
  assert(match !== null, `not a canonical decimal: ${canonical}`)
  const [, sign = '', whole = '', fraction = ''] = match
  assert(fraction.length <= scale, `${canonical} has more than ${scale} digits after the point`)
  const magnitude = BigInt(whole + fraction.padEnd(scale, '0'))
  const digits = magnitude.toString()
  assert(magnitude === 0n || digits.length <= precision, `${canonical} has more than ${precision} digits`)
  const negative = sign === '-' && magnitude !== 0n
  if (isIntegerDecimal(precision)) return negative ? -magnitude : magnitude
  const padded = digits.padStart(precision, '0')
  return negative ? `n${ninesComplement(padded)}` : `p${padded}`
}

/**
 * @param stored what `encodeDecimal` returned (a number when the connection does not read safe integers).
 * @returns the decimal with exactly `scale` digits after the point, as PostgreSQL writes `numeric(precision,
 *   scale)`.
 */
export function decodeDecimal(precision: number, scale: number, stored: bigint | number | string): string {
  if (typeof stored !== 'string') {
    assert(isIntegerDecimal(precision), `decimal(${precision}, ${scale}) is stored as text`)
    const value = BigInt(stored)
    return value < 0n ? `-${pointed(-value, scale)}` : pointed(value, scale)
  }
  assert(
    STORED_TEXT.test(stored) && stored.length === precision + 1,
    `not a stored decimal(${precision}, ${scale}): ${stored}`,
  )
  const digits = stored.slice(1)
  return stored.startsWith('n')
    ? `-${pointed(BigInt(ninesComplement(digits)), scale)}`
    : pointed(BigInt(digits), scale)
}

function ninesComplement(digits: string): string {
  return digits.replace(/\d/g, (digit) => String(9 - Number(digit)))
}

function pointed(magnitude: bigint, scale: number): string {
  const digits = magnitude.toString().padStart(scale + 1, '0')
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/**
 * A decimal that stored ones are compared with. It may have more digits than they keep: then it equals none
 * of them, and lies between the two that it lies between.
 * @param text any decimal, as `readText` gives it for precision 0
 */
export function encodeDecimalOperand(
  precision: number,
  scale: number,
  text: string,
): bigint | number | string {
  const match = CANONICAL.exec(text)
  if (match === null) return isIntegerDecimal(precision) ? Number.POSITIVE_INFINITY : 'q'
  const [, sign = '', whole = '', fraction = ''] = match
  const magnitude = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'))
  const between = /[1-9]/.test(fraction.slice(scale))
  const negative = sign === '-' && (magnitude !== 0n || between)
  if (magnitude >= 10n ** BigInt(precision)) return beyond(precision, negative)
  if (isIntegerDecimal(precision)) {
    if (!between) return negative ? -magnitude : magnitude
    return (Number(magnitude) + 0.5) * (negative ? -1 : 1)
  }
  const padded = (value: bigint) => value.toString().padStart(precision, '0')
  if (!negative) return `p${padded(magnitude)}${between ? '5' : ''}`
  if (!between) return `n${ninesComplement(padded(magnitude))}`
  const next = padded(magnitude + 1n)
  return next.length > precision ? 'n' : `n${ninesComplement(next)}5`
}

/** Past the largest or smallest value that the column can hold. */
function beyond(precision: number, negative: boolean): number | string {
  if (isIntegerDecimal(precision)) return negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return negative ? 'n' : 'q'
}
