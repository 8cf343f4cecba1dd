/** Matching text as PostgreSQL does: `like` patterns and regular expressions, in time linear in the text. */
import { RE2JS } from 're2js'
import { Refusal } from '../../base/errors.ts'

/** One step of a `like` pattern: a code point, any code point (`_`), or any run of them (`%`). */
type Step = string | typeof ANY | typeof RUN
const ANY = Symbol('_')
const RUN = Symbol('%')

const compiledMax = 256
const likes = new Map<string, readonly Step[]>()
const expressions = new Map<string, RE2JS>()

/** Whether the whole text matches the pattern; `\` escapes. @throws Refusal 22025 for an escape with nothing after */
export function matchesLike(text: string, pattern: string, insensitive: boolean): boolean {
  const key = insensitive ? pattern.toLowerCase() : pattern
  const steps = kept(likes, key, () => likeSteps(key))
  return matchesSteps([...(insensitive ? text.toLowerCase() : text)], steps)
}

/** @see https://www.postgresql.org/docs/current/functions-matching.html#FUNCTIONS-LIKE */
function likeSteps(pattern: string): Step[] {
  const steps: Step[] = []
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

/** Goes back to the last `%` alone, so the worst case is the product of the two lengths, never exponential. */
function matchesSteps(points: readonly string[], steps: readonly Step[]): boolean {
  let at = 0
  let step = 0
  let lastRun = -1
  let resume = 0
  while (at < points.length) {
    const wanted = steps[step]
    if (wanted === RUN) {
      lastRun = step
      resume = at
      step += 1
    } else if (wanted !== undefined && (wanted === ANY || wanted === points[at])) {
      at += 1
      step += 1
    } else if (lastRun >= 0) {
      step = lastRun + 1
      resume += 1
      at = resume
    } else return false
  }
  while (steps[step] === RUN) step += 1
  return step === steps.length
}

/** The pattern of `like` as one of SQLite's GLOB, which is case-sensitive and knows no escape character. */
export function likeToGlob(pattern: string): string {
  return likeSteps(pattern)
    .map((step) => {
      if (step === RUN) return '*'
      if (step === ANY) return '?'
      return '*?['.includes(step) ? `[${step}]` : step
    })
    .join('')
}

/** Whether SQLite's own LIKE, which folds ASCII letters alone, gives the right answer for an `ilike` pattern. */
export function isPlainPattern(pattern: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of ASCII
  return /^[\x00-\x7f]*$/.test(pattern) && !/[kKsS]/.test(pattern) && !pattern.endsWith('\\')
}

/** Whether a part of the text matches the regular expression (RE2 syntax: no back references, linear time). */
export function matchesPattern(text: string, pattern: string, insensitive: boolean): boolean {
  return kept(expressions, `${insensitive ? 'i' : 's'}${pattern}`, () => compile(pattern, insensitive))
    .matcher(text)
    .find()
}

/** @throws Refusal 2201B for what is not a regular expression */
export function compile(pattern: string, insensitive: boolean): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL | (insensitive ? RE2JS.CASE_INSENSITIVE : 0))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Refusal(400, '2201B', `invalid regular expression: ${why}`, {
      hint: 'Regular expressions have no back references and no look-around here, so that none can stall the server.',
    })
  }
}

function kept<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  if (cache.size >= compiledMax) cache.clear()
  cache.set(key, made)
  return made
}
