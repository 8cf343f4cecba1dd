/**
 * Text as full-text search sees it: a list of lexemes. The index is filled with what these functions give,
 * and rows in memory are judged by them, so that both agree whatever the text holds.
 *
 * A word is a run of letters, digits and the marks on them. PostgreSQL's parser also knows numbers with a
 * point, web and mail addresses and words with hyphens as one; here those are several words, on both sides
 * of a search.
 * @see https://www.postgresql.org/docs/current/textsearch-parsers.html
 */
import { STOP_WORDS, stemEnglish } from './english.ts'

/** How words become lexemes: `english` drops stop words and stems the others, `simple` only folds case. */
export type SearchLanguage = 'english' | 'simple'

export const SEARCH_LANGUAGES: readonly SearchLanguage[] = ['english', 'simple']

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu
const NUMBER = /\p{N}/u

/**
 * Bytes of one lexeme: PostgreSQL does not index longer ones
 * (https://www.postgresql.org/docs/current/textsearch-limitations.html).
 */
const lexemeBytesMax = 2046
/** No shorter word, in UTF-16 units, can have more than `lexemeBytesMax` bytes. */
const lexemeUnitsSafe = lexemeBytesMax / 3

/**
 * The lexemes of a text in its order; null stands for a word that is not searched for (a stop word, one too
 * long), so that the others keep their places.
 */
export function lexemesOf(language: SearchLanguage, text: string): (string | null)[] {
  const words = foldCase(text).match(WORD) ?? []
  return words.map((word) => lexemeOf(language, word))
}

/** The final sigma is a sigma: no other letter has a form of its own at the end of a word. */
function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ')
}

function lexemeOf(language: SearchLanguage, word: string): string | null {
  if (word.length > lexemeUnitsSafe && Buffer.byteLength(word) > lexemeBytesMax) return null
  if (language === 'simple') return word
  if (STOP_WORDS.has(word)) return null
  // PostgreSQL's english stems words of letters alone: `mp3s` stays as it is.
  return NUMBER.test(word) ? word : stemEnglish(word)
}
