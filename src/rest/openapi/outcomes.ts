/**
 * What a rule can come to for one caller, whatever the rows are. A rule that can never be true for somebody
 * is an operation that they do not have: `row.owner.is(me.id)` for a caller without an id, `me.is('editor')`
 * for one without the role. What does not depend on rows is evaluated; what does may come out either way.
 */
import { Refusal } from '../../base/errors.ts'
import {
  type Caller,
  callerList,
  callerValue,
  type Expr,
  evaluate,
  type Facts,
  type List,
  type Term,
} from '../../rules/index.ts'

/** A set of truth values, as bits. */
const YES = 1
const NO = 2
const UNKNOWN = 4
const ANY = YES | NO | UNKNOWN

/** Whether some row could make the rule true for this caller. */
export function canHold(rule: Expr, caller: Caller): boolean {
  return (outcomes(rule, caller) & YES) !== 0
}

/** Whether every row makes the rule true for this caller. */
export function alwaysHolds(rule: Expr, caller: Caller): boolean {
  return outcomes(rule, caller) === YES
}

/** May name too many outcomes, never too few. */
function outcomes(expr: Expr, caller: Caller): number {
  switch (expr.kind) {
    case 'and':
      return joined(expr.terms, caller, NO, YES)
    case 'or':
      return joined(expr.terms, caller, YES, NO)
    case 'not':
      return negated(outcomes(expr.term, caller))
    case 'exists':
      return existence(expr.quantifier, outcomes(expr.where, caller))
    default:
      return isFree(expr) ? exact(expr, caller) : ofRows(expr, caller)
  }
}

type Leaf = Exclude<Expr, { kind: 'and' | 'or' | 'not' | 'exists' }>

/** `absorbing` in one term decides the whole; without it, one unknown term makes the whole unknown. */
function joined(terms: readonly Expr[], caller: Caller, absorbing: number, other: number): number {
  const each = terms.map((term) => outcomes(term, caller))
  const some = (bits: number) => each.some((set) => (set & bits) !== 0)
  const all = (bits: number) => each.every((set) => (set & bits) !== 0)
  return (
    (some(absorbing) ? absorbing : 0) |
    (all(other) ? other : 0) |
    (some(UNKNOWN) && all(other | UNKNOWN) ? UNKNOWN : 0)
  )
}

function negated(set: number): number {
  return (set & YES ? NO : 0) | (set & NO ? YES : 0) | (set & UNKNOWN)
}

/** There may always be no row on the other side. */
function existence(quantifier: 'some' | 'every' | 'none', where: number): number {
  const fits = (where & YES) !== 0
  if (quantifier === 'some') return fits ? YES | NO : NO
  if (quantifier === 'none') return fits ? YES | NO : YES
  return where === YES ? YES : YES | NO
}

/** Whether the expression speaks of no row: then it has one outcome for the caller. */
function isFree(expr: Leaf): boolean {
  return expr.kind !== 'search' && termsOf(expr).every(isFreeTerm)
}

function isFreeTerm(term: Term): boolean {
  switch (term.kind) {
    case 'value':
    case 'caller':
      return true
    case 'json':
    case 'cast':
      return isFreeTerm(term.term)
    default:
      return false
  }
}

function termsOf(expr: Leaf): readonly Term[] {
  switch (expr.kind) {
    case 'constant':
    case 'role':
    case 'search':
      return []
    case 'compare':
    case 'distinct':
    case 'contains':
      return [expr.left, expr.right]
    case 'text':
      return [expr.term, expr.pattern]
    case 'member':
      return [expr.term, expr.of]
    default:
      return [expr.term]
  }
}

function exact(expr: Leaf, caller: Caller): number {
  const facts: Facts = { rows: {}, related: () => [], caller, parameters: [] }
  try {
    const value = evaluate(expr, facts)
    return value === null ? UNKNOWN : value ? YES : NO
  } catch (error) {
    // A claim that cannot be cast as the rule asks is refused when the rule runs, with words of its own.
    if (error instanceof Refusal) return ANY
    throw error
  }
}

/** A leaf that speaks of rows: what the caller lacks may settle it all the same. */
function ofRows(expr: Leaf, caller: Caller): number {
  const absent = termsOf(expr).some((term) => isAbsent(term, caller))
  switch (expr.kind) {
    case 'is':
      return absent ? (expr.value === null ? YES : NO) : YES | NO
    case 'distinct':
      return YES | NO
    case 'in':
      if (isUnheld(expr.list, caller)) return UNKNOWN
      return isEmpty(expr.list, caller) ? NO : absent ? UNKNOWN : ANY
    case 'quantified':
      if (isUnheld(expr.list, caller)) return UNKNOWN
      if (isEmpty(expr.list, caller)) return expr.quantifier === 'any' ? NO : YES
      return absent ? UNKNOWN : ANY
    default:
      return absent ? UNKNOWN : ANY
  }
}

function isAbsent(term: Term, caller: Caller): boolean {
  switch (term.kind) {
    case 'value':
      return term.value === null
    case 'caller':
      return callerValue(caller, term.claim, term.type) === null
    case 'json':
    case 'cast':
    case 'masked':
      return isAbsent(term.term, caller)
    default:
      return false
  }
}

/** Nobody is in it; that is known. */
function isEmpty(list: List, caller: Caller): boolean {
  if (list.kind === 'caller') return callerList(caller, list.claim, list.type).length === 0
  return list.kind === 'values' && list.values.length === 0
}

/** A list that the caller's token does not hold: who is in it is unknown. */
function isUnheld(list: List, caller: Caller): boolean {
  if (list.kind !== 'caller' || isEmpty(list, caller)) return false
  return callerList(caller, list.claim, list.type).every((value) => value === null)
}
