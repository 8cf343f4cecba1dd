/**
 * `table()`: declares a table. Nothing is checked here; `app()` does, when the table has a name to complain
 * with.
 */
import type { AnyColumn, AnyTable } from './column-types.ts'
import type { TableAccess, TableDeclaration } from './declaration.ts'
import type { Me } from './rule-terms.ts'
import type { RuleRow } from './rule-types.ts'
import type { RuleFunction } from './value.ts'

// A callback may return anything as far as types go: were its body inferred while tables are, two tables
// whose rules mention each other would be circular. `rules/compile.ts` checks that a condition came back.
// biome-ignore-start lint/suspicious/noExplicitAny: see above
export type RuleOf<C> = boolean | ((context: { readonly row: RuleRow<C>; readonly me: Me }) => any)
export type NewRuleOf<C> =
  | boolean
  | ((context: { readonly row: RuleRow<C>; readonly old: RuleRow<C>; readonly me: Me }) => any)
type CheckOf<C> = (context: { readonly row: RuleRow<C> }) => any
// biome-ignore-end lint/suspicious/noExplicitAny: see above

/** Who may do what. An operation without a rule is denied. */
export interface AccessOf<C> {
  /** Rows that may be read. */
  readonly read?: RuleOf<C>
  /** Stands for create, update and delete where those are not given. */
  readonly write?: RuleOf<C>
  /** What a new row must be. */
  readonly create?: RuleOf<C>
  /** One rule holds for the row before and after; `{ old, new }` tells them apart. */
  readonly update?: RuleOf<C> | { readonly old: RuleOf<C>; readonly new: NewRuleOf<C> }
  /** Rows that may be deleted. */
  readonly delete?: RuleOf<C>
}

/**
 * A declared table: columns `C`, names `K` of `.primaryKey()`, what `.unique()` makes unique (`U`: the name
 * of one column, or of two with a comma), and the column `T` of `.tenant()`. Methods return a new table and
 * leave this one as it is.
 */
export interface DeclaredTable<C, K = never, U = never, T = never> extends AnyTable {
  readonly '~': { readonly columns: C; readonly key: K; readonly unique: U; readonly tenant: T }
  /** Who may do what. Everything is denied until a rule allows it. */
  access(rules: AccessOf<C>): DeclaredTable<C, K, U, T>
  /** No two rows have the same values in these columns together. */
  unique<const N extends readonly [keyof C & string, ...(keyof C & string)[]]>(
    ...columns: N
  ): DeclaredTable<C, K, U | NamesOf<N>, T>
  /** Makes look-ups and ordering by these columns fast. `ref` columns have an index already. */
  index(...columns: readonly [keyof C & string, ...(keyof C & string)[]]): DeclaredTable<C, K, U, T>
  /** The primary key, instead of an `id()` or `identity()` column. */
  primaryKey<const N extends readonly [keyof C & string, ...(keyof C & string)[]]>(
    ...columns: N
  ): DeclaredTable<C, N[number], U, T>
  /**
   * A condition that every row meets, whoever writes it: `.check('ends_later', ({ row }) =>
   * row.ends.gt(row.starts))`.
   */
  check(name: string, rule: CheckOf<C>): DeclaredTable<C, K, U, T>
  /**
   * Full-text search over these text columns: each by its own name in a filter, all together as `search`.
   */
  search(...columns: readonly [TextName<C>, ...TextName<C>[]]): DeclaredTable<C, K, U, T>
  search(options: SearchOptions<TextName<C>>): DeclaredTable<C, K, U, T>
  /**
   * Each row belongs to the tenant that this column holds, for ever: keys are unique within a tenant, and
   * references stay in it. So the rows of one tenant can be kept together, apart from those of others.
   */
  tenant<const N extends keyof C & string>(column: N, options?: TenantOptions): DeclaredTable<C, K, U, N>
}

/** What `.unique()` names, where a type can tell: one column or two, in either order. */
type NamesOf<N extends readonly string[]> = N extends readonly [infer One]
  ? One
  : N extends readonly [infer One extends string, infer Other extends string]
    ? `${One},${Other}` | `${Other},${One}`
    : never

export interface TenantOptions {
  /**
   * The claim of a caller's token that names its tenant, as in `me.claim('app_metadata.team')`. A caller then
   * meets rows of that tenant alone, whatever the rules say.
   */
  readonly claim?: string
}

export interface SearchOptions<Name extends string = string> {
  readonly columns: readonly [Name, ...Name[]]
  /**
   * How words are compared where a request names no language. `english` (the default) finds `run` in
   * `running`, `simple` compares words as they are written, in upper or lower case.
   */
  readonly language?: 'english' | 'simple'
}

/** Names of the columns that hold text. */
type TextName<C> = {
  [N in keyof C & string]: C[N] extends { readonly '~': { readonly kind: 'text' } } ? N : never
}[keyof C & string]

export interface TableOptions {
  /** Said in the documentation of the API. */
  readonly comment?: string
}

/** A table under construction, as `define/` reads it. */
export class TableDraft {
  constructor(readonly declaration: TableDeclaration) {
    Object.freeze(declaration)
    Object.freeze(this)
  }

  access(rules: TableAccess): TableDraft {
    return this.with({ access: [...this.declaration.access, rules] })
  }

  unique(...columns: string[]): TableDraft {
    return this.with({ uniques: [...this.declaration.uniques, columns] })
  }

  index(...columns: string[]): TableDraft {
    return this.with({ indexes: [...this.declaration.indexes, columns] })
  }

  primaryKey(...columns: string[]): TableDraft {
    return this.with({ primaryKeys: [...this.declaration.primaryKeys, columns] })
  }

  check(name: string, rule: RuleFunction): TableDraft {
    return this.with({ checks: [...this.declaration.checks, { name, rule }] })
  }

  search(first: string | SearchOptions, ...more: string[]): TableDraft {
    const search = typeof first === 'string' ? { columns: [first, ...more] } : first
    return this.with({ searches: [...this.declaration.searches, search] })
  }

  tenant(column: string, options: unknown = {}): TableDraft {
    return this.with({ tenants: [...this.declaration.tenants, { column, options }] })
  }

  private with(change: Partial<TableDeclaration>): TableDraft {
    return new TableDraft({ ...this.declaration, ...change })
  }
}

/**
 * Declares a table. Its name is its key in `app({ tables })`.
 *
 * @example
 * const songs = table({ id: id(), title: text(), album: ref(() => albums) })
 *   .access({ read: true, write: ({ row, me }) => row.album.owner.is(me.id) })
 */
export function table<C extends Readonly<Record<string, AnyColumn>>>(
  columns: C,
  options: TableOptions = {},
): DeclaredTable<C> {
  const draft = new TableDraft({
    origin: Object.freeze({}),
    columns: Object.freeze({ ...columns }),
    comment: options.comment ?? null,
    primaryKeys: [],
    uniques: [],
    indexes: [],
    checks: [],
    tenants: [],
    searches: [],
    access: [],
  })
  return draft as unknown as DeclaredTable<C>
}
