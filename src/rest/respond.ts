/** What ran becomes a response: status, headers and body as PostgREST gives them. */
import { Refusal } from '../base/errors.ts'
import { refusalBytesMax } from '../base/limits.ts'
import { parseJson, type Table } from '../model/index.ts'
import type { Outcome, Plan, Preferences, ReadPlan } from '../query/index.ts'
import { NO_PREFERENCES } from './parse/headers.ts'
import type { Asked } from './parse/index.ts'
import { csvOf, stripNulls } from './render.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

const TYPES = {
  json: JSON_TYPE,
  object: 'application/vnd.pgrst.object+json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
} as const

/**
 * @param standing headers that every answer has
 * @throws Refusal PGRST116 when one object was asked for and there is not exactly one, PGRST103 past the last
 * row
 */
export function respond(
  asked: Asked,
  plan: Plan,
  outcome: Outcome,
  standing: Readonly<Record<string, string>> = {},
): Response {
  const headers: Record<string, string> = {
    ...standing,
    'Content-Range': contentRange(asked, plan, outcome),
  }
  if (plan.kind === 'read') headers['Content-Location'] = asked.location
  const applied = preferencesApplied(asked.preferences, plan)
  if (applied !== '') headers['Preference-Applied'] = applied
  if (plan.kind === 'insert' && asked.preferences.return === 'headers-only') {
    Object.assign(headers, location(plan.table, outcome))
  }
  const status = statusOf(asked, plan, outcome)
  const shown =
    plan.kind === 'read' ? plan : asked.preferences.return === 'representation' ? plan.returning : null
  if (shown === null) return new Response(null, { status, headers })
  headers['Content-Type'] = typeOfMedia(asked.media)
  // Rows that nobody gets to see were only counted: how many bytes they take is not known.
  if (outcome.body === null) return new Response(null, { status, headers })
  const body = bodyOf(asked, shown, outcome.body, outcome.rows)
  if (asked.method !== 'HEAD') return new Response(body, { status, headers })
  headers['Content-Length'] = String(Buffer.byteLength(body))
  return new Response(null, { status, headers })
}

function typeOfMedia({ kind, stripped }: Asked['media']): string {
  if (kind === 'plan' || !stripped || kind === 'csv') return kind === 'plan' ? JSON_TYPE : TYPES[kind]
  const name = kind === 'object' ? 'object' : 'array'
  return `application/vnd.pgrst.${name}+json;nulls=stripped; charset=utf-8`
}

function bodyOf({ media }: Asked, plan: ReadPlan, body: string, rows: number): string {
  if (media.kind === 'csv') return csvOf(body, plan)
  const shown = media.kind === 'object' ? oneObject(body, rows) : body
  return media.stripped ? stripNulls(shown) : shown
}

function oneObject(body: string, rows: number): string {
  if (rows === 1) return body.slice(1, -1)
  throw new Refusal(406, 'PGRST116', 'Cannot coerce the result to a single JSON object', {
    details: `The result contains ${rows} rows`,
  })
}

function statusOf(asked: Asked, plan: Plan, outcome: Outcome): number {
  const represents = asked.preferences.return === 'representation'
  switch (plan.kind) {
    case 'read':
      return readStatus(asked, outcome)
    case 'insert': {
      // An upsert that only changed rows that were there, or wrote none, created nothing.
      const changedOnly = plan.conflict?.action === 'merge' && outcome.updated >= outcome.rows
      if (asked.method === 'PUT' && !represents) return 204
      return changedOnly ? 200 : 201
    }
    default:
      return represents ? 200 : 204
  }
}

/** 206 when the caller counted and did not get every row. @see RFC 9110, section 15.3.7 */
function readStatus(asked: Asked, { rows, total }: Outcome): number {
  if (total === null) return 200
  if (asked.offset > total) {
    throw new Refusal(416, 'PGRST103', 'Requested range not satisfiable', {
      details: `An offset of ${asked.offset} was requested, but there are only ${total} rows.`,
      headers: { 'Content-Range': `*/${total}` },
    })
  }
  return rows < total ? 206 : 200
}

/** `0-24/3573`, `*` for what is not known. */
function contentRange(asked: Asked, plan: Plan, { rows, total }: Outcome): string {
  const counted = plan.kind === 'read' ? total : asked.preferences.count === null ? null : rows
  const all = counted === null ? '*' : String(counted)
  if (rows === 0 || plan.kind === 'insert' || plan.kind === 'delete') return `*/${all}`
  const first = plan.kind === 'read' ? asked.offset : 0
  return `${first}-${first + rows - 1}/${all}`
}

/** Where the one new row is: `/songs?id=eq.…`, relative to the API's root, as PostgREST says it. */
function location(table: Table, { body, rows }: Outcome): Record<string, string> {
  if (body === null || rows !== 1) return {}
  const [row] = parseJson(body) as Record<string, unknown>[]
  const filters = table.primaryKey.map((name) => `${name}=eq.${encodeURIComponent(String(row?.[name]))}`)
  return { Location: `/${table.name}?${filters.join('&')}` }
}

function preferencesApplied(preferences: Preferences, plan: Plan): string {
  if (preferences === NO_PREFERENCES) return ''
  const writes = plan.kind !== 'read'
  const upserts = plan.kind === 'insert' && plan.conflict !== null
  const inserts = plan.kind === 'insert'
  const words = [
    upserts && preferences.resolution !== null ? `resolution=${preferences.resolution}` : null,
    inserts && preferences.missing !== null ? `missing=${preferences.missing}` : null,
    writes && preferences.return !== null ? `return=${preferences.return}` : null,
    preferences.count === null ? null : `count=${preferences.count}`,
    preferences.tx === null ? null : `tx=${preferences.tx}`,
    preferences.handling === null ? null : `handling=${preferences.handling}`,
    writes && preferences.maxAffected !== null && preferences.handling === 'strict'
      ? `max-affected=${preferences.maxAffected}`
      : null,
  ]
  return words.filter((word) => word !== null).join(', ')
}

/** What a refusal repeats of a request may be megabytes, which nobody reads. */
function shortened<T>(text: T): T | string {
  if (typeof text !== 'string' || Buffer.byteLength(text) <= refusalBytesMax) return text
  return `${Buffer.from(text).toString('utf8', 0, refusalBytesMax)}…`
}

/** A refusal as PostgREST's error body. */
export function respondRefusal(refusal: Refusal, headers: Readonly<Record<string, string>> = {}): Response {
  const { code, details, hint, message } = refusal.body()
  const body = { code, details: shortened(details), hint: shortened(hint), message: shortened(message) }
  return new Response(JSON.stringify(body), {
    status: refusal.status,
    headers: {
      'Content-Type': JSON_TYPE,
      'Proxy-Status': `PostgREST; error=${refusal.code}`,
      ...headers,
      ...refusal.headers,
    },
  })
}
