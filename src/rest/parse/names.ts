/** Names in URLs: fields with their JSON paths, casts, lists of values. */
import { jsonDepthMax } from '../../base/limits.ts'
import { type FieldName, refuse } from '../../query/index.ts'
import type { Cursor } from './cursor.ts'

/** Characters that end a bare name. */
const ENDS = '.,():>!-&|"{}[]'

/** A name, bare or in double quotes. A hyphen belongs to it unless an arrow follows. */
export function parseName(cursor: Cursor): string {
  if (cursor.peek() === '"') return cursor.quoted()
  let name = cursor.until(ENDS)
  while (cursor.peek() === '-' && !cursor.sees('->')) {
    cursor.at += 1
    name += `-${cursor.until(ENDS)}`
  }
  const trimmed = name.trim()
  return trimmed === '' ? cursor.fail('field name (* or [a..z0..9_$])') : trimmed
}

/**
 * `name`, `name->key->0`, `name->>key`. @see
 * https://docs.postgrest.org/en/v14/references/api/tables_views.html#json-columns
 */
export function parseField(cursor: Cursor): FieldName {
  const name = parseName(cursor)
  const path: (string | number)[] = []
  let text = false
  while (!text && cursor.takes('->')) {
    text = cursor.takes('>')
    path.push(parseStep(cursor))
    if (path.length > jsonDepthMax) throw refuse.tooMany('steps in a JSON path', 'jsonDepthMax', jsonDepthMax)
  }
  return { name, path, text }
}

function parseStep(cursor: Cursor): string | number {
  if (cursor.peek() === '"') return cursor.quoted()
  const step =
    cursor.sees('-') && !cursor.sees('->') ? `${take(cursor)}${parseName(cursor)}` : parseName(cursor)
  if (!/^-?\d+$/.test(step)) return step
  // PostgreSQL counts elements with 32 bits, the sign included.
  return Math.abs(Number(step)) < 2 ** 31 ? Number(step) : cursor.fail('an index of at most 2147483647')
}

function take(cursor: Cursor): string {
  cursor.at += 1
  return cursor.text[cursor.at - 1] ?? ''
}

/** The values between `open` and `close`, separated by commas: bare, or in double quotes. */
export function parseList(cursor: Cursor, open: string, close: string): string[] {
  cursor.expect(open)
  if (cursor.takes(close)) return []
  const values: string[] = []
  for (;;) {
    values.push(cursor.peek() === '"' ? cursor.quoted() : cursor.until(`,${close}`))
    if (cursor.takes(close)) return values
    cursor.expect(',')
  }
}
