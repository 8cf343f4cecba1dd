/**
 * Plans: what a request asks for, with every name resolved against the model. Values are parameters still.
 */
import type { Column, ColumnType, Relation, Table } from '../model/index.ts'
import type { Expr, Term } from '../rules/index.ts'
import type { Aggregate, CountMode } from './request.ts'

export type Field =
  | { readonly kind: 'value'; readonly as: string; readonly term: Term }
  | {
      readonly kind: 'aggregate'
      readonly as: string
      readonly fn: Aggregate
      readonly term: Term | null
      readonly cast: ColumnType | null
    }
  | {
      readonly kind: 'embed'
      readonly as: string
      readonly relation: Relation
      readonly plan: ReadPlan
      readonly spread: boolean
      /** What must hold of the junction's row, set by the guard for a many-to-many embed. */
      readonly through?: Expr
      /**
       * What must hold of the row that embeds (there `row`), set by the guard where the reference is masked.
       */
      readonly here?: Expr
    }

export interface OrderTerm {
  readonly term: Term
  readonly descending: boolean
  readonly nulls: 'first' | 'last'
}

/**
 * Rows of one table. Inside it, the row is called `row` in every expression; embeds are plans of their own.
 */
export interface ReadPlan {
  readonly kind: 'read'
  readonly table: Table
  readonly fields: readonly Field[]
  readonly where: Expr
  readonly order: readonly OrderTerm[]
  /** Index of the parameter; null for none. */
  readonly limit: number | null
  readonly offset: number | null
  readonly count: CountMode | null
  /** Nobody gets to see the rows, only how many there are: an engine may leave out the body. */
  readonly bodiless: boolean
}

/** A reference that is written: the row it points at must exist and satisfy `where` (there called `row`). */
export interface ReferenceCheck {
  readonly column: Column
  readonly relation: Relation
  readonly where: Expr
}

export interface Conflict {
  readonly target: readonly Column[]
  readonly action: 'ignore' | 'merge'
  /** Columns that a merge sets from the new row. */
  readonly set: readonly Column[]
  /** Must hold for a merge: `old` is the row found, `row` what it becomes. */
  readonly check: Expr
}

export interface InsertPlan {
  readonly kind: 'insert'
  readonly table: Table
  /** Columns that the body gives, then those that Offstage fills in; every other column stays null. */
  readonly given: readonly Column[]
  readonly filled: readonly Column[]
  readonly missing: 'default' | 'null'
  /** Must hold of each new row (`row`). */
  readonly check: Expr
  readonly references: readonly ReferenceCheck[]
  readonly conflict: Conflict | null
  readonly returning: ReadPlan | null
  readonly bulk: boolean
}

/** Which of the rows that match, where a write says so: the first ones, in an order. */
export interface Page {
  readonly order: readonly OrderTerm[]
  readonly limit: number | null
  readonly offset: number | null
}

export interface UpdatePlan {
  readonly kind: 'update'
  readonly table: Table
  readonly set: readonly Column[]
  /** Which rows (`row` is the row as it is). */
  readonly where: Expr
  /** Must hold of each changed row: `row` is what it becomes, `old` what it was. */
  readonly check: Expr
  readonly references: readonly ReferenceCheck[]
  readonly page: Page | null
  readonly returning: ReadPlan | null
}

export interface DeletePlan {
  readonly kind: 'delete'
  readonly table: Table
  readonly where: Expr
  readonly page: Page | null
  readonly returning: ReadPlan | null
}

export type Plan = ReadPlan | InsertPlan | UpdatePlan | DeletePlan
