/**
 * A schema: what a database must hold, as plain JSON-able data. Engines keep the last applied one beside the
 * rows and print the next one; nothing here knows a dialect.
 */
import type { ColumnType, OnDelete, TenantPair } from '../model/index.ts'

/**
 * A constant of the model in JSON: as `Value`, but a bigint is its decimal text. The column's type tells them
 * apart.
 */
export type Constant = string | number | boolean | null | readonly Constant[]

/** What rows that exist get in a new column; `now` is the moment of the change. */
export type Filling = { readonly kind: 'value'; readonly value: Constant } | { readonly kind: 'now' }

export interface ColumnSchema {
  readonly name: string
  readonly type: ColumnType
  readonly optional: boolean
  /** True when the database numbers the rows. */
  readonly identity: boolean
  readonly filling: Filling | null
  /** Inclusive bounds. */
  readonly min: Constant
  readonly max: Constant
  /** Inclusive bounds of the length: code points of text, elements of arrays, bytes of bytes. */
  readonly lengthMin: number | null
  readonly lengthMax: number | null
  readonly oneOf: readonly Constant[] | null
}

/** A unique constraint or an index. */
export interface KeySchema {
  readonly name: string
  readonly columns: readonly string[]
}

export interface ForeignKeySchema {
  readonly name: string
  readonly column: string
  /** Table and key column that it points at. */
  readonly toTable: string
  readonly toColumn: string
  readonly onDelete: OnDelete
  /** Columns of both tables that are parts of the key as well: the tenant's. */
  readonly tenant?: TenantPair
}

/** A check over a whole row, in the engine's own SQL, with bare column names. */
export interface CheckSchema {
  readonly name: string
  readonly sql: string
}

/** What full-text search looks through. */
export interface SearchSchema {
  readonly columns: readonly string[]
  /** Counts up when the same text gives other lexemes: then the index is made anew. */
  readonly lexemes: number
}

export interface TableSchema {
  readonly name: string
  readonly columns: readonly ColumnSchema[]
  readonly primaryKey: readonly string[]
  readonly uniques: readonly KeySchema[]
  readonly foreignKeys: readonly ForeignKeySchema[]
  readonly indexes: readonly KeySchema[]
  readonly checks: readonly CheckSchema[]
  /** Absent where the table has none. */
  readonly search?: SearchSchema
}

export interface Schema {
  /** In the order of declaration. */
  readonly tables: readonly TableSchema[]
}

/**
 * Equality of schema values. They are all built in one place with their fields in one order, so text will do.
 */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

export function findNamed<T extends { readonly name: string }>(items: readonly T[], name: string): T | null {
  return items.find((item) => item.name === name) ?? null
}
