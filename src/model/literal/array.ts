/**
 * Arrays of one dimension. https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
import { Refusal } from '../../base/errors.ts'
import type { ColumnType, Value } from '../value.ts'
import type { Family } from './family.ts'
import { isSpace, trimSpace } from './family.ts'
import { jsonText } from './parse.ts'
import { SCALARS } from './scalar.ts'

type ArrayType = Extract<ColumnType, { kind: 'array' }>
type Elements = readonly Value[]

export const array: Family<Elements> = {
  readText(text, type: ArrayType, now) {
    const family = SCALARS[type.of.kind]
    return readElements(text).map((element) =>
      element === null ? null : family.readText(element, type.of, now),
    )
  },
  readJson(json, type: ArrayType) {
    if (typeof json === 'string') return array.readText(json, type)
    if (!Array.isArray(json)) throw new Refusal(400, '22P02', 'expected JSON array')
    const family = SCALARS[type.of.kind]
    // PostgreSQL counts dimensions by the first element; arrays behind a scalar are elements.
    if (Array.isArray(json[0]) && type.of.kind !== 'json') throw nested(jsonText(json), null)
    return json.map((element) => (element === null ? null : family.readJson(element, type.of)))
  },
  writeJson(value, type: ArrayType) {
    const family = SCALARS[type.of.kind]
    return `[${value.map((item) => (item === null ? 'null' : family.writeJson(item, type.of))).join(',')}]`
  },
  writeText(value, type: ArrayType) {
    return `{${value.map((item) => (item === null ? 'NULL' : writeElement(item, type))).join(',')}}`
  },
  compare(a, b, type: ArrayType) {
    const family = SCALARS[type.of.kind]
    const length = Math.min(a.length, b.length)
    for (let i = 0; i < length; i++) {
      const x = a[i] ?? null
      const y = b[i] ?? null
      // Nulls in arrays are equal to each other and come last.
      const order =
        x === null || y === null ? Number(x === null) - Number(y === null) : family.compare(x, y, type.of)
      if (order !== 0) return order
    }
    return a.length - b.length
  },
}

function writeElement(item: Value, type: ArrayType): string {
  if (typeof item === 'boolean') return item ? 't' : 'f'
  const text = SCALARS[type.of.kind].writeText(item, type.of)
  const plain = text !== '' && !/[{},"\\ \t\n\v\f\r]/.test(text) && text.toLowerCase() !== 'null'
  return plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** The texts between the braces of an array literal; null where it says NULL without quotes. */
function readElements(text: string): (string | null)[] {
  const literal = trimSpace(text)
  if (literal[0] !== '{') throw malformed(text, 'Array value must start with "{" or dimension information.')
  const elements: (string | null)[] = []
  let at = skipSpace(literal, 1)
  if (literal[at] === '}') return ended(text, literal, at, elements)
  for (;;) {
    const element = readElement(text, literal, at)
    elements.push(element.value)
    at = element.end
    if (literal[at] === '}') return ended(text, literal, at, elements)
    at = skipSpace(literal, at + 1)
  }
}

function ended(text: string, literal: string, at: number, elements: (string | null)[]): (string | null)[] {
  if (at !== literal.length - 1) throw malformed(text, 'Junk after closing right brace.')
  return elements
}

interface Element {
  readonly value: string | null
  /** Index of the comma or brace behind it. */
  readonly end: number
}

function readElement(text: string, literal: string, start: number): Element {
  const quoted = literal[start] === '"'
  const element = quoted ? readQuoted(text, literal, start) : readPlain(text, literal, start)
  const end = skipSpace(literal, element.end)
  const next = literal[end]
  if (next === undefined) throw malformed(text, 'Unexpected end of input.')
  if (next !== ',' && next !== '}') throw malformed(text, 'Unexpected array element.')
  return { value: element.value, end }
}

function readQuoted(text: string, literal: string, start: number): Element {
  let value = ''
  for (let at = start + 1; at < literal.length; at++) {
    const character = literal[at]
    if (character === '"') return { value, end: at + 1 }
    if (character === '\\') at++
    value += literal[at] ?? ''
  }
  throw malformed(text, 'Unexpected end of input.')
}

function readPlain(text: string, literal: string, start: number): Element {
  let value = ''
  let escaped = false
  /** Length of the value without the space that may end it. */
  let solid = 0
  let at = start
  for (; at < literal.length; at++) {
    const character = literal[at] ?? ''
    if (character === ',' || character === '}') break
    if (character === '{') throw nested(text, 'Unexpected "{" character.')
    if (character === '"') throw malformed(text, 'Unexpected array element.')
    if (character === '\\') {
      escaped = true
      at++
      value += literal[at] ?? ''
      solid = value.length
      continue
    }
    value += character
    if (!isSpace(character.charCodeAt(0))) solid = value.length
  }
  if (at >= literal.length) throw malformed(text, 'Unexpected end of input.')
  if (solid === 0) throw malformed(text, `Unexpected "${literal[at]}" character.`)
  const trimmed = value.slice(0, solid)
  return { value: !escaped && trimmed.toLowerCase() === 'null' ? null : trimmed, end: at }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

function malformed(text: string, details: string): Refusal {
  return new Refusal(400, '22P02', `malformed array literal: "${text}"`, { details })
}

function nested(text: string, details: string | null): Refusal {
  const hint = 'Arrays have one dimension: use a json column for arrays of arrays.'
  return new Refusal(400, '22P02', `malformed array literal: "${text}"`, { details, hint })
}
