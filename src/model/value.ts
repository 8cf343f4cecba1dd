/**
 * The model: what an app declares, as one frozen value. Everything else (server, schema, types, docs) is a
 * function of it. These are the shapes; `define.ts` makes and validates them.
 */

/** A column's type. `array` holds scalars only; text compares and orders by code point. */
export type ScalarType =
  | { readonly kind: 'text' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'bigint' }
  | { readonly kind: 'float' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'date' }
  | { readonly kind: 'time' }
  | { readonly kind: 'uuid' }
  | { readonly kind: 'json' }
  | { readonly kind: 'bytes' }

export type ColumnType = ScalarType | { readonly kind: 'array'; readonly of: ScalarType }

/**
 * A value of any column type, in the one form that all of Offstage uses (see `literal/`): text, uuid,
 * decimal, json, bytes (`\x…`), timestamp, date and time are strings as PostgreSQL writes them; integer and
 * float are numbers; bigint is a bigint. Null is SQL's null.
 */
export type Value = string | number | bigint | boolean | null | readonly Value[]

export type Default =
  | { readonly kind: 'value'; readonly value: Value }
  /** The moment of the request, by the injected clock. */
  | { readonly kind: 'now' }
  /** The caller's id. */
  | { readonly kind: 'me' }
  /** A new UUID version 7. */
  | { readonly kind: 'uuid' }
  /** The next number of the table. */
  | { readonly kind: 'identity' }

export type OnDelete = 'restrict' | 'cascade' | 'set null'

/** What a callback of `.access()` is: opaque here, understood by `rules/compile.ts`. */
// biome-ignore lint/suspicious/noExplicitAny: not inferred while tables are (decisions/004)
export type RuleFunction = (context: any) => any
export type Rule = boolean | RuleFunction

export interface Reference {
  /** Name of the table pointed at; its primary key is one column. */
  readonly table: string
  /** Name of the key column pointed at. */
  readonly column: string
  readonly onDelete: OnDelete
  /** True when a client may point at rows that it may not read. */
  readonly open: boolean
  /** Where both tables have a tenant: the row pointed at is one of the same. */
  readonly tenant?: TenantPair
}

/** Columns of two rows that hold the same tenant. */
export interface TenantPair {
  readonly from: string
  readonly to: string
}

/** Whose rows these are. */
export interface Tenant {
  /** Column that holds it: first in every key and index of the table. */
  readonly column: string
  /** The caller's claim that names its tenant, by path; null when callers say it in each request. */
  readonly claim: readonly string[] | null
}

export interface Column {
  readonly table: string
  readonly name: string
  readonly type: ColumnType
  readonly optional: boolean
  readonly default: Default | null
  readonly unique: boolean
  /** Never leaves the server; to a client it does not exist. */
  readonly hidden: boolean
  /** Only the server sets it. */
  readonly readonly: boolean
  /** Set on create, never changed by a client. */
  readonly writeOnce: boolean
  /** Inclusive bounds, for numbers, timestamps, dates and times. */
  readonly min: Value
  readonly max: Value
  /** Inclusive bounds of the length: code points of text, elements of arrays, bytes of bytes. */
  readonly lengthMin: number | null
  readonly lengthMax: number | null
  /** Source of an ECMAScript regular expression (flag `u`) that the text must match. */
  readonly pattern: string | null
  readonly oneOf: readonly Value[] | null
  readonly comment: string | null
  readonly reference: Reference | null
  /** Rules of this one column; absent means the table's rule alone. */
  readonly read: Rule | null
  readonly write: Rule | null
}

/**
 * How to go from one row to others. To-one and to-many come from a `ref`, many-to-many from two of a
 * junction.
 */
export type Relation =
  | {
      readonly kind: 'to-one' | 'to-many'
      /** Table the relation starts at and the one it leads to. */
      readonly from: string
      readonly to: string
      /** Column of `from`, and the column of `to` that equals it. */
      readonly fromColumn: string
      readonly toColumn: string
      /** Foreign key constraint that makes it, as in `songs_album_fkey`. */
      readonly constraint: string
      /** True when at most one row can be on the other side (a to-one, or the inverse of a unique `ref`). */
      readonly single: boolean
      /** What else is equal, where both tables have a tenant. */
      readonly tenant?: TenantPair
    }
  | {
      readonly kind: 'many-to-many'
      readonly from: string
      readonly to: string
      readonly fromColumn: string
      readonly toColumn: string
      /**
       * The table between, its column that equals `from.fromColumn`, and the one that equals `to.toColumn`.
       */
      readonly junction: string
      readonly junctionFrom: string
      readonly junctionTo: string
      /** Constraints of the junction towards `from` and towards `to`. */
      readonly constraintFrom: string
      readonly constraintTo: string
      readonly single: false
      /** The same from `from` to the junction, and from the junction to `to`. */
      readonly tenantFrom?: TenantPair
      readonly tenantTo?: TenantPair
    }

export interface Unique {
  readonly name: string
  readonly columns: readonly string[]
}

export interface Index {
  readonly name: string
  readonly columns: readonly string[]
}

/** Columns that full-text search looks through. */
export interface Search {
  readonly columns: readonly string[]
  /** How words are compared where a request does not say. */
  readonly language: 'english' | 'simple'
}

export interface Check {
  readonly name: string
  readonly rule: RuleFunction
}

/**
 * Rules by operation; null denies. `updateOld` picks the rows that may change, `updateNew` what they may
 * become.
 */
export interface Access {
  readonly read: Rule | null
  readonly create: Rule | null
  readonly updateOld: Rule | null
  readonly updateNew: Rule | null
  readonly delete: Rule | null
}

export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  readonly column: ReadonlyMap<string, Column>
  readonly primaryKey: readonly string[]
  /** Every unique constraint but the primary key, those of single columns included. */
  readonly uniques: readonly Unique[]
  readonly indexes: readonly Index[]
  readonly checks: readonly Check[]
  /** Null when the rows are nobody's in particular: such a table is the same for every tenant. */
  readonly tenant: Tenant | null
  /** Null when the table has no full-text search. */
  readonly search: Search | null
  readonly access: Access
  readonly comment: string | null
  /** Every relation that starts here, in the order of declaration. */
  readonly relations: readonly Relation[]
}

/** Switches of the data API. */
export interface Api {
  /** `count()`, `sum()`, `avg()`, `min()` and `max()` in `select`: off unless asked for, as in PostgREST. */
  readonly aggregates: boolean
}

/** The whole app: plain data, frozen. */
export interface Model {
  readonly name: string
  readonly tables: ReadonlyMap<string, Table>
  readonly api: Api
  readonly site: Site | null
  /** Module that fills a new database, relative to `app.ts`; null when it starts empty. */
  readonly seed: string | null
}

/** A web page served beside the API: an HTML entry that Bun builds, or a folder of finished files. */
export interface Site {
  /** Path of the folder, relative to `app.ts`, with `index.html` as its entry. */
  readonly folder: string
}
