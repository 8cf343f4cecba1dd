/**
 * Prints an `Expr` to SQL. What every dialect writes alike stands here; what differs is asked of the
 * `Dialect`, one small object an engine.
 */
import { assert, unreachable } from '../base/assert.ts'
import type { ColumnType, Relation } from '../model/index.ts'
import { typeOf } from './build.ts'
import {
  type Comparison,
  type Expr,
  type List,
  type RowName,
  type Search,
  type Term,
  type TextMatch,
  TRUE,
} from './expr.ts'
import { overJunction } from './junction.ts'
import { type Binder, joinSql, raw, type Sql, sql } from './sql.ts'

/** What an engine writes in its own way. Every method gets printed pieces and gives one back. */
export interface Dialect {
  name(identifier: string): string
  /** `value` is one of the list that `list` binds. */
  within(value: Sql, type: ColumnType, list: Binder): Sql
  match(op: TextMatch, value: Sql, pattern: Binder | Sql): Sql
  quantified(expr: Extract<Expr, { kind: 'quantified' }>, value: Sql, list: Binder): Sql
  contains(op: 'cs' | 'cd' | 'ov', left: Sql, right: Sql, type: ColumnType): Sql
  member(value: Sql, array: Sql, type: ColumnType): Sql
  /** `type` is that of `value`: JSON, or an array. */
  json(value: Sql, path: readonly (string | number)[], text: boolean, type: ColumnType): Sql
  cast(value: Sql, from: ColumnType, to: ColumnType): Sql
  /** `row` finds the row in the index; `texts` are its columns. */
  search(search: Search, row: (column: string) => Sql, texts: readonly Sql[]): Sql
  rank(search: Search, row: (column: string) => Sql, texts: readonly Sql[]): Sql
  /** What stands for the value where values are compared or ordered: itself, for most types. */
  comparable(value: Sql, type: ColumnType): Sql
  /** A binder where SQL needs its type said. */
  bound(binder: Binder, type: ColumnType): Sql
}

/** What the names of an expression stand for while it is printed. Made anew for each statement. */
export class Scope {
  constructor(
    readonly dialect: Dialect,
    private readonly rows: ReadonlyMap<RowName, (column: string) => Sql> = new Map(),
    private readonly counter: { next: number } = { next: 0 },
  ) {}

  /** A new alias for a table of the statement. */
  alias(): string {
    this.counter.next += 1
    // A prefix that no table of an app may have: RETURNING names tables by their own names.
    return `_offstage_t${this.counter.next - 1}`
  }

  /** The same scope with `row` standing for the table under `alias`. */
  withAlias(row: RowName, alias: string): Scope {
    return this.withRow(row, (column) => raw(`${alias}.${this.dialect.name(column)}`))
  }

  /** The same scope with `row`'s columns printed by `print`. */
  withRow(row: RowName, print: (column: string) => Sql): Scope {
    return new Scope(this.dialect, new Map([...this.rows, [row, print]]), this.counter)
  }

  column(row: RowName, column: string): Sql {
    const print = this.rows.get(row)
    assert(print !== undefined, `row ${row} is not in scope`)
    return print(column)
  }
}

const OPERATORS: Record<Comparison, string> = { eq: '=', neq: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' }

/** The expression as a SQL condition, safe to stand beside `and` and `or`. */
export function printExpr(expr: Expr, scope: Scope): Sql {
  const { dialect } = scope
  switch (expr.kind) {
    case 'constant':
      return raw(expr.value === null ? 'null' : expr.value ? 'true' : 'false')
    case 'and':
    case 'or':
      return sql`(${joinSql(
        expr.terms.map((term) => printExpr(term, scope)),
        ` ${expr.kind} `,
      )})`
    case 'not':
      return sql`(not ${printExpr(expr.term, scope)})`
    case 'compare': {
      const [left, right] = [printComparable(expr.left, scope), printComparable(expr.right, scope)]
      return sql`(${left} ${raw(OPERATORS[expr.op])} ${right})`
    }
    case 'distinct': {
      const [left, right] = [printComparable(expr.left, scope), printComparable(expr.right, scope)]
      return sql`(${left} is distinct from ${right})`
    }
    case 'is':
      return sql`(${printTerm(expr.term, scope)} is ${raw(String(expr.value))})`
    case 'in':
      return dialect.within(printTerm(expr.term, scope), typeOf(expr.term), listBinder(expr.list))
    case 'text':
      return dialect.match(expr.op, printTerm(expr.term, scope), patternOf(expr.op, expr.pattern, scope))
    case 'quantified':
      return dialect.quantified(expr, printTerm(expr.term, scope), quantifiedList(expr))
    case 'contains': {
      const [left, right] = [printTerm(expr.left, scope), printTerm(expr.right, scope)]
      return dialect.contains(expr.op, left, right, typeOf(expr.left))
    }
    case 'member':
      return dialect.member(printTerm(expr.term, scope), printTerm(expr.of, scope), typeOf(expr.of))
    case 'role':
      return dialect.bound({ kind: 'role', anyOf: expr.anyOf }, { kind: 'boolean' })
    case 'search':
      return unlessNull(expr, printSearch(expr, scope), scope)
    case 'exists':
      return printExists(expr, scope)
    default:
      return unreachable(expr)
  }
}

/** A term where it is compared or ordered by. */
export function printComparable(term: Term, scope: Scope): Sql {
  return scope.dialect.comparable(printTerm(term, scope), typeOf(term))
}

export function printTerm(term: Term, scope: Scope): Sql {
  const { dialect } = scope
  switch (term.kind) {
    case 'column':
      return printPath(term.row, term.path, term.column.name, scope)
    case 'value':
      return dialect.bound({ kind: 'constant', type: term.type, value: term.value }, term.type)
    case 'parameter':
    case 'caller':
      return dialect.bound(term, term.type)
    case 'masked':
      return sql`(case when ${printExpr(term.rule, scope)} then ${printTerm(term.term, scope)} end)`
    case 'json':
      return dialect.json(printTerm(term.term, scope), term.path, term.text, typeOf(term.term))
    case 'cast':
      return dialect.cast(printTerm(term.term, scope), typeOf(term.term), term.type)
    case 'rank':
      return sql`(${joinSql(
        term.searches.map((search) =>
          dialect.rank(search, (name) => scope.column(search.row, name), textsOf(search, scope)),
        ),
        ' + ',
      )})`
    default:
      return unreachable(term)
  }
}

/**
 * The expression as a condition that picks rows, where unknown is as good as false: then a search can be said
 * so that the database starts from its index.
 */
export function printCondition(expr: Expr, scope: Scope): Sql {
  if (expr.kind === 'search') {
    const found = printSearch(expr, scope)
    return isNullable(expr) ? sql`(${found} and ${anyText(expr, scope)} is not null)` : found
  }
  if (expr.kind !== 'and' && expr.kind !== 'or') return printExpr(expr, scope)
  const terms = expr.terms.map((term) => printCondition(term, scope))
  return sql`(${joinSql(terms, ` ${expr.kind} `)})`
}

function printSearch(search: Search, scope: Scope): Sql {
  return scope.dialect.search(search, (name) => scope.column(search.row, name), textsOf(search, scope))
}

const textsOf = ({ row, columns }: Search, scope: Scope) =>
  columns.map((column) => scope.column(row, column.name))

const isNullable = ({ columns }: Search) => columns.every((column) => column.optional)

function unlessNull(search: Search, found: Sql, scope: Scope): Sql {
  if (!isNullable(search)) return found
  return sql`(case when ${anyText(search, scope)} is not null then ${found} end)`
}

/** Null where all of the columns are. */
function anyText(search: Search, scope: Scope): Sql {
  const texts = textsOf(search, scope)
  return texts.length === 1 ? joinSql(texts, '') : sql`coalesce(${joinSql(texts, ',')})`
}

/** A column over to-one relations: a scalar subquery, null where a row on the way is missing. */
function printPath(row: RowName, path: readonly Relation[], column: string, scope: Scope): Sql {
  const [first, ...rest] = path
  if (first === undefined) return scope.column(row, column)
  const { dialect } = scope
  const name = (identifier: string) => dialect.name(identifier)
  let alias = scope.alias()
  let from = `${name(first.to)} ${alias}`
  const start = alias
  for (const relation of rest) {
    const next = scope.alias()
    from += ` join ${name(relation.to)} ${next} on ${next}.${name(relation.toColumn)}`
    from += ` = ${alias}.${name(relation.fromColumn)}`
    const tenant = tenantOf(relation)
    if (tenant !== null) from += ` and ${next}.${name(tenant.to)} = ${alias}.${name(tenant.from)}`
    alias = next
  }
  const joined = equal(first, start, (own) => scope.column(row, own), scope)
  return sql`(select ${raw(`${alias}.${name(column)}`)} from ${raw(from)} where ${joined})`
}

const tenantOf = (relation: Relation) => (relation.kind === 'many-to-many' ? null : (relation.tenant ?? null))

/** What makes a row under `alias` one of the relation: the key and, where there is one, the tenant. */
function equal(relation: Relation, alias: string, outer: (column: string) => Sql, scope: Scope): Sql {
  const of = (column: string) => raw(`${alias}.${scope.dialect.name(column)}`)
  const key = sql`${of(relation.toColumn)} = ${outer(relation.fromColumn)}`
  const tenant = tenantOf(relation)
  return tenant === null ? key : sql`${key} and ${of(tenant.to)} = ${outer(tenant.from)}`
}

function printExists(expr: Extract<Expr, { kind: 'exists' }>, scope: Scope): Sql {
  const alias = scope.alias()
  const outer = (column: string) => printPath(expr.row, expr.path, column, scope)
  const inner = printExpr(expr.where, scope.withAlias(expr.as, alias))
  const where = expr.quantifier === 'every' ? sql`${inner} is not true` : inner
  const from = relationFrom(expr.relation, alias, outer, scope, expr.through)
  const rows = sql`select 1 from ${from} and ${where}`
  return expr.quantifier === 'some' ? sql`exists (${rows})` : sql`(not exists (${rows}))`
}

/**
 * `from … where …` that joins the rows of `relation` under `alias` to the outer row.
 * @param outer prints a column of the outer row
 * @param through what must hold of the junction's row, for a many-to-many relation
 */
export function relationFrom(
  relation: Relation,
  alias: string,
  outer: (column: string) => Sql,
  scope: Scope,
  through?: Expr,
): Sql {
  const name = (identifier: string) => scope.dialect.name(identifier)
  const target = `${name(relation.to)} ${alias}`
  if (relation.kind !== 'many-to-many') {
    return sql`${raw(`${target} where `)}${equal(relation, alias, outer, scope)}`
  }
  const between = scope.alias()
  const join = `${name(relation.junction)} ${between} join ${target}`
  const [towards, onwards] = overJunction(relation)
  const on = equal(onwards, alias, (column) => raw(`${between}.${name(column)}`), scope)
  const joined = sql`${raw(`${join} on `)}${on} where ${equal(towards, between, outer, scope)}`
  if (through === undefined || through === TRUE) return joined
  return sql`${joined} and ${printExpr(through, scope.withAlias('row', between))}`
}

function quantifiedList({ list, op }: Extract<Expr, { kind: 'quantified' }>): Binder {
  const binder = listBinder(list)
  return binder.kind === 'parameters' ? { ...binder, patterns: op } : binder
}

function listBinder(list: List): Binder {
  switch (list.kind) {
    case 'values':
      return { kind: 'constants', type: list.type, values: list.values }
    case 'parameter':
      return { kind: 'parameters', index: list.index, type: list.type }
    case 'caller':
      return { kind: 'callers', claim: list.claim, type: list.type }
    default:
      return unreachable(list)
  }
}

/** Patterns known before the statement runs are translated by the dialect; others are printed as they are. */
function patternOf(op: TextMatch, pattern: Term, scope: Scope): Binder | Sql {
  if (pattern.kind === 'value') {
    return { kind: 'pattern', op, source: { kind: 'constant', type: pattern.type, value: pattern.value } }
  }
  if (pattern.kind === 'parameter' || pattern.kind === 'caller')
    return { kind: 'pattern', op, source: pattern }
  return printTerm(pattern, scope)
}
