/**
 * Matching text as PostgreSQL does: `like` patterns and regular expressions, without patterns that never
 * end.
 */
import { RE2JS } from 're2js'
import { Refusal } from '../base/errors.ts'
import { patternStepsMax } from '../base/limits.ts'

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
  const steps = kept(likes, folded, () => likeSteps(folded))
  return matchesSteps([...(insensitive ? fold(text) : text)], steps)
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

/** Goes back to the last `%` alone: at worst the product of the two lengths, never exponential. */
function matchesSteps(points: readonly string[], steps: readonly LikeStep[]): boolean {
  let at = 0
  let step = 0
  let afterRun = 0
  let resume = -1
  let retries = 0
  while (at < points.length) {
    const wanted = steps[step]
    if (wanted === RUN) {
      step++
      afterRun = step
      resume = at
    } else if (wanted === ANY || (wanted !== undefined && wanted === points[at])) {
      step++
      at++
    } else if (resume !== -1) {
      retries += at - resume + 1
      if (retries > patternStepsMax) throw tooLong()
      resume++
      at = resume
      step = afterRun
    } else return false
  }
  while (steps[step] === RUN) step++
  return step === steps.length
}

/** One long text under one long pattern may take as many steps as the product of their lengths. */
function tooLong(): Refusal {
  return new Refusal(413, '54001', 'statement too complex', {
    details: `Matching a pattern took more than ${patternStepsMax} steps`,
    hint: 'Use a shorter pattern, or full-text search for long texts. The limit is named patternStepsMax.',
  })
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

const compiledMax = 256
const likes = new Map<string, readonly LikeStep[]>()
const patterns = new Map<string, RE2JS>()

function kept<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  if (cache.size >= compiledMax) cache.clear()
  cache.set(key, made)
  return made
}
