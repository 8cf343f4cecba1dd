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
 * Whether SQLite's own LIKE, which folds ASCII letters alone, answers an `ilike` pattern rightly: `k` and `s`
 * are also what two letters outside of ASCII fold to.
 */
export function isPlainPattern(pattern: string): boolean {
  if (!isShortPattern(pattern) || /[ks]/i.test(pattern) || pattern.endsWith('\\')) return false
  return Buffer.byteLength(pattern) === pattern.length
}

/** Whether SQLite's own GLOB may answer a `like` pattern: it takes no count of its steps. */
export function isShortPattern(pattern: string): boolean {
  return pattern.length <= NATIVE_LENGTH_MAX
}
