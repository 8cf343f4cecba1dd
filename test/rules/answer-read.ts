/** What a read must answer: worked out from what the caller may see, and from nothing else. */
import { allTrue, anyTrue, compareBy, isIn, negated, related, type Truth, type View } from './judge.ts'
import {
  type Cell,
  columnOf,
  type EmbedSpec,
  type FilterSpec,
  keyOf,
  type ModelSpec,
  type OrderSpec,
  type ReadSpec,
  type RelationSpec,
  type Row,
  type State,
  tableOf,
} from './spec.ts'
import { compareCells, matchesLike } from './values.ts'

/** Rows whose order was not asked for: any order will do. */
export class AnyOrder {
  constructor(readonly rows: readonly Expected[]) {}
}

export type Expected = Cell | AnyOrder | { readonly [key: string]: Expected } | readonly Expected[]

export interface Sight {
  readonly model: ModelSpec
  readonly view: View
}

/** Codes that a read may be refused with, whatever the rows; none when it is answered. */
export function readRefusals({ model, view }: Sight, read: ReadSpec): Set<string> {
  const codes = new Set<string>()
  const visit = (level: ReadSpec): void => {
    const table = tableOf(model, level.table)
    if (view[level.table] === null) codes.add('42501')
    const asked = [...(level.columns ?? []), ...level.filters.flatMap(columnsOf)]
    for (const order of level.order) if (order.embed === null) asked.push(order.column)
    if (level.filters.some(hasBadPattern)) codes.add('22025')
    for (const name of asked) if (columnOf(table, name).hidden) codes.add('42703')
    for (const { relation, read: below, alias } of level.embeds) {
      if (isHiddenRelation(model, relation)) codes.add('PGRST200')
      if (relation.junction !== null && view[relation.junction] === null) codes.add('42501')
      const target = tableOf(model, relation.to)
      const by = level.order.filter((order) => order.embed === alias)
      if (by.some((order) => columnOf(target, order.column).hidden)) codes.add('42703')
      visit(below)
    }
  }
  visit(read)
  return codes
}

/** The reference that makes the relation is hidden: to a client there is no such relation. */
export function isHiddenRelation(model: ModelSpec, relation: RelationSpec): boolean {
  const { kind, from, to, column, junction, far } = relation
  const hidden = (table: string, name: string) => columnOf(tableOf(model, table), name).hidden
  if (kind === 'to-one') return hidden(from, column)
  if (junction === null) return hidden(to, column)
  return hidden(junction, column) || (far !== null && hidden(junction, far))
}

export const columnsOf = (filter: FilterSpec): string[] => {
  if (filter.is === 'filter') return [filter.column]
  return filter.is === 'embed' ? [] : filter.of.flatMap(columnsOf)
}

/** A pattern that ends with its escape character: refused by itself, whatever rows there are. */
export const hasBadPattern = (filter: FilterSpec): boolean => {
  if (filter.is === 'and' || filter.is === 'or') return filter.of.some(hasBadPattern)
  return filter.is === 'filter' && filter.op.endsWith('like') && String(filter.value).endsWith('\\')
}

/** The rows that match, before any page is cut. */
export function matching(sight: Sight, read: ReadSpec, from: readonly Row[]): readonly Row[] {
  return from.filter((row) => {
    const filtered = allTrue(read.filters.map((filter) => testFilter(sight, read, filter, row)))
    const joined = read.embeds.every((embed) => !embed.inner || reached(sight, embed, row).length > 0)
    return filtered === true && joined
  })
}

/** The answer of a read as JSON. */
export function answerRead(sight: Sight, read: ReadSpec, from: readonly Row[]): Expected {
  const rows = ordered(sight, read, matching(sight, read, from))
  const first = read.offset ?? 0
  const page = read.limit === null ? rows.slice(first) : rows.slice(first, first + read.limit)
  const shown = page.map((row) => answerRow(sight, read, row))
  return read.total ? shown : new AnyOrder(shown)
}

export function answerRow(sight: Sight, read: ReadSpec, row: Row): Readonly<Record<string, Expected>> {
  const names = read.columns ?? Object.keys(row)
  const cells = names.map((name): [string, Expected] => [name, row[name] ?? null])
  const embeds = read.embeds
    .filter((embed) => !isEmpty(embed.read))
    .map((embed): [string, Expected] => {
      if (!embed.relation.single)
        return [embed.alias, answerRead(sight, embed.read, related_(sight, embed.relation, row))]
      const [one] = reached(sight, embed, row)
      return [embed.alias, one === undefined ? null : answerRow(sight, embed.read, one)]
    })
  return Object.fromEntries([...cells, ...embeds])
}

/** An embed of no columns only filters; it adds nothing to the row. */
const isEmpty = (read: ReadSpec): boolean =>
  read.columns?.length === 0 && read.embeds.every((embed) => isEmpty(embed.read))

function related_({ model, view }: Sight, relation: RelationSpec, row: Row): readonly Row[] {
  const state: State = Object.fromEntries(Object.entries(view).map(([name, rows]) => [name, rows ?? []]))
  return related(model, state, relation, row)
}

const reached = (sight: Sight, embed: EmbedSpec, row: Row): readonly Row[] =>
  matching(sight, embed.read, related_(sight, embed.relation, row))

function testFilter(sight: Sight, read: ReadSpec, filter: FilterSpec, row: Row): Truth {
  const truth = testPlain(sight, read, filter, row)
  return filter.negated ? negated(truth) : truth
}

function testPlain(sight: Sight, read: ReadSpec, filter: FilterSpec, row: Row): Truth {
  if (filter.is === 'filter') return testColumn(filter, row[filter.column] ?? null)
  if (filter.is === 'and') return allTrue(filter.of.map((each) => testFilter(sight, read, each, row)))
  if (filter.is === 'or') return anyTrue(filter.of.map((each) => testFilter(sight, read, each, row)))
  const embed = read.embeds.find((one) => filter.is === 'embed' && one.alias === filter.alias)
  return embed === undefined || reached(sight, embed, row).length === 0
}

function testColumn({ op, kind, value }: Extract<FilterSpec, { is: 'filter' }>, cell: Cell): Truth {
  switch (op) {
    case 'null':
      return cell === null
    case 'isdistinct':
      return cell === null || compareCells(kind, cell, value) !== 0
    case 'like':
    case 'ilike':
      return cell === null ? null : matchesLike(String(cell), String(value), op === 'ilike')
    case 'in':
      return isIn(kind, cell, value as readonly Cell[])
    case 'cs': {
      const item = kind === 'text[]' ? 'text' : 'integer'
      if (cell === null) return null
      return (value as readonly Cell[]).every((one) => isIn(item, one, cell as readonly Cell[]) === true)
    }
    default:
      return compareBy(op === 'eq' ? 'is' : op === 'neq' ? 'isNot' : op, kind, cell, value)
  }
}

/** PostgreSQL's order: nulls last ascending, first descending, unless said otherwise. */
function ordered(sight: Sight, read: ReadSpec, rows: readonly Row[]): readonly Row[] {
  const table = tableOf(sight.model, read.table)
  const key: OrderSpec[] = read.total
    ? table.key.map((name) => {
        const { kind } = columnOf(table, name)
        return { embed: null, column: name, kind, descending: false, nulls: null }
      })
    : []
  const by = [...read.order, ...key].map((order) => ({
    order,
    cells: new Map(rows.map((row) => [row, orderCell(sight, read, order, row)])),
  }))
  return [...rows].sort((a, b) => {
    for (const { order, cells } of by) {
      const difference = compareIn(order, cells.get(a) ?? null, cells.get(b) ?? null)
      if (difference !== 0) return difference
    }
    return 0
  })
}

function orderCell(sight: Sight, read: ReadSpec, order: OrderSpec, row: Row): Cell {
  if (order.embed === null) return row[order.column] ?? null
  const embed = read.embeds.find((one) => one.alias === order.embed)
  const [one] = embed === undefined ? [] : related_(sight, embed.relation, row)
  return one?.[order.column] ?? null
}

function compareIn({ kind, descending, nulls }: OrderSpec, a: Cell, b: Cell): number {
  const nullsFirst = (nulls ?? (descending ? 'first' : 'last')) === 'first'
  if (a === null || b === null) {
    if (a === b) return 0
    return (a === null) === nullsFirst ? -1 : 1
  }
  return descending ? -compareCells(kind, a, b) : compareCells(kind, a, b)
}

/**
 * Whether the answer orders its rows as asked where it need not be complete: each row's cells come no
 * earlier than those of the row before. The rows themselves are compared elsewhere.
 */
export function isInOrder(sight: Sight, read: ReadSpec, from: readonly Row[], got: readonly Cell[]): boolean {
  const table = tableOf(sight.model, read.table)
  const visible = read.columns === null || table.key.every((name) => read.columns?.includes(name))
  if (read.total || read.order.length === 0 || !visible) return true
  const rows = got.map((each) => from.find((row) => keyOf(table, row) === keyOf(table, each as Row)))
  return rows.every((row, index) => {
    const before = rows[index - 1]
    if (row === undefined || before === undefined) return true
    for (const order of read.order) {
      const difference = compareIn(
        order,
        orderCell(sight, read, order, before),
        orderCell(sight, read, order, row),
      )
      if (difference !== 0) return difference < 0
    }
    return true
  })
}

/** The answer says what was expected. */
export function agrees(expected: Expected, got: Cell | undefined): boolean {
  if (got === undefined) return false
  if (expected instanceof AnyOrder) {
    if (!Array.isArray(got) || got.length !== expected.rows.length) return false
    const left = [...got]
    return expected.rows.every((row) => {
      const at = left.findIndex((one) => agrees(row, one))
      if (at >= 0) left.splice(at, 1)
      return at >= 0
    })
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(got) &&
      got.length === expected.length &&
      expected.every((one, at) => agrees(one, got[at]))
    )
  }
  if (typeof expected !== 'object' || expected === null) return expected === got
  if (typeof got !== 'object' || got === null || Array.isArray(got)) return false
  const names = Object.keys(expected)
  const record = got as { readonly [key: string]: Cell }
  const wanted = expected as { readonly [key: string]: Expected }
  return (
    Object.keys(record).length === names.length &&
    names.every((name) => agrees(wanted[name] ?? null, record[name]))
  )
}
