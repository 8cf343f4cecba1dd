/**
 * A text that orders as PostgreSQL orders `jsonb`: null, texts, numbers, false, true, arrays, objects. SQLite
 * compares the keys of two documents instead of the documents.
 *
 * @see https://www.postgresql.org/docs/current/datatype-json.html#JSON-INDEXING on the order of jsonb
 */
import { parseJson, RawNumber } from '../../model/index.ts'

/** @param json the canonical text of a document */
export function jsonKey(json: string): string {
  // A whole document that is an empty array comes before every other, null included.
  return json === '[]' ? '' : keyOf(parseJson(json))
}

/**
 * The same for an array column: element by element, a shorter array before those that it begins, null last.
 * @param json the stored JSON array
 * @see https://www.postgresql.org/docs/current/functions-array.html on comparing arrays
 */
export function arrayKey(json: string): string {
  const items = parseJson(json) as unknown[]
  return `${items.map((item) => `1${item === null ? '9' : keyOf(item)}`).join('')}0`
}

/** `outer @> inner` of array columns: null elements equal nothing. Time grows with the sum of the lengths. */
export function arrayContains(outer: string, inner: string): boolean {
  const keys = keysOf(outer)
  return (parseJson(inner) as unknown[]).every((item) => item !== null && keys.has(keyOf(item)))
}

/** `left && right` of array columns: they have an element in common. */
export function arrayOverlaps(left: string, right: string): boolean {
  const keys = keysOf(left)
  return (parseJson(right) as unknown[]).some((item) => item !== null && keys.has(keyOf(item)))
}

function keysOf(array: string): Set<string> {
  return new Set((parseJson(array) as unknown[]).filter((item) => item !== null).map(keyOf))
}

/**
 * `item = any(array)`: 1, 0, or null where the item, the array or, failing others, one of its elements is
 * null.
 * @param item the JSON of a value
 */
export function memberOf(item: string, array: string | null): number | null {
  if (array === null || item === 'null') return null
  const [wanted, items] = [keyOf(parseJson(item)), parseJson(array) as unknown[]]
  if (items.some((each) => each !== null && keyOf(each) === wanted)) return 1
  return items.includes(null) ? null : 0
}

/** Ends a text or a number inside a key: no text of JSON's holds it, since PostgreSQL refuses it there. */
const END = '\0'

/** Digits of a count of elements, and of the place of a number's point. */
const COUNT_DIGITS = 10
const POINT_MIDDLE = 1_000_000_000

function keyOf(value: unknown): string {
  if (value === null) return '0'
  if (typeof value === 'string') return `1${value}${END}`
  if (typeof value === 'number') return `2${numberKey(String(value))}${END}`
  if (value instanceof RawNumber) return `2${numberKey(value.source)}${END}`
  if (typeof value === 'boolean') return value ? '3t' : '3f'
  if (Array.isArray(value)) return `4${counted(value.length)}${value.map(keyOf).join('')}`
  const members = Object.entries(value as object)
  const keys = members.map(([key, member]) => `${key}${END}${keyOf(member)}`)
  return `5${counted(members.length)}${keys.join('')}`
}

const counted = (count: number) => String(count).padStart(COUNT_DIGITS, '0')

/** Sign, place of the point, digits; of a negative number every digit is taken from nine. */
function numberKey(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? []
  const all = `${whole}${fraction}`
  const leading = /^0*/.exec(all)?.[0].length ?? 0
  const digits = all.slice(leading).replace(/0+$/, '')
  if (digits === '') return '1'
  const point = counted(POINT_MIDDLE + whole.length - leading + Number(exponent))
  if (sign === '') return `2${point}${digits}`
  const complement = `${point}${digits}`.replace(/\d/g, (digit) => String(9 - Number(digit)))
  return `0${complement}~`
}
