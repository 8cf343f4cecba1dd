/** What is lost when a column's type changes. */
import type { ColumnType } from '../model/index.ts'

/**
 * What a change may cost: `nothing`, whatever the rows hold; `data`, everything that is there; `maybe`, it
 * depends on the rows, and the engine has to count.
 */
export type Loss = 'nothing' | 'data' | 'maybe'

/** Digits before the point that every value of the type fits into. */
const INTEGER_DIGITS = 10
const BIGINT_DIGITS = 19

/**
 * Conversions keep every value exactly or are refused: `maybe` means that single values may not fit. Text is
 * never read as something else, and floats only as whole numbers.
 */
export function lossOfConversion(from: ColumnType, to: ColumnType): Loss {
  if (to.kind === 'text') return from.kind === 'array' || isInexactText(from) ? 'data' : 'nothing'
  switch (from.kind) {
    case 'boolean':
      return to.kind === 'integer' || to.kind === 'bigint' ? 'nothing' : 'data'
    case 'integer':
      if (to.kind === 'bigint' || to.kind === 'float') return 'nothing'
      return to.kind === 'decimal' ? lossOfDigits(INTEGER_DIGITS, 0, to) : 'data'
    case 'bigint':
      if (to.kind === 'integer' || to.kind === 'float') return 'maybe'
      return to.kind === 'decimal' ? lossOfDigits(BIGINT_DIGITS, 0, to) : 'data'
    case 'float':
      return to.kind === 'integer' || to.kind === 'bigint' ? 'maybe' : 'data'
    case 'decimal':
      if (to.kind === 'integer' || to.kind === 'bigint') return 'maybe'
      return to.kind === 'decimal' ? lossOfDigits(from.precision - from.scale, from.scale, to) : 'data'
    default:
      return 'data'
  }
}

/** Floats have no one text, bytes none at all that a reader would expect. */
function isInexactText(from: ColumnType): boolean {
  return from.kind === 'float' || from.kind === 'bytes'
}

function lossOfDigits(
  whole: number,
  fraction: number,
  to: { readonly precision: number; readonly scale: number },
): Loss {
  return to.precision - to.scale >= whole && to.scale >= fraction ? 'nothing' : 'maybe'
}
