/** A described request as text: URL, headers and body. */
import { type Pair, sayFilter, sayOrder, sayRead } from './say-read.ts'
import type { ModelSpec, Row } from './spec.ts'
import type { Media, PageSpec, ReadRequest, RequestSpec, WriteManner, WriteSpec } from './spec-request.ts'
import { toJson } from './values.ts'

export interface Said {
  readonly method: string
  /** Path and query, percent-encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

const ACCEPT: Readonly<Record<Media, string>> = {
  json: '',
  object: 'application/vnd.pgrst.object+json',
  csv: 'text/csv',
  stripped: 'application/vnd.pgrst.array+json;nulls=stripped',
  plan: 'application/vnd.pgrst.plan+json',
}

export function say(model: ModelSpec, request: RequestSpec): Said {
  if (request.does === 'describe') return { method: 'GET', path: '', headers: {}, body: null }
  return request.does === 'read' ? sayReading(model, request) : sayWrite(model, request)
}

function sayReading(model: ModelSpec, { read, count, head, media }: ReadRequest): Said {
  return {
    method: head ? 'HEAD' : 'GET',
    path: pathOf(read.table, sayRead(model, read)),
    headers: headersOf(media, count === null ? [] : [`count=${count}`]),
    body: null,
  }
}

function sayWrite(model: ModelSpec, write: WriteSpec): Said {
  const { manner, returning } = write
  const returned = returning === null ? [] : sayRead(model, returning)
  const words = [...(returning === null ? [] : ['return=representation']), ...mannersOf(manner)]
  const media = manner.plan ? 'plan' : 'json'
  if (write.does === 'insert') {
    const resolution = write.resolution === null ? [] : [`resolution=${write.resolution}`]
    return {
      method: 'POST',
      path: pathOf(write.table, [...conflict(write.onConflict), ...returned]),
      headers: headersOf(media, [...resolution, ...words]),
      body: bodyOf(write),
    }
  }
  return {
    method: write.does === 'update' ? 'PATCH' : 'DELETE',
    path: pathOf(write.table, [...write.filters.map(sayFilter), ...sayPage(write.page), ...returned]),
    headers: headersOf(media, words),
    body: bodyOf(write),
  }
}

function bodyOf(write: WriteSpec): string | null {
  if (write.does === 'delete') return null
  if (write.does === 'update') return sayRow(write.set)
  const rows = write.rows.map(sayRow)
  return write.bulk ? `[${rows.join(',')}]` : (rows[0] ?? '{}')
}

const sayRow = (row: Row) => toJson(row)
const conflict = (names: readonly string[] | null): Pair[] =>
  names === null ? [] : [['on_conflict', names.join(',')]]

function sayPage(page: PageSpec | null): Pair[] {
  if (page === null) return []
  return [
    ['order', page.order.map(sayOrder).join(',')],
    ['limit', String(page.limit)],
  ]
}

const mannersOf = ({ rollback, affectedMax }: WriteManner) => [
  ...(rollback ? ['tx=rollback'] : []),
  ...(affectedMax === null ? [] : ['handling=strict', `max-affected=${affectedMax}`]),
]

const headersOf = (media: Media, words: readonly string[]): Record<string, string> => ({
  ...(words.length === 0 ? {} : { Prefer: words.join(',') }),
  ...(ACCEPT[media] === '' ? {} : { Accept: ACCEPT[media] }),
})

function pathOf(table: string, params: readonly Pair[]): string {
  const query = params
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
  return query === '' ? table : `${table}?${query}`
}
