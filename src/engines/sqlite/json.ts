/** JSON as PostgreSQL's `jsonb` sees it: paths and containment over the canonical text. */
import { canonicalJson, compareJson, jsonText, parseJson } from '../../model/index.ts'

/** `value -> path` as canonical text or, with `text`, `value ->> path`; null when there is nothing there. */
export function jsonPath(
  value: string,
  path: readonly (string | number | bigint)[],
  text: boolean,
): string | null {
  let at: unknown = parseJson(value)
  for (const step of path) {
    at = stepInto(at, step)
    if (at === undefined) return null
  }
  if (!text) return canonicalJson(at)
  if (at === null) return null
  if (typeof at === 'string') return at
  return typeof at === 'object' ? canonicalJson(at) : jsonText(at)
}

/** Numbers count array elements, from the end when negative; texts name keys (or elements, when they are digits). */
function stepInto(value: unknown, step: string | number | bigint): unknown {
  if (Array.isArray(value)) {
    const index = typeof step === 'string' ? Number.NaN : Number(step)
    return value.at(index)
  }
  if (typeof value !== 'object' || value === null || typeof step !== 'string') return undefined
  return Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined
}

/** `outer @> inner`. @see https://www.postgresql.org/docs/current/datatype-json.html#JSON-CONTAINMENT */
export function jsonContains(outer: string, inner: string): boolean {
  const [whole, part] = [parseJson(outer), parseJson(inner)]
  // An array may contain a primitive value, at the top alone.
  if (Array.isArray(whole) && !isContainer(part))
    return whole.some((item) => !isContainer(item) && equals(item, part))
  return contains(whole, part)
}

function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((item) => whole.some((each) => contains(each, item)))
  }
  if (isContainer(part)) {
    if (!isContainer(whole) || Array.isArray(whole)) return false
    return Object.entries(part as object).every(
      ([key, value]) =>
        Object.hasOwn(whole as object, key) && contains((whole as Record<string, unknown>)[key], value),
    )
  }
  return !isContainer(whole) && equals(whole, part)
}

function isContainer(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Array.isArray(value) ||
      Object.getPrototypeOf(value) === Object.prototype ||
      Object.getPrototypeOf(value) === null)
  )
}

const equals = (a: unknown, b: unknown) => compareJson(a, b) === 0
