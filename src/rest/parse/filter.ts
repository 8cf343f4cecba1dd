/** `title=eq.Aria`, `or=(title.ilike.*sea*,and(seconds.gt.60,not.album.is.null))`. */
import { filterDepthMax, filtersPerRequestMax, patternBytesMax } from '../../base/limits.ts'
import {
  type FieldName,
  type FilterNode,
  type FilterOperator,
  type IsValue,
  refuse,
} from '../../query/index.ts'
import { Cursor } from './cursor.ts'
import { parseField, parseList } from './names.ts'
import type { Values } from './values.ts'

const OPERATORS: ReadonlySet<string> = new Set<FilterOperator>([
  'eq',
  'neq',
  'gt',
  'gte',
  'lt',
  'lte',
  'like',
  'ilike',
  'match',
  'imatch',
  'in',
  'is',
  'isdistinct',
  'cs',
  'cd',
  'ov',
  'fts',
  'plfts',
  'phfts',
  'wfts',
  'sl',
  'sr',
  'nxl',
  'nxr',
  'adj',
])

const IS_VALUES: ReadonlySet<string> = new Set<IsValue>(['null', 'not_null', 'true', 'false', 'unknown'])

type Filter = Extract<FilterNode, { kind: 'filter' }>

/** The value of a parameter that names a column: `not.eq.5`. Commas and parentheses in it are plain text. */
export function parseFilter(field: FieldName, text: string, values: Values): FilterNode {
  return parseOperation(new Cursor(text, 'filter'), field, values, false)
}

/**
 * The value of `and=` or `or=`. @see
 * https://docs.postgrest.org/en/v14/references/api/tables_views.html#logical-operators
 */
export function parseLogic(kind: 'and' | 'or', negated: boolean, text: string, values: Values): FilterNode {
  const cursor = new Cursor(text, 'logic tree')
  const node = parseGroup(cursor, kind, negated, values, 1)
  if (!cursor.done) cursor.fail('end of input')
  return node
}

function parseGroup(
  cursor: Cursor,
  kind: 'and' | 'or',
  negated: boolean,
  values: Values,
  depth: number,
): FilterNode {
  if (depth > filterDepthMax) throw refuse.tooMany('nested filters', 'filterDepthMax', filterDepthMax)
  cursor.expect('(')
  const terms: FilterNode[] = []
  do {
    skipSpace(cursor)
    terms.push(parseTerm(cursor, values, depth))
    skipSpace(cursor)
  } while (cursor.takes(','))
  cursor.expect(')')
  return { kind, negated, terms }
}

function parseTerm(cursor: Cursor, values: Values, depth: number): FilterNode {
  const start = cursor.at
  const negated = cursor.takes('not.')
  for (const kind of ['and', 'or'] as const) {
    if (cursor.sees(`${kind}(`)) {
      cursor.at += kind.length
      return parseGroup(cursor, kind, negated, values, depth + 1)
    }
  }
  cursor.at = start
  const field = parseField(cursor)
  cursor.expect('.')
  return parseOperation(cursor, field, values, true)
}

function parseOperation(cursor: Cursor, field: FieldName, values: Values, inGroup: boolean): Filter {
  values.countFilter(filtersPerRequestMax)
  const negated = cursor.takes('not.')
  const start = cursor.at
  const op = cursor.until('.(')
  if (!isOperator(op)) {
    cursor.at = start
    return cursor.fail('"not" or operator (eq, gt, ...)')
  }
  const argument = cursor.takes('(') ? cursor.until(')') : null
  if (argument !== null) cursor.expect(')')
  cursor.expect('.')
  const searches = op.endsWith('fts')
  const quantifier = searches || argument === null ? null : argument
  if (quantifier !== null && quantifier !== 'any' && quantifier !== 'all')
    return cursor.fail('"any" or "all"')
  const common = {
    kind: 'filter',
    field,
    negated,
    op,
    quantifier,
    language: searches ? argument : null,
  } as const
  if (op === 'is') return { ...common, value: -1, is: parseIs(cursor, inGroup) }
  return { ...common, value: parseValue(cursor, op, quantifier !== null, values, inGroup), is: null }
}

function isOperator(text: string): text is FilterOperator {
  return OPERATORS.has(text)
}

function parseIs(cursor: Cursor, inGroup: boolean): IsValue {
  const start = cursor.at
  const word = (inGroup ? cursor.until(',)') : cursor.until('')).toLowerCase()
  if (IS_VALUES.has(word)) return word as IsValue
  cursor.at = start
  return cursor.fail('null, not_null, true, false or unknown')
}

function parseValue(
  cursor: Cursor,
  op: FilterOperator,
  listed: boolean,
  values: Values,
  inGroup: boolean,
): number {
  if (op === 'in' || listed) {
    const list = listed ? parseList(cursor, '{', '}') : parseList(cursor, '(', ')')
    if (!inGroup && !cursor.done) cursor.fail('end of input')
    if (PATTERNS.has(op)) list.forEach(refuseLongPattern)
    return values.add(listed && op.endsWith('like') ? list.map(starsToPercent) : list)
  }
  const text = inGroup ? groupedValue(cursor) : cursor.until('')
  if (PATTERNS.has(op)) refuseLongPattern(text)
  return values.add(op === 'like' || op === 'ilike' ? starsToPercent(text) : text)
}

const PATTERNS: ReadonlySet<string> = new Set<FilterOperator>(['like', 'ilike', 'match', 'imatch'])

function refuseLongPattern(pattern: string): void {
  if (Buffer.byteLength(pattern) > patternBytesMax)
    throw refuse.tooMany('bytes in a pattern', 'patternBytesMax', patternBytesMax)
}

/** `*` stands for `%` in patterns, which would have to be escaped in URLs. */
function starsToPercent(pattern: string): string {
  return pattern.replaceAll('*', '%')
}

/** Inside a group a comma or a parenthesis ends the value, unless it stands in quotes or braces. */
function groupedValue(cursor: Cursor): string {
  if (cursor.peek() === '"') {
    const start = cursor.at
    const text = cursor.quoted()
    if (cursor.done || ',)'.includes(cursor.peek())) return text
    cursor.at = start
  }
  if (cursor.peek() !== '{') return cursor.until(',)')
  const start = cursor.at
  let quoted = false
  while (!cursor.done && (quoted || cursor.peek() !== '}')) {
    if (cursor.peek() === '\\') cursor.at += 1
    else if (cursor.peek() === '"') quoted = !quoted
    cursor.at += 1
  }
  cursor.expect('}')
  return cursor.text.slice(start, cursor.at) + cursor.until(',)')
}

function skipSpace(cursor: Cursor): void {
  while (cursor.peek() === ' ') cursor.at += 1
}
