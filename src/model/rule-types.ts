/** The rows that a rule's callback sees, made from the columns of their table. */
import type { AnyColumn, AnyTable, KeyColumnOf, TargetOf } from './column-types.ts'
import type { ArrayTerm, LooseRow, Related, Term, TextTerm } from './rule-terms.ts'

interface Relations {
  /** The rows of `table` that belong to this one: `row.related(members).some((m) => m.user.is(me.id))`. */
  related<T extends AnyTable>(table: T): Related<RuleRow<T['~']['columns']>, keyof T['~']['columns']>
}

/**
 * A row of a table with columns `C`. Other names are tables that refer to this one (`row.members.some(…)`);
 * so a misspelt column is a relation, which has no `is`, and does not compile.
 */
export type RuleRow<C> = { readonly [K in keyof C]: TermOf<C[K]> } & Relations & {
    readonly [table: string]: Related<LooseRow>
  }

export type TermOf<C> = C extends AnyColumn
  ? C['~'] extends { readonly ref: infer F }
    ? Term<KeyValue<KeyColumnOf<TargetOf<F>>>> & RuleRow<TargetOf<F>['~']['columns']>
    : C['~']['kind'] extends 'text'
      ? TextTerm<C['~']['type']>
      : C['~']['kind'] extends 'array'
        ? ArrayTerm<C['~']['input'], C['~']['input'][number]>
        : Term<C['~']['input']>
  : never

/** Of one step alone: followed from key to key, TypeScript would compare tables without end. */
type KeyValue<C> = C extends AnyColumn
  ? C['~'] extends { readonly ref: unknown }
    ? string | number
    : C['~']['input']
  : never
