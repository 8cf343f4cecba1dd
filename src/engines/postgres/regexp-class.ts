/** Classes of characters in regular expressions, as ranges of code points. */
import { casedAlike, casedPoints } from './letters.ts'

export type Range = readonly [low: number, high: number]

const last = 0x10ffff

/** What Perl's letters mean to RE2: ASCII alone. */
const PERL: Readonly<Record<string, readonly Range[]>> = {
  d: [[0x30, 0x39]],
  s: [
    [0x09, 0x0a],
    [0x0c, 0x0d],
    [0x20, 0x20],
  ],
  w: [
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x5f, 0x5f],
    [0x61, 0x7a],
  ],
}

const POSIX: Readonly<Record<string, string>> = {
  alnum: '[0-9A-Za-z]',
  alpha: '[A-Za-z]',
  ascii: '[\\x00-\\x7f]',
  blank: '[\\t ]',
  cntrl: '[\\x00-\\x1f\\x7f]',
  digit: '[0-9]',
  graph: '[!-~]',
  lower: '[a-z]',
  print: '[ -~]',
  punct: '[!-/:-@[-`{-~]',
  space: '[\\t\\n\\v\\f\\r ]',
  upper: '[A-Z]',
  word: '[0-9A-Za-z_]',
  xdigit: '[0-9A-Fa-f]',
}

/** The class of `d`, `W`, `pL`, `P{Greek}`, as they stand behind a backslash. */
export function escapeClass(written: string): Range[] {
  const [kind = ''] = written
  const perl = PERL[kind.toLowerCase()]
  if (perl !== undefined) return kind === kind.toLowerCase() ? [...perl] : complement(perl)
  const [, caret, name = ''] = /^.\{?(\^?)(\w+)\}?$/.exec(written) ?? []
  const found = unicodeClass(name)
  return (kind === 'P') !== (caret === '^') ? complement(found) : found
}

/** The class of `[:alpha:]` or `[:^alpha:]`. */
export function rangesOf(posix: string): Range[] {
  const name = posix.replaceAll(/[[\]:^]/g, '')
  const found = scan(new RegExp(POSIX[name] ?? '[^\\s\\S]', 'u'), 0x7f)
  return posix.includes('^') ? complement(found) : found
}

const scanned = new Map<string, Range[]>()

function unicodeClass(name: string): Range[] {
  const known = scanned.get(name)
  if (known !== undefined) return known
  const found = scan(propertyOf(name), last)
  scanned.set(name, found)
  return found
}

/** A general category or a script. */
function propertyOf(name: string): RegExp {
  try {
    return new RegExp(name.length <= 2 ? `\\p{${name}}` : `\\p{Script=${name}}`, 'u')
  } catch {
    return name === 'Any' ? /[\s\S]/u : /[^\s\S]/u
  }
}

function scan(pattern: RegExp, end: number): Range[] {
  const found: Range[] = []
  let start = -1
  for (let code = 0; code <= end + 1; code++) {
    const isIn = code <= end && pattern.test(String.fromCodePoint(code))
    if (isIn && start < 0) start = code
    if (isIn || start < 0) continue
    found.push([start, code - 1])
    start = -1
  }
  return found
}

export function complement(ranges: readonly Range[]): Range[] {
  const found: Range[] = []
  let next = 0
  for (const [low, high] of [...ranges].sort(([a], [b]) => a - b)) {
    if (low > next) found.push([next, low - 1])
    next = Math.max(next, high + 1)
  }
  if (next <= last) found.push([next, last])
  // PostgreSQL's text holds no U+0000.
  return found.map(([low, high]): Range => [Math.max(low, 1), high]).filter(([low, high]) => low <= high)
}

/** The class with the other cases of its characters. */
export function withCases(ranges: readonly Range[]): Range[] {
  const added = casedPoints().filter((point) => {
    const code = point.codePointAt(0) ?? 0
    return ranges.some(([low, high]) => low <= code && code <= high)
  })
  const codes = new Set(added.flatMap(casedAlike).map((point) => point.codePointAt(0) ?? 0))
  return [...ranges, ...[...codes].map((code): Range => [code, code])]
}
