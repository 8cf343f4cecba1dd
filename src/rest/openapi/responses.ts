/** What may come back: rows, and refusals with their statuses. */
import { component, type JsonObject } from './json.ts'

const ERRORS: Readonly<Record<string, string>> = {
  300: 'Several relations fit an embed; `details` names them.',
  400: 'The request does not parse, or names what is not there, or a value does not fit its column.',
  401: 'The key or token is not valid, or this needs somebody who is signed in.',
  403: 'No rule lets this caller do this.',
  404: 'There is nothing at this path.',
  405: 'The filters of a PUT are not those of the primary key.',
  406: 'No media type in `Accept` is available, or one row was asked for and there is not exactly one.',
  408: 'The body took too long to come.',
  409: 'A unique constraint or a reference stands against it.',
  413: 'The body is too large, or has too many rows.',
  414: 'The URL is too long.',
  415: 'The body is of a media type that is not understood.',
  416: 'The page lies outside of the rows.',
  431: 'The headers are too large.',
  500: 'Our own mistake; `details` has the trace id.',
  503: 'The database cannot answer at present.',
}

const READ_ERRORS = [300, 400, 401, 403, 406, 414, 416, 431, 500, 503]
const WRITE_ERRORS = [300, 400, 401, 403, 406, 408, 409, 413, 414, 415, 416, 431, 500, 503]

/** `components.responses`: the refusals, by status. */
export const REFUSALS: JsonObject = Object.fromEntries(
  Object.entries(ERRORS).map(([status, description]) => [
    status,
    { description, content: { 'application/json': { schema: component('schemas', 'Error') } } },
  ]),
)

/** `components.schemas.Error`: the body of every refusal. */
export const ERROR: JsonObject = {
  type: 'object',
  description: 'Why a request was refused.',
  properties: {
    code: { type: 'string', description: 'Stable: `PGRST…`, `OFF…`, or a SQLSTATE of PostgreSQL.' },
    details: { description: 'Text, or a list of candidates.' },
    hint: { type: ['string', 'null'], description: 'What to do instead.' },
    message: { type: 'string' },
  },
  required: ['code', 'details', 'hint', 'message'],
}

export function refusals(of: 'read' | 'write', ...more: readonly number[]): JsonObject {
  const statuses = [...(of === 'read' ? READ_ERRORS : WRITE_ERRORS), ...more].sort((a, b) => a - b)
  return Object.fromEntries(
    statuses.map((status) => [String(status), component('responses', String(status))]),
  )
}

const RANGE: JsonObject = {
  'Content-Range': {
    description: 'First and last row, and how many there are when they were counted: `0-24/3573`.',
    schema: { type: 'string' },
  },
}

/** Rows of the table: whole ones, or of the form that `select` asked for. */
export function rows(table: string, description: string): JsonObject {
  const row = {
    anyOf: [
      component('schemas', `${table}.Row`),
      { type: 'object', description: 'What `select` asked for.' },
    ],
  }
  return {
    description,
    headers: RANGE,
    content: {
      'application/json': { schema: { type: 'array', items: row } },
      'application/vnd.pgrst.object+json': { schema: row },
      'text/csv': { schema: { type: 'string' } },
    },
  }
}

export const nothing = (description: string): JsonObject => ({ description })
