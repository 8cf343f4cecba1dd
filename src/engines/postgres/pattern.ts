/**
 * Patterns in PostgreSQL's regular expressions. `ilike` becomes one, because the server's own folds letters
 * as its locale says; `match` and `imatch` are RE2's, and are written anew, because the two languages spell
 * many things alike and mean others.
 * @see https://www.postgresql.org/docs/current/functions-matching.html#POSIX-SYNTAX-DETAILS
 */
import { ANY, compilePattern, likeSteps, RUN } from '../../rules/index.ts'
import { foldedAlike } from './letters.ts'
import { translateRegExp } from './regexp.ts'

/** The regular expression that stands for a pattern of `ilike`, `match` or `imatch`. */
export function translatePattern(op: string, pattern: string): string {
  if (op === 'ilike') return likeRegExp(pattern)
  // What is none is refused as SQLite's engine refuses it.
  compilePattern(pattern, op === 'imatch')
  return translateRegExp(pattern, op === 'imatch')
}

function likeRegExp(pattern: string): string {
  const steps = likeSteps(pattern)
  const written = steps.map((step) => {
    if (step === RUN) return '.*'
    return step === ANY ? '.' : oneOf(foldedAlike(step))
  })
  return `^(?:${written.join('')})$`
}

function oneOf(points: readonly string[]): string {
  return `[${points.map(escapedInClass).join('')}]`
}

/** A character of a bracket expression, by its number: nothing to escape, nothing to misread. */
export function escapedInClass(point: string): string {
  return /^[0-9A-Za-z]$/.test(point)
    ? point
    : `\\U${(point.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`
}
