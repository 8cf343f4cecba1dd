/** A request as PostgREST's dialect writes it becomes a `DataRequest`: a shape and its values. */
import { Refusal } from '../../base/errors.ts'
import { urlBytesMax } from '../../base/limits.ts'
import type { DataRequest, Operation, Preferences, SelectItem, Shape } from '../../query/index.ts'
import { type Body, parseBody, readBody } from './body.ts'
import { type Media, parseAccept, parsePrefer, parseRange } from './headers.ts'
import { parsePairs } from './query-string.ts'
import { parseUrl, type UrlSaid } from './url.ts'

/** A parsed request, with what only the response needs beside. */
export interface Asked extends DataRequest {
  readonly method: string
  readonly preferences: Preferences
  readonly media: Media
  /** First row asked for. */
  readonly offset: number
}

const NO_BODY: Body = { columns: [], rows: [], bulk: false }

/**
 * @param table the name in the path: `/rest/v1/songs`
 * @throws Refusal with PostgREST's codes for whatever does not parse
 */
export async function parse(request: Request, table: string, search: string): Promise<Asked> {
  if (search.length > urlBytesMax) {
    throw new Refusal(414, 'OFF004', 'The URL is too long', {
      details: `At most ${urlBytesMax} bytes are allowed`,
      hint: 'Send long lists in several requests. The limit is named urlBytesMax.',
    })
  }
  const { headers, method } = request
  const preferences = parsePrefer(headers.get('prefer'))
  const media = parseAccept(headers.get('accept'))
  const url = parseUrl(parsePairs(search))
  const operation = operationOf(method, preferences)
  refuseProfile(headers)
  if (operation === 'read') useRange(url, headers)
  const writes = operation !== 'read' && operation !== 'delete'
  const body = writes ? parseBody(await readBody(request), headers.get('content-type'), url.columns) : NO_BODY
  const shape = shapeOf(table, operation, url, preferences, body)
  const offset = Number(offsetOf(url))
  return { method, shape, values: url.values.list, rows: body.rows, preferences, media, offset }
}

function operationOf(method: string, preferences: Preferences): Operation {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return 'read'
    case 'POST':
      return preferences.resolution === null ? 'insert' : 'upsert'
    case 'PATCH':
      return 'update'
    case 'DELETE':
      return 'delete'
    default:
      throw new Refusal(405, 'PGRST117', `Unsupported HTTP method: ${method}`, {
        hint: 'Use GET, HEAD, POST, PATCH or DELETE.',
        headers: { Allow: 'OPTIONS, GET, HEAD, POST, PATCH, DELETE' },
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

/** `limit` and `offset` of the URL win over the `Range` header. */
function useRange(url: UrlSaid, headers: Headers): void {
  const range = parseRange(headers.get('range'), headers.get('range-unit'))
  const said = [...url.limits, ...url.offsets].some((at) => at.path.length === 0)
  if (range === null || said) return
  url.offsets.push({ path: [], of: url.values.add(String(range.offset)) })
  if (range.limit !== null) url.limits.push({ path: [], of: url.values.add(String(range.limit)) })
}

function offsetOf(url: UrlSaid): string {
  const at = url.offsets.find((offset) => offset.path.length === 0)
  return at === undefined ? '0' : String(url.values.list[at.of])
}

const NOTHING: readonly SelectItem[] = []

function shapeOf(table: string, operation: Operation, url: UrlSaid, preferences: Preferences, body: Body): Shape {
  const writes = operation !== 'read'
  const returning = writes && preferences.return === 'representation'
  return {
    operation,
    table,
    select: writes && !returning ? NOTHING : url.select,
    filters: url.filters,
    order: url.order,
    limits: url.limits,
    offsets: url.offsets,
    count: preferences.count,
    columns: operation === 'read' || operation === 'delete' ? null : body.columns,
    bulk: body.bulk,
    onConflict: operation === 'upsert' ? url.onConflict : null,
    resolution: operation === 'upsert' ? preferences.resolution : null,
    missing: preferences.missing ?? 'null',
    returning,
  }
}
