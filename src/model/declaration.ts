/**
 * What the builders note down, unchecked: `define/` turns it into the model and says what is wrong with it.
 */
import type { ColumnType, OnDelete, Rule, RuleFunction } from './value.ts'

/** `.default()` as written: a literal, or one of the words of `DEFAULT_WORDS`. */
export type DeclaredDefault =
  | { readonly kind: 'literal'; readonly literal: unknown }
  | { readonly kind: 'identity' | 'uuid' }

export interface ColumnDeclaration {
  /** Null for a `ref`, whose type is that of the key it points at. */
  readonly type: ColumnType | null
  readonly primaryKey: boolean
  /** The column inside `array()`, looked at for mistakes alone. */
  readonly element: unknown
  /** The callback of `ref()`. */
  readonly target: (() => unknown) | null
  readonly onDelete: OnDelete
  readonly open: boolean
  readonly optional: boolean
  readonly default: DeclaredDefault | null
  readonly unique: boolean
  readonly hidden: boolean
  readonly readonly: boolean
  readonly writeOnce: boolean
  readonly min: unknown
  readonly max: unknown
  readonly length: readonly [min: unknown, max: unknown] | null
  readonly pattern: RegExp | null
  readonly oneOf: readonly unknown[] | null
  readonly comment: string | null
  readonly access: ColumnAccess | null
}

export interface ColumnAccess {
  readonly read?: Rule
  readonly write?: Rule
}

export interface TableDeclaration {
  /**
   * The same for every table derived from one `table()` call: this is how a `ref` finds its target's name.
   */
  readonly origin: object
  readonly columns: Readonly<Record<string, unknown>>
  readonly comment: string | null
  /** One entry a call of the chained method. */
  readonly primaryKeys: readonly (readonly string[])[]
  readonly uniques: readonly (readonly string[])[]
  readonly indexes: readonly (readonly string[])[]
  readonly checks: readonly { readonly name: string; readonly rule: RuleFunction }[]
  readonly tenants: readonly { readonly column: string; readonly options: unknown }[]
  readonly searches: readonly { readonly columns: readonly string[]; readonly language?: string }[]
  readonly access: readonly TableAccess[]
}

export interface TableAccess {
  readonly read?: Rule
  /** Stands for create, update and delete where those are not given. */
  readonly write?: Rule
  readonly create?: Rule
  readonly update?: Rule | { readonly old: Rule; readonly new: Rule }
  readonly delete?: Rule
}

export interface AppDeclaration {
  readonly name?: string | undefined
  readonly tables: Readonly<Record<string, unknown>>
  readonly site?: string | { readonly folder: string } | undefined
  readonly seed?: string | undefined
  readonly api?: { readonly aggregates?: boolean } | undefined
}
