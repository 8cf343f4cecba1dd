/**
 * `jsonb`: kept as the text that PostgreSQL prints of it. Keys once each (the last wins), ordered by length
 * in bytes and then by bytes; a space after `:` and `,`; numbers exact, in plain notation.
 * https://www.postgresql.org/docs/current/datatype-json.html
 */
import { compareNumeric, readNumeric } from './decimal.ts'
import type { Family } from './family.ts'
import { invalidJson } from './family.ts'
import { parseJson, RawNumber } from './parse.ts'
import { checkText, compareText } from './text.ts'

export const json: Family<string> = {
  readText(text) {
    return canonicalJson(parse(text))
  },
  readJson(json) {
    return canonicalJson(json)
  },
  writeJson(value) {
    return value
  },
  writeText(value) {
    return value
  },
  compare(a, b) {
    return a === b ? 0 : compareDocuments(parseJson(a), parseJson(b))
  },
}

function parse(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw invalidJson(null)
    throw error
  }
}

/** The canonical text of a parsed JSON value. */
export function canonicalJson(json: unknown): string {
  switch (typeof json) {
    case 'string':
      return JSON.stringify(checkText(json))
    case 'number':
      return Number.isSafeInteger(json) ? String(json) : readNumeric(String(json))
    case 'boolean':
      return json ? 'true' : 'false'
    default:
      if (json === null) return 'null'
      if (json instanceof RawNumber) return readNumeric(json.source)
      return Array.isArray(json)
        ? `[${json.map(canonicalJson).join(', ')}]`
        : canonicalObject(json as Document)
  }
}

type Document = Readonly<Record<string, unknown>>

function canonicalObject(json: Document): string {
  const pairs = orderedKeys(json).map(
    (key) => `${JSON.stringify(checkText(key))}: ${canonicalJson(json[key])}`,
  )
  return `{${pairs.join(', ')}}`
}

function orderedKeys(json: Document): string[] {
  const keys = Object.keys(json)
  return keys.length < 2 ? keys : keys.sort(compareKeys)
}

function compareKeys(a: string, b: string): number {
  return Buffer.byteLength(a) - Buffer.byteLength(b) || compareText(a, b)
}

/** Null < string < number < boolean < array < object. */
function rank(json: unknown): number {
  if (json === null) return 0
  if (typeof json === 'string') return 1
  if (typeof json === 'number' || json instanceof RawNumber) return 2
  if (typeof json === 'boolean') return 3
  return Array.isArray(json) ? 4 : 5
}

/** Two whole documents: as values within one, but an empty array at the top comes before every scalar. */
function compareDocuments(a: unknown, b: unknown): number {
  if (rank(a) < 4 && isEmptyArray(b)) return 1
  if (rank(b) < 4 && isEmptyArray(a)) return -1
  return compareJson(a, b)
}

/** The btree order of two parsed JSON values; 0 when they are equal (numbers numerically: 1.0 is 1). */
export function compareJson(a: unknown, b: unknown): number {
  const kind = rank(a)
  if (kind !== rank(b)) return kind - rank(b)
  switch (kind) {
    case 0:
      return 0
    case 1:
      return compareText(a as string, b as string)
    case 2:
      return compareNumeric(canonicalJson(a), canonicalJson(b))
    case 3:
      return Number(a) - Number(b)
    case 4:
      return compareArrays(a as unknown[], b as unknown[])
    default:
      return compareObjects(a as Document, b as Document)
  }
}

function isEmptyArray(json: unknown): boolean {
  return Array.isArray(json) && json.length === 0
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  if (a.length !== b.length) return a.length - b.length
  for (let i = 0; i < a.length; i++) {
    const order = compareJson(a[i], b[i])
    if (order !== 0) return order
  }
  return 0
}

/** More pairs are greater; then pair by pair in the stored order, key before value. */
function compareObjects(a: Document, b: Document): number {
  const keysA = orderedKeys(a)
  const keysB = orderedKeys(b)
  if (keysA.length !== keysB.length) return keysA.length - keysB.length
  for (let i = 0; i < keysA.length; i++) {
    const keyA = keysA[i] ?? ''
    const keyB = keysB[i] ?? ''
    const order = compareText(keyA, keyB) || compareJson(a[keyA], b[keyB])
    if (order !== 0) return order
  }
  return 0
}
