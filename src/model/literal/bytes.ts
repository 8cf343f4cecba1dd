import { Refusal } from '../../base/errors.ts'
import type { Family } from './family.ts'
import { isSpace } from './family.ts'
import { inputText } from './parse.ts'
import { compareText } from './text.ts'

const CANONICAL = /^\\x(?:[0-9a-f]{2})*$/

/** `bytea` in its hex format. https://www.postgresql.org/docs/current/datatype-binary.html */
export const bytes: Family<string> = {
  readText(text) {
    if (CANONICAL.test(text)) return text
    return `\\x${text.startsWith('\\x') ? readHex(text) : readEscaped(text)}`
  },
  readJson(json) {
    return bytes.readText(inputText(json), { kind: 'bytes' })
  },
  writeJson(value) {
    return `"\\${value}"`
  },
  writeText(value) {
    return value
  },
  compare: compareText,
}

/** Pairs of hex digits; space is allowed between pairs. */
function readHex(text: string): string {
  let hex = ''
  for (let i = 2; i < text.length; i += 2) {
    while (isSpace(text.charCodeAt(i))) i++
    if (i >= text.length) break
    hex += hexDigit(text, i)
    if (i + 1 >= text.length)
      throw new Refusal(400, '22023', 'invalid hexadecimal data: odd number of digits')
    hex += hexDigit(text, i + 1)
  }
  return hex
}

function hexDigit(text: string, at: number): string {
  const digit = String.fromCodePoint(text.codePointAt(at) ?? 0)
  if (/^[0-9a-f]$/i.test(digit)) return digit.toLowerCase()
  throw new Refusal(400, '22023', `invalid hexadecimal digit: "${digit}"`)
}

/** UTF-8 of the text, in which `\\` is a backslash and `\ooo` the byte of that octal number. */
function readEscaped(text: string): string {
  let hex = ''
  for (const [part] of text.matchAll(/\\\\|\\[0-3][0-7][0-7]|[^\\]+|\\/g)) {
    if (part === '\\') throw new Refusal(400, '22P02', 'invalid input syntax for type bytea')
    if (part === '\\\\') hex += '5c'
    else if (part[0] === '\\') hex += Number.parseInt(part.slice(1), 8).toString(16).padStart(2, '0')
    else hex += Buffer.from(part).toString('hex')
  }
  return hex
}
