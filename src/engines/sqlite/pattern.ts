/** Patterns of `like` and `ilike` for the operators that SQLite has of its own. */
import { ANY, likeSteps, RUN } from '../../rules/index.ts'

/** The pattern of `like` as one of SQLite's GLOB, which is case-sensitive and knows no escape character. */
export function likeToGlob(pattern: string): string {
  return likeSteps(pattern)
    .map((step) => {
      if (step === RUN) return '*'
      if (step === ANY) return '?'
      return typeof step === 'string' && '*?['.includes(step) ? `[${step}]` : String(step)
    })
    .join('')
}

/**
 * Whether SQLite's own LIKE, which folds ASCII letters alone, answers an `ilike` pattern rightly: `k` and `s`
 * are also what two letters outside of ASCII fold to.
 */
export function isPlainPattern(pattern: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of ASCII
  return /^[\x00-\x7f]*$/.test(pattern) && !/[ks]/i.test(pattern) && !pattern.endsWith('\\')
}
