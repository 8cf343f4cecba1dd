/**
 * Search queries in PostgreSQL's words: a `tsquery` of lexemes that are finished already, each behind the
 * marker of its column, and in quotes: nothing of a request is ever read as syntax.
 * @see https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY
 */
import type { SearchQuery, SearchTree } from '../../rules/index.ts'

/** @param markers of the columns that are looked through */
export function searchText({ tree }: SearchQuery, markers: readonly string[]): string {
  return tree === null ? '' : print(tree, markers)
}

function print(tree: SearchTree, markers: readonly string[]): string {
  switch (tree.kind) {
    case 'not':
      return `!${print(tree.term, markers)}`
    case 'and':
    case 'or': {
      const operator = tree.kind === 'and' ? '&' : '|'
      return `(${print(tree.left, markers)} ${operator} ${print(tree.right, markers)})`
    }
    default:
      // A word is in any of the columns, a phrase in all of its parts in one of them.
      return `(${markers.map((marker) => printInside(tree, marker)).join(' | ')})`
  }
}

function printInside(tree: SearchTree, marker: string): string {
  switch (tree.kind) {
    case 'word': {
      // No lexeme has the weight A.
      const flags = `${tree.prefix ? '*' : ''}${tree.never ? 'A' : ''}`
      return `'${marker}${tree.lexeme}'${flags === '' ? '' : `:${flags}`}`
    }
    case 'not':
      return `!${printInside(tree.term, marker)}`
    default: {
      const operator = tree.kind === 'phrase' ? `<${tree.distance}>` : tree.kind === 'and' ? '&' : '|'
      return `(${printInside(tree.left, marker)} ${operator} ${printInside(tree.right, marker)})`
    }
  }
}

type Word = Extract<SearchTree, { kind: 'word' }>

/** What `offstage.search_rank` counts: how many words there are, and the lexemes of each, by its number. */
export function rankWords({ tree }: SearchQuery, markers: readonly string[]): string {
  const words = new Map<string, Word>()
  for (const word of tree === null ? [] : wordsOf(tree))
    words.set(JSON.stringify([word.lexeme, word.prefix, word.never]), word)
  const lexemes = [...words.values()].flatMap(({ lexeme, prefix, never }, number) =>
    never ? [] : markers.map((marker) => ({ number, lexeme: marker + lexeme, prefix })),
  )
  return JSON.stringify({ words: words.size, lexemes })
}

function wordsOf(tree: SearchTree): Word[] {
  if (tree.kind === 'word') return [tree]
  return tree.kind === 'not' ? wordsOf(tree.term) : [...wordsOf(tree.left), ...wordsOf(tree.right)]
}
