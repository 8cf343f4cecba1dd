/**
 * Reads in PostgreSQL's words: one statement that returns the response's JSON as text, embeds included. Rows
 * are made into JSON as records, which writes the keys in the order of the columns and no space between them.
 */
import { rowsPerResponseMax } from '../../base/limits.ts'
import type { ColumnType, Table } from '../../model/index.ts'
import type { Field, OrderTerm, Page, ReadPlan } from '../../query/index.ts'
import {
  joinSql,
  printComparable,
  printCondition,
  printTerm,
  raw,
  relationFrom,
  type Scope,
  type Sql,
  sql,
  type Term,
  TRUE,
  typeOf,
} from '../../rules/index.ts'
import { printAggregate } from './aggregate.ts'
import { printCast } from './cast.ts'
import { quoteName } from './dialect.ts'
import { listOf, type Named, objectOf, selectNamed, valuesOf } from './print-json.ts'
import { bound } from './storage.ts'

/** `body` (a JSON array), `n` rows in it and, where the caller counts, `total`. */
export function printRead(plan: ReadPlan, scope: Scope): Sql {
  const alias = scope.alias()
  const inner = scope.withAlias('row', alias)
  const where = printCondition(plan.where, inner)
  const table = sql`from ${raw(`${quoteName(plan.table.name)} ${alias}`)} where ${where}`
  if (plan.count !== null && plan.bodiless && isPlain(plan)) return printCount(plan, table)
  const { names, rows } = printRows(plan, inner, table, printPage(plan, rowsPerResponseMax))
  const total = plan.count === null ? sql`` : sql`, ${printTotal(plan, inner, table)} as total`
  return sql`select ${listOf(names)}::text as body, count(*)::integer as n${total} from (${rows}) _offstage_r`
}

/** Only how many rows there are, and how many of them the page has. */
function printCount(plan: ReadPlan, table: Sql): Sql {
  const { limit, offset } = pageOf(plan, rowsPerResponseMax)
  const most = limit ?? raw('total')
  const rows = sql`greatest(0, least(${most}, total${offset === null ? sql`` : sql` - ${offset}`}))::integer`
  return sql`select null as body, ${rows} as n, total from (select count(*) as total ${table}) _offstage_r`
}

/** Whether writing the rows can neither fail nor change how many there are. */
function isPlain(plan: ReadPlan): boolean {
  return plan.fields.every((field) => {
    if (field.kind === 'embed') return isPlain(field.plan)
    return field.kind === 'value' && field.term.kind !== 'cast'
  })
}

function printTotal(plan: ReadPlan, scope: Scope, table: Sql): Sql {
  const groups = groupsOf(plan, scope)
  if (groups.length === 0) return sql`(select count(*) ${table})`
  const keys = joinSql(
    groups.map(({ value, json }) => (json ? sql`${value()}::text` : value())),
    ', ',
  )
  return sql`(select count(*) from (select 1 ${table} group by ${keys}) _offstage_g)`
}

/** What is selected of one level, and the query of its rows under those names. */
interface Rows {
  readonly names: readonly string[]
  readonly rows: Sql
}

/** @param from `from … where …`, with its tables in scope */
function printRows(plan: ReadPlan, scope: Scope, from: Sql, page: Sql): Rows {
  const all = members(plan, scope)
  const names = all.map(({ as }) => as)
  if (aggregates(plan)) return { names, rows: selectNamed(all, printGrouped(plan, all, scope, from, page)) }
  const order = printOrder(plan, scope)
  return { names, rows: sql`select ${valuesOf(all)} ${from}${order}${page}` }
}

/**
 * Where there are aggregates, everything else that is selected makes the groups, as in PostgREST. JSON has no
 * equality, so that embeds are grouped as text.
 */
function printGrouped(plan: ReadPlan, all: readonly Member[], scope: Scope, from: Sql, page: Sql): Sql {
  const columns = all.map(({ value, json }, index) =>
    json ? sql`${value()}::text as ${raw(`c${index}`)}` : sql`${value()} as ${raw(`c${index}`)}`,
  )
  const keys = all.flatMap(({ grouped }, index) => (grouped ? [String(index + 1)] : []))
  const groups = keys.length === 0 ? '' : ` group by ${keys.join(', ')}`
  return sql`select ${joinSql(columns, ', ')} ${from}${raw(groups)}${printOrder(plan, scope, all)}${page}`
}

const groupsOf = (plan: ReadPlan, scope: Scope) =>
  aggregates(plan) ? members(plan, scope).filter(({ grouped }) => grouped) : []

const aggregates = (plan: ReadPlan) => plan.fields.some((field) => field.kind === 'aggregate')

/** @param selected what the rows are grouped by: these are ordered by their place in the list */
export function printOrder(
  plan: { readonly table: Table; readonly order: readonly OrderTerm[] },
  scope: Scope,
  selected: readonly Member[] | null = null,
): Sql {
  const terms = plan.order.map(({ term, descending, nulls }) => {
    const place = selected?.findIndex((member) => member.term !== null && same(member.term, term)) ?? -1
    const value = printComparable(term, scope)
    // What is looked up by a spread is the same in a whole group, which PostgreSQL cannot know.
    const own = selected === null || place >= 0 ? value : sql`(array_agg(${value}))[1]`
    const key = place < 0 || typeOf(term).kind === 'json' ? own : raw(String(place + 1))
    // PostgreSQL's own order of nulls needs no words.
    const placed = (nulls === 'first') === descending ? '' : ` nulls ${nulls}`
    return sql`${key}${raw((descending ? ' desc' : '') + placed)}`
  })
  if (selected === null && keepsSecrets(plan.table)) terms.push(scope.column('row', 'ctid'))
  return terms.length === 0 ? sql`` : sql` order by ${joinSql(terms, ', ')}`
}

/**
 * Rows that are equal in the order asked for come as the index that the planner picks has them. Where columns
 * are hidden, from some or from all, that would tell their order: then rows come as they lie in the table.
 */
function keepsSecrets(table: Table): boolean {
  return table.columns.some((column) => column.hidden || column.read !== null)
}

function same(one: Term, other: Term): boolean {
  const text = (term: Term) =>
    JSON.stringify(term, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
  return text(one) === text(other)
}

/** `limit … offset …`; @param rowsMax null for any number */
export function printPage(page: Pick<Page, 'limit' | 'offset'>, rowsMax: number | null): Sql {
  const { limit, offset } = pageOf(page, rowsMax)
  const most = limit === null ? sql`` : sql` limit ${limit}`
  return offset === null ? most : sql`${most} offset ${offset}`
}

function pageOf({ limit, offset }: Pick<Page, 'limit' | 'offset'>, rowsMax: number | null) {
  const count = (of: 'limit' | 'offset', index: number, max: number) =>
    bound({ kind: 'count', of, index, max }, 'bigint')
  const most = rowsMax === null ? null : raw(String(rowsMax))
  return {
    limit: limit === null ? most : count('limit', limit, rowsMax ?? -1),
    offset: offset === null ? null : count('offset', offset, -1),
  }
}

/** One member of a row's JSON object. */
export interface Member extends Named {
  /** Whether it is one of what the rows are grouped by, where there are aggregates. */
  readonly grouped: boolean
  /** What it shows, where it shows a term of the row itself. */
  readonly term: Term | null
}

export function members(plan: ReadPlan, scope: Scope): Member[] {
  return plan.fields.flatMap((field) => {
    if (field.kind === 'embed') return printEmbed(field, scope)
    const term = field.kind === 'value' ? field.term : null
    const grouped = field.kind === 'value'
    return [{ as: field.as, value: () => printValue(field, scope), json: false, grouped, term }]
  })
}

function printValue(field: Exclude<Field, Embed>, scope: Scope): Sql {
  if (field.kind === 'value') return printTerm(field.term, scope)
  const [term, of] = field.term === null ? [null, BIGINT] : [printTerm(field.term, scope), typeOf(field.term)]
  const { value, type } = printAggregate(field.fn, term, of)
  return field.cast === null ? value : printCast(value, type, field.cast)
}

const BIGINT: ColumnType = { kind: 'bigint' }

type Embed = Extract<Field, { kind: 'embed' }>

const isSingle = ({ relation }: Embed) => relation.kind === 'to-one' || relation.single

function printEmbed(field: Embed, scope: Scope): Member[] {
  if (field.plan.fields.length === 0) return []
  const own = { grouped: true, term: null }
  if (!field.spread) {
    const value = () => (isSingle(field) ? printOne(field, scope) : printMany(field, scope))
    return [{ as: field.as, value, json: true, ...own }]
  }
  // A spread moves the target's members into this row, each looked up for itself: of many rows as an array.
  const { inner } = related(field, scope)
  return members(field.plan, inner).map(({ as, json }, index) => ({
    as,
    value: () => (isSingle(field) ? spreadOne(field, scope, index) : spreadMany(field, scope, index)),
    json: json || !isSingle(field),
    ...own,
  }))
}

function printOne(field: Embed, scope: Scope): Sql {
  const { from, inner } = related(field, scope)
  const { names, rows } = printRows({ ...field.plan, order: [] }, inner, from, raw(' limit 1'))
  return sql`(select ${objectOf(names)} from (${rows}) _offstage_r)`
}

function printMany(field: Embed, scope: Scope): Sql {
  const { from, inner } = related(field, scope)
  const { names, rows } = printRows(field.plan, inner, from, printPage(field.plan, rowsPerResponseMax))
  return sql`(select ${listOf(names)} from (${rows}) _offstage_r)`
}

function spreadOne(field: Embed, scope: Scope, index: number): Sql {
  const { from, inner } = related(field, scope)
  const all = members(field.plan, inner)
  if (!aggregates(field.plan)) return sql`(select ${all[index]?.value() ?? raw('null')} ${from} limit 1)`
  const rows = printGrouped({ ...field.plan, order: [] }, all, inner, from, raw(' limit 1'))
  return sql`(select ${column(all, index)} from (${rows}) _offstage_r)`
}

function spreadMany(field: Embed, scope: Scope, index: number): Sql {
  const { from, inner } = related(field, scope)
  const { plan } = field
  const all = members(plan, inner)
  const page = printPage(plan, rowsPerResponseMax)
  const list = (item: Sql) => sql`coalesce(json_agg(to_json(${item})),'[]')`
  if (!aggregates(plan)) {
    const value = all[index]?.value() ?? raw('null')
    const rows = sql`select ${value} as v ${from}${printOrder(plan, inner)}${page}`
    return sql`(select ${list(raw('v'))} from (${rows}) _offstage_r)`
  }
  const rows = printGrouped(plan, all, inner, from, page)
  return sql`(select ${list(column(all, index))} from (${rows}) _offstage_r)`
}

/** One column of what `printGrouped` selects. */
function column(all: readonly Member[], index: number): Sql {
  return raw(all[index]?.json ? `c${index}::json` : `c${index}`)
}

/** The rows of an embed, joined to the row that embeds them. */
function related(field: Embed, scope: Scope): { from: Sql; inner: Scope } {
  const { relation } = field
  const alias = scope.alias()
  const inner = scope.withAlias('row', alias)
  const outer = (column: string) => scope.column('row', column)
  const reached = relationFrom(relation, alias, outer, scope, field.through)
  const here =
    field.here === undefined || field.here === TRUE ? sql`` : sql` and ${printCondition(field.here, scope)}`
  return { from: sql`from ${reached}${here} and ${printCondition(field.plan.where, inner)}`, inner }
}
