import { describe, expect, test } from 'bun:test'
import { stemEnglish } from './english.ts'
import { matchesSearch, parseSearch, rankSearch } from './index.ts'
import type { SearchTree } from './tree.ts'
import { lexemesOf } from './words.ts'

describe('lexemes', () => {
  test.each<[string, (string | null)[]]>([
    ['', []],
    ['The cat in the hat', [null, 'cat', null, null, 'hat']],
    ["don't stop", [null, null, 'stop']],
    ['e-mail: a@b.com, 3.14 foo_bar', ['e', 'mail', null, 'b', 'com', '3', '14', 'foo', 'bar']],
    ['mp3s 100 2nd', ['mp3s', '100', '2nd']],
    ['Ὀδυσσεύς ΟΔΟΣ', ['ὀδυσσεύσ', 'οδοσ']],
    ['cafe\u0301 naïve ﬁsh', ['cafe\u0301', 'naïv', 'ﬁsh']],
    ['日本語 テスト', ['日本語', 'テスト']],
    ['😀 *:"()', []],
    [`ok ${'x'.repeat(2047)} ok`, ['ok', null, 'ok']],
    [`ok ${'ก'.repeat(700)} ok`, ['ok', null, 'ok']],
  ])('%p', (text, lexemes) => {
    expect(lexemesOf('english', text)).toEqual(lexemes)
  })

  test('simple folds case and nothing else', () => {
    expect(lexemesOf('simple', 'The Running CATS')).toEqual(['the', 'running', 'cats'])
  })

  // Pairs of Snowball's own vocabulary (https://snowballstem.org/algorithms/english/stemmer.html).
  test.each(
    `consign consigned>consign consigning>consign consignment>consign consist consisted>consist consistency>consist
    consistent>consist consistently>consist consolation>consol consolatory>consolatori consolidate>consolid
    conspicuous>conspicu conspicuously>conspicu conspirator>conspir constable>constabl constancy>constanc
    constant>constant knack knackeries>knackeri knavish>knavish knaves>knave kneaded>knead kneel>kneel knew>knew
    knightly>knight knits>knit knitting>knit knotty>knotti knowledge>knowledg
    caresses>caress ties>tie cries>cri gas>gas this>this gaps>gap kiwis>kiwi luxuriated>luxuri hopping>hop
    hoping>hope hoped>hope falling>fall sized>size agreed>agre feed>feed happy>happi say>say by>by cry>cri
    generously>generous communism>communism arsenal>arsenal national>nation rationalization>ration
    relational>relat hopefulness>hope electrical>electr adjustment>adjust replacement>replac adoption>adopt
    apology>apolog analogies>analog skies>sky dying>die news>news inning>inning proceeds>proceed early>earli
    youth>youth boyish>boyish saying>say controlling>control rate>rate cease>ceas roll>roll activate>activ
    sensitiviti>sensit callousness>callous goodli>good ugly>ugli bees>bee yellow>yellow running>run`
      .split(/\s+/)
      .map((pair) => pair.split('>'))
      .map(([word = '', stem = word]) => [word, stem] as const),
  )('%s is found as %s', (word, stem) => {
    expect(stemEnglish(word)).toBe(stem)
  })
})

/** A tree as PostgreSQL writes queries, each pair in parentheses. */
function shown(tree: SearchTree | null): string {
  if (tree === null) return ''
  if (tree.kind === 'word') return `${tree.lexeme}${tree.prefix ? ':*' : ''}`
  if (tree.kind === 'not') return `!${shown(tree.term)}`
  const operator = tree.kind === 'phrase' ? `<${tree.distance}>` : tree.kind === 'and' ? '&' : '|'
  return `(${shown(tree.left)} ${operator} ${shown(tree.right)})`
}

describe('queries', () => {
  test.each([
    ['fts', 'a1 | b2 & !c3 <-> d4', '(a1 | (b2 & (!c3 <1> d4)))'],
    ['fts', 'fox <-> in <-> the <-> box', '(fox <3> box)'],
    ['fts', '(the <-> fox) <2> box', '(fox <2> box)'],
    ['fts', 'fox <-> (the <-> box)', '(fox <2> box)'],
    ['fts', 'fox <-> (in | the) <-> box', '(fox <2> box)'],
    ['fts', 'the & !in | fox', 'fox'],
    ['fts', '!(the & fox)', '!fox'],
    ['fts', 'fat-cat:*', '(fat:* <1> cat:*)'],
    ['fts', "'it''s \\'x' & y\\&z", '(x & (y <1> z))'],
    ['plfts', 'The Fat & Rats:*', '(fat & rat)'],
    ['phfts', 'The cat in the hat', '(cat <3> hat)'],
    ['wfts', 'a1 "b2 c3" or -d4 e5', '((a1 & (b2 <1> c3)) | (!d4 & e5))'],
    ['wfts', 'fat-cat or', '((fat <1> cat) & or)'],
    ['wfts', '- - fox --box', '(fox & box)'],
    ['wfts', '"', ''],
  ] as const)('%s %s is %s', (mode, text, tree) => {
    expect(shown(parseSearch(mode, mode === 'wfts' ? 'simple' : 'english', text).tree)).toBe(tree)
  })

  test('as many words as the limit says, in any mode', () => {
    const words = (count: number, joint: string) =>
      Array.from({ length: count }, (_, at) => `w${at}`).join(joint)
    for (const [mode, joint] of [
      ['fts', '|'],
      ['plfts', ' '],
      ['phfts', ' '],
      ['wfts', ' '],
    ] as const) {
      expect(parseSearch(mode, 'simple', words(100, joint)).tree).not.toBe(null)
      expect(() => parseSearch(mode, 'simple', words(101, joint))).toThrow('at most 100 are allowed')
    }
    const nested = (depth: number) => `${'('.repeat(depth)}x${')'.repeat(depth)}`
    expect(shown(parseSearch('fts', 'simple', nested(20)).tree)).toBe('x')
    expect(() => parseSearch('fts', 'simple', nested(21))).toThrow('at most 20 are allowed')
  })
})

describe('matching', () => {
  test('texts that are all null match nothing, not even a negation', () => {
    const query = parseSearch('fts', 'english', '!cat')
    expect(matchesSearch(query, [null, null])).toBe(null)
    expect(matchesSearch(query, [null, ''])).toBe(true)
    expect(matchesSearch(parseSearch('fts', 'english', 'the'), [null])).toBe(null)
  })

  test('a phrase lies in one text', () => {
    const query = parseSearch('phfts', 'english', 'fat cat')
    expect(matchesSearch(query, ['a fat', 'cat'])).toBe(false)
    expect(matchesSearch(query, ['x', 'fat cat'])).toBe(true)
  })
})

describe('ranks', () => {
  // As PostgreSQL 17: select ts_rank(to_tsvector('english', …), to_tsquery('english', …)).
  test.each([
    ['rat', 'The Fat Rats', 0.06079271],
    ['rat', 'rat rat', 0.075990885],
    ['rat | cat', 'rat', 0.030396355],
    ['dog', 'rat', 0],
    ['the', 'the', 0],
    ['rat | rat', 'rat', 0.06079271],
    ['ra:*', 'rat rack', 0.075990885],
    ['rat:A', 'rat', 0],
  ])('of %s in %s is %d', (query, text, rank) => {
    expect(rankSearch(parseSearch('fts', 'english', query), [text])).toBe(rank)
  })

  test('texts count together, nulls for nothing', () => {
    expect(rankSearch(parseSearch('fts', 'english', 'rat'), ['rat', null, 'rats'])).toBe(0.075990885)
  })
})
