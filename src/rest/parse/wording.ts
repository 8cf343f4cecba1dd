/**
 * How a URL's parameters are worded, with their plain values cut out: `?id=eq.5` becomes `id=eq.` and `5`.
 * Two searches of one wording mean the same but for those values, so what the parser made of the first
 * serves the second. Looks at as little as it can: whatever is not plain is left to the parser.
 */
import { patternBytesMax } from '../../base/limits.ts'
import type { Parameter } from '../../query/index.ts'
import { decode } from './query-string.ts'

export interface Wording {
  /** The search as it came, without the values. */
  readonly text: string
  /** The values as the parser gives them, in their order. */
  readonly values: readonly Parameter[]
  /** The same as they stood in the URL, decoded: `*sea*` where the pattern is `%sea%`. */
  readonly written: readonly string[]
}

type Cut = 'value' | 'pattern' | 'wildcards' | 'list'

/** Operators whose operand is all that follows them. */
const CUTS: ReadonlyMap<string, Cut> = new Map<string, Cut>([
  ...['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'isdistinct'].map((op) => [op, 'value'] as const),
  ...['cs', 'cd', 'ov', 'fts', 'plfts', 'phfts', 'wfts'].map((op) => [op, 'value'] as const),
  ...['match', 'imatch'].map((op) => [op, 'pattern'] as const),
  ...['like', 'ilike'].map((op) => [op, 'wildcards'] as const),
  ['in', 'list'],
])

/** Parameters that are kept whole: the shape is made of them. */
const KEPT: ReadonlySet<string> = new Set(['select', 'order', 'on_conflict'])

/** @returns null for a search with anything in it that only the parser can read */
export function wordingOf(search: string): Wording | null {
  let text = ''
  const values: Parameter[] = []
  const written: string[] = []
  for (let start = search.startsWith('?') ? 1 : 0; start < search.length; ) {
    const ampersand = search.indexOf('&', start)
    const end = ampersand < 0 ? search.length : ampersand
    const equals = search.indexOf('=', start)
    if (equals < 0 || equals >= end) return null
    const name = search.slice(start, equals)
    const kept = keptUntil(name, search, equals + 1, end)
    if (kept < 0) return null
    text += `${search.slice(start, kept)}&`
    if (kept < end && !cut(search, equals + 1, kept, end, values, written)) return null
    start = end + 1
  }
  return { text, values, written }
}

/**
 * Where the value begins; the end for a parameter that is kept whole, -1 for one that only the parser reads.
 * An empty value is one of those: its parameter would look like one whose value was cut out.
 */
function keptUntil(name: string, search: string, start: number, end: number): number {
  if (start === end) return -1
  if (KEPT.has(name)) return end
  const word = name.slice(name.lastIndexOf('.') + 1)
  if (word === 'limit' || word === 'offset') return start
  if (word === 'order') return end
  if (word === 'and' || word === 'or' || name === 'columns') return -1
  const operator = search.startsWith('not.', start) ? start + 4 : start
  const dot = search.indexOf('.', operator)
  if (dot < 0 || dot >= end) return -1
  const op = search.slice(operator, dot)
  if (op === 'is') return end
  return CUTS.has(op) && dot + 1 < end ? dot + 1 : -1
}

/** Keeps the value between `from` and `end`; tells whether it is a plain one. */
function cut(
  search: string,
  start: number,
  from: number,
  end: number,
  values: Parameter[],
  written: string[],
): boolean {
  const value = decode(search.slice(from, end))
  written.push(value)
  if (from === start) {
    values.push(value)
    return /^\d{1,15}$/.test(value)
  }
  const op = search.slice(search.startsWith('not.', start) ? start + 4 : start, from - 1)
  switch (CUTS.get(op)) {
    case 'list':
      values.push(value.slice(1, -1).split(','))
      return /^\([^()"]+\)$/.test(value)
    case 'wildcards':
      values.push(value.includes('*') ? value.replaceAll('*', '%') : value)
      return isShort(value)
    case 'pattern':
      values.push(value)
      return isShort(value)
    default:
      values.push(value)
      return true
  }
}

/** Whether it surely is no longer than a pattern may be: a character takes three bytes at most. */
const isShort = (pattern: string) => pattern.length * 3 <= patternBytesMax
