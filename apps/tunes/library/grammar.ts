/** A tiny grammar: `{word}` in a line is replaced by one of the lines that the grammar has under that word. */
import { pick, type Random } from '../music/random.ts'

export type Grammar = Readonly<Record<string, readonly string[]>>

export function expand(grammar: Grammar, symbol: string, random: Random): string {
  const lines = grammar[symbol]
  if (!lines) throw new Error(`the grammar has no {${symbol}}`)
  return pick(random, lines).replaceAll(/\{(\w+)\}/g, (_, inner: string) => expand(grammar, inner, random))
}

/** One word per item: lists of single words are easier to read as a line of text. */
export function words(text: string): string[] {
  return text.trim().split(/\s+/)
}

/** One phrase per item, separated by commas. */
export function phrases(text: string): string[] {
  return text
    .trim()
    .split(',')
    .map((phrase) => phrase.trim().replaceAll(/\s+/g, ' '))
}

/** `{artist}`, `{album}` and `{song}` are the three ways in. */
export interface Language {
  readonly countries: readonly string[]
  readonly grammar: Grammar
}
