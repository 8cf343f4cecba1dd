/** What a read must answer: worked out from what the caller may see, and from nothing else. */
import { columnsOf, hasBadPattern, testColumn, testSearch } from './answer-filter.ts'
import { aggregateOf, itemValue, Near, valueAt } from './answer-value.ts'
import { allTrue, anyTrue, negated, related, type Truth, type View } from './judge.ts'
import {
  type Cell,
  columnOf,
  keyOf,
  type ModelSpec,
  type RelationSpec,
  type Row,
  type State,
  tableOf,
} from './spec.ts'
import {
  type EmbedSpec,
  type FilterSpec,
  type ItemSpec,
  isGrouped,
  type OrderSpec,
  RANK,
  type ReadSpec,
} from './spec-request.ts'
import { compareCells } from './values.ts'

/** Rows whose order was not asked for: any order will do. */
export class AnyOrder {
  constructor(readonly rows: readonly Expected[]) {}
}

export type Expected = Cell | Near | AnyOrder | { readonly [key: string]: Expected } | readonly Expected[]

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
    asked.push(...level.items.flatMap(columnOfItem))
    for (const { embed, column } of level.order) if (embed === null && column !== RANK) asked.push(column)
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

const columnOfItem = (item: ItemSpec): string[] =>
  item.is === 'rank' || item.column === null ? [] : [item.column]

/** The reference that makes the relation is hidden: to a client there is no such relation. */
export function isHiddenRelation(model: ModelSpec, relation: RelationSpec): boolean {
  const { kind, from, to, column, junction, far } = relation
  const hidden = (table: string, name: string) => columnOf(tableOf(model, table), name).hidden
  if (kind === 'to-one') return hidden(from, column)
  if (junction === null) return hidden(to, column)
  return hidden(junction, column) || (far !== null && hidden(junction, far))
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
export function answerRead(sight: Sight, read: ReadSpec, from: readonly Row[], prefix = ''): Expected {
  const rows = ordered(sight, read, matching(sight, read, from))
  if (isGrouped(read)) return new AnyOrder(groupsOf(read, rows, prefix))
  const first = read.offset ?? 0
  const page = read.limit === null ? rows.slice(first) : rows.slice(first, first + read.limit)
  const shown = page.map((row) => answerRow(sight, read, row, prefix))
  return read.total ? shown : new AnyOrder(shown)
}

type Shown = Readonly<Record<string, Expected>>

/** Without anything to group by, all rows are one group, even if there are none. */
function groupsOf(read: ReadSpec, rows: readonly Row[], prefix: string): readonly Shown[] {
  const groups = new Map<string, { shown: Shown; rows: Row[] }>()
  const plain = { ...read, embeds: [] }
  const isOne = (read.columns ?? []).length === 0 && read.items.every((item) => item.is === 'aggregate')
  if (isOne) groups.set('{}', { shown: {}, rows: [] })
  for (const row of rows) {
    const shown = plainMembers(plain, row, prefix)
    const key = JSON.stringify(shown)
    const group = groups.get(key) ?? { shown, rows: [] }
    group.rows.push(row)
    groups.set(key, group)
  }
  return [...groups.values()].map((group) => ({
    ...group.shown,
    ...Object.fromEntries(
      read.items.flatMap((item) =>
        item.is === 'aggregate' ? [[item.as, aggregateOf(item, group.rows)] as const] : [],
      ),
    ),
  }))
}

function plainMembers(read: ReadSpec, row: Row, prefix: string): Readonly<Record<string, Cell>> {
  const columns = read.columns ?? Object.keys(row)
  const items = read.items.filter((item) => item.is !== 'aggregate')
  return Object.fromEntries([
    ...columns.map((name) => [`${prefix}${name}`, row[name] ?? null] as const),
    ...items.map((item) => [item.as, itemValue(item, row)] as const),
  ])
}

export function answerRow(sight: Sight, read: ReadSpec, row: Row, prefix = ''): Shown {
  const embeds = read.embeds
    .filter((embed) => !isEmpty(embed.read))
    .flatMap((embed) => Object.entries(answerEmbed(sight, embed, row)))
  return { ...plainMembers(read, row, prefix), ...Object.fromEntries(embeds) }
}

/** The members that the embed adds to the row. */
function answerEmbed(sight: Sight, embed: EmbedSpec, row: Row): Shown {
  const { alias, relation, read, spread, prefix } = embed
  // Of one row there are no pages.
  const whole = relation.single ? { ...read, limit: null, offset: null } : read
  const rows = answerRead(sight, whole, related_(sight, relation, row), prefix)
  const list = (rows instanceof AnyOrder ? rows.rows : rows) as readonly Shown[]
  if (!spread) return { [alias]: relation.single ? (list[0] ?? null) : rows }
  return Object.fromEntries(
    memberNames(read, prefix).map((name) => {
      const cells = list.map((one) => one[name] ?? null)
      if (relation.single) return [name, cells[0] ?? null]
      return [name, rows instanceof AnyOrder ? new AnyOrder(cells) : cells]
    }),
  )
}

/** What the rows of a spread have as members. */
function memberNames(read: ReadSpec, prefix: string): string[] {
  const below = read.embeds.filter((embed) => !isEmpty(embed.read))
  return [
    ...(read.columns ?? []).map((name) => `${prefix}${name}`),
    ...read.items.map((item) => item.as),
    ...below.flatMap((embed) => (embed.spread ? memberNames(embed.read, embed.prefix) : [embed.alias])),
  ]
}

/** An embed of no columns only filters; it adds nothing to the row. */
const isEmpty = (read: ReadSpec): boolean =>
  read.columns?.length === 0 && read.items.length === 0 && read.embeds.every((embed) => isEmpty(embed.read))

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
  if (filter.is === 'filter') return testColumn(filter, row)
  if (filter.is === 'search') return testSearch(filter, row)
  if (filter.is === 'and') return allTrue(filter.of.map((each) => testFilter(sight, read, each, row)))
  if (filter.is === 'or') return anyTrue(filter.of.map((each) => testFilter(sight, read, each, row)))
  const embed = read.embeds.find((one) => filter.is === 'embed' && one.alias === filter.alias)
  return embed === undefined || reached(sight, embed, row).length === 0
}

/** PostgreSQL's order: nulls last ascending, first descending, unless said otherwise. */
export function ordered(sight: Sight, read: ReadSpec, rows: readonly Row[]): readonly Row[] {
  const table = tableOf(sight.model, read.table)
  const key: OrderSpec[] = read.total
    ? table.key.map((name) => {
        const { kind } = columnOf(table, name)
        return { embed: null, column: name, path: null, kind, descending: false, nulls: null }
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

/** By a column of an embed, rows are ordered by what the embed shows. */
function orderCell(sight: Sight, read: ReadSpec, { embed: name, column, path }: OrderSpec, row: Row): Cell {
  const embed = read.embeds.find((one) => one.alias === name)
  const [one] = embed === undefined ? [row] : reached(sight, embed, row)
  const cell = one?.[column] ?? null
  return path === null ? cell : (valueAt(cell, path) ?? null)
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
  if (read.total || read.order.length === 0 || !visible || isGrouped(read)) return true
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
  if (expected instanceof Near) {
    const number = typeof got === 'string' && got.startsWith('#') ? Number(got.slice(1)) : Number.NaN
    return Math.abs(number - expected.number) <= 1e-9 * Math.max(1, Math.abs(expected.number))
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
