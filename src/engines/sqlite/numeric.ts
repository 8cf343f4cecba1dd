/**
 * Sums and averages of exact numbers as PostgreSQL's `numeric` gives them, over texts: SQLite's own would
 * overflow or round.
 */

/** An exact number: `digits` without the point, of which the last `scale` stand behind it. */
interface Exact {
  readonly digits: bigint
  readonly scale: number
}

export interface Total {
  sum: Exact
  count: bigint
}

const ZERO: Exact = { digits: 0n, scale: 0 }

export const startTotal = (): Total => ({ sum: ZERO, count: 0n })

/** Adds one value, given as text; null does not count. */
export function addTo(total: Total, text: string | null): Total {
  if (text !== null) {
    total.sum = add(total.sum, exact(String(text)))
    total.count += 1n
  }
  return total
}

/** The sum, with as many decimals as the value with the most; null of no values. */
export function sumOf({ sum, count }: Total): string | null {
  return count === 0n ? null : textOf(sum)
}

/** The average, with at least 16 significant digits. */
export function averageOf({ sum, count }: Total): string | null {
  return count === 0n ? null : textOf(divide(sum, count))
}

function exact(text: string): Exact {
  const point = text.indexOf('.')
  if (point < 0) return { digits: BigInt(text), scale: 0 }
  return { digits: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 }
}

function add(a: Exact, b: Exact): Exact {
  const scale = Math.max(a.scale, b.scale)
  return { digits: scaled(a, scale) + scaled(b, scale), scale }
}

const scaled = ({ digits, scale }: Exact, to: number) => digits * 10n ** BigInt(to - scale)

/** Digits that PostgreSQL keeps of a quotient, and the digits of one of its base-10,000 units. */
const SIGNIFICANT_DIGITS_MIN = 16
const UNIT_DIGITS = 4

/** @see select_div_scale in PostgreSQL's numeric.c, whose choice of decimals this repeats */
function divide(a: Exact, by: bigint): Exact {
  const [first, second] = [leading(a), leading({ digits: by, scale: 0 })]
  let weight = first.weight - second.weight
  if (first.digit <= second.digit) weight -= 1
  const scale = Math.max(SIGNIFICANT_DIGITS_MIN - weight * UNIT_DIGITS, a.scale, 0)
  const wide = scaled(a, scale + 1) / by
  const half = wide < 0n ? -5n : 5n
  return { digits: (wide + half) / 10n, scale }
}

/** The first base-10,000 digit of the number and its place: 0 for the one before the point. */
function leading({ digits, scale }: Exact): { digit: number; weight: number } {
  if (digits === 0n) return { digit: 0, weight: 0 }
  const text = (digits < 0n ? -digits : digits).toString()
  const before = text.length - scale
  const weight = Math.ceil(before / UNIT_DIGITS) - 1
  const width = before - weight * UNIT_DIGITS
  return { digit: Number(text.slice(0, width).padEnd(width, '0')), weight }
}

function textOf({ digits, scale }: Exact): string {
  const magnitude = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  const point = magnitude.length - scale
  const text = scale === 0 ? magnitude : `${magnitude.slice(0, point)}.${magnitude.slice(point)}`
  return digits < 0n ? `-${text}` : text
}
