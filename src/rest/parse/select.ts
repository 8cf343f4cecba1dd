/** `select=title,album:albums!inner(title,artists(*)),data->>key,price::text,count()`. */
import { selectColumnsMax } from '../../base/limits.ts'
import { type Aggregate, type FieldName, refuse, type SelectItem } from '../../query/index.ts'
import { Cursor } from './cursor.ts'
import { parseField, parseName } from './names.ts'

const AGGREGATES: readonly Aggregate[] = ['count', 'sum', 'avg', 'min', 'max']

/** @see https://docs.postgrest.org/en/v14/references/api/tables_views.html#vertical-filtering */
export function parseSelect(text: string): SelectItem[] {
  const cursor = new Cursor(text, 'select parameter')
  const items = parseItems(cursor, { count: 0 })
  if (!cursor.done) cursor.fail('"," or end of input')
  return items
}

function parseItems(cursor: Cursor, used: { count: number }): SelectItem[] {
  const items: SelectItem[] = []
  while (!cursor.done && cursor.peek() !== ')') {
    used.count += 1
    if (used.count > selectColumnsMax)
      throw refuse.tooMany('selected columns', 'selectColumnsMax', selectColumnsMax)
    skipSpace(cursor)
    const item = parseItem(cursor, used)
    // All columns twice would only repeat members, and a short URL must not ask for thousands.
    if (item.kind !== 'all' || !items.some(({ kind }) => kind === 'all')) items.push(item)
    skipSpace(cursor)
    if (!cursor.takes(',')) break
  }
  return items
}

function parseItem(cursor: Cursor, used: { count: number }): SelectItem {
  if (cursor.takes('...')) return parseEmbed(cursor, parseName(cursor), null, true, used)
  if (cursor.takes('*')) return { kind: 'all' }
  const start = cursor.at
  const first = parseName(cursor)
  const aliased = cursor.peek() === ':' && !cursor.sees('::')
  if (aliased) cursor.at += 1
  else cursor.at = start
  const alias = aliased ? first : null
  if (cursor.sees('count()')) {
    cursor.at += 'count()'.length
    return { kind: 'count', alias, cast: parseCast(cursor) }
  }
  const field = parseField(cursor)
  const opens = cursor.peek() === '(' || cursor.peek() === '!'
  if (opens && field.path.length === 0) return parseEmbed(cursor, field.name, alias, false, used)
  return parseColumn(cursor, field, alias)
}

function parseColumn(cursor: Cursor, field: FieldName, alias: string | null): SelectItem {
  const cast = parseCast(cursor)
  if (!cursor.takes('.')) return { kind: 'field', field, alias, cast, aggregate: null, aggregateCast: null }
  const aggregate = AGGREGATES.find((name) => cursor.takes(`${name}()`))
  if (aggregate === undefined) return cursor.fail('aggregate function (count(), sum(), avg(), min(), max())')
  return { kind: 'field', field, alias, cast, aggregate, aggregateCast: parseCast(cursor) }
}

function parseCast(cursor: Cursor): string | null {
  return cursor.takes('::') ? cursor.until(',).') : null
}

function parseEmbed(
  cursor: Cursor,
  target: string,
  alias: string | null,
  spread: boolean,
  used: { count: number },
): SelectItem {
  let hint: string | null = null
  let join: 'left' | 'inner' = 'left'
  while (cursor.takes('!')) {
    const word = parseName(cursor)
    if (word === 'inner' || word === 'left') join = word
    else hint = word
  }
  cursor.expect('(')
  const select = parseItems(cursor, used)
  cursor.expect(')')
  return { kind: 'embed', target, hint, alias, join, spread, select }
}

function skipSpace(cursor: Cursor): void {
  while (cursor.peek() === ' ' || cursor.peek() === '\n') cursor.at += 1
}
