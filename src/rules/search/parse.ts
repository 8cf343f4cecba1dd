/**
 * Search queries: the languages of PostgreSQL's `to_tsquery`, `plainto_tsquery`, `phraseto_tsquery` and
 * `websearch_to_tsquery`, read into one small tree.
 * @see https://www.postgresql.org/docs/current/textsearch-controls.html#TEXTSEARCH-PARSING-QUERIES
 */
import { Refusal } from '../../base/errors.ts'
import { filterDepthMax, searchWordsMax } from '../../base/limits.ts'
import { clean, type Draft, type SearchTree, STOP } from './tree.ts'
import { lexemesOf, type SearchLanguage } from './words.ts'

/** The four operators of the dialect, in the order of the functions above. */
export type SearchMode = 'fts' | 'plfts' | 'phfts' | 'wfts'

export interface SearchQuery {
  readonly language: SearchLanguage
  /** Null when there is no word to search for: nothing matches. */
  readonly tree: SearchTree | null
}

const keptMax = 256
const kept = new Map<string, SearchQuery>()

/**
 * The query that a text says; the last ones are kept, since a statement asks once a row.
 * @throws Refusal 42601 for what `to_tsquery` cannot read; the other modes take any text
 */
export function parseSearch(mode: SearchMode, language: SearchLanguage, text: string): SearchQuery {
  const key = searchKey(mode, language, text)
  const known = kept.get(key)
  if (known !== undefined) return known
  const query = { language, tree: clean(new Reader(mode, language, text).read()) }
  if (kept.size >= keptMax) kept.clear()
  kept.set(key, query)
  return query
}

/** All of a query in one text, as a statement hands it to SQL functions. */
export function searchKey(mode: SearchMode, language: SearchLanguage, text: string): string {
  return `${mode} ${language} ${text}`
}

export function parseSearchKey(key: string): SearchQuery {
  const known = kept.get(key)
  if (known !== undefined) return known
  const [mode = '', language = ''] = key.split(' ', 2)
  const text = key.slice(mode.length + language.length + 2)
  return parseSearch(mode as SearchMode, language as SearchLanguage, text)
}

type Joined = 'and' | 'phrase'

class Reader {
  private at = 0
  private depth = 0
  private words = 0

  constructor(
    private readonly mode: SearchMode,
    private readonly language: SearchLanguage,
    private readonly text: string,
  ) {}

  read(): Draft {
    if (this.mode === 'plfts') return this.operand(this.text, 'and')
    if (this.mode === 'phfts') return this.operand(this.text, 'phrase')
    if (this.mode === 'wfts') return this.webSearch()
    this.skipSpace()
    if (this.at === this.text.length) return STOP
    const whole = this.either()
    return this.at === this.text.length ? whole : this.fail()
  }

  /** The words of one operand, each an operand of its own, joined in their order. */
  private operand(text: string, joined: Joined, prefix = false, never = false): Draft {
    const lexemes = lexemesOf(this.language, text)
    this.words += lexemes.length
    if (this.words > searchWordsMax) throw tooManyWords()
    const drafts = lexemes.map(
      (lexeme): Draft => (lexeme === null ? STOP : { kind: 'word', lexeme, prefix, never }),
    )
    return drafts.length === 0 ? STOP : drafts.reduce((left, right) => join(joined, left, right))
  }

  // -- to_tsquery: `!` binds tightest, then `<->`, `&`, `|`.

  private either(): Draft {
    let left = this.both()
    while (this.takes('|')) left = join('or', left, this.both())
    return left
  }

  private both(): Draft {
    let left = this.followed()
    while (this.takes('&')) left = join('and', left, this.followed())
    return left
  }

  private followed(): Draft {
    let left = this.negatable()
    for (;;) {
      const distance = this.distance()
      if (distance === null) return left
      left = { kind: 'phrase', left, right: this.negatable(), distance }
    }
  }

  private negatable(): Draft {
    let negated = false
    while (this.takes('!')) negated = !negated
    const draft = this.atom()
    return negated ? { kind: 'not', term: draft } : draft
  }

  private atom(): Draft {
    if (this.takes('(')) {
      this.depth += 1
      if (this.depth > filterDepthMax) throw tooDeep()
      const inside = this.either()
      if (!this.takes(')')) this.fail()
      this.depth -= 1
      return inside
    }
    const word = this.word()
    const [, flags = ''] = this.take(/:([a-d*]*)/iy) ?? []
    // Words of columns have weight D, the lowest: `cat:A` asks for others.
    const weights = flags.replaceAll('*', '').toLowerCase()
    const never = weights !== '' && !weights.includes('d')
    return this.operand(word, 'phrase', flags.includes('*'), never)
  }

  private word(): string {
    this.skipSpace()
    const [, quoted] = this.take(/'((?:[^'\\]|''|\\[\s\S])*)'/y) ?? []
    if (quoted !== undefined) return quoted.replace(/''|\\([\s\S])/g, (_, escaped = "'") => escaped)
    const [plain] = this.take(/(?:[^\s!&|():'\\]|\\[\s\S])(?:[^\s!&|():\\]|\\[\s\S])*/y) ?? []
    if (plain !== undefined) return plain.replace(/\\([\s\S])/g, '$1')
    if (this.at === this.text.length || /[&|)]/y.test(this.text.charAt(this.at))) {
      throw syntaxError(`no operand in tsquery: "${this.text}"`)
    }
    return this.fail()
  }

  /** `<->` is `<1>`. */
  private distance(): number | null {
    this.skipSpace()
    const [found, number] = this.take(/<(-|\d+)>/y) ?? []
    if (found === undefined) return null
    const distance = number === '-' ? 1 : Number(number)
    if (distance <= distanceMax) return distance
    throw new Refusal(
      400,
      '22023',
      `distance in phrase operator must be an integer value between zero and ${distanceMax} inclusive`,
    )
  }

  // -- websearch_to_tsquery: words, "phrases", or, -not; never an error.

  private webSearch(): Draft {
    const eithers: Draft[][] = [[]]
    for (;;) {
      this.take(/[\s!&|():]+/y)
      if (this.at === this.text.length) break
      const all = eithers.at(-1) ?? []
      // Between two operands it joins them; elsewhere it is a word.
      if (all.length > 0 && this.take(/or(?=\s+\S)/iy) !== null) eithers.push([])
      else all.push(this.webOperand())
    }
    const ands = eithers.map((all) => (all.length === 0 ? STOP : all.reduce((a, b) => join('and', a, b))))
    return ands.reduce((a, b) => join('or', a, b))
  }

  private webOperand(): Draft {
    const [dashes = ''] = this.take(/-[\s-]*/y) ?? []
    const negated = (dashes.match(/-/g)?.length ?? 0) % 2 === 1
    const [, phrase] = this.take(/"([^"]*)"?/y) ?? []
    const text = phrase ?? this.take(/[^\s!&|():"]*/y)?.[0] ?? ''
    const draft = this.operand(text, 'phrase')
    return negated ? { kind: 'not', term: draft } : draft
  }

  private takes(symbol: string): boolean {
    this.skipSpace()
    if (!this.text.startsWith(symbol, this.at)) return false
    this.at += symbol.length
    return true
  }

  /** @param pattern with the flag `y`: it matches here or not at all. */
  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found !== null) this.at = pattern.lastIndex
    return found
  }

  private skipSpace(): void {
    this.take(/\s+/y)
  }

  private fail(): never {
    throw syntaxError(`syntax error in tsquery: "${this.text}"`)
  }
}

/** Places that a phrase operator may span, as in PostgreSQL. */
const distanceMax = 16_384

function join(kind: 'and' | 'or' | 'phrase', left: Draft, right: Draft): Draft {
  return kind === 'phrase' ? { kind, left, right, distance: 1 } : { kind, left, right }
}

function syntaxError(message: string): Refusal {
  return new Refusal(400, '42601', message, {
    hint: 'Join words with & | ! <->, or use wfts (websearch), which reads any text.',
  })
}

function tooManyWords(): Refusal {
  return new Refusal(
    400,
    'OFF001',
    `The request has too many words in a search: at most ${searchWordsMax} are allowed`,
    { hint: 'The limit is named searchWordsMax.' },
  )
}

function tooDeep(): Refusal {
  return new Refusal(
    400,
    'OFF001',
    `The request has too many nested parentheses in a search: at most ${filterDepthMax} are allowed`,
    { hint: 'The limit is named filterDepthMax.' },
  )
}
