/**
 * JSON bodies without loss: PostgreSQL reads the digits of a number, JavaScript would round them. Numbers
 * that JavaScript writes back as they came stay numbers; the others become `RawNumber`.
 */
import { jsonDepthMax } from '../../base/limits.ts'

/**
 * A number of a JSON body whose exact text JavaScript's number would lose (2^53+1, 30-digit decimals,
 * `1.50`).
 */
export class RawNumber {
  constructor(readonly source: string) {}
}

/**
 * Finds every text with a number that JavaScript might not write back: a number token follows the start, a
 * colon after a key, a comma, a bracket or space, and is at fault when it is `-0`, has an exponent, ends
 * its fraction with 0, is tiny, or has 16 or more digits (15 always survive). It may also fire inside a
 * string: that costs time only.
 */
const SUSPECT =
  /(?:^|["\s]:|[,[\s])-?(?:[\d.]{16}|0(?![.\d])(?<=-0)|\d+(?:[eE]|\.(?:0{5}|\d*(?:0(?!\d)|[eE]))))/

/**
 * Parses JSON losslessly (see `RawNumber`). Throws SyntaxError, also when it is nested deeper than
 * `jsonDepthMax`.
 */
export function parseJson(text: string): unknown {
  checkDepth(text)
  return SUSPECT.test(text) ? JSON.parse(text, keepSource) : JSON.parse(text)
}

/** The JSON text of a parsed value, compact, each number as it came. */
export function jsonText(json: unknown): string {
  if (json instanceof RawNumber) return json.source
  if (typeof json !== 'object' || json === null) return JSON.stringify(json)
  if (Array.isArray(json)) return `[${json.map(jsonText).join(',')}]`
  const pairs = Object.entries(json).map(([key, value]) => `${JSON.stringify(key)}:${jsonText(value)}`)
  return `{${pairs.join(',')}}`
}

/**
 * What PostgreSQL's `json_to_recordset` hands to a type's input function: a string's content, else the JSON
 * text.
 */
export function inputText(json: unknown): string {
  return typeof json === 'string' ? json : jsonText(json)
}

function keepSource(_key: string, value: unknown, context?: { source: string }): unknown {
  if (typeof value !== 'number' || context === undefined) return value
  return String(value) === context.source ? value : new RawNumber(context.source)
}

function checkDepth(text: string): void {
  if (text.length < 2 * jsonDepthMax) return
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 0x22) i = endOfString(text, i)
    else if (unit === 0x5b || unit === 0x7b) depth++
    else if (unit === 0x5d || unit === 0x7d) depth--
    if (depth > jsonDepthMax) throw new SyntaxError(`JSON is nested deeper than ${jsonDepthMax} levels`)
  }
}

/** Index of the quote that closes the string opened at `start`; the text's length when none does. */
function endOfString(text: string, start: number): number {
  let end = start
  for (;;) {
    end = text.indexOf('"', end + 1)
    if (end === -1) return text.length
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++
    if (backslashes % 2 === 0) return end
  }
}
