/**
 * Matching text as PostgreSQL does: `like` patterns and regular expressions, without patterns that never
 * end.
 */
import { RE2JS } from 're2js'
import { Refusal } from '../base/errors.ts'

/** One step of a `like` pattern: a code point, any code point (`_`), or any run of them (`%`). */
export type LikeStep = string | typeof ANY | typeof RUN
export const ANY = Symbol('_')
export const RUN = Symbol('%')

/**
 * Whether the whole text matches the pattern; `\` escapes. @throws Refusal 22025 for an escape with nothing
 * after
 */
export function matchesLike(text: string, pattern: string, insensitive: boolean): boolean {
  const folded = insensitive ? fold(pattern) : pattern
  const compiled = kept(likes, folded, () => compileLike(folded))
  return matchesSteps(insensitive ? fold(text) : text, compiled)
}

/** @see https://www.postgresql.org/docs/current/functions-matching.html#FUNCTIONS-LIKE */
export function likeSteps(pattern: string): LikeStep[] {
  const steps: LikeStep[] = []
  let escaped = false
  for (const point of pattern) {
    if (escaped) steps.push(point)
    else if (point === '%') steps.push(RUN)
    else if (point === '_') steps.push(ANY)
    else if (point !== '\\') steps.push(point)
    escaped = !escaped && point === '\\'
  }
  if (escaped) throw new Refusal(400, '22025', 'LIKE pattern must not end with escape character')
  return steps
}

/** A compiled `like` pattern: the steps that take a code point each, as bits of words. */
interface Like {
  /** Bits of the steps that a code point fits; `any` holds those of `_`, which every code point fits. */
  readonly fits: ReadonlyMap<string, Uint32Array>
  readonly any: Uint32Array
  /** Bits of the states that a `%` lets stay. */
  readonly stays: Uint32Array
  readonly states: number
}

function compileLike(pattern: string): Like {
  const steps = likeSteps(pattern)
  const taking = steps.filter((step) => step !== RUN)
  const words = (taking.length >>> 5) + 1
  const any = new Uint32Array(words)
  const stays = new Uint32Array(words)
  const fits = new Map<string, Uint32Array>()
  let state = 0
  for (const step of steps) {
    if (step === RUN) setBit(stays, state)
    else state += 1
  }
  taking.forEach((step, index) => {
    if (step === ANY) setBit(any, index)
    else if (typeof step === 'string') {
      const bits = fits.get(step) ?? new Uint32Array(words)
      setBit(bits, index)
      fits.set(step, bits)
    }
  })
  return { fits, any, stays, states: taking.length }
}

function setBit(bits: Uint32Array, index: number): void {
  bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31))
}

/**
 * Follows every way to match at once, a bit for each (shift-and). The time is the text's length times the
 * words of the pattern, whatever they hold: it never gives up, because who may not read a row must not learn
 * of its length.
 */
function matchesSteps(text: string, { fits, any, stays, states }: Like): boolean {
  const now = new Uint32Array(any.length)
  now[0] = 1
  for (const point of text) {
    const bits = fits.get(point)
    let carry = 0
    let alive = 0
    for (let word = 0; word < now.length; word++) {
      const here = now[word] ?? 0
      const moved = here & ((any[word] ?? 0) | (bits === undefined ? 0 : (bits[word] ?? 0)))
      const next = (moved << 1) | carry | (here & (stays[word] ?? 0))
      carry = moved >>> 31
      now[word] = next
      alive |= next
    }
    if (alive === 0) return false
  }
  return (((now[states >>> 5] ?? 0) >>> (states & 31)) & 1) === 1
}

/**
 * Lower case, code point by code point: `ΑΣ` becomes `ας` in JavaScript, which knows ends of words; SQL
 * does not.
 */
export function fold(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase()
  let folded = ''
  for (const point of text) {
    const lower = point.toLowerCase()
    folded += lower.length > point.length ? point : lower
  }
  return folded
}

/**
 * Whether a part of the text matches the regular expression (RE2's syntax: no back references, linear
 * time).
 */
export function matchesPattern(text: string, pattern: string, insensitive: boolean): boolean {
  const key = `${insensitive ? 'i' : 's'}${pattern}`
  return kept(patterns, key, () => compilePattern(pattern, insensitive))
    .matcher(text)
    .find()
}

/** @throws Refusal 2201B for what is not a regular expression */
export function compilePattern(pattern: string, insensitive: boolean): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL | (insensitive ? RE2JS.CASE_INSENSITIVE : 0))
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace('(?s)', '')
    const hint = 'Back references and look-around are left out, so that no expression can stall the server.'
    throw new Refusal(400, '2201B', `invalid regular expression: ${why}`, { hint })
  }
}

/** As many as one request may list, several times over: a list must not push itself out. */
const compiledMax = 1024
const likes = new Map<string, Like>()
const patterns = new Map<string, RE2JS>()

function kept<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  if (cache.size >= compiledMax) cache.clear()
  cache.set(key, made)
  return made
}
