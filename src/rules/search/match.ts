/** Search queries against texts in memory: whether they match, and how well. */
import type { SearchQuery } from './parse.ts'
import type { SearchTree } from './tree.ts'
import { lexemesOf, type SearchLanguage } from './words.ts'

/** Places of every lexeme, ascending. */
type Places = ReadonlyMap<string, readonly number[]>

/** Between texts lies more than any phrase can span: a phrase is found in one of them. */
const gapBetweenTexts = 1e9

/** Whether the texts together match; null when there is none. */
export function matchesSearch(query: SearchQuery, texts: readonly (string | null)[]): boolean | null {
  if (texts.every((text) => text === null)) return null
  return query.tree !== null && holds(query.tree, placesOf(query.language, texts))
}

function placesOf(language: SearchLanguage, texts: readonly (string | null)[]): Places {
  const places = new Map<string, number[]>()
  texts.forEach((text, index) => {
    const lexemes = text === null ? [] : lexemesOf(language, text)
    for (const [at, lexeme] of lexemes.entries()) {
      if (lexeme === null) continue
      const place = index * gapBetweenTexts + at + 1
      const known = places.get(lexeme)
      if (known === undefined) places.set(lexeme, [place])
      else known.push(place)
    }
  })
  return places
}

function holds(tree: SearchTree, places: Places): boolean {
  switch (tree.kind) {
    case 'word':
      return found(tree, places).length > 0
    case 'not':
      return !holds(tree.term, places)
    case 'and':
      return holds(tree.left, places) && holds(tree.right, places)
    case 'or':
      return holds(tree.left, places) || holds(tree.right, places)
    case 'phrase':
      return isSome(ends(tree, places))
  }
}

type Word = Extract<SearchTree, { kind: 'word' }>

function found(word: Word, places: Places): readonly number[] {
  if (word.never) return []
  if (!word.prefix) return places.get(word.lexeme) ?? []
  return [...places].flatMap(([lexeme, at]) => (lexeme.startsWith(word.lexeme) ? at : []))
}

/**
 * Where a part of a phrase ends: at the places of `at`, or, `everywhere`, at all others. `width` is the
 * distance from its start to its end. These are the rules of PostgreSQL's phrase search, where `!cat <->
 * dog` asks for a dog with something else before it.
 */
interface Ends {
  readonly at: ReadonlySet<number>
  readonly everywhere: boolean
  readonly width: number
}

const isSome = (ends: Ends) => ends.everywhere || ends.at.size > 0

function ends(tree: SearchTree, places: Places): Ends {
  switch (tree.kind) {
    case 'word':
      return { at: new Set(found(tree, places)), everywhere: false, width: 0 }
    case 'not': {
      const inner = ends(tree.term, places)
      return { ...inner, everywhere: !inner.everywhere }
    }
    case 'phrase': {
      const [left, right] = [ends(tree.left, places), ends(tree.right, places)]
      const shift = tree.distance + right.width
      return joined('and', left, right, { left: shift, right: 0, width: shift + left.width })
    }
    default: {
      const [left, right] = [ends(tree.left, places), ends(tree.right, places)]
      const width = Math.max(left.width, right.width)
      return joined(tree.kind, left, right, { left: width - left.width, right: width - right.width, width })
    }
  }
}

/** Both sides moved to where the whole ends; a set of all places but some stays one. */
function joined(
  kind: 'and' | 'or',
  left: Ends,
  right: Ends,
  shift: { left: number; right: number; width: number },
): Ends {
  const lefts = new Set([...left.at].map((place) => place + shift.left))
  const rights = new Set([...right.at].map((place) => place + shift.right))
  const isIn = (place: number) => {
    const sides = [lefts.has(place) !== left.everywhere, rights.has(place) !== right.everywhere]
    return kind === 'and' ? sides.every(Boolean) : sides.some(Boolean)
  }
  const everywhere =
    kind === 'and' ? left.everywhere && right.everywhere : left.everywhere || right.everywhere
  const at = [...lefts, ...rights].filter((place) => isIn(place) !== everywhere)
  return { at: new Set(at), everywhere, width: shift.width }
}

/** Words of a text that count for its rank: PostgreSQL's places end there too. */
const rankedWordsMax = 16_383
/** PostgreSQL keeps no more places of a lexeme than these. */
const rankedPlacesMax = 255
/** The weight of words without one, in PostgreSQL's `ts_rank`. */
const plainWeight = 0.1

/**
 * How well the texts fit the query, from 0 up to 1: how many of its words occur, and how often, every
 * further time counting less. It is what PostgreSQL's `ts_rank` gives for words joined by `|`. It comes from
 * these texts alone: ranks that weigh how rare a word is among all rows would tell of rows that the caller
 * may not read.
 */
export function rankSearch(query: SearchQuery, texts: readonly (string | null)[]): number {
  if (query.tree === null) return 0
  const words = new Map(wordsOf(query.tree).map((word) => [wordKey(word), word]))
  const times = new Map([...words.keys()].map((key) => [key, 0]))
  const beginnings = [...words].filter(([, { prefix, never }]) => prefix && !never)
  const count = (key: string) => {
    const before = times.get(key)
    if (before !== undefined) times.set(key, before + 1)
  }
  for (const text of texts) {
    const lexemes = text === null ? [] : lexemesOf(query.language, text)
    for (const lexeme of lexemes.slice(0, rankedWordsMax)) {
      if (lexeme === null) continue
      count(lexeme)
      for (const [key, word] of beginnings) if (lexeme.startsWith(word.lexeme)) count(key)
    }
  }
  const total = [...times.values()].reduce((sum, each) => sum + weightOf(each), 0)
  return shortestSingle(total / times.size)
}

/** No lexeme holds an asterisk. */
const wordKey = ({ lexeme, prefix, never }: Word) => lexeme + (never ? '*never' : prefix ? '*' : '')

function wordsOf(tree: SearchTree): Word[] {
  if (tree.kind === 'word') return [tree]
  return tree.kind === 'not' ? wordsOf(tree.term) : [...wordsOf(tree.left), ...wordsOf(tree.right)]
}

/** The sum of 1/n² for the n-th time, over what it would be for ever (π²/6). */
function weightOf(times: number): number {
  let sum = 0
  for (let n = 1; n <= Math.min(times, rankedPlacesMax); n++) sum += plainWeight / (n * n)
  return sum / 1.64493406685
}

/** As the single-precision number that PostgreSQL gives, in as few digits as tell it from its neighbours. */
function shortestSingle(value: number): number {
  const single = Math.fround(value)
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(single.toPrecision(digits))
    if (Math.fround(short) === single) return short
  }
  return Number(single.toPrecision(9))
}
