/** A request as PostgREST's dialect writes it becomes a `DataRequest`: a shape and its values. */
import { Refusal } from '../../base/errors.ts'
import { shapesCachedBytesMax, shapesCachedMax } from '../../base/limits.ts'
import { Recent } from '../../base/recent.ts'
import { jsonText, type Table } from '../../model/index.ts'
import {
  type At,
  type DataRequest,
  MISSING,
  type Operation,
  type Parameter,
  type Preferences,
  type SelectItem,
  type Shape,
} from '../../query/index.ts'
import { type Body, parseBody, readBody } from './body.ts'
import { type Media, parseAccept, parsePrefer, parseRange } from './headers.ts'
import { fillLocation, type LocationParts, locationOf, locationParts } from './location.ts'
import { parsePairs } from './query-string.ts'
import { parseUrl, type UrlSaid } from './url.ts'
import { type Wording, wordingOf } from './wording.ts'

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

/** What the URL and the headers of a request say: the part that is read once for all of one wording. */
interface Said {
  readonly method: string
  readonly operation: Operation
  readonly preferences: Preferences
  readonly media: Media
  readonly url: UrlSaid
  readonly values: readonly Parameter[]
  readonly offset: number
  readonly location: string
  /** Null where the body has a part in it. */
  readonly shape: Shape | null
  /** Under which the shapes are kept; null for a request that is not plainly worded. */
  readonly key: string | null
}

/** Something said before, without its values. */
interface Known {
  readonly said: Said
  /** Which value the offset is; -1 for none. */
  readonly offset: number
  readonly location: LocationParts | null
}

/** What the parser made of requests seen lately, by their wording. */
export class Wordings {
  readonly said = new Recent<Known>(shapesCachedMax, shapesCachedBytesMax)
  readonly shapes = new Recent<Shape>(shapesCachedMax, shapesCachedBytesMax)
}

/**
 * At once for what has no body to wait for.
 * @param search what follows the path, with its `?`
 * @throws Refusal with PostgREST's codes for whatever does not parse
 */
export function parse(
  request: Request,
  table: Table,
  search: string,
  wordings: Wordings,
): Asked | Promise<Asked> {
  const said = readHead(request, table, search, wordings)
  if (said.operation === 'read' || said.operation === 'delete') return askedOf(table, said, NO_BODY, wordings)
  return readBody(request).then((text) => {
    const body = parseBody(text, request.headers.get('content-type'), said.url.columns)
    if (said.method === 'PUT') refuseUnlikePut(table, said, body)
    return askedOf(table, said, body, wordings)
  })
}

function askedOf(table: Table, said: Said, body: Body, wordings: Wordings): Asked {
  const { method, operation, values, preferences, media, offset, location } = said
  const shape = said.shape ?? shapeOfBody(table, said, body, wordings)
  const rows = operation === 'update' ? body.rows.map(withoutGaps) : body.rows
  return { method, shape, values, rows, preferences, media, offset, location }
}

function shapeOfBody(table: Table, said: Said, body: Body, { shapes }: Wordings): Shape {
  if (said.key === null) return shapeOf(table, said, body)
  const key = `${said.key}\n${body.bulk}${JSON.stringify(body.columns)}`
  const known = shapes.get(key)
  if (known !== undefined) return known
  const shape = shapeOf(table, said, body)
  shapes.set(key, shape)
  return shape
}

function readHead(request: Request, table: Table, search: string, wordings: Wordings): Said {
  const { headers, method } = request
  const reads = method === 'GET' || method === 'HEAD'
  refuseProfile(headers.get(reads ? 'accept-profile' : 'content-profile'))
  const prefer = headers.get('prefer')
  const accept = headers.get('accept')
  const range = reads ? headers.get('range') : null
  // A range of rows adds to what the URL says; PUT looks at the values themselves.
  const wording = range === null && method !== 'PUT' ? wordingOf(search) : null
  const key =
    wording === null ? null : `${table.name}\n${method}\n${prefer ?? ''}\n${accept ?? ''}\n${wording.text}`
  const known = key === null ? undefined : wordings.said.get(key)
  if (wording !== null && known !== undefined) return saidAgain(known, table, search, wording)
  const preferences = parsePrefer(prefer)
  const media = parseAccept(accept)
  const pairs = parsePairs(search)
  const url = parseUrl(pairs)
  const operation = operationOf(method, preferences)
  if (range !== null) useRange(url, range, headers.get('range-unit'))
  const location = operation === 'read' ? locationOf(table.name, pairs) : ''
  const values = url.values.list
  const head = { method, operation, preferences, media, url, values, offset: offsetOf(url), location }
  const whole = operation === 'read' || operation === 'delete'
  const shape = whole ? shapeOf(table, head, NO_BODY) : null
  if (wording === null || key === null || !isSame(values, wording.values))
    return { ...head, shape, key: null }
  const said = { ...head, shape, key }
  const parts = operation === 'read' ? locationParts(table.name, pairs, search, wording) : NO_LOCATION
  wordings.said.set(key, { said, offset: url.offsets.find(isHere)?.of ?? -1, location: parts })
  return said
}

const NO_LOCATION: LocationParts = { texts: [''], slots: [] }

function saidAgain({ said, offset, location }: Known, table: Table, search: string, wording: Wording): Said {
  const { method, operation, preferences, media, url, shape, key } = said
  const { values, written } = wording
  return {
    method,
    operation,
    preferences,
    media,
    url,
    values,
    offset: offset < 0 ? 0 : Number(values[offset]),
    location:
      location === null ? locationOf(table.name, parsePairs(search)) : fillLocation(location, written),
    shape,
    key,
  }
}

/** Whether the wording has just the values that the parser found. */
function isSame(values: readonly Parameter[], cut: readonly Parameter[]): boolean {
  return JSON.stringify(values) === JSON.stringify(cut)
}

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

/**
 * There is one schema, `public`. Reads name it in `Accept-Profile`, writes in `Content-Profile`.
 * @throws Refusal PGRST106
 * @see https://docs.postgrest.org/en/v14/references/api/schemas.html
 */
function refuseProfile(profile: string | null): void {
  if (profile === null || profile === 'public') return
  throw new Refusal(406, 'PGRST106', `Invalid schema: ${profile}`, {
    hint: 'Only the following schemas are exposed: public',
  })
}

/** The `Range` header and the URL's `limit` and `offset` hold together: what both ask for is what is read. */
function useRange(url: UrlSaid, header: string, unit: string | null): void {
  const range = parseRange(header, unit)
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
function refuseUnlikePut(table: Table, { url, values }: Said, body: Body): void {
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
    return node !== null && cell !== undefined && cell !== MISSING && textOf(cell) === values[node.value]
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
  {
    method,
    operation,
    url,
    preferences,
    media,
  }: Pick<Said, 'method' | 'operation' | 'url' | 'preferences' | 'media'>,
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
    // Of one object, how many rows there are must be known before it is cut out of them.
    bodiless: method === 'HEAD' && preferences.count === 'exact' && media.kind !== 'object',
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
