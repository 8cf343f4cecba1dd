/**
 * What a random case is made of, as plain data: so it can be made from a seed, run, made smaller and
 * printed. These descriptions know nothing of the product; `declare.ts` says them in its words.
 */

/**
 * A value as JSON shows it; a number is kept as text with `#` before it, so that none of its digits is lost.
 */
export type Cell = null | boolean | string | readonly Cell[] | { readonly [key: string]: Cell }
export type Row = Readonly<Record<string, Cell>>
/** The rows of each table, in the order of their creation. */
export type State = Readonly<Record<string, readonly Row[]>>

export const SCALARS = [
  'text',
  'integer',
  'bigint',
  'float',
  'decimal',
  'boolean',
  'timestamp',
  'date',
  'time',
  'uuid',
  'json',
  'bytes',
] as const
export type Scalar = (typeof SCALARS)[number]
export type Kind = Scalar | 'text[]' | 'integer[]'

export interface ColumnSpec {
  readonly name: string
  readonly kind: Kind
  /** Numbers that the database makes: the only key of its table. */
  readonly identity: boolean
  /** A reference to the one key column of this table. */
  readonly to: string | null
  readonly onDelete: 'restrict' | 'cascade' | 'set null'
  readonly open: boolean
  readonly optional: boolean
  readonly hidden: boolean
  readonly readonly: boolean
  readonly writeOnce: boolean
  readonly unique: boolean
  /** The caller's id. */
  readonly defaultMe: boolean
  readonly read: RuleSpec | null
  readonly write: RuleSpec | null
}

export interface AccessSpec {
  readonly read: RuleSpec | null
  readonly create: RuleSpec | null
  readonly updateOld: RuleSpec | null
  readonly updateNew: RuleSpec | null
  readonly delete: RuleSpec | null
}

export interface TableSpec {
  readonly name: string
  /** The key is an `id()` column, or these columns. */
  readonly key: readonly string[]
  readonly columns: readonly ColumnSpec[]
  readonly uniques: readonly (readonly string[])[]
  /** Columns of full-text search; none for a table that is not searched. */
  readonly search: readonly string[]
  readonly access: AccessSpec
}

export interface ModelSpec {
  readonly tables: readonly TableSpec[]
}

export type Comparison = 'is' | 'isNot' | 'gt' | 'gte' | 'lt' | 'lte'

export type TermSpec =
  /** A column of a row in scope, over references. */
  | {
      readonly of: 'column'
      readonly row: string
      readonly path: readonly string[]
      readonly column: string
      readonly kind: Kind
    }
  | { readonly of: 'value'; readonly kind: Kind; readonly value: Cell }
  | { readonly of: 'me' }
  | { readonly of: 'claim'; readonly path: string }

export type ColumnTerm = Extract<TermSpec, { of: 'column' }>

export type RuleSpec =
  | { readonly is: 'constant'; readonly value: boolean }
  | { readonly is: 'and' | 'or'; readonly of: readonly RuleSpec[] }
  | { readonly is: 'not'; readonly of: RuleSpec }
  | { readonly is: 'role'; readonly anyOf: readonly string[] }
  | { readonly is: 'compare'; readonly op: Comparison; readonly left: ColumnTerm; readonly right: TermSpec }
  | { readonly is: 'null'; readonly term: ColumnTerm; readonly negated: boolean }
  | {
      readonly is: 'in'
      readonly term: ColumnTerm
      readonly list: readonly Cell[] | string
      readonly negated: boolean
    }
  | { readonly is: 'like' | 'ilike'; readonly term: ColumnTerm; readonly pattern: string }
  | { readonly is: 'contains'; readonly term: ColumnTerm; readonly value: Cell }
  | ExistsSpec

export interface ExistsSpec {
  readonly is: 'some' | 'every' | 'none'
  readonly row: string
  readonly path: readonly string[]
  readonly relation: RelationSpec
  readonly as: string
  readonly where: RuleSpec | null
}

export interface RelationSpec {
  readonly kind: 'to-one' | 'to-many' | 'many-to-many'
  readonly from: string
  readonly to: string
  /**
   * The reference that makes it: of `from` (to-one), of `to` (to-many), or of the junction, towards `from`.
   */
  readonly column: string
  readonly junction: string | null
  /** The junction's reference towards `to`. */
  readonly far: string | null
  /** At most one row is on the other side. */
  readonly single: boolean
}

export interface CallerSpec {
  /** Null for nobody in particular. */
  readonly name: string | null
  readonly roles: readonly string[]
  /** Claims may hold anything: a text where a rule reads a number, an object where it reads a list. */
  readonly org: Cell
  readonly level: Cell
  readonly teams: Cell
}

export function tableOf(model: ModelSpec, name: string): TableSpec {
  const table = model.tables.find((one) => one.name === name)
  if (table === undefined) throw new Error(`no table ${name}`)
  return table
}

export function columnOf(table: TableSpec, name: string): ColumnSpec {
  const column = table.columns.find((one) => one.name === name)
  if (column === undefined) throw new Error(`no column ${table.name}.${name}`)
  return column
}

export const rowsOf = (state: State, table: string): readonly Row[] => state[table] ?? []

export const keyOf = (table: TableSpec, row: Row): string =>
  JSON.stringify(table.key.map((column) => row[column]))

/** Every set of columns that no two rows share. */
export const keysOf = (table: TableSpec): readonly (readonly string[])[] => [
  table.key,
  ...table.columns.filter((column) => column.unique).map((column) => [column.name]),
  ...table.uniques,
]
