/**
 * The expression tree: URL filters, access rules and realtime filters are all `Expr`. It is printed to SQL
 * (`print.ts`), evaluated in memory (`evaluate.ts`) and used to generate rows (`generate.ts`), always with
 * SQL's three truth values: true, false and unknown (null).
 */
import type { Column, ColumnType, Relation, Value } from '../model/index.ts'
import type { SearchLanguage, SearchMode } from './search/index.ts'

/**
 * A row that an expression speaks of: `row` (new state), `old` (state before an update), or one bound by
 * `exists`.
 */
export type RowName = string

/** Where a value is found at run time; never part of the SQL text. */
export type Term =
  /** A column of a row, reached over to-one relations: `row.album.artist.name`. Missing rows give null. */
  | {
      readonly kind: 'column'
      readonly row: RowName
      readonly path: readonly Relation[]
      readonly column: Column
    }
  /** A constant of the model. */
  | { readonly kind: 'value'; readonly type: ColumnType; readonly value: Value }
  /** The value number `index` of the request, text from the URL, read as `type`. */
  | { readonly kind: 'parameter'; readonly index: number; readonly type: ColumnType }
  /**
   * The caller's id, or a claim by path (`['app_metadata', 'org']`), read as `type`; null when it does not
   * fit.
   */
  | { readonly kind: 'caller'; readonly claim: readonly string[]; readonly type: ColumnType }
  /**
   * A column under a rule of its own: null on rows where `rule` is not true. Made by `query/guard.ts` alone.
   */
  | { readonly kind: 'masked'; readonly term: Term; readonly rule: Expr }
  /** `term->path` (JSON) or `term->>path` (text). */
  | {
      readonly kind: 'json'
      readonly term: Term
      readonly path: readonly (string | number)[]
      readonly text: boolean
    }
  /** `term::type`. */
  | { readonly kind: 'cast'; readonly term: Term; readonly type: ColumnType }
  /** How well a row fits the searches that picked it. */
  | { readonly kind: 'rank'; readonly searches: readonly Search[]; readonly type: ColumnType }

export type Comparison = 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte'
/** `like` and `ilike` take SQL patterns (`%`, `_`, `\`); `match` and `imatch` take regular expressions. */
export type TextMatch = 'like' | 'ilike' | 'match' | 'imatch'

/**
 * `tsvector @@ tsquery`: a search query, text number `index` of the request, finds something in the columns.
 */
export interface Search {
  readonly kind: 'search'
  readonly row: RowName
  readonly columns: readonly Column[]
  readonly mode: SearchMode
  readonly language: SearchLanguage
  readonly index: number
}

export type Expr =
  | { readonly kind: 'constant'; readonly value: boolean | null }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Expr[] }
  | { readonly kind: 'not'; readonly term: Expr }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly left: Term; readonly right: Term }
  /** `is distinct from`: never unknown. */
  | { readonly kind: 'distinct'; readonly left: Term; readonly right: Term }
  /** `term is null|true|false|unknown`: never unknown. */
  | { readonly kind: 'is'; readonly term: Term; readonly value: null | boolean }
  | { readonly kind: 'in'; readonly term: Term; readonly list: List }
  | { readonly kind: 'text'; readonly op: TextMatch; readonly term: Term; readonly pattern: Term }
  /** `op` holds between `term` and any, or all, of the listed values: `like(any).{a,b}`. */
  | {
      readonly kind: 'quantified'
      readonly quantifier: 'any' | 'all'
      readonly op: Exclude<Comparison, 'neq'> | TextMatch
      readonly term: Term
      readonly list: List
    }
  /** Array or JSON containment: `cs` (`@>`), `cd` (`<@`), `ov` (`&&`). */
  | { readonly kind: 'contains'; readonly op: 'cs' | 'cd' | 'ov'; readonly left: Term; readonly right: Term }
  /** One array column holds one value. */
  | { readonly kind: 'member'; readonly term: Term; readonly of: Term }
  /** Unknown where all of the columns are null. */
  | Search
  /** The caller has one of these roles. */
  | { readonly kind: 'role'; readonly anyOf: readonly string[] }
  /**
   * Rows on the other side of `relation`, each bound to `as`. `some`: one of them makes `where` true; `none`:
   * none does; `every`: all do. Never unknown.
   */
  | {
      readonly kind: 'exists'
      readonly quantifier: 'some' | 'every' | 'none'
      readonly row: RowName
      readonly path: readonly Relation[]
      readonly relation: Relation
      readonly as: RowName
      readonly where: Expr
      /**
       * What must hold of the junction's row (there `row`); only the guard adds it, to many-to-many
       * relations.
       */
      readonly through?: Expr
    }

/** The right side of `in`: known values, a list from the URL, or a list that a claim of the caller holds. */
export type List =
  | { readonly kind: 'values'; readonly type: ColumnType; readonly values: readonly Value[] }
  | { readonly kind: 'parameter'; readonly index: number; readonly type: ColumnType }
  | { readonly kind: 'caller'; readonly claim: readonly string[]; readonly type: ColumnType }

export const TRUE: Expr = Object.freeze({ kind: 'constant', value: true })
export const FALSE: Expr = Object.freeze({ kind: 'constant', value: false })

/** Conjunction, flattened; an empty one is true, one with a false term is false. */
export function and(...terms: readonly Expr[]): Expr {
  return joined('and', terms)
}

/** Disjunction, flattened; an empty one is false, one with a true term is true. */
export function or(...terms: readonly Expr[]): Expr {
  return joined('or', terms)
}

export function not(term: Expr): Expr {
  if (term.kind === 'constant') return { kind: 'constant', value: term.value === null ? null : !term.value }
  return term.kind === 'not' ? term.term : { kind: 'not', term }
}

function joined(kind: 'and' | 'or', terms: readonly Expr[]): Expr {
  const absorbing = kind === 'or'
  const kept: Expr[] = []
  for (const term of terms) {
    if (term.kind === kind) kept.push(...term.terms)
    else if (term.kind === 'constant' && term.value === absorbing) return term
    else if (term.kind === 'constant' && term.value === !absorbing) continue
    else kept.push(term)
  }
  const [only] = kept
  if (only === undefined) return absorbing ? FALSE : TRUE
  return kept.length === 1 ? only : { kind, terms: kept }
}
