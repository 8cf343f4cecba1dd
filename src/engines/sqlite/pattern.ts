/** Patterns of `like` and `ilike` for the operators that SQLite has of its own. */
import { ANY, likeSteps, RUN } from '../../rules/index.ts'

/**
 * The pattern of `like` as one of SQLite's GLOB, which is case-sensitive and knows no escape character. A
 * long one is cut at its first wildcard, and then lets through more than it should.
 */
export function likeToGlob(pattern: string): string {
  const steps = likeSteps(pattern)
  const wild = steps.findIndex((step) => typeof step !== 'string')
  const kept = isShortPattern(pattern) || wild < 0 ? steps : [...steps.slice(0, wild), RUN]
  return kept
    .map((step) => {
      if (step === RUN) return '*'
      if (step === ANY) return '?'
      return typeof step === 'string' && '*?['.includes(step) ? `[${step}]` : String(step)
    })
    .join('')
}

/** Longer patterns are matched by our own function, which counts its steps. */
const NATIVE_LENGTH_MAX = 32

/**
 * Whether SQLite's own LIKE, which folds ASCII letters alone, answers an `ilike` pattern rightly: `k` is
 * also what the sign for kelvin (U+212A) folds to, the one such letter.
 */
export function isPlainPattern(pattern: string): boolean {
  if (!isShortPattern(pattern) || /k/i.test(pattern) || pattern.endsWith('\\')) return false
  return Buffer.byteLength(pattern) === pattern.length
}

/**
 * A pattern that SQLite's own LIKE can look at first: it lets through all that an `ilike` pattern does, and
 * more, since every character that folds in another way stands for any one.
 */
export function widePattern(pattern: string): string {
  if (!isShortPattern(pattern) || /(?<!\\)(?:\\\\)*\\$/.test(pattern)) return '%'
  return pattern.replaceAll(/\\?./gsu, (step) => (/[k\u{80}-\u{10ffff}]$/iu.test(step) ? '_' : step))
}

/** Whether SQLite's own GLOB may answer a `like` pattern: it takes no count of its steps. */
export function isShortPattern(pattern: string): boolean {
  return pattern.length <= NATIVE_LENGTH_MAX
}
