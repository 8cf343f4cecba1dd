import type { Family } from './family.ts'
import { invalidSyntax, numberOutOfRange, trimSpace } from './family.ts'
import { inputText } from './parse.ts'

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const WORD = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i

/**
 * IEEE 754 doubles, as `double precision`. C's hexadecimal spellings, which PostgreSQL takes too, are
 * refused.
 */
export const float: Family<number> = {
  readText(text) {
    const trimmed = trimSpace(text)
    if (!NUMBER.test(trimmed)) return readWord(trimmed, text)
    const number = Number(trimmed)
    const vanished = number === 0 && /[1-9]/.test(mantissa(trimmed))
    if (vanished || !Number.isFinite(number)) {
      throw numberOutOfRange(`"${trimmed}" is out of range for type double precision`, null, null)
    }
    return withoutSign(number)
  },
  readJson(json) {
    return typeof json === 'number' ? withoutSign(json) : float.readText(inputText(json), { kind: 'float' })
  },
  writeJson(value) {
    return Number.isFinite(value) ? float.writeText(value, { kind: 'float' }) : `"${value}"`
  },
  writeText(value) {
    if (!Number.isFinite(value)) return String(value)
    if (value === 0) return Object.is(value, -0) ? '-0' : '0'
    const { digits, exponent } = shortest(Math.abs(value))
    return (value < 0 ? '-' : '') + layOut(digits, exponent)
  },
  compare(a, b) {
    // PostgreSQL gives NaN a place: equal to itself, greater than every other number.
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return a < b ? -1 : a > b ? 1 : 0
  },
}

/** SQLite keeps no sign of zero, so that no engine gets to see one. */
const withoutSign = (number: number) => number + 0

function readWord(trimmed: string, text: string): number {
  const [matched, sign, nan] = WORD.exec(trimmed) ?? []
  if (matched === undefined) throw invalidSyntax('double precision', text)
  if (nan !== undefined) return Number.NaN
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

function mantissa(text: string): string {
  return text.split(/[eE]/, 1)[0] ?? text
}

/**
 * `0.d1d2d3… × 10^(exponent + 1)`: significant digits without zeros at the end, exponent of the first of
 * them.
 */
interface Digits {
  readonly digits: string
  readonly exponent: number
}

/** `%e` below 1e-04 and from 1e+15 on, as float8out prints shortest digits; else plain. */
function layOut(digits: string, exponent: number): string {
  if (exponent < -4 || exponent >= 15) {
    const sign = exponent < 0 ? '-' : '+'
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : ''
    return `${digits[0]}${fraction}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return digits.length > exponent + 1 ? `${whole}.${digits.slice(exponent + 1)}` : whole
}

/**
 * The fewest digits that read back as `value`. JavaScript finds them too, but it also takes a number that
 * lies exactly between two doubles and rounds to this one (1e23); PostgreSQL does not rely on the reader's
 * rounding. Such a middle has 54 significant bits and at most 17 digits, so it exists only from 2^53 to
 * about 1e41.
 */
function shortest(value: number): Digits {
  if (value >= 2 ** 53 && value < 1e41) return shortestInside(value)
  const [figures = '', exponent = ''] = value.toExponential().split('e')
  return { digits: figures.replace('.', ''), exponent: Number(exponent) }
}

/**
 * Shortest digits strictly between the middles to the two neighbours, the nearest such; `value` is an
 * integer.
 */
function shortestInside(value: number): Digits {
  const exact = BigInt(value)
  const low = exact + BigInt(neighbour(value, -1n)) // twice the middle: all integers
  const high = exact + BigInt(neighbour(value, 1n))
  const length = exact.toString().length
  for (let size = 1; size <= 17; size++) {
    const unit = 10n ** BigInt(length - size)
    const floor = (exact / unit) * unit
    const near = exact - floor <= floor + unit - exact ? [floor, floor + unit] : [floor + unit, floor]
    const found = near.find((candidate) => 2n * candidate > low && 2n * candidate < high)
    if (found === undefined) continue
    const written = found.toString()
    return { digits: written.replace(/0+$/, ''), exponent: written.length - 1 }
  }
  return { digits: exact.toString().replace(/0+$/, ''), exponent: length - 1 }
}

const bits = new DataView(new ArrayBuffer(8))

function neighbour(value: number, step: bigint): number {
  bits.setFloat64(0, value)
  bits.setBigInt64(0, bits.getBigInt64(0) + step)
  return bits.getFloat64(0)
}
