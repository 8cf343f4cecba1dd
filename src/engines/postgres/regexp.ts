/**
 * RE2's regular expressions written as PostgreSQL's. Both find what a pattern describes in time that grows
 * with the text alone; classes, case and anchors are spelt out, so that no locale and no option of the server
 * changes what they mean.
 * @see https://github.com/google/re2/wiki/Syntax
 */
import { assert } from '../../base/assert.ts'
import { casedAlike } from './letters.ts'
import { complement, escapeClass, type Range, rangesOf, withCases } from './regexp-class.ts'

/** @param pattern one that RE2 has read without complaint */
export function translateRegExp(pattern: string, insensitive: boolean): string {
  const reader = new Reader([...pattern])
  const written = reader.alternatives({ insensitive, lines: false, dots: true })
  assert(reader.isDone, 'the whole pattern is read')
  return `(?:${written})`
}

interface Flags {
  readonly insensitive: boolean
  /** `^` and `$` hold at lines. */
  readonly lines: boolean
  /** `.` is also a line feed. */
  readonly dots: boolean
}

/** Something that a quantifier may follow; a `place` takes no characters. */
interface Atom {
  readonly text: string
  readonly place: boolean
}

/** PostgreSQL counts to 255; RE2 to 1000. */
const repeatsMax = 255
const NEVER = '(?!)'

class Reader {
  private at = 0

  constructor(private readonly points: readonly string[]) {}

  get isDone(): boolean {
    return this.at === this.points.length
  }

  alternatives(flags: Flags): string {
    const branches = [this.branch(flags)]
    // A flag set in a branch holds in the branches after it.
    while (this.takes('|')) branches.push(this.branch(branches.at(-1)?.flags ?? flags))
    return branches.map(({ text }) => text).join('|')
  }

  private branch(given: Flags): { text: string; flags: Flags } {
    let flags = given
    let text = ''
    while (!this.isDone && this.peek() !== '|' && this.peek() !== ')') {
      const set = this.flagsAlone(flags)
      if (set !== null) flags = set
      else if (this.takesAll('\\Q')) text += this.quoted(flags)
      else text += this.repeated(this.atom(flags))
    }
    return { text, flags }
  }

  private atom(flags: Flags): Atom {
    const point = this.next()
    switch (point) {
      case '^':
        return { text: flags.lines ? '(?:^|(?<=\\n))' : '^', place: true }
      case '$':
        return { text: flags.lines ? '(?=\\n|$)' : '$', place: true }
      case '.':
        return { text: flags.dots ? '.' : '[^\\n]', place: false }
      case '(':
        return { text: this.group(flags), place: false }
      case '[':
        return { text: this.bracket(flags), place: false }
      case '\\':
        return this.escape(flags)
      default:
        return { text: literal(point, flags), place: false }
    }
  }

  private repeated(atom: Atom): string {
    const [min, max] = this.quantifier() ?? [1, 1]
    if (max === 0) return ''
    // A place that holds any number of times, none included, asks for nothing.
    if (atom.place) return min === 0 ? '' : atom.text
    if (min === 1 && max === 1) return atom.text
    if (max === null) return `${times(atom.text, Math.max(min - 1, 0))}${atom.text}${min === 0 ? '*' : '+'}`
    return times(atom.text, min) + upTo(atom.text, max - min)
  }

  /** From how many to how many (null: any number); how eager it is does not change what matches. */
  private quantifier(): [number, number | null] | null {
    const found = this.quantity()
    if (found !== null) this.takes('?')
    return found
  }

  private quantity(): [number, number | null] | null {
    if (this.takes('*')) return [0, null]
    if (this.takes('+')) return [1, null]
    if (this.takes('?')) return [0, 1]
    const [whole, min = '', comma, max = ''] = /^\{(\d+)(,?)(\d*)\}/.exec(this.rest(16)) ?? []
    if (whole === undefined) return null
    this.at += whole.length
    if (comma === '') return [Number(min), Number(min)]
    return [Number(min), max === '' ? null : Number(max)]
  }

  /** `(?i)`: flags for what comes after. */
  private flagsAlone(flags: Flags): Flags | null {
    const [whole, words = ''] = /^\(\?([imsU-]+)\)/.exec(this.rest(16)) ?? []
    if (whole === undefined) return null
    this.at += whole.length
    return changed(flags, words)
  }

  private group(flags: Flags): string {
    const [whole = '', words = ''] = /^\?(?:P?<[^>]*>|([imsU-]*):)/.exec(this.rest(80)) ?? []
    this.at += whole.length
    const inside = this.alternatives(changed(flags, words))
    const closed = this.takes(')')
    assert(closed, 'a group is closed')
    return `(?:${inside})`
  }

  /** What stands between `\\Q` and `\\E`; a quantifier behind it is of its last character. */
  private quoted(flags: Flags): string {
    const texts: string[] = []
    while (!this.isDone && !this.takesAll('\\E')) texts.push(literal(this.next(), flags))
    const last = texts.pop()
    return last === undefined ? '' : texts.join('') + this.repeated({ text: last, place: false })
  }

  private escape(flags: Flags): Atom {
    const places: Readonly<Record<string, string>> = { A: '\\A', z: '\\Z', b: '\\y', B: '\\Y' }
    const place = places[this.peek()]
    if (place !== undefined) {
      this.at += 1
      return { text: place, place: true }
    }
    const ranges = this.classEscape()
    if (ranges !== null)
      return { text: bracketOf(flags.insensitive ? withCases(ranges) : ranges), place: false }
    return { text: literal(this.pointEscape(), flags), place: false }
  }

  /** `\d`, `\PL`, `\p{Greek}` and their like; null for another escape. */
  private classEscape(): Range[] | null {
    const [whole] = /^(?:[dswDSW]|[pP](?:\{\^?\w+\}|\w))/.exec(this.rest(40)) ?? []
    if (whole === undefined) return null
    this.at += whole.length
    return escapeClass(whole)
  }

  /** The character that an escape stands for. */
  private pointEscape(): string {
    const controls: Readonly<Record<string, string>> = {
      a: '\x07',
      f: '\f',
      n: '\n',
      r: '\r',
      t: '\t',
      v: '\v',
    }
    const [octal] = /^[0-7]{1,3}/.exec(this.rest(3)) ?? []
    if (octal !== undefined) {
      this.at += octal.length
      return String.fromCodePoint(Number.parseInt(octal, 8))
    }
    const [hexadecimal, long, short = ''] =
      /^x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))/.exec(this.rest(16)) ?? []
    if (hexadecimal !== undefined) {
      this.at += hexadecimal.length
      return String.fromCodePoint(Number.parseInt(long ?? short, 16))
    }
    const point = this.next()
    return controls[point] ?? point
  }

  private bracket(flags: Flags): string {
    const negated = this.takes('^')
    const ranges: Range[] = []
    for (let first = true; first || this.peek() !== ']'; first = false) ranges.push(...this.member())
    this.at += 1
    const all = flags.insensitive ? withCases(ranges) : ranges
    return bracketOf(negated ? complement(all) : all)
  }

  private member(): Range[] {
    const [posix] = /^\[:\^?\w+:\]/.exec(this.rest(16)) ?? []
    if (posix !== undefined) {
      this.at += posix.length
      return rangesOf(posix)
    }
    if (this.peek() === '\\') {
      this.at += 1
      const ranges = this.classEscape()
      if (ranges !== null) return ranges
      this.at -= 1
    }
    const low = this.bracketPoint()
    if (this.peek() !== '-' || this.points[this.at + 1] === ']') return [[low, low]]
    this.at += 1
    return [[low, this.bracketPoint()]]
  }

  private bracketPoint(): number {
    const point = this.takes('\\') ? this.pointEscape() : this.next()
    return point.codePointAt(0) ?? 0
  }

  private peek(): string {
    return this.points[this.at] ?? ''
  }

  private next(): string {
    const point = this.points[this.at]
    assert(point !== undefined, 'the pattern goes on')
    this.at += 1
    return point
  }

  private takes(point: string): boolean {
    if (this.peek() !== point) return false
    this.at += 1
    return true
  }

  private takesAll(text: string): boolean {
    if (this.rest(text.length) !== text) return false
    this.at += text.length
    return true
  }

  /** Characters from here on; those of syntax are of one unit each. */
  private rest(length: number): string {
    return this.points.slice(this.at, this.at + length).join('')
  }
}

function changed(flags: Flags, words: string): Flags {
  const [on = '', off = ''] = words.split('-')
  const is = (word: string, before: boolean) =>
    on.includes(word) ? true : off.includes(word) ? false : before
  return { insensitive: is('i', flags.insensitive), lines: is('m', flags.lines), dots: is('s', flags.dots) }
}

function literal(point: string, { insensitive }: Flags): string {
  const alike = insensitive ? casedAlike(point) : [point]
  return bracketOf(alike.map((one): Range => [one.codePointAt(0) ?? 0, one.codePointAt(0) ?? 0]))
}

function bracketOf(ranges: readonly Range[]): string {
  const [only, other] = ranges
  if (only === undefined) return NEVER
  if (other === undefined && only[0] === only[1]) return written(only[0])
  const all = ranges.map(([low, high]) => (low === high ? written(low) : `${written(low)}-${written(high)}`))
  return `[${all.join('')}]`
}

/** A character by its number: nothing to escape, nothing to misread. */
function written(code: number): string {
  const point = String.fromCodePoint(code)
  return /^[0-9A-Za-z]$/.test(point) ? point : `\\U${code.toString(16).padStart(8, '0')}`
}

function times(text: string, count: number): string {
  if (count === 0) return ''
  if (count === 1) return text
  return count <= repeatsMax
    ? `${text}{${count}}`
    : `${text}{${repeatsMax}}${times(text, count - repeatsMax)}`
}

function upTo(text: string, count: number): string {
  if (count === 0) return ''
  return count <= repeatsMax
    ? `${text}{0,${count}}`
    : `${text}{0,${repeatsMax}}${upTo(text, count - repeatsMax)}`
}
