/**
 * Evaluates an `Expr` in memory, in SQL's three-valued logic: true, false, or null for unknown. It must say
 * what the printed SQL says of the same rows.
 */
import { assert, unreachable } from '../base/assert.ts'
import type { ColumnType, Relation, Value } from '../model/index.ts'
import { operandType, readText, writeJson } from '../model/index.ts'
import { typeOf } from './build.ts'
import type { Caller } from './caller.ts'
import { castValue } from './cast.ts'
import { callerList, callerValue, hasRole } from './claims.ts'
import type { Expr, List, RowName, Search, Term } from './expr.ts'
import { type DirectRelation, overJunction } from './junction.ts'
import { jsonPath } from './match-json.ts'
import {
  compare,
  contains,
  distinct,
  every,
  matches,
  member,
  negate,
  type Operand,
  some,
} from './operators.ts'
import { matchesSearch, parseSearch, rankSearch, type SearchQuery } from './search/index.ts'

export type Row = Readonly<Record<string, Value>>

/** What an expression is evaluated against. */
export interface Facts {
  /** The rows that the expression speaks of; null for one that does not exist, whose columns are all null. */
  readonly rows: Readonly<Record<RowName, Row | null>>
  /**
   * The rows of `relation.to` whose `toColumn` equals `row[fromColumn]`, which is not null. Many-to-many
   * relations are followed in two steps, over the junction, so they are never asked for.
   */
  related(relation: DirectRelation, row: Row): readonly Row[]
  readonly caller: Caller
  /** Texts of the request, and lists of texts where the expression takes a list. */
  readonly parameters: readonly (string | readonly string[])[]
}

/**
 * True, false or null (unknown).
 * @throws Refusal 22P02 and its family for a parameter or a cast that its type cannot read, 22025 and 2201B
 * for a bad pattern
 */
export function evaluate(expr: Expr, facts: Facts): boolean | null {
  switch (expr.kind) {
    case 'constant':
      return expr.value
    case 'and':
      return every(expr.terms, (term) => evaluate(term, facts))
    case 'or':
      return some(expr.terms, (term) => evaluate(term, facts))
    case 'not':
      return negate(evaluate(expr.term, facts))
    case 'compare':
      return compare(expr.op, operand(expr.left, facts), operand(expr.right, facts))
    case 'distinct':
      return distinct(operand(expr.left, facts), operand(expr.right, facts))
    case 'is':
      return termValue(expr.term, facts) === expr.value
    case 'in': {
      const left = operand(expr.term, facts)
      return some(listOf(expr.list, facts), (right) => compare('eq', left, right))
    }
    case 'text':
      return matches(expr.op, operand(expr.term, facts), operand(expr.pattern, facts))
    case 'quantified':
      return quantified(expr, facts)
    case 'contains':
      return contains(expr.op, operand(expr.left, facts), operand(expr.right, facts))
    case 'member':
      return member(operand(expr.term, facts), operand(expr.of, facts))
    case 'role':
      return hasRole(facts.caller, expr.anyOf)
    case 'search':
      return matchesSearch(queryOf(expr, facts), textsOf(expr, facts))
    case 'exists':
      return exists(expr, facts)
    default:
      return unreachable(expr)
  }
}

/** The value of a term. @throws as `evaluate` does */
export function termValue(term: Term, facts: Facts): Value {
  switch (term.kind) {
    case 'column':
      return followPath(term.row, term.path, facts)?.[term.column.name] ?? null
    case 'value':
      return term.value
    case 'parameter': {
      const text = facts.parameters[term.index]
      assert(typeof text === 'string', `parameter ${term.index} is one text`)
      return readText(operandType(term.type), text)
    }
    case 'caller':
      return callerValue(facts.caller, term.claim, operandType(term.type))
    case 'masked':
      return evaluate(term.rule, facts) === true ? termValue(term.term, facts) : null
    case 'json': {
      const value = termValue(term.term, facts)
      return value === null ? null : jsonPath(writeJson(typeOf(term.term), value), term.path, term.text)
    }
    case 'cast':
      return castValue(typeOf(term.term), term.type, termValue(term.term, facts))
    case 'rank':
      return term.searches.reduce(
        (sum, search) => sum + rankSearch(queryOf(search, facts), textsOf(search, facts)),
        0,
      )
    default:
      return unreachable(term)
  }
}

function queryOf({ mode, language, index }: Search, facts: Facts): SearchQuery {
  const text = facts.parameters[index]
  assert(typeof text === 'string', `parameter ${index} is one text`)
  return parseSearch(mode, language, text)
}

function textsOf({ row, columns }: Search, facts: Facts): (string | null)[] {
  return columns.map((column) => {
    const text = facts.rows[row]?.[column.name] ?? null
    assert(text === null || typeof text === 'string', `${column.name} is text`)
    return text
  })
}

/** The row at the end of a path of to-one relations; null where one on the way is missing. */
function followPath(name: RowName, path: readonly Relation[], facts: Facts): Row | null {
  let row = facts.rows[name]
  assert(row !== undefined, `row ${name} is not in scope`)
  for (const relation of path) {
    assert(relation.kind !== 'many-to-many', `${relation.from} to ${relation.to} leads to one row`)
    if (row !== null) row = followDirect(relation, row, facts)[0] ?? null
  }
  return row
}

function followDirect(relation: DirectRelation, row: Row, facts: Facts): readonly Row[] {
  if ((row[relation.fromColumn] ?? null) === null) return []
  const { tenant } = relation
  const rows = facts.related(relation, row)
  return tenant === undefined ? rows : rows.filter((each) => each[tenant.to] === row[tenant.from])
}

function operand(term: Term, facts: Facts): Operand {
  return { type: operandType(typeOf(term)), value: termValue(term, facts) }
}

function listOf(list: List, facts: Facts): readonly Operand[] {
  const type = operandType(list.type)
  return listValues(list, type, facts).map((value) => ({ type, value }))
}

function listValues(list: List, type: ColumnType, facts: Facts): readonly Value[] {
  if (list.kind === 'values') return list.values
  if (list.kind === 'caller') return callerList(facts.caller, list.claim, type)
  const texts = facts.parameters[list.index]
  assert(typeof texts === 'object', `parameter ${list.index} is a list`)
  return texts.map((text) => readText(type, text))
}

function quantified(expr: Extract<Expr, { kind: 'quantified' }>, facts: Facts): boolean | null {
  const { op } = expr
  const left = operand(expr.term, facts)
  const holds = (right: Operand) =>
    op === 'like' || op === 'ilike' || op === 'match' || op === 'imatch'
      ? matches(op, left, right)
      : compare(op, left, right)
  return (expr.quantifier === 'any' ? some : every)(listOf(expr.list, facts), holds)
}

function exists(expr: Extract<Expr, { kind: 'exists' }>, facts: Facts): boolean {
  const row = followPath(expr.row, expr.path, facts)
  const rows = row === null ? [] : followRelation(expr, row, facts)
  const holds = (each: Row) => evaluate(expr.where, withRow(facts, expr.as, each)) === true
  if (expr.quantifier === 'every') return rows.every(holds)
  return rows.some(holds) === (expr.quantifier === 'some')
}

function followRelation(expr: Extract<Expr, { kind: 'exists' }>, row: Row, facts: Facts): readonly Row[] {
  const { relation, through } = expr
  if (relation.kind !== 'many-to-many') return followDirect(relation, row, facts)
  const [towards, onwards] = overJunction(relation)
  const between = followDirect(towards, row, facts).filter(
    (junction) => through === undefined || evaluate(through, withRow(facts, 'row', junction)) === true,
  )
  return between.flatMap((junction) => followDirect(onwards, junction, facts))
}

function withRow(facts: Facts, name: RowName, row: Row): Facts {
  return { ...facts, related: facts.related, rows: { ...facts.rows, [name]: row } }
}
