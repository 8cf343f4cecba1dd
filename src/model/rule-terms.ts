/**
 * What a rule's callback sees, in types. The values behind them are made in `rules/`, which notes what is
 * asked of them; a rule runs once, when the model is built, and never sees a real row.
 */

/** Something that is true, false or unknown of a row. */
export interface Condition {
  and(...others: readonly Condition[]): Condition
  or(...others: readonly Condition[]): Condition
  not(): Condition
}

/**
 * Something a row or the caller holds. Comparing null with anything is unknown, as in SQL; use `isNull()`.
 */
export interface Term<T> {
  is(value: T | Term<T>): Condition
  isNot(value: T | Term<T>): Condition
  gt(value: T | Term<T>): Condition
  gte(value: T | Term<T>): Condition
  lt(value: T | Term<T>): Condition
  lte(value: T | Term<T>): Condition
  /** One of these values, or of the list that a claim holds. */
  in(values: readonly T[] | ClaimTerm): Condition
  notIn(values: readonly T[] | ClaimTerm): Condition
  isNull(): Condition
  isNotNull(): Condition
}

export interface TextTerm<T> extends Term<T> {
  /** An SQL pattern: `%` is any text, `_` any character, `\` takes the next one literally. */
  like(pattern: string): Condition
  /** `like` that ignores case. */
  ilike(pattern: string): Condition
  /** A regular expression. */
  matches(pattern: string): Condition
}

export interface ArrayTerm<T, E> extends Term<T> {
  /** One of the elements is this value. */
  contains(value: E | Term<E>): Condition
}

/** A claim takes the type of what it is compared with. */
// biome-ignore lint/suspicious/noExplicitAny: what a token holds is known when a request comes, not before
export interface ClaimTerm extends TextTerm<any> {}

/** Who is asking. */
export interface Me {
  /** The caller's id; null (so that comparisons are unknown) for anonymous callers. */
  readonly id: Term<string>
  /** The caller has one of these roles of the app (`app_metadata.roles` of its token). */
  is(...roles: readonly [string, ...string[]]): Condition
  /** A claim of the caller's token, by path: `app_metadata.org`. */
  claim(path: string): ClaimTerm
}

/** The rows on the other side of a relation. */
export interface Many<M> {
  // biome-ignore-start lint/suspicious/noExplicitAny: a rule's body must not be inferred while tables are
  /** At least one row makes the condition true. */
  some(where?: (row: M) => any): Condition
  /** Every row makes the condition true; so it is when there is none. */
  every(where: (row: M) => any): Condition
  /** No row makes the condition true. */
  none(where?: (row: M) => any): Condition
  // biome-ignore-end lint/suspicious/noExplicitAny: see above
}

export interface Related<M, Via = string> extends Many<M> {
  /** Says which reference is meant, when the other table has several. */
  via(column: Via): Many<M>
}

/**
 * A row of a table that types do not know: every name is allowed here, and checked when the model is built.
 */
// biome-ignore lint/suspicious/noExplicitAny: `unknown` could not be asked anything
export type LooseRow = { readonly [name: string]: any }
