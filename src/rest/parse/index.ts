/** A request as PostgREST's dialect writes it becomes a `DataRequest`: a shape and its values. */
import { Refusal } from '../../base/errors.ts'
import { jsonText, type Table } from '../../model/index.ts'
import {
  type At,
  type DataRequest,
  MISSING,
  type Operation,
  type Preferences,
  type SelectItem,
  type Shape,
} from '../../query/index.ts'
import { type Body, parseBody, readBody } from './body.ts'
import { type Media, parseAccept, parsePrefer, parseRange } from './headers.ts'
import { type Pair, parsePairs } from './query-string.ts'
import { parseUrl, type UrlSaid } from './url.ts'

/** A parsed request, with what only the response needs beside. */
export interface Asked extends DataRequest {
  readonly method: string
  readonly preferences: Preferences
  readonly media: Media
  /** First row asked for. */
  readonly offset: number
  /** The resource as one URL, with its parameters in order: `/songs?limit=1&select=id`. */
  readonly location: string
}

const NO_BODY: Body = { columns: [], rows: [], bulk: false }

/**
 * @param table the name in the path: `/rest/v1/songs`
 * @throws Refusal with PostgREST's codes for whatever does not parse
 */
export async function parse(request: Request, table: Table, search: string): Promise<Asked> {
  const { headers, method } = request
  const preferences = parsePrefer(headers.get('prefer'))
  const media = parseAccept(headers.get('accept'))
  const pairs = parsePairs(search)
  const url = parseUrl(pairs)
  const operation = operationOf(method, preferences)
  refuseProfile(headers)
  if (operation === 'read') useRange(url, headers)
  const location = operation === 'read' ? locationOf(table, pairs) : ''
  const writes = operation !== 'read' && operation !== 'delete'
  const body = writes ? parseBody(await readBody(request), headers.get('content-type'), url.columns) : NO_BODY
  if (method === 'PUT') refuseUnlikePut(table, url, body)
  const shape = shapeOf(table, method, operation, url, preferences, body)
  return {
    method,
    shape,
    values: url.values.list,
    rows: operation === 'update' ? body.rows.map(withoutGaps) : body.rows,
    preferences,
    media,
    offset: offsetOf(url),
    location,
  }
}

/** @see RFC 9110, section 8.7 (Content-Location) */
function locationOf(table: Table, pairs: readonly Pair[]): string {
  if (pairs.length === 0) return `/${table.name}`
  const encoded = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`)
  return `/${table.name}?${encoded.sort().join('&')}`
}

/** Most parameters need no encoding, and asking costs less than doing. */
const encode = (text: string) => (/^[\w.,*!-]*$/.test(text) ? text : encodeURIComponent(text))

/** A column that `columns=` names and the body lacks becomes null: an update knows no defaults. */
const withoutGaps = (row: readonly unknown[]) => row.map((cell) => (cell === MISSING ? null : cell))

function operationOf(method: string, preferences: Preferences): Operation {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return 'read'
    case 'POST':
      return preferences.resolution === null ? 'insert' : 'upsert'
    case 'PUT':
      return 'upsert'
    case 'PATCH':
      return 'update'
    case 'DELETE':
      return 'delete'
    default:
      throw new Refusal(405, 'PGRST117', `Unsupported HTTP method: ${method}`, {
        hint: 'Use GET, HEAD, POST, PUT, PATCH or DELETE.',
        headers: { Allow: 'OPTIONS, GET, HEAD, POST, PUT, PATCH, DELETE' },
      })
  }
}

/** There is one schema, `public`. @throws Refusal PGRST106 */
function refuseProfile(headers: Headers): void {
  for (const name of ['accept-profile', 'content-profile']) {
    const profile = headers.get(name)
    if (profile === null || profile === 'public') continue
    throw new Refusal(406, 'PGRST106', `Invalid schema: ${profile}`, {
      hint: 'Only the following schemas are exposed: public',
    })
  }
}

/** The `Range` header and the URL's `limit` and `offset` hold together: what both ask for is what is read. */
function useRange(url: UrlSaid, headers: Headers): void {
  const range = parseRange(headers.get('range'), headers.get('range-unit'))
  if (range === null) return
  const limit = url.limits.find(isHere)
  const said = {
    offset: offsetOf(url),
    limit: limit === undefined ? null : Number(url.values.list[limit.of]),
  }
  const offset = Math.max(said.offset, range.offset)
  const ends = [said, range].flatMap((each) => (each.limit === null ? [] : [each.offset + each.limit]))
  drop(url.limits)
  drop(url.offsets)
  url.offsets.push({ path: [], of: url.values.add(String(offset)) })
  if (ends.length === 0) return
  url.limits.push({ path: [], of: url.values.add(String(Math.max(0, Math.min(...ends) - offset))) })
}

/** What is said of the rows themselves goes; what is said of embeds stays. */
function drop(things: At<number>[]): void {
  things.splice(0, things.length, ...things.filter((at) => !isHere(at)))
}

const isHere = (at: At<unknown>) => at.path.length === 0

function offsetOf(url: UrlSaid): number {
  const at = url.offsets.find(isHere)
  return at === undefined ? 0 : Number(url.values.list[at.of])
}

/**
 * PUT writes the one row that its URL names by the primary key.
 * @see https://docs.postgrest.org/en/v14/references/api/tables_views.html#put
 */
function refuseUnlikePut(table: Table, url: UrlSaid, body: Body): void {
  if ([...url.limits, ...url.offsets].some(isHere)) {
    throw new Refusal(400, 'PGRST114', 'limit/offset querystring parameters are not allowed for PUT')
  }
  const filters = url.filters.filter(isHere).map(({ of }) => of)
  const named = filters.map((node) =>
    node.kind === 'filter' && node.op === 'eq' && !node.negated ? node : null,
  )
  const names = named.map((node) => node?.field.name ?? '')
  if (names.length !== table.primaryKey.length || !table.primaryKey.every((name) => names.includes(name))) {
    throw new Refusal(
      405,
      'PGRST105',
      "Filters must include all and only primary key columns with 'eq' operators",
    )
  }
  const [row] = body.rows
  const agrees = named.every((node) => {
    const cell = row?.[body.columns.indexOf(node?.field.name ?? '')]
    return (
      node !== null && cell !== undefined && cell !== MISSING && textOf(cell) === url.values.list[node.value]
    )
  })
  if (body.rows.length !== 1 || !agrees) {
    throw new Refusal(400, 'PGRST115', 'Payload values do not match URL in primary key column(s)')
  }
}

/** A cell as a URL writes it: an object as JSON, since `String` would call a `toString` that it brings. */
const textOf = (cell: unknown) => (typeof cell === 'string' ? cell : jsonText(cell))

const NOTHING: readonly SelectItem[] = []

function shapeOf(
  table: Table,
  method: string,
  operation: Operation,
  url: UrlSaid,
  preferences: Preferences,
  body: Body,
): Shape {
  const writes = operation !== 'read'
  const represents = writes && preferences.return === 'representation'
  const locates = operation === 'insert' && preferences.return === 'headers-only'
  const put = method === 'PUT'
  return {
    operation,
    table: table.name,
    select: writes && !represents ? (locates ? keyOf(table) : NOTHING) : url.select,
    filters: put ? url.filters.filter((filter) => !isHere(filter)) : url.filters,
    order: url.order,
    limits: url.limits,
    offsets: url.offsets,
    count: preferences.count,
    columns: operation === 'read' || operation === 'delete' ? null : body.columns,
    bulk: body.bulk,
    onConflict: operation === 'upsert' && !put ? url.onConflict : null,
    resolution: put ? 'merge-duplicates' : operation === 'upsert' ? preferences.resolution : null,
    missing: preferences.missing ?? 'null',
    returning: represents || locates,
  }
}

/** What a `Location` header is made of. */
function keyOf(table: Table): SelectItem[] {
  return table.primaryKey.map((name) => ({
    kind: 'field',
    field: { name, path: [], text: false },
    alias: null,
    cast: null,
    aggregate: null,
    aggregateCast: null,
  }))
}
