/** What the parameters of a URL say: columns, filters, order and pages, of the table and of its embeds. */
import { Refusal } from '../../base/errors.ts'
import type { At, FieldName, FilterNode, OrderItem, SelectItem } from '../../query/index.ts'
import { Cursor } from './cursor.ts'
import { parseFilter, parseLogic } from './filter.ts'
import { parseField, parseName } from './names.ts'
import { parseOrder } from './order.ts'
import type { Pair } from './query-string.ts'
import { parseSelect } from './select.ts'
import { Values } from './values.ts'

export interface UrlSaid {
  select: SelectItem[] | null
  readonly filters: At<FilterNode>[]
  readonly order: At<OrderItem[]>[]
  readonly limits: At<number>[]
  readonly offsets: At<number>[]
  columns: string[] | null
  onConflict: string[] | null
  readonly values: Values
}

/** @throws Refusal PGRST100 for what does not parse, PGRST103 for a negative limit or offset */
export function parseUrl(pairs: readonly Pair[]): UrlSaid {
  const said: UrlSaid = {
    select: null,
    filters: [],
    order: [],
    limits: [],
    offsets: [],
    columns: null,
    onConflict: null,
    values: new Values(),
  }
  for (const pair of pairs) readPair(pair, said)
  return said
}

function readPair([name, value]: Pair, said: UrlSaid): void {
  if (name === 'select') said.select = parseSelect(value)
  else if (name === 'columns') said.columns = parseNames(value, 'columns parameter')
  else if (name === 'on_conflict') said.onConflict = parseNames(value, 'on_conflict parameter')
  else readPathed(name, value, said)
}

/**
 * `order`, `albums.order`, `albums.or`, `albums.title`, `title`: a path of embeds, then a word or a column.
 */
function readPathed(name: string, value: string, said: UrlSaid): void {
  const { path, field, negated } = parseKey(name)
  const word = field.path.length === 0 ? field.name : ''
  switch (word) {
    case 'order':
      said.order.push({ path, of: parseOrder(value, columnsOrdered(said)) })
      break
    case 'limit':
      said.limits.push({ path, of: said.values.add(parseCount(value, 'limit')) })
      break
    case 'offset':
      said.offsets.push({ path, of: said.values.add(parseCount(value, 'offset')) })
      break
    case 'and':
    case 'or':
      said.filters.push({ path, of: parseLogic(word, negated, value, said.values) })
      break
    default:
      said.filters.push({ path, of: parseFilter(field, value, said.values) })
  }
}

const columnsOrdered = ({ order }: UrlSaid) => order.reduce((sum, { of }) => sum + of.length, 0)

function parseKey(name: string): { path: string[]; field: FieldName; negated: boolean } {
  const cursor = new Cursor(name, 'tree path')
  const path: string[] = []
  for (;;) {
    const start = cursor.at
    const step = parseName(cursor)
    if (cursor.takes('.')) path.push(step)
    else {
      cursor.at = start
      const field = parseField(cursor)
      if (!cursor.done) cursor.fail('"." or end of input')
      const negated = (field.name === 'and' || field.name === 'or') && path.at(-1) === 'not'
      return { path: negated ? path.slice(0, -1) : path, field, negated }
    }
  }
}

/** A whole number of rows, kept as text among the values. An offset below zero is none. */
function parseCount(text: string, what: 'limit' | 'offset'): string {
  if (/^\d{1,15}$/.test(text)) return text
  if (!/^-\d+$/.test(text)) return new Cursor(text, what).fail('a whole number')
  if (what === 'offset') return '0'
  throw new Refusal(416, 'PGRST103', 'Requested range not satisfiable', {
    details: 'Limit should be greater than or equal to zero.',
  })
}

function parseNames(text: string, what: string): string[] {
  const cursor = new Cursor(text, what)
  const names: string[] = []
  do names.push(parseName(cursor))
  while (cursor.takes(','))
  if (!cursor.done) cursor.fail('"," or end of input')
  return [...new Set(names)]
}
