/**
 * The types of a client, straight from `typeof app`: `createClient<DatabaseOf<typeof app>>(url, key)`.
 *
 * supabase-js reads relations and rows from the shape that its own generator writes. Two things matter to it:
 * object types are flattened aliases (an interface is no `Record<string, unknown>`), and `Relationships` is a
 * tuple.
 */
import type { App, TablesOf } from './app.ts'
import type { AnyColumn, AnyTable, InputOf, KeyOf, OwnKeyOf, TargetOf, TypeOf } from './column-types.ts'

/** What supabase-js's `createClient` wants to know of an app. Hidden columns are in none of it. */
export type DatabaseOf<A extends App> = {
  /**
   * The dialect spoken: it turns on what supabase-js keeps back from older servers, such as spreads of many
   * rows.
   */
  __InternalSupabase: { PostgrestVersion: '14' }
  public: {
    Tables: { [N in keyof TablesOf<A>]: ClientTable<TablesOf<A>, N> }
    Views: { [_ in never]: never }
    Functions: { [_ in never]: never }
    Enums: { [_ in never]: never }
    CompositeTypes: { [_ in never]: never }
  }
}

/** A row as a client reads it: `RowOf<typeof app, 'songs'>`. */
export type RowOf<A extends App, N extends keyof TablesOf<A>> = Row<Columns<TablesOf<A>[N]>>
/** What a client sends to create a row. */
export type InsertOf<A extends App, N extends keyof TablesOf<A>> = Insert<Columns<TablesOf<A>[N]>>
/** What a client sends to change a row. */
export type UpdateOf<A extends App, N extends keyof TablesOf<A>> = Update<
  Columns<TablesOf<A>[N]>,
  TablesOf<A>[N]['~']['tenant']
>

type Columns<T extends AnyTable> = T['~']['columns']

type ClientTable<Tables, N extends keyof Tables> = Tables[N] extends AnyTable
  ? {
      Row: Row<Columns<Tables[N]>>
      Insert: Insert<Columns<Tables[N]>>
      Update: Update<Columns<Tables[N]>, Tables[N]['~']['tenant']>
      Relationships: Relationships<Tables, N>
    }
  : never

type Is<C, Option extends string> = C extends { readonly '~': { readonly [O in Option]: true } }
  ? true
  : false
type OrNull<C, T> = Is<C, 'optional'> extends true ? T | null : T

type Row<C> = {
  [N in keyof C as Is<C[N], 'hidden'> extends true ? never : N]: C[N] extends AnyColumn
    ? OrNull<C[N], TypeOf<C[N]>>
    : never
}

/** How a client may set a column: not at all, or with or without being made to. */
type Demand<C> =
  Is<C, 'hidden'> extends true
    ? 'closed'
    : Is<C, 'readonly'> extends true
      ? 'closed'
      : Is<C, 'optional'> extends true
        ? 'free'
        : Is<C, 'default'> extends true
          ? 'free'
          : 'required'

type Input<C> = C extends AnyColumn ? OrNull<C, InputOf<C>> : never

type Insert<C> = Flat<
  { [N in keyof C as Demand<C[N]> extends 'required' ? N : never]: Input<C[N]> } & {
    [N in keyof C as Demand<C[N]> extends 'free' ? N : never]?: Input<C[N]>
  }
>

type Update<C, Tenant> = {
  [N in keyof C as Demand<C[N]> extends 'closed'
    ? never
    : Is<C[N], 'writeOnce'> extends true
      ? never
      : N extends Tenant
        ? never
        : N]?: Input<C[N]>
}

type Flat<T> = { [N in keyof T]: T[N] }

/** One entry a `ref`; one for each candidate where several tables have the very same columns. */
type Relationships<Tables, N extends keyof Tables> = Tables[N] extends AnyTable
  ? TupleOf<References<Tables, N, Columns<Tables[N]>>>
  : []

type References<Tables, N extends keyof Tables, C> = {
  [K in keyof C]: C[K] extends { readonly '~': { readonly ref: infer F } }
    ? Is<C[K], 'hidden'> extends true
      ? never
      : Reference<N, K, IsSingle<Tables[N], K, TargetOf<F>>, TargetOf<F>, NameOf<Tables, TargetOf<F>>>
    : never
}[keyof C]

type Reference<N, K, Single, Target extends AnyTable, To> = To extends string
  ? {
      foreignKeyName: `${N & string}_${K & string}_fkey`
      columns: [K]
      isOneToOne: Single
      referencedRelation: To
      referencedColumns: [OwnKeyOf<Target>]
    }
  : never

/** Whether at most one row holds a value of this column, or one in each tenant that the target has too. */
type IsSingle<T, K, Target extends AnyTable> = T extends AnyTable
  ? K extends keyof Columns<T>
    ? Is<Columns<T>[K], 'unique'> extends true
      ? true
      : [K] extends [T['~']['unique']]
        ? true
        : [KeyOf<T>] extends [K]
          ? true
          : [Target['~']['tenant']] extends [never]
            ? false
            : IsSingleInTenant<T, K>
    : false
  : false

type IsSingleInTenant<T extends AnyTable, K> = [T['~']['tenant']] extends [never]
  ? false
  : [`${T['~']['tenant']},${K & string}`] extends [T['~']['unique']]
    ? true
    : [OwnKeyOf<T>] extends [K]
      ? true
      : false

/** Keys in `Tables` of the tables that are the target, told by their columns: types have no identity. */
type NameOf<Tables, Target extends AnyTable> = {
  [N in keyof Tables]: Tables[N] extends AnyTable
    ? Same<keyof Columns<Tables[N]>, keyof Columns<Target>> extends true
      ? Same<Print<Tables[N]>, Print<Target>> extends true
        ? N
        : never
      : never
    : never
}[keyof Tables]

/**
 * A table's fingerprint, as a union of words: comparing the types themselves would follow references round in
 * circles, to the compiler's limit.
 */
type Print<T extends AnyTable> =
  | `key ${T['~']['key'] & string}`
  | `unique ${T['~']['unique'] & string}`
  | { [K in keyof Columns<T>]: ColumnPrint<K & string, Columns<T>[K]> }[keyof Columns<T>]

type ColumnPrint<K extends string, C> = C extends AnyColumn
  ? `${K} ${C['~']['kind']} ${keyof C['~'] & string}` | `${K}: ${TypePrint<C>}`
  : never

type TypePrint<C extends AnyColumn> = C['~'] extends { readonly ref: infer F }
  ? keyof Columns<TargetOf<F>> & string
  : C['~']['kind'] extends 'text'
    ? C['~']['type']
    : ''

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

/** The members of a union, in some order: supabase-js wants a tuple, and a union has none. */
type TupleOf<U, Done extends unknown[] = []> = [U] extends [never]
  ? Done
  : LastOf<U> extends infer Last
    ? TupleOf<Exclude<U, Last>, [Last, ...Done]>
    : never

type LastOf<U> = (U extends unknown ? (f: () => U) => void : never) extends (f: infer F) => void
  ? F extends () => infer Last
    ? Last
    : never
  : never
