/** Search queries as trees, and what becomes of the words in them that are not searched for. */

export type SearchTree =
  /** `prefix`: the lexeme begins with this (`cat:*`); `never`: it asks for a weight that no word has. */
  | { readonly kind: 'word'; readonly lexeme: string; readonly prefix: boolean; readonly never: boolean }
  | { readonly kind: 'not'; readonly term: SearchTree }
  | { readonly kind: 'and' | 'or'; readonly left: SearchTree; readonly right: SearchTree }
  /** `right` ends `distance` places after `left`: `left <distance> right`. */
  | {
      readonly kind: 'phrase'
      readonly left: SearchTree
      readonly right: SearchTree
      readonly distance: number
    }

/** A tree that still has its stop words. */
export type Draft =
  | { readonly kind: 'stop' }
  | Extract<SearchTree, { kind: 'word' }>
  | { readonly kind: 'not'; readonly term: Draft }
  | { readonly kind: 'and' | 'or'; readonly left: Draft; readonly right: Draft }
  | { readonly kind: 'phrase'; readonly left: Draft; readonly right: Draft; readonly distance: number }

export const STOP: Draft = Object.freeze({ kind: 'stop' })

/** A tree without stop words, and the places that those on its left and right took up in a phrase. */
interface Cleaned {
  readonly tree: SearchTree | null
  readonly before: number
  readonly after: number
}

/**
 * The tree without its stop words, null when nothing is left. A stop word in a phrase leaves its place
 * behind: `fox <-> in <-> box` is `fox <2> box`.
 */
export function clean(draft: Draft): SearchTree | null {
  return cleaned(draft).tree
}

function cleaned(draft: Draft): Cleaned {
  switch (draft.kind) {
    case 'stop':
      return { tree: null, before: 0, after: 0 }
    case 'word':
      return { tree: draft, before: 0, after: 0 }
    case 'not': {
      const { tree } = cleaned(draft.term)
      return { tree: tree === null ? null : { kind: 'not', term: tree }, before: 0, after: 0 }
    }
    default:
      return cleanedPair(draft)
  }
}

function cleanedPair(draft: Extract<Draft, { kind: 'and' | 'or' | 'phrase' }>): Cleaned {
  const [left, right] = [cleaned(draft.left), cleaned(draft.right)]
  const distance = draft.kind === 'phrase' ? draft.distance : 0
  if (left.tree === null && right.tree === null) {
    const lost =
      draft.kind === 'phrase' ? left.before + distance + right.before : Math.max(left.before, right.before)
    return { tree: null, before: lost, after: lost }
  }
  // What a missing side took up counts for phrases alone.
  const gap = (side: number) => (draft.kind === 'phrase' ? side + distance : 0)
  if (left.tree === null)
    return { tree: right.tree, before: gap(left.before) + right.before, after: right.after }
  if (right.tree === null)
    return { tree: left.tree, before: left.before, after: gap(right.after) + left.after }
  if (draft.kind !== 'phrase') {
    return { tree: { kind: draft.kind, left: left.tree, right: right.tree }, before: 0, after: 0 }
  }
  const between = distance + left.after + right.before
  const tree: SearchTree = { kind: 'phrase', left: left.tree, right: right.tree, distance: between }
  return { tree, before: left.before, after: right.after }
}
