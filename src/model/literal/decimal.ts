import type { ColumnType } from '../value.ts'
import type { Family } from './family.ts'
import { invalidSyntax, numberOutOfRange, trimSpace } from './family.ts'
import { inputText } from './parse.ts'

type DecimalType = Extract<ColumnType, { kind: 'decimal' }>

/** A written exponent may not blow a short text up to megabytes; doubles need no more than 324. */
const exponentMax = 1000

const NUMBER = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/

/**
 * Exact decimals: `numeric(precision, scale)`, rounded half away from zero, printed with all `scale`
 * digits. A precision of 0 means no limit and no rounding (`numeric`), see `operandType`. NaN, which
 * PostgreSQL would take, is refused: it has no place in sums and orders of money.
 */
export const decimal: Family<string> = {
  readText(text, type: DecimalType) {
    return round(readNumeric(text), type)
  },
  readJson(json, type: DecimalType) {
    return round(readNumeric(inputText(json)), type)
  },
  writeJson(value) {
    return value
  },
  writeText(value) {
    return value
  },
  compare: compareNumeric,
}

/**
 * Reads a number to plain notation: every digit kept, `1e2` becomes `100`, `1.50e1` becomes `15.0`, no
 * `-0`.
 */
export function readNumeric(text: string): string {
  const match = NUMBER.exec(trimSpace(text))
  if (match === null) {
    if (/^\s*(?:nan|[+-]?inf(?:inity)?)\s*$/i.test(text)) {
      const hint = 'A decimal column holds finite numbers only.'
      throw numberOutOfRange('numeric field overflow', null, hint)
    }
    throw invalidSyntax('numeric', text)
  }
  const [, sign, before = '', after, afterBare, power] = match
  const fraction = after ?? afterBare ?? ''
  const exponent = power === undefined ? 0 : Number(power)
  if (Math.abs(exponent) > exponentMax) {
    const hint = `Exponents go from -${exponentMax} to ${exponentMax}.`
    throw numberOutOfRange('value overflows numeric format', null, hint)
  }
  return plain(sign === '-', before + fraction, before.length + exponent)
}

/** Joins digits, the point after the first `point` of them (which may lie outside of them). */
function plain(negative: boolean, digits: string, point: number): string {
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0')
  const at = Math.max(point, 0)
  const whole = trimZeros(padded.slice(0, at))
  const fraction = padded.slice(at)
  const written = fraction === '' ? whole : `${whole}.${fraction}`
  return negative && /[1-9]/.test(written) ? `-${written}` : written
}

function trimZeros(digits: string): string {
  let start = 0
  while (start < digits.length - 1 && digits[start] === '0') start++
  return digits === '' ? '0' : digits.slice(start)
}

function round(number: string, { precision, scale }: DecimalType): string {
  if (precision === 0) return number
  const negative = number.startsWith('-')
  const [whole = '', fraction = ''] = number.slice(negative ? 1 : 0).split('.')
  const wholeMax = precision - scale
  if (whole !== '0' && whole.length > wholeMax) throw overflow(precision, scale)
  if (fraction.length <= scale) {
    if (scale === 0) return number
    return `${negative ? '-' : ''}${whole}.${fraction.padEnd(scale, '0')}`
  }
  const up = fraction.charCodeAt(scale) >= 0x35 // '5'
  const kept = BigInt(whole + fraction.slice(0, scale)) + (up ? 1n : 0n)
  const digits = kept.toString().padStart(scale + 1, '0')
  if (digits.length > Math.max(precision, scale + 1) || (wholeMax === 0 && digits[0] !== '0')) {
    throw overflow(precision, scale)
  }
  return plain(negative, digits, digits.length - scale)
}

function overflow(precision: number, scale: number) {
  const limit = precision === scale ? '1' : `10^${precision - scale}`
  const field = `A field with precision ${precision}, scale ${scale}`
  const details = `${field} must round to an absolute value less than ${limit}.`
  return numberOutOfRange('numeric field overflow', details, null)
}

/** Numerically; both in plain notation, of any scale. */
export function compareNumeric(a: string, b: string): number {
  if (a === b) return 0
  const negative = a.startsWith('-')
  if (negative !== b.startsWith('-')) return negative ? -1 : 1
  return negative ? compareMagnitude(b.slice(1), a.slice(1)) : compareMagnitude(a, b)
}

function compareMagnitude(a: string, b: string): number {
  const [wholeA = '', fractionA = ''] = a.split('.')
  const [wholeB = '', fractionB = ''] = b.split('.')
  if (wholeA.length !== wholeB.length) return wholeA.length - wholeB.length
  if (wholeA !== wholeB) return wholeA < wholeB ? -1 : 1
  const scale = Math.max(fractionA.length, fractionB.length)
  const x = fractionA.padEnd(scale, '0')
  const y = fractionB.padEnd(scale, '0')
  return x < y ? -1 : x > y ? 1 : 0
}
