/** JSON as PostgreSQL's `jsonb` operators see it, over canonical text. */
import { compareJson, parseJson, RawNumber, readJson } from '../model/index.ts'

type Document = Readonly<Record<string, unknown>>

/** `value -> path` as canonical text or, with `text`, `value ->> path`; null when there is nothing there. */
export function jsonPath(value: string, path: readonly (string | number)[], text: boolean): string | null {
  let at: unknown = parseJson(value)
  for (const step of path) {
    at = stepInto(at, step)
    if (at === undefined) return null
  }
  if (text && (at === null || typeof at === 'string')) return at
  // A JSON null reached by `->` is a value, not SQL's null.
  return at === null ? 'null' : String(readJson({ kind: 'json' }, at))
}

/**
 * Numbers count elements, from the end when negative; texts name keys. A scalar is an array of itself to
 * `->`.
 */
function stepInto(json: unknown, step: string | number): unknown {
  if (typeof step === 'number') {
    if (Array.isArray(json)) return json.at(step)
    return !isObject(json) && (step === 0 || step === -1) ? json : undefined
  }
  return isObject(json) && Object.hasOwn(json, step) ? json[step] : undefined
}

/** `whole @> part`. @see https://www.postgresql.org/docs/current/datatype-json.html#JSON-CONTAINMENT */
export function jsonContains(whole: string, part: string): boolean {
  const outer: unknown = parseJson(whole)
  const inner: unknown = parseJson(part)
  // At the top alone, an array contains a scalar.
  if (Array.isArray(outer) && isScalar(inner)) return outer.some((item) => contains(item, inner))
  return contains(outer, inner)
}

function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((item) => whole.some((each) => contains(each, item)))
  }
  if (!isObject(part)) return isScalar(whole) && compareJson(whole, part) === 0
  if (!isObject(whole)) return false
  return Object.keys(part).every((key) => Object.hasOwn(whole, key) && contains(whole[key], part[key]))
}

function isScalar(json: unknown): boolean {
  return !Array.isArray(json) && !isObject(json)
}

function isObject(json: unknown): json is Document {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof RawNumber)
}
