/** Reads in SQLite's words: one statement that returns the response's JSON as text, embeds included. */
import { rowsPerResponseMax } from '../../base/limits.ts'
import type { ColumnType, Table } from '../../model/index.ts'
import type { Field, Page, ReadPlan } from '../../query/index.ts'
import {
  type Binder,
  type Expr,
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
import { quoteName, quoteText } from './dialect.ts'
import { jsonPieces } from './storage.ts'

/** `body` (a JSON array), `rows` in it and, where the caller counts, `total`. */
export function printRead(plan: ReadPlan, scope: Scope): Sql {
  const alias = scope.alias()
  const inner = scope.withAlias('row', alias)
  const from = raw(`from ${quoteName(plan.table.name)} ${alias}`)
  const table = sql`${from} where ${printCondition(plan.where, inner)}`
  const groups = printGroups(plan, inner)
  const body = sql`${arrayOf(printObject(plan, inner))} as body, count(*) as n`
  const total =
    plan.count === null ? sql`` : sql`, (select count(*) from (select 1 ${table}${groups})) as total`
  if (plan.count !== null && plan.bodiless && isPlain(plan)) return printCount(plan, table)
  // One row needs no order and no page, and nothing that picks them first.
  if (plan.count === null && isOneRow(plan)) return sql`select ${body} ${table}`
  const page = sql`${printOrder(plan, inner)}${printPage(plan, rowsPerResponseMax)}`
  if (aggregates(plan)) {
    const rows = sql`select ${printObject(plan, inner)} as j ${table}${groups}${page}`
    return sql`select ${arrayOf(raw('j'))} as body, count(*) as n${total} from (${rows})`
  }
  // The page is picked before its rows are written: SQLite would otherwise write every row that it sorts.
  return sql`select ${body}${total} from (select * ${table}${page}) ${raw(alias)}`
}

/** Only how many rows there are, and how many of them the page has. */
function printCount(plan: ReadPlan, table: Sql): Sql {
  const { limit, offset } = pageBinders(plan, rowsPerResponseMax)
  const rows = sql`max(0,min(${limit},total-${offset}))`
  return sql`select null as body, ${rows} as n, total from (select count(*) as total ${table})`
}

/** Whether writing the rows can neither fail nor change how many there are. */
function isPlain(plan: ReadPlan): boolean {
  return plan.fields.every((field) => {
    if (field.kind === 'embed') return isPlain(field.plan)
    return field.kind === 'value' && field.term.kind !== 'cast'
  })
}

/** Whether the primary key is asked for, whole: then there is one row at most. */
function isOneRow(plan: ReadPlan): boolean {
  if (plan.limit !== null || plan.offset !== null || aggregates(plan)) return false
  const asked = equalColumns(plan.where)
  return plan.table.primaryKey.every((name) => asked.has(name))
}

/** Columns of the row that must equal a value. */
export function equalColumns(where: Expr): ReadonlySet<string> {
  if (where.kind === 'and') return new Set(where.terms.flatMap((term) => [...equalColumns(term)]))
  if (where.kind !== 'compare' || where.op !== 'eq') return new Set()
  const { left, right } = where
  const isHere = left.kind === 'column' && left.row === 'row' && left.path.length === 0
  return new Set(isHere && right.kind === 'parameter' ? [left.column.name] : [])
}

/** Where there are aggregates, everything else that is selected makes the groups, as in PostgREST. */
function printGroups(plan: ReadPlan, scope: Scope): Sql {
  if (!aggregates(plan)) return sql``
  const groups = plan.fields.flatMap((field) => {
    if (field.kind === 'value') return [printTerm(field.term, scope)]
    return field.kind === 'embed'
      ? printEmbed(field, scope).map((member) => joinSql(member.json(), '||'))
      : []
  })
  return groups.length === 0 ? sql`` : sql` group by ${joinSql(groups, ', ')}`
}

const aggregates = (plan: ReadPlan) => plan.fields.some((field) => field.kind === 'aggregate')

/** PostgreSQL's `json_agg` writes a comma, a space, a line feed and a space between rows. */
function arrayOf(row: Sql): Sql {
  return sql`concat('[',group_concat(${row},', '||char(10)||' '),']')`
}

export function printOrder(
  plan: Pick<ReadPlan, 'table' | 'order'> & Partial<Pick<ReadPlan, 'fields'>>,
  scope: Scope,
): Sql {
  const terms = plan.order.map(({ term, descending, nulls }) => {
    const direction = descending ? ' desc' : ''
    // Without a word on nulls an index gives the order; the words are only needed where there may be one.
    const placed = nullable(term) ? ` nulls ${nulls}` : ''
    return sql`${printComparable(term, scope)}${raw(direction + placed)}`
  })
  if (keepsSecrets(plan.table)) {
    const made = scope.column('row', '_rowid_')
    // Of a group SQLite would take whichever row it came to first, or last.
    terms.push(plan.fields?.some((field) => field.kind === 'aggregate') ? sql`min(${made})` : made)
  }
  return terms.length === 0 ? sql`` : sql` order by ${joinSql(terms, ', ')}`
}

/**
 * Rows that are equal in the order asked for come as the index that SQLite picks has them. Where columns are
 * hidden, from some or from all, that would tell their order: then the rows come in the order in which they
 * were made.
 */
function keepsSecrets(table: Table): boolean {
  return table.columns.some((column) => column.hidden || column.read !== null)
}

export function printPage(plan: Page, rowsMax: number | null): Sql {
  const { limit, offset } = pageBinders(plan, rowsMax)
  if (plan.limit === null && plan.offset === null && rowsMax === null) return sql``
  return plan.offset === null ? sql` limit ${limit}` : sql` limit ${limit} offset ${offset}`
}

function pageBinders(plan: Page, rowsMax: number | null): { limit: Binder; offset: Binder } {
  return {
    limit: { kind: 'count', of: 'limit', index: plan.limit, max: rowsMax ?? -1 },
    offset: { kind: 'count', of: 'offset', index: plan.offset, max: -1 },
  }
}

/** The row as a JSON object: one `concat` of literal keys and values. */
export function printObject(plan: ReadPlan, scope: Scope): Sql {
  const pieces: Sql[] = []
  for (const { as, json } of members(plan, scope)) {
    pieces.push(raw(quoteText(`${pieces.length === 0 ? '{' : ','}${JSON.stringify(as)}:`)), ...json())
  }
  if (pieces.length === 0) return raw(`'{}'`)
  return concatenated([...pieces, raw(`'}'`)])
}

/** SQLite's functions take so many arguments, unless it was built for more (SQLITE_MAX_FUNCTION_ARG). */
const ARGUMENTS_MAX = 1000

/** A `concat` of any number of pieces. */
function concatenated(pieces: readonly Sql[]): Sql {
  if (pieces.length <= ARGUMENTS_MAX) return sql`concat(${joinSql(pieces, ',')})`
  const groups = Array.from({ length: Math.ceil(pieces.length / ARGUMENTS_MAX) }, (_, n) =>
    concatenated(pieces.slice(n * ARGUMENTS_MAX, (n + 1) * ARGUMENTS_MAX)),
  )
  return concatenated(groups)
}

interface Member {
  readonly as: string
  /** Printed when it is asked for: of a spread's members each row of the outer one needs but one. */
  readonly json: () => readonly Sql[]
}

function members(plan: ReadPlan, scope: Scope): Member[] {
  return plan.fields.flatMap((field) => membersOf(field, scope))
}

function membersOf(field: Field, scope: Scope): Member[] {
  if (field.kind === 'embed') return printEmbed(field, scope)
  return [{ as: field.as, json: () => printValue(field, scope) }]
}

function printValue(field: Exclude<Field, Embed>, scope: Scope): readonly Sql[] {
  if (field.kind === 'value') {
    return jsonPieces(typeOf(field.term), printTerm(field.term, scope), nullable(field.term))
  }
  const [term, of] = field.term === null ? [null, BIGINT] : [printTerm(field.term, scope), typeOf(field.term)]
  const { value, type } = printAggregate(field.fn, term, of)
  if (field.cast === null) return jsonPieces(type, value, true)
  return jsonPieces(field.cast, printCast(value, type, field.cast), true)
}

const BIGINT: ColumnType = { kind: 'bigint' }

type Embed = Extract<Field, { kind: 'embed' }>

function printEmbed(field: Embed, scope: Scope): Member[] {
  if (field.plan.fields.length === 0) return []
  const print = isSingle(field) ? printOne : printMany
  if (!field.spread) return [{ as: field.as, json: () => [print(field, scope, printObject)] }]
  // A spread moves the target's members into this row, each looked up for itself: of many rows as an array.
  return memberNames(field.plan).map((as, index) => ({
    as,
    json: () => [
      print(field, scope, (plan, at) => sql`concat(${joinSql(members(plan, at)[index]?.json() ?? [], ',')})`),
    ],
  }))
}

const isSingle = ({ relation }: Embed) => relation.kind === 'to-one' || relation.single

/** The keys of the row's JSON object, in order. */
function memberNames(plan: ReadPlan): string[] {
  return plan.fields.flatMap((field) => {
    if (field.kind !== 'embed') return [field.as]
    if (field.plan.fields.length === 0) return []
    return field.spread ? memberNames(field.plan) : [field.as]
  })
}

type PrintRow = (plan: ReadPlan, scope: Scope) => Sql

function printOne(field: Embed, scope: Scope, row: PrintRow): Sql {
  const { from, inner } = related(field, scope)
  const groups = printGroups(field.plan, inner)
  return sql`ifnull((select ${row(field.plan, inner)} ${from}${groups} limit 1),'null')`
}

function printMany(field: Embed, scope: Scope, row: PrintRow): Sql {
  const { from, inner, alias } = related(field, scope)
  const { plan } = field
  const list = (item: Sql) =>
    row === printObject ? arrayOf(item) : sql`concat('[',group_concat(${item},', '),']')`
  const page = sql`${printOrder(plan, inner)}${printPage(plan, rowsPerResponseMax)}`
  if (aggregates(plan)) {
    const groups = printGroups(plan, inner)
    return sql`(select ${list(raw('j'))} from (select ${row(plan, inner)} as j ${from}${groups}${page}))`
  }
  const rows = sql`select ${raw(`${alias}.*`)} ${from}${page}`
  return sql`(select ${list(row(plan, inner))} from (${rows}) ${raw(alias)})`
}

/** The rows of an embed, joined to the row that embeds them. */
function related(field: Embed, scope: Scope): { from: Sql; inner: Scope; alias: string } {
  const { relation } = field
  const alias = scope.alias()
  const inner = scope.withAlias('row', alias)
  const outer = (column: string) => scope.column('row', column)
  const reached = relationFrom(relation, alias, outer, scope, field.through)
  const here =
    field.here === undefined || field.here === TRUE ? sql`` : sql` and ${printCondition(field.here, scope)}`
  const joined = sql`${reached}${here}`
  return { from: sql`from ${joined} and ${printCondition(field.plan.where, inner)}`, inner, alias }
}

/** Whether the term may be null, as far as the model says. */
function nullable(term: Term): boolean {
  return term.kind !== 'column' || term.path.length > 0 || term.column.optional
}
