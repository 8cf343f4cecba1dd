/**
 * The types of the column builders. What a column is, TypeScript reads from the property `~`, which exists in
 * types alone; an option adds to it by intersection (`TextColumn & Has<'optional'>`), so each builder lists
 * its methods once.
 */
import type { LooseRow, Me } from './rule-terms.ts'
import type { OnDelete } from './value.ts'

/** Any column builder. `type` is what a client reads, `input` what it may write. */
export interface AnyColumn {
  // biome-ignore lint/suspicious/noExplicitAny: stands for every column, whatever it holds
  readonly '~': { readonly kind: string; readonly type: any; readonly input: any }
}

/** Adds options to what TypeScript knows of a column. */
export type Has<Option extends string> = { readonly '~': { readonly [O in Option]: true } }

/** Makes the values a union. */
export type Narrowed<V> = { readonly '~': { readonly type: V; readonly input: V } }
type Holds<Kind extends string, Type, Input = Type> = {
  readonly kind: Kind
  readonly type: Type
  readonly input: Input
}

/** A rule of one column. Its `row` is loosely typed: the table is not known where a column is written. */
export interface ColumnRules {
  // biome-ignore-start lint/suspicious/noExplicitAny: a rule's body must not be inferred while tables are
  readonly read?: boolean | ((context: { row: LooseRow; me: Me }) => any)
  readonly write?: boolean | ((context: { row: LooseRow; old: LooseRow; me: Me }) => any)
  // biome-ignore-end lint/suspicious/noExplicitAny: see above
}

interface Options {
  /** May be null; a client may leave it out. */
  optional(): this & Has<'optional'>
  /** Never leaves the server: to a client the column does not exist. */
  hidden(): this & Has<'hidden'>
  /** Only the server sets it. */
  readonly(): this & Has<'readonly'>
  /** Set when the row is created, never changed by a client. */
  writeOnce(): this & Has<'writeOnce'>
  /** Said in the documentation of the API. */
  comment(text: string): this
  /** Rules of this one column, on top of the table's. */
  access(rules: ColumnRules): this
}

interface Unique {
  /** No two rows hold the same value; nulls do not count. */
  unique(): this & Has<'unique'>
}

interface Defaulted {
  readonly '~': { readonly input: unknown }
  /** The value of a row that is created without one. */
  default(value: this['~']['input']): this & Has<'default'>
}

interface Ranged<Bound> {
  /** Smallest value allowed. */
  min(value: Bound): this
  /** Largest value allowed. */
  max(value: Bound): this
}

interface Long {
  /**
   * Bounds of the length, inclusive: characters (code points) of text, elements of arrays, bytes of bytes.
   */
  length(max: number): this
  length(min: number, max: number): this
}

export interface TextColumn extends Options, Unique, Defaulted, Long {
  readonly '~': Holds<'text', string>
  /** A regular expression that the text must match somewhere; write `^…$` for all of it. */
  pattern(expression: RegExp): this
  /** The text is one of these, and its TypeScript type their union. */
  oneOf<const V extends string>(...values: readonly V[]): this & Narrowed<V>
}

export interface NumberColumn<Input> extends Options, Unique, Defaulted, Ranged<Input | bigint> {
  readonly '~': Holds<'number', number, Input>
}

/** A bigint: JSON carries it as a number, or as a string where it is beyond 2^53. */
export interface BigintColumn extends Options, Unique, Ranged<number | string | bigint> {
  readonly '~': Holds<'number', number, number | string>
  default(value: number | string | bigint): this & Has<'default'>
}

export interface BooleanColumn extends Options, Unique, Defaulted {
  readonly '~': Holds<'boolean', boolean>
}

/** A timestamp, date or time, as ISO 8601 text. `'now'` is the moment of the request. */
export interface TimeColumn extends Options, Unique, Ranged<string> {
  readonly '~': Holds<'time', string>
  default(value: 'now' | (string & {})): this & Has<'default'>
}

/** `'new'` makes a new UUID (version 7), `'me'` takes the caller's id. */
export interface UuidColumn extends Options, Unique {
  readonly '~': Holds<'uuid', string>
  default(value: 'new' | 'me' | (string & {})): this & Has<'default'>
}

export interface JsonColumn<T> extends Options, Defaulted {
  readonly '~': Holds<'json', T>
}

export interface BytesColumn extends Options, Unique, Defaulted, Long {
  readonly '~': Holds<'bytes', string>
}

export interface ArrayColumn<Type, Input> extends Options, Unique, Defaulted, Long {
  readonly '~': Holds<'array', Type[], readonly Input[]>
}

/** A column that is the primary key by itself: `id()` or `identity()`. */
export interface KeyColumn<Type, Input = Type> {
  readonly '~': Holds<'key', Type, Input> & { readonly key: true; readonly default: true }
  readonly(): this & Has<'readonly'>
  comment(text: string): this
}

/**
 * A column that points at a row. `F` is the callback itself, looked into only when a client's types are asked
 * for.
 */
export interface RefColumn<F> extends Options, Unique {
  // biome-ignore lint/suspicious/noExplicitAny: the key's type is resolved lazily, from `ref`
  readonly '~': Holds<'ref', any> & { readonly ref: F }
  /** The caller's id, when the column points at `users`. */
  default(value: 'me'): this & Has<'default'>
  /**
   * What happens to this row when the other is deleted: refuse (the default), delete it too, or forget it.
   */
  onDelete(action: OnDelete): this
  /** A client may point at rows that it may not read. */
  open(): this
}

/** What a client reads from the column, nulls aside; a `ref` has the type of the key it points at. */
export type TypeOf<C> = C extends AnyColumn
  ? C['~'] extends { readonly ref: infer F }
    ? TypeOf<KeyColumnOf<TargetOf<F>>>
    : C['~']['type']
  : never

/** What a client may write to it. */
export type InputOf<C> = C extends AnyColumn
  ? C['~'] extends { readonly ref: infer F }
    ? InputOf<KeyColumnOf<TargetOf<F>>>
    : C['~']['input']
  : never

/** The table that the callback of `ref()` gives. */
export type TargetOf<F> = F extends () => infer T ? (T extends AnyTable ? T : never) : never

/**
 * Any table, as far as types are concerned: its columns, the names of `.primaryKey()`, of `.unique()` and of
 * `.tenant()`.
 */
export interface AnyTable {
  // biome-ignore lint/suspicious/noExplicitAny: stands for every table
  readonly '~': { readonly columns: any; readonly key: any; readonly unique: any; readonly tenant: any }
}

/** Names of the columns of the primary key. */
export type KeyOf<T extends AnyTable> = [T['~']['key']] extends [never]
  ? KeyAmong<T['~']['columns']>
  : T['~']['key']

type KeyAmong<C> = {
  [N in keyof C]: C[N] extends { readonly '~': { readonly key: true } } ? N : never
}[keyof C]

/** Name of the key column that a reference points at: within its tenant it is the key. */
export type OwnKeyOf<T extends AnyTable> = [Exclude<KeyOf<T>, T['~']['tenant']>] extends [never]
  ? KeyOf<T>
  : Exclude<KeyOf<T>, T['~']['tenant']>

/** The column that a reference to the table holds the values of. */
export type KeyColumnOf<T extends AnyTable> = T['~']['columns'][OwnKeyOf<T>]
