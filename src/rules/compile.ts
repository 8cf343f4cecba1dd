/**
 * Compiles every rule of a model once: callbacks of `.access()` and `.check()` become `Expr`. A table without
 * a rule for an operation denies it.
 */
import { ModelError } from '../base/errors.ts'
import type { Column, Model, Rule, RuleFunction, Table } from '../model/index.ts'
import { type Build, buildMe, buildRow, takeResult } from './build.ts'
import { and, type Expr, FALSE, type Term, TRUE } from './expr.ts'

/** The rules of one table. Null means that nothing was declared: denied, and said so (42501). */
export interface TableRules {
  readonly read: Expr | null
  readonly create: Expr | null
  /** Holds of the row as it is (`row`). */
  readonly updateOld: Expr | null
  /** Holds of the row as it becomes (`row`), and may speak of `old`. */
  readonly updateNew: Expr | null
  readonly delete: Expr | null
  /** Rules of single columns, by name; absent means no further rule. */
  readonly columnRead: ReadonlyMap<string, Expr>
  readonly columnWrite: ReadonlyMap<string, Expr>
  /** Declared checks: hold of every row, whoever writes it. */
  readonly checks: readonly { readonly name: string; readonly expr: Expr }[]
}

export type Rules = ReadonlyMap<string, TableRules>

const compiled = new WeakMap<Model, Rules>()

/**
 * The compiled rules of a model; computed once.
 * @throws ModelError when a callback names an unknown column, returns no condition, or drops one.
 */
export function rulesOf(model: Model): Rules {
  const known = compiled.get(model)
  if (known !== undefined) return known
  const rules = new Map([...model.tables.values()].map((table) => [table.name, compileTable(model, table)]))
  compiled.set(model, rules)
  return rules
}

function compileTable(model: Model, table: Table): TableRules {
  const tenant = tenantRule(table)
  const rule = (name: string, value: Rule | null, hasOld = false) =>
    value === null
      ? null
      : and(tenant, compileRule(model, table, `${table.name}.access.${name}`, value, hasOld))
  const columnRules = (name: 'read' | 'write') =>
    new Map(
      table.columns
        .filter((column) => column[name] !== null)
        .map((column) => [column.name, compileColumnRule(model, table, column, name)]),
    )
  return {
    read: rule('read', table.access.read),
    create: rule('create', table.access.create),
    updateOld: rule('update', table.access.updateOld, true),
    updateNew: rule('update', table.access.updateNew, true),
    delete: rule('delete', table.access.delete),
    columnRead: columnRules('read'),
    columnWrite: columnRules('write'),
    checks: table.checks.map(({ name, rule: check }) => ({
      name,
      expr: compileCheck(model, table, name, check),
    })),
  }
}

/** Where a claim names the caller's tenant, each rule of the table begins with it. */
function tenantRule({ tenant, column }: Table): Expr {
  const held = tenant === null ? undefined : column.get(tenant.column)
  if (tenant?.claim == null || held === undefined) return TRUE
  const left: Term = { kind: 'column', row: 'row', path: [], column: held }
  const right: Term = { kind: 'caller', claim: tenant.claim, type: held.type }
  return { kind: 'compare', op: 'eq', left, right }
}

function compileColumnRule(model: Model, table: Table, column: Column, name: 'read' | 'write'): Expr {
  const place = `${table.name}.${column.name}.access.${name}`
  return compileRule(model, table, place, column[name] ?? false, name === 'write')
}

/**
 * @param hasOld whether the rule is about a change, so that there is a row as it was (null when it is
 * created)
 */
function compileRule(model: Model, table: Table, place: string, rule: Rule, hasOld: boolean): Expr {
  if (rule === true) return TRUE
  if (rule === false) return FALSE
  refuseOperators(place, rule)
  const build: Build = { model, place, made: new Set(), used: new Set(), nextRow: 0 }
  const context = {
    row: buildRow(build, table, 'row'),
    old: hasOld ? buildRow(build, table, 'old') : noOldRow(place),
    me: buildMe(build),
  }
  const expr = takeResult(rule(context), build)
  refuseDropped(build)
  return expr
}

function noOldRow(place: string): object {
  return new Proxy(Object.freeze({}), {
    get() {
      throw new ModelError(
        place,
        'speaks of old, the row before a change',
        'Use old in update rules and in write rules of columns.',
      )
    },
  })
}

/**
 * `a || b` on two conditions is just `a`, and `row.owner !== me.id` is always true: only the text of the
 * callback shows it. What stands in quotes is not looked at.
 */
function refuseOperators(place: string, rule: RuleFunction): void {
  const code = rule.toString().replace(/(['"`])(?:\\.|(?!\1)[^\\])*\1|\/\*.*?\*\/|\/\/[^\n]*/gs, '')
  const [operator] = /\|\||&&|\?\?|[=!]==?/.exec(code) ?? []
  if (operator === undefined) return
  const compares = operator.includes('=')
  throw new ModelError(
    place,
    `the rule ${compares ? 'compares' : 'joins conditions'} with ${operator}, which JavaScript decides while the model is built`,
    compares
      ? 'Write row.column.is(value) or .isNot(value).'
      : 'Write or(a, b) or a.or(b), and(a, b) or a.and(b).',
  )
}

/**
 * `a && b` on two conditions is just `b`: JavaScript drops `a`, and the rule would let in whom `a` keeps out.
 * Every condition made must therefore be part of the result.
 */
function refuseDropped(build: Build): void {
  if (build.made.size === build.used.size) return
  throw new ModelError(
    build.place,
    'a condition was made but is not part of the result',
    'Join conditions with and(a, b), or(a, b), not(a) or a.and(b): the operators && || ! ?: drop one of them.',
  )
}

function compileCheck(model: Model, table: Table, name: string, check: Rule): Expr {
  const expr = compileRule(model, table, `${table.name}.check.${name}`, check, false)
  const wrong = reachesOutside(expr)
  if (wrong === null) return expr
  throw new ModelError(
    `${table.name}.check.${name}`,
    `a check may speak of its own row alone, not of ${wrong}`,
    'Put it into .access() when it depends on the caller or on other tables.',
  )
}

function reachesOutside(expr: Expr): string | null {
  const text = JSON.stringify(expr, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  if (text.includes('"kind":"exists"') || /"path":\[\{/.test(text)) return 'other tables'
  if (text.includes('"kind":"caller"') || text.includes('"kind":"role"')) return 'the caller'
  return text.includes('"row":"old"') ? 'the old row' : null
}
