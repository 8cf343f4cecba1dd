/** Resolves filters against a table: names become terms, operators become expressions. */
import { assert } from '../base/assert.ts'
import type { Column, ColumnType, Table } from '../model/index.ts'
import { and, type Expr, not, or, type Search, type Term, typeOf } from '../rules/index.ts'
import { refuse } from './refusals.ts'
import type { FieldName, FilterNode } from './request.ts'
import { isRank, isSearch, planSearch, rankTerm, refuseOnSearch } from './search.ts'

type Filter = Extract<FilterNode, { kind: 'filter' }>

/** The column of that name that a client may know of. @throws Refusal 42703 */
export function visibleColumn(table: Table, name: string): Column {
  const column = table.column.get(name)
  if (column === undefined || column.hidden) throw refuse.unknownColumn(table, name)
  return column
}

/**
 * A field of the row itself, with its way into JSON.
 * @param searches what the request searches for, where a field may be their rank
 */
export function fieldTerm(table: Table, field: FieldName, searches: readonly Search[] = []): Term {
  if (field.path.length === 0 && isRank(table, field.name)) return rankTerm(table, searches)
  const column = visibleColumn(table, field.name)
  return reachInto(column, { kind: 'column', row: 'row', path: [], column }, field)
}

/** The column, or what its JSON holds at the end of the way. @throws Refusal 42883 where it is no JSON */
export function reachInto({ type }: Column, term: Term, { path, text }: FieldName): Term {
  if (path.length === 0) return term
  if (type.kind !== 'json' && type.kind !== 'array') {
    throw refuse.badOperand(type.kind, text ? '->> unknown' : '-> unknown')
  }
  return { kind: 'json', term, path, text }
}

/** The filter as an expression over `row`; embeds that it tests are resolved by `embedTest`. */
export function planFilter(table: Table, node: FilterNode, embedTest: (filter: Filter) => Expr | null): Expr {
  if (node.kind !== 'filter') {
    const terms = node.terms.map((term) => planFilter(table, term, embedTest))
    const joined = node.kind === 'and' ? and(...terms) : or(...terms)
    return node.negated ? not(joined) : joined
  }
  const tested = embedTest(node)
  const expr = tested ?? planOne(table, node)
  return node.negated ? not(expr) : expr
}

function planOne(table: Table, node: Filter): Expr {
  if (isSearch(node.op)) return planSearch(table, node, node.op)
  refuseOnSearch(table, node.field.name)
  return planOperator(node, fieldTerm(table, node.field))
}

function planOperator(node: Filter, term: Term): Expr {
  if (node.quantifier !== null) return planQuantified(node, term)
  const type = typeOf(term)
  const value = (as: ColumnType): Term => ({ kind: 'parameter', index: node.value, type: as })
  switch (node.op) {
    case 'eq':
    case 'neq':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { kind: 'compare', op: node.op, left: term, right: value(type) }
    case 'isdistinct':
      return { kind: 'distinct', left: term, right: value(type) }
    case 'like':
    case 'ilike':
    case 'match':
    case 'imatch':
      if (type.kind !== 'text') throw refuse.badOperand(typeName(type), `${SYMBOLS[node.op]} unknown`)
      return { kind: 'text', op: node.op, term, pattern: value({ kind: 'text' }) }
    case 'in':
      return { kind: 'in', term, list: { kind: 'parameter', index: node.value, type } }
    case 'is':
      return planIs(node, term, type)
    case 'cs':
    case 'cd':
    case 'ov':
      if (type.kind !== 'array' && (type.kind !== 'json' || node.op === 'ov')) {
        throw refuse.badOperand(typeName(type), `${SYMBOLS[node.op]} unknown`)
      }
      return { kind: 'contains', op: node.op, left: term, right: value(type) }
    default:
      throw refuse.badOperand(typeName(type), `${SYMBOLS[node.op] ?? node.op} unknown`)
  }
}

function planIs(node: Filter, term: Term, type: ColumnType): Expr {
  assert(node.is !== null, 'is takes a word')
  if (node.is === 'null') return { kind: 'is', term, value: null }
  if (node.is === 'not_null') return not({ kind: 'is', term, value: null })
  if (type.kind !== 'boolean') throw refuse.notBoolean(node.is.toUpperCase(), typeName(type))
  return { kind: 'is', term, value: node.is === 'unknown' ? null : node.is === 'true' }
}

/** `like(any).{a,b}` is true of any, `(all)` of all of the listed values: the list is one parameter. */
function planQuantified(node: Filter, term: Term): Expr {
  const type = typeOf(term)
  const { op, quantifier } = node
  assert(quantifier !== null, 'a quantifier is there')
  const matches = op.includes('like') || op.includes('match')
  if (matches && type.kind !== 'text') throw refuse.badOperand(typeName(type), `${SYMBOLS[op]} unknown`)
  if (!isQuantifiable(op)) throw refuse.badOperand(typeName(type), `${op}(${quantifier})`)
  return { kind: 'quantified', quantifier, op, term, list: { kind: 'parameter', index: node.value, type } }
}

type Quantifiable = Extract<Expr, { kind: 'quantified' }>['op']

function isQuantifiable(op: string): op is Quantifiable {
  return ['eq', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike', 'match', 'imatch'].includes(op)
}

const SYMBOLS: Readonly<Record<string, string>> = {
  like: '~~',
  ilike: '~~*',
  match: '~',
  imatch: '~*',
  cs: '@>',
  cd: '<@',
  ov: '&&',
  sl: '<<',
  sr: '>>',
  nxl: '&>',
  nxr: '&<',
  adj: '-|-',
}

const NAMES: Readonly<Record<string, string>> = {
  float: 'double precision',
  decimal: 'numeric',
  timestamp: 'timestamp with time zone',
  time: 'time without time zone',
  json: 'jsonb',
  bytes: 'bytea',
}

/** The type as PostgreSQL names it in its messages. */
export function typeName(type: ColumnType): string {
  if (type.kind === 'array') return `${typeName(type.of)}[]`
  return NAMES[type.kind] ?? type.kind
}
