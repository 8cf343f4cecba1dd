/** Texts that a pattern matches, for generated rows. A try, not a promise: whoever asks checks the answer. */
import { ANY, likeSteps, RUN } from './match-text.ts'

/** A number from 0 up to, but not including, 1. */
export type Chance = () => number

const LETTERS = [...'abcxyzAB019 _%é😀']
/** Repetitions of an open-ended quantifier. */
const repeatsMax = 3

export function pick<T>(chance: Chance, items: readonly T[]): T | undefined {
  return items[Math.floor(chance() * items.length)]
}

export function randomText(chance: Chance, lengthMax: number): string {
  return Array.from({ length: Math.floor(chance() * (lengthMax + 1)) }, () => pick(chance, LETTERS)).join('')
}

/** @throws Refusal 22025 as `matchesLike` does */
export function sampleLike(chance: Chance, pattern: string): string {
  const written = likeSteps(pattern).map((step) => {
    if (step === RUN) return randomText(chance, 2)
    return step === ANY ? (pick(chance, LETTERS) ?? '') : step
  })
  return written.join('')
}

/**
 * A text that the regular expression matches, when it is made of literals, classes, groups, alternatives and
 * quantifiers; anchors are taken to hold.
 */
export function samplePattern(chance: Chance, pattern: string): string {
  const reader = { points: [...pattern], at: 0 }
  return sampleAlternatives(chance, reader)
}

interface Reader {
  readonly points: readonly string[]
  at: number
}

function sampleAlternatives(chance: Chance, reader: Reader): string {
  const alternatives = [sampleSequence(chance, reader)]
  while (reader.points[reader.at] === '|') {
    reader.at++
    alternatives.push(sampleSequence(chance, reader))
  }
  return pick(chance, alternatives) ?? ''
}

function sampleSequence(chance: Chance, reader: Reader): string {
  let written = ''
  while (reader.at < reader.points.length) {
    const point = reader.points[reader.at] ?? ''
    if (point === '|' || point === ')') break
    const start = reader.at
    sampleAtom(chance, reader)
    const end = reader.at
    const count = readCount(chance, reader)
    const next = reader.at
    for (let i = 0; i < count; i++) {
      reader.at = start
      written += sampleAtom(chance, reader)
    }
    reader.at = Math.max(next, end)
  }
  return written
}

function sampleAtom(chance: Chance, reader: Reader): string {
  const point = reader.points[reader.at++] ?? ''
  switch (point) {
    case '^':
    case '$':
      return ''
    case '.':
      return pick(chance, LETTERS) ?? ''
    case '\\':
      return sampleEscape(chance, reader.points[reader.at++] ?? '')
    case '[':
      return sampleClass(chance, reader)
    case '(': {
      if (reader.points[reader.at] === '?') reader.at += 2
      const written = sampleAlternatives(chance, reader)
      reader.at++
      return written
    }
    default:
      return point
  }
}

function sampleEscape(chance: Chance, point: string): string {
  const classes: Readonly<Record<string, string>> = {
    d: '0123456789',
    w: 'abzAZ09_',
    s: ' \t',
    b: '',
    n: '\n',
    t: '\t',
  }
  const members = classes[point]
  return members === undefined ? point : (pick(chance, [...members]) ?? '')
}

function sampleClass(chance: Chance, reader: Reader): string {
  const negated = reader.points[reader.at] === '^'
  if (negated) reader.at++
  const members: string[] = []
  while (reader.at < reader.points.length && (reader.points[reader.at] !== ']' || members.length === 0)) {
    const point = reader.points[reader.at++] ?? ''
    const last = reader.points[reader.at + 1]
    if (point === '\\') members.push(sampleEscape(chance, reader.points[reader.at++] ?? ''))
    else if (reader.points[reader.at] === '-' && last !== undefined && last !== ']') {
      reader.at += 2
      members.push(between(chance, point, last))
    } else members.push(point)
  }
  reader.at++
  const wanted = negated ? LETTERS.filter((letter) => !members.includes(letter)) : members
  return pick(chance, wanted) ?? ''
}

function between(chance: Chance, first: string, last: string): string {
  const from = first.codePointAt(0) ?? 0
  const to = last.codePointAt(0) ?? from
  return String.fromCodePoint(from + Math.floor(chance() * Math.max(to - from + 1, 1)))
}

/** How often the atom before is to be repeated: 1 without a quantifier. */
function readCount(chance: Chance, reader: Reader): number {
  const rest = reader.points.slice(reader.at, reader.at + 12).join('')
  const [quantifier, min, comma, max] = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(rest) ?? []
  if (quantifier === undefined) return 1
  reader.at += quantifier.length
  const from = quantifier[0] === '{' ? Number(min) : quantifier[0] === '+' ? 1 : 0
  const open =
    quantifier[0] === '{' ? (comma === '' ? from : from + repeatsMax) : quantifier[0] === '?' ? 1 : repeatsMax
  const to = max === undefined || max === '' ? open : Number(max)
  return from + Math.floor(chance() * (to - from + 1))
}
