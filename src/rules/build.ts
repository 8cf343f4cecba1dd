/**
 * The values that a rule's callback is given: `row`, `old` and `me`, as proxies that note what is asked of
 * them and give back `Expr`. Everything is checked while the model is built, so a misspelt column fails at
 * start, with its name, and never at the first request.
 */
import { ModelError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import type { Column, ColumnType, Model, Relation, Table } from '../model/index.ts'
import { readJson, tableNameOf } from '../model/index.ts'
import {
  and,
  type Comparison,
  type Expr,
  FALSE,
  type List,
  not,
  or,
  type RowName,
  type Term,
  type TextMatch,
  TRUE,
} from './expr.ts'

/**
 * What a rule speaks of while it is built; `made` and `used` find conditions that were dropped on the way.
 */
export interface Build {
  readonly model: Model
  /** Where the rule stands, for errors: `songs.access.read`. */
  readonly place: string
  readonly made: Set<Condition>
  readonly used: Set<Condition>
  /** Names for the rows that `some`, `every` and `none` bind. */
  nextRow: number
}

/** A condition under construction: wraps an `Expr`, can be joined with others. */
export class Condition {
  constructor(
    readonly expr: Expr,
    private readonly build: Build | null,
  ) {
    build?.made.add(this)
  }

  and(...others: unknown[]): Condition {
    return joinConditions(and, [this, ...others], this.build)
  }

  or(...others: unknown[]): Condition {
    return joinConditions(or, [this, ...others], this.build)
  }

  not(): Condition {
    return negateCondition(this, this.build)
  }

  /** Marks the condition as part of the rule and gives its expression. */
  take(): Expr {
    this.build?.used.add(this)
    return this.expr
  }

  owner(): Build | null {
    return this.build
  }
}

function joinConditions(join: (...terms: Expr[]) => Expr, parts: unknown[], build: Build | null): Condition {
  const terms = parts.map((part) => {
    if (part instanceof Condition) return part.take()
    if (typeof part === 'boolean' && build === null) return { kind: 'constant', value: part } as const
    throw new ModelError(
      build?.place ?? 'rule',
      `and() and or() take conditions, not ${describe(part)}`,
      'Write row.column.is(value); JavaScript comparisons such as == give a plain boolean.',
    )
  })
  return new Condition(join(...terms), build)
}

function negateCondition(part: unknown, build: Build | null): Condition {
  if (!(part instanceof Condition)) {
    throw new ModelError(
      'rule',
      `not() takes a condition, not ${describe(part)}`,
      'Write not(row.column.is(value)).',
    )
  }
  return new Condition(not(part.take()), build)
}

const ownerOf = (parts: unknown[]) => parts.find((part) => part instanceof Condition)?.owner() ?? null

/** All of the conditions hold. */
export function allOf(...parts: unknown[]): Condition {
  return joinConditions(and, parts, ownerOf(parts))
}

/** At least one of the conditions holds. */
export function anyOf(...parts: unknown[]): Condition {
  return joinConditions(or, parts, ownerOf(parts))
}

/** The condition does not hold (unknown stays unknown, as in SQL). */
export function notOf(part: unknown): Condition {
  return negateCondition(part, part instanceof Condition ? part.owner() : null)
}

/** What `me.id` and `me.claim()` are until something compares them: the other side decides the type. */
class CallerValue {
  constructor(
    readonly claim: readonly string[],
    readonly build: Build,
  ) {}

  term(type: ColumnType): Term {
    return { kind: 'caller', claim: this.claim, type }
  }
}

const TEXT: ColumnType = { kind: 'text' }
const UUID: ColumnType = { kind: 'uuid' }

/** `me`: who is asking. */
export function buildMe(build: Build): object {
  const value = (claim: readonly string[], type: ColumnType) =>
    termProxy(build, new CallerValue(claim, build).term(type))
  return Object.freeze({
    id: value(['sub'], UUID),
    is: (...roles: string[]) => {
      if (roles.length === 0 || roles.some((role) => typeof role !== 'string' || role === '')) {
        throw new ModelError(build.place, 'me.is() takes the names of roles', "Write me.is('editor').")
      }
      return new Condition({ kind: 'role', anyOf: roles }, build)
    },
    claim: (path: string) => value(path.split('.'), TEXT),
  })
}

/** `row` or `old`: a row of `table`. */
export function buildRow(build: Build, table: Table, row: RowName, path: readonly Relation[] = []): object {
  return new Proxy(Object.freeze({}), {
    get(_, key) {
      if (typeof key === 'symbol') return undefined
      const column = table.column.get(key)
      if (column !== undefined) return columnProxy(build, table, row, path, column)
      if (key === 'related')
        return (other: unknown) => relationProxy(build, table, row, path, nameOf(build, other))
      return relationProxy(build, table, row, path, key)
    },
  })
}

function columnProxy(
  build: Build,
  table: Table,
  row: RowName,
  path: readonly Relation[],
  column: Column,
): object {
  const methods = termProxy(build, { kind: 'column', row, path, column })
  if (column.reference === null) return methods
  const relation = table.relations.find((one) => one.kind === 'to-one' && one.fromColumn === column.name)
  const target = build.model.tables.get(column.reference.table)
  if (relation === undefined || target === undefined) return methods
  return new Proxy(methods, {
    get(terms, key) {
      if (typeof key === 'symbol') return Reflect.get(terms, key)
      if (key in terms && !target.column.has(key)) return Reflect.get(terms, key)
      return Reflect.get(buildRow(build, target, row, [...path, relation]), key)
    },
  })
}

/** The name that `app({ tables })` gives the table that a rule holds in its hands. */
function nameOf(build: Build, other: unknown): string {
  const name = tableNameOf(build.model, other)
  if (name !== null) return name
  throw new ModelError(build.place, 'related() was given no table of this app', 'Add it to app({ tables }).')
}

function relationProxy(
  build: Build,
  table: Table,
  row: RowName,
  path: readonly Relation[],
  key: string,
): object {
  const relations = table.relations.filter((one) => one.to === key && one.kind !== 'to-one')
  const direct = relations.filter((one) => one.kind === 'to-many')
  const chosen = direct.length === 1 ? direct : relations
  const [relation] = chosen
  if (relation === undefined) {
    const names = [
      ...table.column.keys(),
      ...table.relations.filter((one) => one.kind !== 'to-one').map((one) => one.to),
    ]
    const near = nearest(key, names)
    throw new ModelError(
      build.place,
      `${table.name} has no column and no relation ${JSON.stringify(key)}`,
      near === null ? `It has ${names.join(', ')}.` : `Did you mean ${JSON.stringify(near)}?`,
    )
  }
  const via = (column: string) => {
    const found = relations.find((one) => one.kind === 'to-many' && one.toColumn === column)
    if (found !== undefined) return manyProxy(build, row, path, found)
    throw new ModelError(
      build.place,
      `${key} has no reference ${JSON.stringify(column)} to ${table.name}`,
      `It has ${direct.map((one) => one.toColumn).join(', ')}.`,
    )
  }
  if (chosen.length > 1) {
    const fail = () => {
      throw new ModelError(
        build.place,
        `${table.name} and ${key} are related in more than one way`,
        `Say which: row.${key}.via('${direct[0]?.toColumn ?? ''}').some(…).`,
      )
    }
    return Object.freeze({ via, some: fail, every: fail, none: fail })
  }
  return Object.freeze({ via, ...manyProxy(build, row, path, relation) })
}

function manyProxy(build: Build, row: RowName, path: readonly Relation[], relation: Relation) {
  const target = build.model.tables.get(relation.to)
  if (target === undefined)
    throw new ModelError(build.place, `no table ${relation.to}`, 'Add it to app({ tables }).')
  const exists = (quantifier: 'some' | 'every' | 'none') => (callback?: (row: object) => unknown) => {
    build.nextRow += 1
    const as = `r${build.nextRow}`
    const where = callback === undefined ? TRUE : takeResult(callback(buildRow(build, target, as)), build)
    return new Condition({ kind: 'exists', quantifier, row, path, relation, as, where }, build)
  }
  return { some: exists('some'), every: exists('every'), none: exists('none') }
}

/** What a callback returned, as an expression. */
export function takeResult(result: unknown, build: Build): Expr {
  if (result instanceof Condition) return result.take()
  if (result === true) return TRUE
  if (result === false) return FALSE
  throw new ModelError(
    build.place,
    `the callback returned ${describe(result)}, not a condition`,
    'Return a condition such as row.owner.is(me.id); an arrow with braces needs the word return.',
  )
}

function termProxy(build: Build, term: Term): Record<string, unknown> {
  const type = typeOf(term)
  const make = (expr: Expr) => new Condition(expr, build)
  const other = (value: unknown): Term => operand(build, value, type)
  const compare = (op: Comparison) => (value: unknown) =>
    make({ kind: 'compare', op, left: term, right: other(value) })
  const text = (op: TextMatch) => (value: unknown) => {
    // A pattern out of another row could be none, and would then fail every request that meets that row.
    if (typeof value !== 'string') {
      throw new ModelError(
        build.place,
        `a pattern is ${describe(value)}`,
        "Write row.column.like('a%'), with the pattern as text.",
      )
    }
    return make({ kind: 'text', op, term, pattern: operand(build, value, TEXT) })
  }
  const within = (values: unknown): Expr => ({ kind: 'in', term, list: listOf(build, values, type) })
  const methods: Record<string, unknown> = {
    [TERM]: term,
    is: (value: unknown) => (value === null ? make({ kind: 'is', term, value: null }) : compare('eq')(value)),
    isNot: (value: unknown) =>
      value === null ? make(not({ kind: 'is', term, value: null })) : compare('neq')(value),
    isNull: () => make({ kind: 'is', term, value: null }),
    isNotNull: () => make(not({ kind: 'is', term, value: null })),
    gt: compare('gt'),
    gte: compare('gte'),
    lt: compare('lt'),
    lte: compare('lte'),
    in: (values: unknown) => make(within(values)),
    notIn: (values: unknown) => make(not(within(values))),
    like: text('like'),
    ilike: text('ilike'),
    matches: text('match'),
  }
  if (type.kind === 'array') {
    methods.contains = (value: unknown) =>
      make({ kind: 'member', term: operand(build, value, type.of), of: term })
  }
  return methods
}

const TERM = Symbol('term')

export function typeOf(term: Term): ColumnType {
  switch (term.kind) {
    case 'column':
      return term.column.type
    case 'masked':
      return typeOf(term.term)
    case 'json':
      return term.text ? TEXT : { kind: 'json' }
    default:
      return term.type
  }
}

/** The right side of a comparison: another term, or a literal that must fit the left side's type. */
function operand(build: Build, value: unknown, type: ColumnType): Term {
  const term = typeof value === 'object' && value !== null ? Reflect.get(value, TERM) : undefined
  if (term !== undefined) {
    const right = term as Term
    if (right.kind === 'caller') return { ...right, type }
    if (JSON.stringify(typeOf(right)) === JSON.stringify(type)) return right
    throw new ModelError(
      build.place,
      `a rule compares a column of type ${type.kind} with one of type ${typeOf(right).kind}`,
      'Compare columns of the same type.',
    )
  }
  if (value === undefined) {
    throw new ModelError(
      build.place,
      'a rule compares with undefined',
      'Compare with a value, a column or me.id.',
    )
  }
  try {
    return { kind: 'value', type, value: readJson(type, value instanceof Date ? value.toISOString() : value) }
  } catch (error) {
    throw new ModelError(
      build.place,
      `a rule compares a column of type ${type.kind} with ${describe(value)}`,
      error instanceof Error ? error.message : 'Compare with a value of that type.',
    )
  }
}

function listOf(build: Build, values: unknown, type: ColumnType): List {
  if (Array.isArray(values)) {
    const read = values.map((value) => operand(build, value, type))
    return {
      kind: 'values',
      type,
      values: read.map((term) => {
        if (term.kind === 'value') return term.value
        throw new ModelError(
          build.place,
          'in() takes plain values or a claim',
          "Write row.column.in(['a', 'b']).",
        )
      }),
    }
  }
  const term =
    typeof values === 'object' && values !== null
      ? (Reflect.get(values, TERM) as Term | undefined)
      : undefined
  if (term?.kind === 'caller') return { kind: 'caller', claim: term.claim, type }
  throw new ModelError(
    build.place,
    `in() takes a list, not ${describe(values)}`,
    "Write row.column.in(['a', 'b']) or row.column.in(me.claim('app_metadata.teams')).",
  )
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'object' || typeof value === 'function') return `a ${typeof value}`
  return JSON.stringify(value)
}
