/** A described request as text: URL, headers and body. */
import { embedName } from './relations.ts'
import {
  columnOf,
  type FilterSpec,
  type ModelSpec,
  type ReadSpec,
  type RequestSpec,
  type Row,
  tableOf,
} from './spec.ts'
import { quoted, toJson, toUrl } from './values.ts'

export interface Said {
  readonly method: string
  /** Path and query, percent-encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export function say(model: ModelSpec, request: RequestSpec): Said {
  switch (request.does) {
    case 'read':
      return {
        method: request.head ? 'HEAD' : 'GET',
        path: pathOf(request.read.table, sayRead(model, request.read)),
        headers: {
          ...(request.count ? { Prefer: 'count=exact' } : {}),
          ...(request.object ? { Accept: 'application/vnd.pgrst.object+json' } : {}),
        },
        body: null,
      }
    case 'aggregate': {
      const { column, read } = request
      const select: Pair = ['select', `n:count(),low:${column}.min(),high:${column}.max()`]
      const params = [select, ...read.filters.map(sayFilter)]
      return { method: 'GET', path: pathOf(read.table, params), headers: {}, body: null }
    }
    case 'insert': {
      const rows = request.rows.map(sayRow)
      const params = [...conflict(request.onConflict), ...returned(model, request.returning)]
      const resolution = request.resolution === null ? [] : [`resolution=${request.resolution}`]
      return {
        method: 'POST',
        path: pathOf(request.table, params),
        headers: prefer([...resolution, ...wanted(request.returning)]),
        body: request.bulk ? `[${rows.join(',')}]` : (rows[0] ?? '{}'),
      }
    }
    case 'update':
    case 'delete':
      return {
        method: request.does === 'update' ? 'PATCH' : 'DELETE',
        path: pathOf(request.table, [
          ...request.filters.map(sayFilter),
          ...returned(model, request.returning),
        ]),
        headers: prefer(wanted(request.returning)),
        body: request.does === 'update' ? sayRow(request.set) : null,
      }
  }
}

type Pair = readonly [string, string]

const sayRow = (row: Row) => toJson(row)
const wanted = (returning: ReadSpec | null) => (returning === null ? [] : ['return=representation'])
const prefer = (words: readonly string[]): Record<string, string> =>
  words.length === 0 ? {} : { Prefer: words.join(',') }
const conflict = (names: readonly string[] | null): Pair[] =>
  names === null ? [] : [['on_conflict', names.join(',')]]
const returned = (model: ModelSpec, read: ReadSpec | null): Pair[] =>
  read === null ? [] : sayRead(model, read)

function pathOf(table: string, params: readonly Pair[]): string {
  const query = params
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
  return query === '' ? table : `${table}?${query}`
}

function sayRead(model: ModelSpec, read: ReadSpec): Pair[] {
  const select: Pair = ['select', selectOf(model, read)]
  return [...(select[1] === '*' ? [] : [select]), ...pathed(model, read, '')]
}

function selectOf(model: ModelSpec, read: ReadSpec): string {
  const embeds = read.embeds.map(
    ({ alias, relation, inner, read: below }) =>
      `${alias}:${embedName(model, relation)}${inner ? '!inner' : ''}(${selectOf(model, below)})`,
  )
  return [...(read.columns ?? ['*']), ...embeds].join(',')
}

/** Filters, order and page, of the table and of its embeds. */
function pathed(model: ModelSpec, read: ReadSpec, at: string): Pair[] {
  const order = sayOrder(model, read)
  return [
    ...read.filters.map((filter): Pair => {
      const [name, value] = sayFilter(filter)
      return [name.startsWith('not.') ? `${at}${name}` : `${at}${name}`, value]
    }),
    ...(order === '' ? [] : [[`${at}order`, order] as const]),
    ...(read.limit === null ? [] : [[`${at}limit`, String(read.limit)] as const]),
    ...(read.offset === null ? [] : [[`${at}offset`, String(read.offset)] as const]),
    ...read.embeds.flatMap((embed) => pathed(model, embed.read, `${at}${embed.alias}.`)),
  ]
}

function sayOrder(model: ModelSpec, read: ReadSpec): string {
  const table = tableOf(model, read.table)
  const terms = read.order.map(({ embed, column, descending, nulls }) => {
    const name = embed === null ? column : `${embed}(${column})`
    return `${name}${descending ? '.desc' : ''}${nulls === null ? '' : `.nulls${nulls}`}`
  })
  const key = read.total ? table.key.map((name) => columnOf(table, name).name) : []
  return [...terms, ...key].join(',')
}

/** As a parameter of its own: name and value. */
function sayFilter(filter: FilterSpec): Pair {
  const not = filter.negated ? 'not.' : ''
  if (filter.is === 'embed') return [filter.alias, `${not}is.null`]
  if (filter.is !== 'filter') return [`${not}${filter.is}`, `(${filter.of.map(inGroup).join(',')})`]
  const { op, value } = filter
  if (op === 'null') return [filter.column, `${not}is.null`]
  if (op === 'in') return [filter.column, `${not}in.${listOf(value as readonly string[])}`]
  return [filter.column, `${not}${op}.${toUrl(value)}`]
}

const listOf = (values: readonly string[]) => `(${values.map((one) => quoted(toUrl(one))).join(',')})`

/** Inside `and=(…)` and `or=(…)`. */
function inGroup(filter: FilterSpec): string {
  const not = filter.negated ? 'not.' : ''
  if (filter.is === 'embed') return `${filter.alias}.${not}is.null`
  if (filter.is !== 'filter') return `${not}${filter.is}(${filter.of.map(inGroup).join(',')})`
  if (filter.op === 'null') return `${filter.column}.${not}is.null`
  if (filter.op === 'in') return `${filter.column}.${not}in.${listOf(filter.value as readonly string[])}`
  const text = toUrl(filter.value)
  return `${filter.column}.${not}${filter.op}.${Array.isArray(filter.value) ? text : quoted(text)}`
}
