/**
 * Search queries in FTS5's words. Lexemes are put in quotes one by one: nothing of a request is ever read as
 * FTS5's syntax. What FTS5 cannot say, it says more broadly, and the text of the rows found is looked at.
 * @see https://www.sqlite.org/fts5.html#full_text_query_syntax
 */
import type { Search, SearchQuery, SearchTree } from '../../rules/index.ts'
import { EVERY, searchColumn } from './search-names.ts'

export interface IndexQuery {
  readonly text: string
  /** False where the index finds more rows than match. */
  readonly exact: boolean
}

const ALL = `{every} : "${EVERY}"`
/** No row has another word in `every`. */
const NONE = '{every} : "none"'

export function indexQuery({ language, tree }: SearchQuery, { columns }: Search): IndexQuery {
  const names = columns.map((column) => searchColumn(language, column.name)).join(' ')
  return tree === null ? { text: NONE, exact: true } : new Printer(`{${names}} : `).print(tree)
}

/** FTS5's parser keeps 100 open things on its stack, and a level of ours opens up to four. */
const nestedMax = 16

class Printer {
  /** @param columns FTS5's prefix that says where to look */
  constructor(
    private readonly columns: string,
    private readonly depth = 0,
  ) {}

  print(tree: SearchTree): IndexQuery {
    if (this.depth > nestedMax) return { text: ALL, exact: false }
    switch (tree.kind) {
      case 'word':
        return { text: this.words([tree]), exact: true }
      case 'or': {
        const parts = flat(['or'], tree).map((part) => this.below().print(part))
        return { text: `(${parts.map(({ text }) => text).join(' OR ')})`, exact: parts.every(isExact) }
      }
      case 'and':
      case 'not':
        return this.printAll(flat(['and'], tree))
      case 'phrase': {
        const words = adjacent(tree)
        if (words !== null) return { text: this.words(words), exact: true }
        return { text: this.broadly(tree), exact: false }
      }
    }
  }

  private below(): Printer {
    return new Printer(this.columns, this.depth + 1)
  }

  /** FTS5 has no `not` of one side: what is negated is taken from the rest, or from every row. */
  private printAll(trees: readonly SearchTree[]): IndexQuery {
    const below = this.below()
    const wanted = trees.filter((tree) => tree.kind !== 'not').map((tree) => below.print(tree))
    const negated = trees.flatMap((tree) => (tree.kind === 'not' ? [below.print(tree.term)] : []))
    const from = wanted.length === 0 ? ALL : `(${wanted.map(({ text }) => text).join(' AND ')})`
    // Taking away too many would lose rows.
    const minus = negated.filter(isExact).map(({ text }) => ` NOT ${text}`)
    return { text: `(${from}${minus.join('')})`, exact: [...wanted, ...negated].every(isExact) }
  }

  /** Where a part of a phrase can only be if the phrase is: its words anywhere. */
  private broadly(tree: SearchTree): string {
    if (this.depth > nestedMax || tree.kind === 'not') return ALL
    if (tree.kind === 'word') return this.words([tree])
    const parts = tree.kind === 'or' ? flat(['or'], tree) : flat(['and', 'phrase'], tree)
    const printed = parts.map((part) => this.below().broadly(part))
    return `(${printed.join(tree.kind === 'or' ? ' OR ' : ' AND ')})`
  }

  /** Words in a row, of which the last may be the beginning of one. */
  private words(words: readonly Word[]): string {
    if (words.some((word) => word.never)) return NONE
    const quoted = `"${words.map(({ lexeme }) => lexeme.replaceAll('"', '""')).join(' ')}"`
    return this.columns + quoted + (words.at(-1)?.prefix ? ' *' : '')
  }
}

type Word = Extract<SearchTree, { kind: 'word' }>

const isExact = ({ exact }: IndexQuery) => exact

/** Operands of operators of these kinds in one list: FTS5's parser goes only so deep. */
function flat(kinds: readonly SearchTree['kind'][], tree: SearchTree): SearchTree[] {
  if (tree.kind === 'word' || tree.kind === 'not' || !kinds.includes(tree.kind)) return [tree]
  return [...flat(kinds, tree.left), ...flat(kinds, tree.right)]
}

/** The words of a phrase of single words that follow each other; null for any other. */
function adjacent(tree: SearchTree): Word[] | null {
  if (tree.kind === 'word') return [tree]
  if (tree.kind !== 'phrase' || tree.distance !== 1 || tree.right.kind !== 'word') return null
  const left = adjacent(tree.left)
  return left === null || left.at(-1)?.prefix ? null : [...left, tree.right]
}
