/**
 * What a request asks for, as values: names and structure still unresolved, values kept apart in `values` so
 * that the rest is the request's shape. Made by `rest/parse`, resolved by `plan.ts`.
 */

/** `data->address->>city`: a column and the way into its JSON; `text` when the last arrow is `->>`. */
export interface FieldName {
  readonly name: string
  readonly path: readonly (string | number)[]
  readonly text: boolean
}

export type Aggregate = 'count' | 'sum' | 'avg' | 'min' | 'max'

export type SelectItem =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'field'
      readonly field: FieldName
      readonly alias: string | null
      readonly cast: string | null
      readonly aggregate: Aggregate | null
      /** Cast of the aggregate's result: `amount.sum()::text`. */
      readonly aggregateCast: string | null
    }
  /** `count()` of rows. */
  | { readonly kind: 'count'; readonly alias: string | null; readonly cast: string | null }
  | {
      readonly kind: 'embed'
      readonly target: string
      readonly hint: string | null
      readonly alias: string | null
      readonly join: 'left' | 'inner'
      readonly spread: boolean
      readonly select: readonly SelectItem[]
    }

export type FilterOperator =
  | 'eq'
  | 'neq'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'like'
  | 'ilike'
  | 'match'
  | 'imatch'
  | 'in'
  | 'is'
  | 'isdistinct'
  | 'cs'
  | 'cd'
  | 'ov'
  | 'fts'
  | 'plfts'
  | 'phfts'
  | 'wfts'
  | 'sl'
  | 'sr'
  | 'nxl'
  | 'nxr'
  | 'adj'

export type IsValue = 'null' | 'not_null' | 'true' | 'false' | 'unknown'

export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly negated: boolean; readonly terms: readonly FilterNode[] }
  | {
      readonly kind: 'filter'
      readonly field: FieldName
      readonly negated: boolean
      readonly op: FilterOperator
      /** `eq(any).{1,2}` */
      readonly quantifier: 'any' | 'all' | null
      /** Language of a full-text filter: `fts(english)`. */
      readonly language: string | null
      /** Index into `values`: text, or a list for `in` and quantified filters. */
      readonly value: number
      /** The word after `is.`: part of the shape, since it is part of the SQL. */
      readonly is: IsValue | null
    }

export interface OrderItem {
  /** To-one embed that the column is of: `order=album(title)`; null for the row itself. */
  readonly embed: string | null
  readonly field: FieldName
  readonly descending: boolean
  readonly nulls: 'first' | 'last' | null
}

/** Something said of the table or, with a path, of one of its embeds: `albums.songs.order=title`. */
export interface At<T> {
  readonly path: readonly string[]
  readonly of: T
}

export type CountMode = 'exact' | 'planned' | 'estimated'

export interface Preferences {
  readonly count: CountMode | null
  readonly return: 'representation' | 'minimal' | 'headers-only' | null
  readonly resolution: 'merge-duplicates' | 'ignore-duplicates' | null
  readonly missing: 'default' | 'null' | null
  readonly handling: 'strict' | 'lenient' | null
  readonly tx: 'rollback' | 'commit' | null
  readonly maxAffected: number | null
  /** Names that nobody knows, for `handling=strict`. */
  readonly invalid: readonly string[]
}

export type Operation = 'read' | 'insert' | 'upsert' | 'update' | 'delete'

/** The part of a request that its statement depends on: two requests of one shape share a statement. */
export interface Shape {
  readonly operation: Operation
  readonly table: string
  readonly select: readonly SelectItem[] | null
  readonly filters: readonly At<FilterNode>[]
  readonly order: readonly At<readonly OrderItem[]>[]
  /** Indexes into `values`. */
  readonly limits: readonly At<number>[]
  readonly offsets: readonly At<number>[]
  readonly count: CountMode | null
  /** Nobody gets to see the rows that are read, only how many there are. */
  readonly bodiless: boolean
  /** Columns that the body gives, in its order; null for reads and deletes. */
  readonly columns: readonly string[] | null
  /** Many rows in the body (a JSON array), also when it holds one. */
  readonly bulk: boolean
  readonly onConflict: readonly string[] | null
  readonly resolution: 'merge-duplicates' | 'ignore-duplicates' | null
  readonly missing: 'default' | 'null'
  /** Whether the written rows are sent back. */
  readonly returning: boolean
}

/** A parameter of a request: text from the URL, or the texts of a list. */
export type Parameter = string | readonly string[]

export interface DataRequest {
  readonly shape: Shape
  readonly values: readonly Parameter[]
  /** Rows of the body, as parsed JSON, in the order of `shape.columns`; empty for reads. */
  readonly rows: readonly (readonly unknown[])[]
}
