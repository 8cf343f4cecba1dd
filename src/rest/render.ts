/** The rows' JSON written as something else: without nulls, as CSV. */
import { jsonText, parseJson, readJson, writeText } from '../model/index.ts'
import type { Field, ReadPlan } from '../query/index.ts'
import { typeOf } from '../rules/index.ts'

/** The JSON text without members that are null, at any depth, as PostgreSQL's `json_strip_nulls` gives it. */
export function stripNulls(json: string): string {
  return stripped(parseJson(json))
}

function stripped(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stripped).join(',')}]`
  if (typeof value !== 'object' || value === null || !isPlain(value)) return jsonText(value)
  const members = Object.entries(value).filter(([, member]) => member !== null)
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${stripped(member)}`).join(',')}}`
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * A line of names, then a line a row, each as PostgreSQL writes a record: PostgREST's CSV is made of those.
 */
export function csvOf(json: string, plan: ReadPlan): string {
  const rows = parseJson(json) as Record<string, unknown>[]
  // Without a row there is no record to take the names from.
  if (rows.length === 0) return '\n'
  const names = Object.keys(rows[0] ?? {})
  const header = names.join(',')
  const lines = rows.map((row) =>
    names
      .map((name) =>
        csvField(
          row[name],
          // Of two members of one name, JSON keeps the last.
          plan.fields.findLast((field) => field.as === name),
        ),
      )
      .join(','),
  )
  return [header, ...lines].join('\n')
}

function csvField(value: unknown, field: Field | undefined): string {
  if (value === null || value === undefined) return ''
  const text = csvText(value, field)
  return text === '' || /["\\(),\s]/.test(text)
    ? `"${text.replaceAll('\\', '\\\\').replaceAll('"', '""')}"`
    : text
}

function csvText(value: unknown, field: Field | undefined): string {
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (field?.kind !== 'value') return typeof value === 'string' ? value : jsonText(value)
  const type = typeOf(field.term)
  return writeText(type, readJson(type, value))
}
