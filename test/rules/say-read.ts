/** A described read as parameters of a URL. */
import { embedName } from './relations.ts'
import { columnOf, type ModelSpec, tableOf } from './spec.ts'
import type {
  EmbedSpec,
  FilterSpec,
  ItemSpec,
  OrderSpec,
  PathSpec,
  ReadSpec,
  SearchFilter,
} from './spec-request.ts'
import { RANK } from './spec-request.ts'
import { quoted, toJson, toUrl } from './values.ts'

/** A name and a value, not yet encoded. */
export type Pair = readonly [string, string]

export function sayRead(model: ModelSpec, read: ReadSpec): Pair[] {
  const select: Pair = ['select', selectOf(model, read, '')]
  return [...(select[1] === '*' ? [] : [select]), ...pathed(model, read, '')]
}

/** @param prefix what stands before the names of members that move into the row above */
function selectOf(model: ModelSpec, read: ReadSpec, prefix: string): string {
  const columns = (read.columns ?? ['*']).map((name) => (prefix === '' ? name : `${prefix}${name}:${name}`))
  const embeds = read.embeds.map((embed) => sayEmbed(model, embed))
  return [...columns, ...read.items.map(sayItem), ...embeds].join(',')
}

function sayEmbed(model: ModelSpec, { alias, relation, inner, spread, prefix, read }: EmbedSpec): string {
  const before = spread ? '...' : `${alias}:`
  return `${before}${embedName(model, relation)}${inner ? '!inner' : ''}(${selectOf(model, read, prefix)})`
}

function sayItem(item: ItemSpec): string {
  switch (item.is) {
    case 'rank':
      return `${item.as}:${RANK}`
    case 'path':
      return `${item.as}:${fieldOf(item.column, item.path)}`
    case 'cast':
      return `${item.as}:${item.column}::${item.to}`
    case 'aggregate': {
      if (item.column === null) return `${item.as}:count()`
      const cast = item.cast === null ? '' : `::${item.cast}`
      return `${item.as}:${fieldOf(item.column, item.path)}${cast}.${item.fn}()`
    }
  }
}

function fieldOf(column: string, path: PathSpec | null): string {
  if (path === null) return column
  const last = path.steps.length - 1
  const arrow = (at: number) => (at === last && path.text ? '->>' : '->')
  return `${column}${path.steps.map((step, at) => `${arrow(at)}${step}`).join('')}`
}

/** Filters, order and page, of the table and of its embeds. */
function pathed(model: ModelSpec, read: ReadSpec, at: string): Pair[] {
  const table = tableOf(model, read.table)
  const key = read.total ? table.key.map((name) => columnOf(table, name).name) : []
  const order = [...read.order.map(sayOrder), ...key].join(',')
  return [
    ...read.filters.map((filter): Pair => {
      const [name, value] = sayFilter(filter)
      return [`${at}${name}`, value]
    }),
    ...(order === '' ? [] : [[`${at}order`, order] as const]),
    ...(read.limit === null ? [] : [[`${at}limit`, String(read.limit)] as const]),
    ...(read.offset === null ? [] : [[`${at}offset`, String(read.offset)] as const]),
    ...read.embeds.flatMap((embed) => pathed(model, embed.read, `${at}${embed.alias}.`)),
  ]
}

export function sayOrder({ embed, column, path, descending, nulls }: OrderSpec): string {
  const field = fieldOf(column, path)
  const name = embed === null ? field : `${embed}(${field})`
  return `${name}${descending ? '.desc' : ''}${nulls === null ? '' : `.nulls${nulls}`}`
}

/** As a parameter of its own: name and value. */
export function sayFilter(filter: FilterSpec): Pair {
  const not = filter.negated ? 'not.' : ''
  if (filter.is === 'embed') return [filter.alias, `${not}is.null`]
  if (filter.is === 'search') return [filter.column, `${not}${sayMode(filter)}.${sayQuery(filter)}`]
  if (filter.is !== 'filter') return [`${not}${filter.is}`, `(${filter.of.map(inGroup).join(',')})`]
  const { op, value } = filter
  const field = fieldOf(filter.column, filter.path)
  if (op === 'null') return [field, `${not}is.null`]
  if (op === 'in') return [field, `${not}in.${listOf(value as readonly string[])}`]
  return [field, `${not}${op}.${filter.kind === 'json' ? toJson(value) : toUrl(value)}`]
}

const sayMode = ({ mode, language }: SearchFilter) => `${mode}(${language})`

function sayQuery({ mode, form, words }: SearchFilter): string {
  const [first = '', second] = words
  const rest = second === undefined ? [] : [second]
  if (mode === 'plfts' || mode === 'phfts') return words.join(' ')
  if (form === 'phrase') return mode === 'wfts' ? `"${words.join(' ')}"` : words.join(' <-> ')
  if (form === 'beginning') return `${first}:*`
  if (form === 'any') return [first, ...rest].join(mode === 'wfts' ? ' or ' : ' | ')
  if (form === 'all') return [first, ...rest].join(mode === 'wfts' ? ' ' : ' & ')
  return mode === 'wfts' ? [first, ...rest].join(' -') : [first, ...rest].join(' & !')
}

const listOf = (values: readonly string[]) => `(${values.map((one) => quoted(toUrl(one))).join(',')})`

/** Inside `and=(…)` and `or=(…)`. */
function inGroup(filter: FilterSpec): string {
  const not = filter.negated ? 'not.' : ''
  if (filter.is === 'embed') return `${filter.alias}.${not}is.null`
  if (filter.is === 'search') return `${filter.column}.${not}${sayMode(filter)}.${quoted(sayQuery(filter))}`
  if (filter.is !== 'filter') return `${not}${filter.is}(${filter.of.map(inGroup).join(',')})`
  const { op, value } = filter
  const field = fieldOf(filter.column, filter.path)
  if (op === 'null') return `${field}.${not}is.null`
  if (op === 'in') return `${field}.${not}in.${listOf(value as readonly string[])}`
  if (filter.kind === 'json') return `${field}.${not}${op}.${quoted(toJson(value))}`
  const text = toUrl(value)
  return `${field}.${not}${op}.${Array.isArray(value) ? text : quoted(text)}`
}
