import type { Family } from './family.ts'
import { invalidSyntax, isSpace, numberOutOfRange } from './family.ts'
import { inputText } from './parse.ts'

const INT32_MIN = -2147483648
const INT32_MAX = 2147483647
const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n
/** No 64-bit integer has more digits: longer ones are never handed to `BigInt`, which is slow on them. */
const digitsMax = 19

export const integer: Family<number> = {
  readText(text) {
    // Nine digits always fit: the common case needs no bigint.
    const short = text.length < 10 ? shortNumber(text) : -1
    if (short !== -1) return short
    return Number(readWhole(text, 'integer', INT32_MIN, INT32_MAX))
  },
  readJson(json) {
    if (typeof json === 'number' && Number.isInteger(json) && json >= INT32_MIN && json <= INT32_MAX)
      return json
    return integer.readText(inputText(json), { kind: 'integer' })
  },
  writeJson(value) {
    return String(value)
  },
  writeText(value) {
    return String(value)
  },
  compare(a, b) {
    return a - b
  },
}

export const bigint: Family<bigint> = {
  readText(text) {
    const short = text.length < 10 ? shortNumber(text) : -1
    return short !== -1 ? BigInt(short) : readWhole(text, 'bigint', INT64_MIN, INT64_MAX)
  },
  readJson(json) {
    if (typeof json === 'number' && Number.isSafeInteger(json)) return BigInt(json)
    return bigint.readText(inputText(json), { kind: 'bigint' })
  },
  writeJson(value) {
    return String(value)
  },
  writeText(value) {
    return String(value)
  },
  compare(a, b) {
    return a < b ? -1 : a > b ? 1 : 0
  },
}

/** The value of a text of digits only; -1 for any other text. */
function shortNumber(text: string): number {
  if (text.length === 0) return -1
  let number = 0
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}

/** Space, sign, digits, space. Like PostgreSQL's, it notices overflow before it notices rubbish. */
function readWhole(text: string, typeName: string, min: bigint | number, max: bigint | number): bigint {
  let at = 0
  while (isSpace(text.charCodeAt(at))) at++
  const sign = text[at]
  if (sign === '+' || sign === '-') at++
  const first = at
  while (text[at] === '0') at++
  const significant = at
  while (isDigit(text.charCodeAt(at))) at++
  if (at === first) throw invalidSyntax(typeName, text)
  if (at - significant > digitsMax) throw outOfRange(typeName, text)
  const magnitude = BigInt(text.slice(first, at))
  const number = sign === '-' ? -magnitude : magnitude
  if (number < min || number > max) throw outOfRange(typeName, text)
  while (isSpace(text.charCodeAt(at))) at++
  if (at < text.length) throw invalidSyntax(typeName, text)
  return number
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}

function outOfRange(typeName: string, text: string) {
  return numberOutOfRange(`value "${text}" is out of range for type ${typeName}`, null, null)
}
