/**
 * English words by their stem: `running`, `runs` and `run` are one. The algorithm is Snowball's English
 * stemmer (https://snowballstem.org/algorithms/english/stemmer.html), which PostgreSQL uses too, step for
 * step and with its names for the parts of a word.
 */

/** Words too common to search for: Snowball's list, as PostgreSQL's `english.stop` has it. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her
  hers herself it its itself they them their theirs themselves what which who whom this that these
  those am is are was were be been being have has had having do does did doing a an the and but if
  or because as until while of at by for with about against between into through during before after
  above below to from up down in out on off over under again further then once here there when where
  why how all any both each few more most other some such no nor not only own same so than too very
  s t can will just don should now`.split(/\s+/),
)

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['skis', 'ski'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['idly', 'idl'],
  ['gently', 'gentl'],
  ['ugly', 'ugli'],
  ['early', 'earli'],
  ['only', 'onli'],
  ['singly', 'singl'],
  ...['sky', 'news', 'howe', 'atlas', 'cosmos', 'bias', 'andes'].map((word) => [word, word] as const),
])

const DONE_AFTER_PLURALS = new Set('inning outing canning herring earring proceed exceed succeed'.split(' '))

/** Most texts are made of few words: their stems are kept, since finding one takes microseconds. */
const stemsKeptMax = 20_000
const stems = new Map<string, string>()

/** The stem of a word of lower-case letters. */
export function stemEnglish(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const stem = stemOf(word)
  if (stems.size >= stemsKeptMax) stems.clear()
  stems.set(word, stem)
  return stem
}

function stemOf(word: string): string {
  if (word.length <= 2) return word
  const irregular = IRREGULAR.get(word)
  if (irregular !== undefined) return irregular
  // A y that stands for a consonant is written Y while the word is worked on.
  const marked = word.replace(/^y/, 'Y').replace(/([aeiouy])y/g, '$1Y')
  const r1 = firstRegion(marked)
  const r2 = regionAfter(marked, r1)
  const singular = withoutPlural(marked)
  if (DONE_AFTER_PLURALS.has(singular)) return singular
  const ended = withI(withoutPast(singular, r1))
  const derived = shortened(shortened(ended, r1, SECOND), r1, THIRD, r2)
  return withoutE(shortened(derived, r2, FOURTH), r1, r2).replaceAll('Y', 'y')
}

/** R1 starts after the first consonant that follows a vowel; the end of the word when there is none. */
function firstRegion(word: string): number {
  const known = /^(?:gener|commun|arsen)/.exec(word)
  return known === null ? regionAfter(word, 0) : known[0].length
}

function regionAfter(word: string, start: number): number {
  const found = /[aeiouy][^aeiouy]/.exec(word.slice(start))
  return found === null ? word.length : start + found.index + 2
}

const hasVowel = (text: string) => /[aeiouy]/.test(text)

/** A vowel between consonants at the end, or the whole word a vowel and a consonant: `hop`, `at`. */
const endsShort = (word: string) => /(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy])$/.test(word)

/** Step 1a. */
function withoutPlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1)
  if (/(?:us|ss)$/.test(word) || !word.endsWith('s')) return word
  return hasVowel(word.slice(0, -2)) ? word.slice(0, -1) : word
}

/** Step 1b. */
function withoutPast(word: string, r1: number): string {
  const [ending] = /(?:eedly|ingly|edly|eed|ing|ed)$/.exec(word) ?? []
  if (ending === undefined) return word
  const stem = word.slice(0, -ending.length)
  if (ending.startsWith('ee')) return stem.length >= r1 ? `${stem}ee` : word
  if (!hasVowel(stem)) return word
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(stem)) return stem.slice(0, -1)
  return stem.length <= r1 && endsShort(stem) ? `${stem}e` : stem
}

/** Step 1c: `cry` becomes `cri`, `by` and `say` stay. */
const withI = (word: string) => word.replace(/(?<=.[^aeiouy])[yY]$/, 'i')

/** Endings and what they become; the longest that fits is looked at alone. */
type Endings = readonly (readonly [ending: RegExp, becomes: string, inR2?: true])[]

/** Step 2. */
const SECOND: Endings = [
  [/ization$/, 'ize'],
  [/ational$/, 'ate'],
  [/fulness$/, 'ful'],
  [/ousness$/, 'ous'],
  [/iveness$/, 'ive'],
  [/tional$/, 'tion'],
  [/biliti$/, 'ble'],
  [/lessli$/, 'less'],
  [/entli$/, 'ent'],
  [/ation$/, 'ate'],
  [/alism$/, 'al'],
  [/aliti$/, 'al'],
  [/ousli$/, 'ous'],
  [/iviti$/, 'ive'],
  [/fulli$/, 'ful'],
  [/enci$/, 'ence'],
  [/anci$/, 'ance'],
  [/abli$/, 'able'],
  [/izer$/, 'ize'],
  [/ator$/, 'ate'],
  [/alli$/, 'al'],
  [/bli$/, 'ble'],
  [/(?<=l)ogi$/, 'og'],
  [/(?<=[cdeghkmnrt])li$/, ''],
]

const THIRD: Endings = [
  [/ational$/, 'ate'],
  [/tional$/, 'tion'],
  [/alize$/, 'al'],
  [/icate$/, 'ic'],
  [/iciti$/, 'ic'],
  [/ative$/, '', true],
  [/ical$/, 'ic'],
  [/ness$/, ''],
  [/ful$/, ''],
]

const FOURTH: Endings = [
  [/ement$/, ''],
  [/(?:ance|ence|able|ible|ment)$/, ''],
  [/(?:ant|ent|ism|ate|iti|ous|ive|ize)$/, ''],
  [/(?<=[st])ion$/, ''],
  [/(?:al|er|ic)$/, ''],
]

/** Steps 2 to 4: the ending becomes a shorter one, when all of it lies in the region. */
function shortened(word: string, region: number, endings: Endings, r2 = region): string {
  for (const [ending, becomes, inR2] of endings) {
    const found = ending.exec(word)
    if (found === null) continue
    return found.index >= (inR2 ? r2 : region) ? word.slice(0, found.index) + becomes : word
  }
  return word
}

/** Step 5. */
function withoutE(word: string, r1: number, r2: number): string {
  const at = word.length - 1
  const stem = word.slice(0, at)
  if (word.endsWith('e')) return at >= r2 || (at >= r1 && !endsShort(stem)) ? stem : word
  return word.endsWith('ll') && at >= r2 ? stem : word
}
