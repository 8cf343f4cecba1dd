import { Refusal } from '../../base/errors.ts'
import type { Family } from './family.ts'
import { invalidJson } from './family.ts'
import { inputText } from './parse.ts'

export const text: Family<string> = {
  readText(text) {
    return checkText(text)
  },
  readJson(json) {
    return checkText(inputText(json))
  },
  writeJson(value) {
    // escape_json and JSON.stringify agree on every well-formed string: \b \f \n \r \t \" \\ and \u00xx
    // below 0x20.
    return JSON.stringify(value)
  },
  writeText(value) {
    return value
  },
  compare: compareText,
}

/** Refuses what PostgreSQL's text cannot hold: U+0000 and half surrogate pairs. */
export function checkText(text: string): string {
  if (text.includes('\0')) {
    const details = '\\u0000 cannot be converted to text.'
    throw new Refusal(400, '22P05', 'unsupported Unicode escape sequence', { details })
  }
  if (!text.isWellFormed()) throw invalidJson('Unicode low surrogate must follow a high surrogate.')
  return text
}

/** By code point, as collation C does over UTF-8; JavaScript's `<` puts U+1F600 before U+FF5E. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

/** Lifts surrogates, which stand for code points above U+FFFF, over the rest of the plane. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
