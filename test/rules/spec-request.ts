/** What a random request is made of, as plain data. */
import type { CallerSpec, Cell, Kind, ModelSpec, RelationSpec, Row, State } from './spec.ts'

/** A way into a JSON or array column: `->a->0`, its last step `->>` where the end is wanted as text. */
export interface PathSpec {
  readonly steps: readonly (string | number)[]
  readonly text: boolean
}

export type FilterOp =
  | 'eq'
  | 'neq'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'isdistinct'
  | 'like'
  | 'ilike'
  | 'in'
  | 'null'
  | 'cs'

export const SEARCH_MODES = ['fts', 'plfts', 'phfts', 'wfts'] as const

/** How the words of a search belong together. */
export type SearchForm = 'all' | 'any' | 'but' | 'phrase' | 'beginning'

export type FilterSpec =
  | {
      readonly is: 'filter'
      readonly column: string
      readonly path: PathSpec | null
      /** Of what is compared: with a path, `text` or `json`. */
      readonly kind: Kind
      readonly op: FilterOp
      readonly value: Cell
      readonly negated: boolean
    }
  | {
      readonly is: 'search'
      /** One column, or `search` for all of `columns`. */
      readonly column: string
      readonly columns: readonly string[]
      readonly mode: (typeof SEARCH_MODES)[number]
      readonly language: 'simple' | 'english'
      readonly form: SearchForm
      readonly words: readonly string[]
      readonly negated: boolean
    }
  | { readonly is: 'and' | 'or'; readonly of: readonly FilterSpec[]; readonly negated: boolean }
  /** `embed=is.null` and its opposite. */
  | { readonly is: 'embed'; readonly alias: string; readonly negated: boolean }

export type SearchFilter = Extract<FilterSpec, { is: 'search' }>
export type ColumnFilter = Extract<FilterSpec, { is: 'filter' }>

export interface OrderSpec {
  /** Of this to-one embed. */
  readonly embed: string | null
  /** `search_rank` orders by how well rows fit the searches of the request. */
  readonly column: string
  readonly path: PathSpec | null
  readonly kind: Kind
  readonly descending: boolean
  readonly nulls: 'first' | 'last' | null
}

export const RANK = 'search_rank'

export type AggregateFn = 'count' | 'sum' | 'avg' | 'min' | 'max'

/** What is selected besides plain columns. */
export type ItemSpec =
  | {
      readonly is: 'path'
      readonly as: string
      readonly column: string
      readonly path: PathSpec
      readonly kind: Kind
    }
  | {
      readonly is: 'cast'
      readonly as: string
      readonly column: string
      readonly kind: Kind
      readonly to: string
    }
  /** Of a column, a value in its JSON, or of whole rows (`count()`). */
  | {
      readonly is: 'aggregate'
      readonly as: string
      readonly fn: AggregateFn
      readonly column: string | null
      readonly path: PathSpec | null
      /** The type that the values are cast to first. */
      readonly cast: string | null
      readonly kind: Kind
    }
  | { readonly is: 'rank'; readonly as: string }

export type AggregateItem = Extract<ItemSpec, { is: 'aggregate' }>

export interface EmbedSpec {
  /** How filters and orders call it: of a spread, which has no alias, the name of its target. */
  readonly alias: string
  readonly relation: RelationSpec
  readonly inner: boolean
  /** Its members become members of the row that embeds it, each with `prefix` before its name. */
  readonly spread: boolean
  readonly prefix: string
  readonly read: ReadSpec
}

export interface ReadSpec {
  readonly table: string
  /** Null for `*`. With aggregates, these and the other items are the groups. */
  readonly columns: readonly string[] | null
  readonly items: readonly ItemSpec[]
  readonly embeds: readonly EmbedSpec[]
  readonly filters: readonly FilterSpec[]
  /** With `total` the key follows, so that the order is complete. */
  readonly order: readonly OrderSpec[]
  readonly total: boolean
  readonly limit: number | null
  readonly offset: number | null
}

/** A read of whole rows, as nothing was said. */
export const plainRead = (table: string): ReadSpec => ({
  table,
  columns: null,
  items: [],
  embeds: [],
  filters: [],
  order: [],
  total: false,
  limit: null,
  offset: null,
})

export const isGrouped = (read: ReadSpec): boolean => read.items.some((item) => item.is === 'aggregate')

/** What the answer is written as. */
export type Media = 'json' | 'object' | 'csv' | 'stripped' | 'plan'

export interface ReadRequest {
  readonly does: 'read'
  readonly read: ReadSpec
  readonly count: 'exact' | 'planned' | 'estimated' | null
  readonly head: boolean
  readonly media: Media
}

/** How a write is asked for, besides what it writes. */
export interface WriteManner {
  /** `Prefer: tx=rollback`. */
  readonly rollback: boolean
  /** Its plan is asked for instead of its doing. */
  readonly plan: boolean
  readonly affectedMax: number | null
}

export interface InsertRequest {
  readonly does: 'insert'
  readonly table: string
  readonly rows: readonly Row[]
  readonly bulk: boolean
  readonly resolution: 'merge-duplicates' | 'ignore-duplicates' | null
  readonly onConflict: readonly string[] | null
  readonly returning: ReadSpec | null
  readonly manner: WriteManner
}

/** The first rows in an order alone. */
export interface PageSpec {
  readonly order: readonly OrderSpec[]
  readonly limit: number
}

export interface UpdateRequest {
  readonly does: 'update'
  readonly table: string
  readonly set: Row
  readonly filters: readonly FilterSpec[]
  readonly page: PageSpec | null
  readonly returning: ReadSpec | null
  readonly manner: WriteManner
}

export interface DeleteRequest {
  readonly does: 'delete'
  readonly table: string
  readonly filters: readonly FilterSpec[]
  readonly page: PageSpec | null
  readonly returning: ReadSpec | null
  readonly manner: WriteManner
}

export type WriteSpec = InsertRequest | UpdateRequest | DeleteRequest

/** The last asks for the API's description. */
export type RequestSpec = ReadRequest | WriteSpec | { readonly does: 'describe' }

export const isWrite = (request: RequestSpec): request is WriteSpec =>
  request.does !== 'read' && request.does !== 'describe'

export interface CaseSpec {
  readonly model: ModelSpec
  readonly rows: State
  /** The same to the caller, other in what it may not see; null when no such world was found. */
  readonly other: State | null
  readonly caller: CallerSpec
  readonly requests: readonly RequestSpec[]
}
