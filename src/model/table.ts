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
 * A declared table: columns `C`, names `K` of `.primaryKey()`, and names `U` of columns that `.unique()`
 * makes unique by themselves. Methods return a new table and leave this one as it is.
 */
export interface DeclaredTable<C, K = never, U = never> extends AnyTable {
  readonly '~': { readonly columns: C; readonly key: K; readonly unique: U }
  /** Who may do what. Everything is denied until a rule allows it. */
  access(rules: AccessOf<C>): DeclaredTable<C, K, U>
  /** No two rows have the same values in these columns together. */
  unique<const N extends readonly [keyof C & string, ...(keyof C & string)[]]>(
    ...columns: N
  ): DeclaredTable<C, K, N extends readonly [infer One] ? U | One : U>
  /** Makes look-ups and ordering by these columns fast. `ref` columns have an index already. */
  index(...columns: readonly [keyof C & string, ...(keyof C & string)[]]): DeclaredTable<C, K, U>
  /** The primary key, instead of an `id()` or `identity()` column. */
  primaryKey<const N extends readonly [keyof C & string, ...(keyof C & string)[]]>(
    ...columns: N
  ): DeclaredTable<C, N[number], U>
  /**
   * A condition that every row meets, whoever writes it: `.check('ends_later', ({ row }) =>
   * row.ends.gt(row.starts))`.
   */
  check(name: string, rule: CheckOf<C>): DeclaredTable<C, K, U>
  /**
   * Full-text search over these text columns: each by its own name in a filter, all together as `search`.
   */
  search(...columns: readonly [TextName<C>, ...TextName<C>[]]): DeclaredTable<C, K, U>
  search(options: SearchOptions<TextName<C>>): DeclaredTable<C, K, U>
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
    searches: [],
    access: [],
  })
  return draft as unknown as DeclaredTable<C>
}
