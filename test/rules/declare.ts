/** A described model in the product's words: as an app, and as the text of its `app.ts`. */
import * as offstage from '../../src/index.ts'
import { ruleName } from './relations.ts'
import type { ColumnSpec, ExistsSpec, ModelSpec, RuleSpec, TableSpec, TermSpec } from './spec.ts'
import { toLiteral } from './values.ts'

/** The source of `app.ts`. What is run is this very text, so that what is printed is what was tested. */
export function sourceOf(model: ModelSpec): string {
  const listed = model.tables.map(({ name }) => (name === 'users' ? 'users: people' : name))
  return [
    ...model.tables.map((table) => sourceOfTable(model, table)),
    `const built = app({ tables: { ${listed.join(', ')} }, api: { aggregates: true } })`,
  ].join('\n\n')
}

const { and, app, array, bigint, boolean, bytes, date, decimal } = offstage
const { float, id, identity, integer, json, not, or, ref, table, text, time, timestamp, users, uuid } =
  offstage
const WORDS = {
  and,
  app,
  array,
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  float,
  id,
  identity,
  integer,
  json,
  not,
  or,
  ref,
  table,
  text,
  time,
  timestamp,
  users,
  uuid,
}

/** @throws ModelError when the model does not hold together, which a smaller one may not */
export function declare(model: ModelSpec): offstage.App {
  const body = `'use strict'\n${sourceOf(model)}\nreturn built`
  return new Function(...Object.keys(WORDS), body)(...Object.values(WORDS)) as offstage.App
}

function sourceOfTable(model: ModelSpec, table: TableSpec): string {
  const access = sourceOfAccess(model, table)
  if (table.name === 'users') return `const people = users${access}`
  const columns = table.columns.map((column) => `  ${column.name}: ${sourceOfColumn(model, table, column)},`)
  const key = isIdKey(table) ? '' : `.primaryKey(${table.key.map((name) => `'${name}'`).join(', ')})`
  const uniques = table.uniques
    .map((names) => `.unique(${names.map((name) => `'${name}'`).join(', ')})`)
    .join('')
  const list = table.search.map((name) => `'${name}'`).join(', ')
  const search = list === '' ? '' : `.search(${list})`
  return `const ${table.name} = table({\n${columns.join('\n')}\n})${key}${uniques}${search}${access}`
}

/** The key is a column that says so itself. */
const isIdKey = (table: TableSpec) =>
  table.key.length === 1 && (table.key[0] === 'id' || table.columns[0]?.identity === true)

function sourceOfColumn(model: ModelSpec, table: TableSpec, column: ColumnSpec): string {
  if (column.identity) return 'identity()'
  if (isIdKey(table) && column.name === 'id') return 'id()'
  const rules = (['read', 'write'] as const).flatMap((name) => {
    const rule = column[name]
    return rule === null ? [] : [`${name}: ${sourceOfRule(model, rule)}`]
  })
  const options = [
    column.onDelete === 'restrict' ? '' : `.onDelete('${column.onDelete}')`,
    column.open ? '.open()' : '',
    column.optional ? '.optional()' : '',
    column.defaultMe ? ".default('me')" : '',
    column.hidden ? '.hidden()' : '',
    column.readonly ? '.readonly()' : '',
    column.writeOnce ? '.writeOnce()' : '',
    column.unique ? '.unique()' : '',
    rules.length === 0 ? '' : `.access({ ${rules.join(', ')} })`,
  ]
  return `${sourceOfType(column)}${options.join('')}`
}

function sourceOfType({ kind, to }: ColumnSpec): string {
  if (to !== null) return `ref(() => ${to})`
  if (kind === 'decimal') return 'decimal(6, 2)'
  return kind.endsWith('[]') ? `array(${kind.slice(0, -2)}())` : `${kind}()`
}

function sourceOfAccess(model: ModelSpec, { access }: TableSpec): string {
  const rule = (spec: RuleSpec) => sourceOfRule(model, spec)
  const parts = (['read', 'create', 'delete'] as const).flatMap((name) => {
    const spec = access[name]
    return spec === null ? [] : [`  ${name}: ${rule(spec)},`]
  })
  if (access.updateOld !== null && access.updateNew !== null) {
    parts.push(`  update: { old: ${rule(access.updateOld)}, new: ${rule(access.updateNew)} },`)
  }
  return parts.length === 0 ? '.access({})' : `.access({\n${parts.join('\n')}\n})`
}

function sourceOfRule(model: ModelSpec, rule: RuleSpec): string {
  if (rule.is === 'constant') return String(rule.value)
  return `({ row, old, me }) => ${condition(model, rule)}`
}

function condition(model: ModelSpec, rule: RuleSpec): string {
  switch (rule.is) {
    // `and(true, …)` takes conditions alone; a constant inside is said by a condition that is always so.
    case 'constant':
      return rule.value ? "not(me.is('nobody'))" : "me.is('nobody')"
    case 'and':
    case 'or':
      return `${rule.is}(${rule.of.map((each) => condition(model, each)).join(', ')})`
    case 'not':
      return `not(${condition(model, rule.of)})`
    case 'role':
      return `me.is(${rule.anyOf.map((role) => `'${role}'`).join(', ')})`
    case 'compare':
      return `${term(rule.left)}.${rule.op}(${term(rule.right)})`
    case 'null':
      return `${term(rule.term)}.${rule.negated ? 'isNotNull' : 'isNull'}()`
    case 'in': {
      const { list, term: left } = rule
      const values =
        typeof list === 'string'
          ? `me.claim('${list}')`
          : `[${list.map((one) => toLiteral(left.kind, one)).join(', ')}]`
      return `${term(left)}.${rule.negated ? 'notIn' : 'in'}(${values})`
    }
    case 'like':
    case 'ilike':
      return `${term(rule.term)}.${rule.is}('${rule.pattern}')`
    case 'contains': {
      const item = toLiteral(rule.term.kind === 'text[]' ? 'text' : 'integer', rule.value)
      return `${term(rule.term)}.contains(${item})`
    }
    default:
      return exists(model, rule)
  }
}

function exists(model: ModelSpec, { is, row, path, relation, as, where }: ExistsSpec): string {
  const start = [row, ...path, ruleName(model, relation) ?? 'nothing'].join('.')
  if (where === null) return `${start}.${is}()`
  return `${start}.${is}((${as}) => ${where.is === 'constant' ? where.value : condition(model, where)})`
}

function term(spec: TermSpec): string {
  switch (spec.of) {
    case 'column':
      return [spec.row, ...spec.path, spec.column].join('.')
    case 'value':
      return toLiteral(spec.kind, spec.value)
    case 'me':
      return 'me.id'
    case 'claim':
      return `me.claim('${spec.path}')`
  }
}
