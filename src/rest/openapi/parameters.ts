/** Parameters that every table has: what to select, how to order and page, what to prefer. */
import type { Relation, Table } from '../../model/index.ts'
import type { JsonObject } from './json.ts'
import type { Reach, TableReach } from './reach.ts'

const text = (name: string, description: string, example: string): JsonObject => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string' },
  example,
})

const count = (name: string, description: string): JsonObject => ({
  name,
  in: 'query',
  description,
  schema: { type: 'integer', minimum: 0, maximum: 999_999_999_999_999 },
})

const header = (name: string, description: string, example: string): JsonObject => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string' },
  example,
})

/** `components.parameters`: the same for every table. */
export const COMMON: JsonObject = {
  order: text(
    'order',
    'Columns to order by, each with `.asc` or `.desc` and `.nullsfirst` or `.nullslast`.',
    'id.desc',
  ),
  limit: count('limit', 'How many rows at most.'),
  offset: count('offset', 'How many rows to pass over.'),
  and: text(
    'and',
    'Filters that must all hold: `(column.operator.value,…)`, nested as needed.',
    '(id.not.is.null)',
  ),
  or: text(
    'or',
    'Filters of which one must hold: `(column.operator.value,…)`, nested as needed.',
    '(id.not.is.null)',
  ),
  columns: text(
    'columns',
    'The columns to take from the body, separated by commas; other members are passed over.',
    '',
  ),
  on_conflict: text(
    'on_conflict',
    'Columns of the unique constraint that an upsert goes by; the primary key unless given.',
    '',
  ),
  range: header('Range', 'First and last row, counted from 0; `limit` and `offset` win over it.', '0-9'),
  rangeUnit: header('Range-Unit', 'The unit of `Range`.', 'items'),
}

/** What `Prefer` may say (RFC 7240), several separated by commas. */
export function prefer(words: readonly (readonly string[])[]): JsonObject {
  const said = words.map((choices) => choices.map((word) => `\`${word}\``).join(' or '))
  return header(
    'Prefer',
    `Several may be given, separated by commas: ${said.join('; ')}.`,
    words[0]?.[0] ?? '',
  )
}

/** `select`, with the tables that may be embedded for this caller. */
export function select(reach: TableReach, all: Reach): JsonObject {
  const embeds = embedsOf(reach.table, all)
  const related =
    embeds.length === 0 ? '' : ` Rows of related tables: ${embeds.map((one) => `\`${one}(*)\``).join(', ')}.`
  const description = `Columns, separated by commas: \`alias:column::type\`; \`*\` is all of them.${related}`
  return text('select', description, '*')
}

/** Names of the embeds, with a hint where the table alone would not say which relation is meant. */
function embedsOf({ relations }: Table, all: Reach): string[] {
  const isHidden = (relation: Relation) =>
    placesOf(relation).some(([table, name]) => {
      const reached = all.tables.get(table)
      return reached !== undefined && !reached.columns.some(({ column }) => column.name === name)
    })
  const known = relations.filter((one) => !isHidden(one))
  const names = known
    .filter((one) => isReadable(one, all))
    .map((one) => {
      const isOnly = known.filter(({ to }) => to === one.to).length === 1
      return isOnly ? one.to : `${one.to}!${hintOf(one)}`
    })
  return [...new Set(names)]
}

/** Over a column that no row shows to the caller, an embed leads nowhere; its name tells of the column. */
function isReadable(relation: Relation, all: Reach): boolean {
  if (all.tables.get(relation.to)?.read !== true) return false
  return placesOf(relation).every(([table, name]) => {
    const reached = all.tables.get(table)
    return reached?.read === true && reached.columns.some(({ column, read }) => column.name === name && read)
  })
}

/** The columns that make the relation, each with its table. */
function placesOf(relation: Relation): readonly (readonly [table: string, column: string])[] {
  if (relation.kind === 'many-to-many') {
    const { junction, junctionFrom, junctionTo } = relation
    return [
      [junction, junctionFrom],
      [junction, junctionTo],
    ]
  }
  const { from, fromColumn, to, toColumn } = relation
  return relation.kind === 'to-one' ? [[from, fromColumn]] : [[to, toColumn]]
}

function hintOf(relation: Relation): string {
  return relation.kind === 'many-to-many' ? relation.junction : relation.constraint
}
