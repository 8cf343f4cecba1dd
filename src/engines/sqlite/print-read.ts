/** Reads in SQLite's words: one statement that returns the response's JSON as text, embeds included. */
import { assert } from '../../base/assert.ts'
import { rowsPerResponseMax } from '../../base/limits.ts'
import type { Field, ReadPlan } from '../../query/index.ts'
import {
  type Binder,
  joinSql,
  printExpr,
  printTerm,
  raw,
  relationFrom,
  type Scope,
  type Sql,
  sql,
  type Term,
  typeOf,
} from '../../rules/index.ts'
import { quoteName, quoteText } from './dialect.ts'
import { jsonPieces } from './storage.ts'

/** `body` (a JSON array), `rows` in it and, where the caller counts, `total`. */
export function printRead(plan: ReadPlan, scope: Scope): Sql {
  const alias = scope.alias()
  const inner = scope.withAlias('row', alias)
  const from = sql`from ${raw(`${quoteName(plan.table.name)} ${alias}`)} where ${printExpr(plan.where, inner)}`
  const page = printPage(plan, rowsPerResponseMax)
  const rows = sql`select ${printObject(plan, inner)} as j ${from}${printOrder(plan, inner)}${page}`
  const total = plan.count === null ? sql`` : sql`, (select count(*) ${from}) as total`
  return sql`select ${arrayOf(raw('j'))} as body, count(*) as n${total} from (${rows})`
}

/** PostgreSQL's `json_agg` writes a comma, a space, a line feed and a space between rows. */
function arrayOf(row: Sql): Sql {
  return sql`concat('[',group_concat(${row},', '||char(10)||' '),']')`
}

function printOrder(plan: ReadPlan, scope: Scope): Sql {
  if (plan.order.length === 0) return sql``
  const terms = plan.order.map(({ term, descending, nulls }) => {
    const direction = descending ? ' desc' : ''
    // Without a word on nulls an index gives the order; the words are only needed where there may be one.
    const placed = nullable(term) ? ` nulls ${nulls}` : ''
    return sql`${printTerm(term, scope)}${raw(direction + placed)}`
  })
  return sql` order by ${joinSql(terms, ', ')}`
}

function printPage(plan: ReadPlan, rowsMax: number | null): Sql {
  const limit: Binder = { kind: 'count', of: 'limit', index: plan.limit, max: rowsMax ?? -1 }
  const offset: Binder = { kind: 'count', of: 'offset', index: plan.offset, max: -1 }
  if (plan.limit === null && plan.offset === null && rowsMax === null) return sql``
  return plan.offset === null ? sql` limit ${limit}` : sql` limit ${limit} offset ${offset}`
}

/** The row as a JSON object: one `concat` of literal keys and values. */
export function printObject(plan: ReadPlan, scope: Scope): Sql {
  const pieces: Sql[] = []
  for (const { as, json } of members(plan, scope)) {
    pieces.push(raw(quoteText(`${pieces.length === 0 ? '{' : ','}${JSON.stringify(as)}:`)), ...json)
  }
  if (pieces.length === 0) return raw(`'{}'`)
  return sql`concat(${joinSql([...pieces, raw(`'}'`)], ',')})`
}

interface Member {
  readonly as: string
  readonly json: readonly Sql[]
}

function members(plan: ReadPlan, scope: Scope): Member[] {
  return plan.fields.flatMap((field): Member[] => {
    switch (field.kind) {
      case 'value':
        return [{ as: field.as, json: jsonPieces(typeOf(field.term), printTerm(field.term, scope), nullable(field.term)) }]
      case 'embed':
        return printEmbed(field, scope)
      case 'aggregate':
        return assert(false, 'aggregates are refused by the plan') as never
    }
  })
}

type Embed = Extract<Field, { kind: 'embed' }>

function printEmbed(field: Embed, scope: Scope): Member[] {
  const { plan, relation } = field
  if (plan.fields.length === 0) return []
  const single = relation.kind === 'to-one' || relation.single
  if (!field.spread) {
    const json = single ? printOne(field, scope, printObject) : printMany(field, scope)
    return [{ as: field.as, json: [json] }]
  }
  // A spread moves the target's columns into this row; each is looked up for itself.
  return plan.fields.map((inner) => {
    const one = { ...plan, fields: [inner] }
    const [name] = members(one, scope.withAlias('row', 'x')).map((member) => member.as)
    assert(name !== undefined, 'a spread field has a name')
    const value = (_: ReadPlan, at: Scope) => sql`concat(${joinSql(members(one, at)[0]?.json ?? [], ',')})`
    return { as: name, json: [printOne({ ...field, plan: one }, scope, value)] }
  })
}

function printOne(field: Embed, scope: Scope, body: (plan: ReadPlan, scope: Scope) => Sql): Sql {
  const { from, inner } = related(field, scope)
  return sql`ifnull((select ${body(field.plan, inner)} ${from} limit 1),'null')`
}

function printMany(field: Embed, scope: Scope): Sql {
  const { from, inner } = related(field, scope)
  const rows = sql`select ${printObject(field.plan, inner)} as j ${from}${printOrder(field.plan, inner)}`
  return sql`(select ${arrayOf(raw('j'))} from (${rows}${printPage(field.plan, null)}))`
}

/** The rows of an embed, joined to the row that embeds them. */
function related(field: Embed, scope: Scope): { from: Sql; inner: Scope } {
  const { relation } = field
  const alias = scope.alias()
  const inner = scope.withAlias('row', alias)
  const outer = scope.column('row', relation.fromColumn)
  const joined = relationFrom(relation, alias, outer, scope, field.through)
  return { from: sql`from ${joined} and ${printExpr(field.plan.where, inner)}`, inner }
}

/** Whether the term may be null, as far as the model says. */
function nullable(term: Term): boolean {
  return term.kind !== 'column' || term.path.length > 0 || term.column.optional
}

