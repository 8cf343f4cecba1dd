/** The body of a write: rows, as parsed JSON, in the order of its columns. */
import { Refusal } from '../../base/errors.ts'
import { bodyBytesMax, jsonDepthMax, rowsPerInsertMax } from '../../base/limits.ts'
import { parseJson } from '../../model/index.ts'
import { MISSING } from '../../query/index.ts'
import { parseCsv } from './csv.ts'
import { parsePairs } from './query-string.ts'

export interface Body {
  /** Names of the columns that the rows give, in the order of their cells. */
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
  /** The body was an array. */
  readonly bulk: boolean
}

type Json = Readonly<Record<string, unknown>>

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads the text of a request, never more than `bodyBytesMax`.
 * @throws Refusal 413
 */
export function readBody(request: Request): Promise<string> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > bodyBytesMax) throw tooLarge()
  return request.arrayBuffer().then(textOfBody, cutOff)
}

function textOfBody(bytes: ArrayBuffer): string {
  if (bytes.byteLength > bodyBytesMax) throw tooLarge()
  try {
    return utf8.decode(bytes)
  } catch {
    throw invalid('The body is not valid UTF-8')
  }
}

/** The caller went away: nobody hears this, and it is no mistake of ours. */
function cutOff(): never {
  throw invalid('The connection was closed before all of the body had come')
}

function tooLarge(): Refusal {
  return new Refusal(413, 'OFF002', 'The request body is too large', {
    details: `At most ${bodyBytesMax} bytes are allowed`,
    hint: 'Send the rows in several requests. The limit is named bodyBytesMax.',
  })
}

/**
 * @param columns what `columns=` says; other keys of the rows are then left out
 * @throws Refusal PGRST102 for a body that is not what its type says, or whose rows have different keys
 */
export function parseBody(text: string, contentType: string | null, columns: readonly string[] | null): Body {
  const type = (contentType ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? ''
  const { rows: objects, bulk } = readRows(text, type)
  if (objects.length > rowsPerInsertMax) {
    throw new Refusal(413, 'OFF003', 'The request has too many rows', {
      details: `At most ${rowsPerInsertMax} rows are allowed`,
      hint: 'Send them in several requests. The limit is named rowsPerInsertMax.',
    })
  }
  const names = columns ?? Object.keys(objects[0] ?? {})
  if (columns === null && !objects.every((object) => sameKeys(object, names))) {
    throw invalid('All object keys must match')
  }
  const rows = objects.map((object) =>
    names.map((name) => (Object.hasOwn(object, name) ? object[name] : MISSING)),
  )
  return { columns: names, rows, bulk }
}

/** @see https://docs.postgrest.org/en/v14/references/api/resource_representation.html */
function readRows(text: string, type: string): { rows: readonly Json[]; bulk: boolean } {
  if (type === 'text/csv') return { rows: csvRows(text), bulk: true }
  if (type === 'application/x-www-form-urlencoded') {
    return { rows: [Object.fromEntries(parsePairs(text))], bulk: false }
  }
  if (type !== 'application/json' && !type.endsWith('+json')) {
    throw new Refusal(400, 'PGRST102', `Content-Type not acceptable: ${type}`, {
      hint: 'Send application/json, text/csv or application/x-www-form-urlencoded.',
    })
  }
  const json = parsed(text)
  return Array.isArray(json)
    ? { rows: json.map((row) => asObject(row, true)), bulk: true }
    : { rows: [asObject(json, false)], bulk: false }
}

/** A bare NULL is null; everything else is text, which the columns read by their types. */
function csvRows(text: string): Json[] {
  const [names, ...rows] = parseCsv(text) ?? []
  if (names === undefined || rows.some((row) => row.length !== names.length)) {
    throw invalid('All lines must have same number of fields')
  }
  return rows.map((row) => {
    const cell = (index: number) => {
      const field = row[index]
      return field === undefined || (field.text === 'NULL' && !field.quoted) ? null : field.text
    }
    return Object.fromEntries(names.map((name, index) => [name.text, cell(index)]))
  })
}

function parsed(text: string): unknown {
  if (text === '') throw invalid('Empty or invalid json')
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof SyntaxError) {
      const deep = error.message.includes(`deeper than ${jsonDepthMax}`)
      throw invalid(
        'Empty or invalid json',
        deep ? `${error.message}. The limit is named jsonDepthMax.` : null,
      )
    }
    throw error
  }
}

function asObject(value: unknown, inArray: boolean): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  throw invalid(inArray ? 'All object keys must match' : 'Empty or invalid json')
}

function sameKeys(object: Json, names: readonly string[]): boolean {
  return Object.keys(object).length === names.length && names.every((name) => Object.hasOwn(object, name))
}

function invalid(message: string, hint: string | null = null): Refusal {
  return new Refusal(400, 'PGRST102', message, { hint })
}
