/**
 * What a write must do: refused with one of these codes, or done with this state after it. Works on the
 * rows as they are, since rules may; what it says of other rows goes no further than the rules' own
 * verdicts.
 */
import { columnsOf, hasBadPattern } from './answer-filter.ts'
import { matching, ordered, readRefusals, type Sight } from './answer-read.ts'
import { isReachable, leadingNowhere } from './answer-reference.ts'
import { allows, type Stage, viewOf } from './judge.ts'
import {
  type Cell,
  type ColumnSpec,
  columnOf,
  keyOf,
  keysOf,
  type Row,
  rowsOf,
  type State,
  type TableSpec,
  tableOf,
} from './spec.ts'
import {
  type DeleteRequest,
  type InsertRequest,
  plainRead,
  type UpdateRequest,
  type WriteSpec,
} from './spec-request.ts'
import { sameCell } from './values.ts'
import { without } from './without.ts'
import { isWhole } from './worlds.ts'

export type Effect =
  /**
   * Each code is followed by what it is about, so that two worlds with the same codes refuse the same
   * things.
   */
  | { readonly done: false; readonly codes: ReadonlySet<string> }
  /** `rows`: those written, as they are afterwards (before, for a delete). */
  | { readonly done: true; readonly state: State; readonly rows: readonly Row[] }

/**
 * @param after the rows after the write, which know the numbers that the database gave to new ones; nothing
 * else of them is looked at
 */
export function effectOf(stage: Stage, write: WriteSpec, after: State): Effect {
  const refused = staticRefusals(stage, write)
  // A pattern is read when it is bound or when it is first used: before or after the rows are judged.
  if (refused.has('22025')) for (const code of ['42501', '23502', '23503', '23505']) refused.add(code)
  if (refused.size > 0) return { done: false, codes: refused }
  if (write.does === 'insert') return insert(stage, write, after)
  const effect = write.does === 'update' ? update(stage, write) : remove(stage, write)
  const { affectedMax } = write.manner
  if (!effect.done || affectedMax === null || effect.rows.length <= affectedMax) return effect
  return { done: false, codes: new Set(['PGRST124']) }
}

/** Refusals that no row has a say in. */
function staticRefusals(stage: Stage, write: WriteSpec): Set<string> {
  const table = tableOf(stage.model, write.table)
  const codes = new Set<string>()
  const { access } = table
  const sight: Sight = { model: stage.model, view: viewOf(stage) }
  if (write.returning !== null) for (const code of readRefusals(sight, write.returning)) codes.add(code)
  const given =
    write.does === 'insert'
      ? Object.keys(write.rows[0] ?? {})
      : write.does === 'update'
        ? Object.keys(write.set)
        : []
  for (const name of given) {
    const column = columnOf(table, name)
    if (column.hidden) codes.add('PGRST204')
    if (column.identity) codes.add('428C9')
    if (column.readonly || (write.does === 'update' && column.writeOnce)) codes.add('42501')
  }
  if (write.does === 'insert') {
    const merges = write.resolution === 'merge-duplicates'
    if (access.create === null || (merges && (access.updateOld === null || access.read === null)))
      codes.add('42501')
    return codes
  }
  for (const name of write.filters.flatMap(columnsOf)) if (columnOf(table, name).hidden) codes.add('42703')
  if (write.filters.some(hasBadPattern)) codes.add('22025')
  for (const { column } of write.page?.order ?? []) if (columnOf(table, column).hidden) codes.add('42703')
  const rule = write.does === 'update' ? access.updateOld : access.delete
  if (rule === null || access.read === null) codes.add('42501')
  return codes
}

const isNumbered = (table: TableSpec) => table.columns.some((column) => column.identity)

const refused = (codes: Iterable<string>): Effect => ({ done: false, codes: new Set(codes) })

/** The row as it would lie: cells given, defaults, nulls, and the number that it was given. */
function complete(stage: Stage, table: TableSpec, given: Row, number: Cell): Row {
  return Object.fromEntries(
    table.columns.map((column) => {
      const value = column.identity ? number : given[column.name]
      return [column.name, value === undefined ? (column.defaultMe ? stage.me : null) : value]
    }),
  )
}

/** Numbers of rows that were not there before, the smallest first. */
function newNumbers(stage: Stage, table: TableSpec, after: State): readonly Cell[] {
  const [key = ''] = table.key
  const known = new Set(rowsOf(stage.state, table.name).map((row) => row[key]))
  const made = rowsOf(after, table.name).map((row) => row[key] ?? null)
  return made
    .filter((number) => !known.has(number))
    .sort((a, b) => Number(String(a).slice(1)) - Number(String(b).slice(1)))
}

function insert(stage: Stage, write: InsertRequest, after: State): Effect {
  const table = tableOf(stage.model, write.table)
  const numbers = newNumbers(stage, table, after)
  // What was not written has no number: one that no row has stands for it.
  const rows = write.rows.map((row, at) => complete(stage, table, row, numbers[at] ?? `#-${at + 1}`))
  const target = write.onConflict ?? table.key
  const meets = (row: Row, others: readonly Row[]) =>
    write.resolution === null ? undefined : others.find((other) => shares(table, target, row, other))
  const there = rowsOf(stage.state, table.name)
  const fresh = rows.filter((row) => !there.some((other) => shares(table, table.key, row, other)))
  const codes = new Set<string>()
  const given = Object.keys(write.rows[0] ?? {})
  for (const [index, row] of rows.entries()) {
    // Rules are asked before the row has its number.
    const [key = ''] = table.key
    const judged = isNumbered(table) ? { ...row, [key]: null } : row
    for (const code of newRowRefusals(stage, write, table, judged, given, fresh))
      codes.add(`${code} ${index}`)
  }
  let now: readonly Row[] = rowsOf(stage.state, table.name)
  const written: Row[] = []
  /** Rows are written one after the other, and none may clash on the way. */
  const steps: (readonly Row[])[] = []
  for (const row of rows) {
    const there = meets(row, now)
    if (there === undefined) {
      now = [...now, row]
      written.push(row)
    } else if (write.resolution === 'merge-duplicates') {
      const set = given.filter((name) => !target.includes(name))
      const merged = { ...there, ...Object.fromEntries(set.map((name) => [name, row[name] ?? null])) }
      for (const code of mergeRefusals(stage, write, table, there, merged, set)) codes.add(`${code} merge`)
      now = now.map((one) => (one === there ? merged : one))
      written.push(merged)
    }
    steps.push(now)
  }
  for (const rows of [...steps, now]) for (const names of twins(table, rows)) codes.add(`23505 ${names}`)
  return outcome(stage, table, codes, now, written)
}

/**
 * Done, unless there is a reason against it; the last is a row that others refer to by a key that it gives
 * up.
 */
function outcome(
  stage: Stage,
  table: TableSpec,
  codes: ReadonlySet<string>,
  now: readonly Row[],
  rows: readonly Row[],
): Effect {
  const state = { ...stage.state, [table.name]: now }
  if (codes.size > 0) return refused(codes)
  return isWhole(stage.model, state) ? { done: true, state, rows } : refused(['23503'])
}

function newRowRefusals(
  stage: Stage,
  write: InsertRequest,
  table: TableSpec,
  row: Row,
  given: readonly string[],
  fresh: readonly Row[],
): string[] {
  const codes: string[] = []
  const columns = table.columns.filter((column) => given.includes(column.name) || column.defaultMe)
  const filled = (column: ColumnSpec) => column.defaultMe && !given.includes(column.name)
  const lost = columns.filter((column) => !isReachable(stage, column, row, fresh, table, filled(column)))
  const empty = table.columns.filter(
    (column) => !column.optional && !column.identity && row[column.name] === null,
  )
  codes.push(...empty.map((column) => `23502 ${column.name}`))
  codes.push(...lost.map((column) => `23503 ${column.name}`))
  const blind = leadingNowhere(stage, lost, row)
  const may = (rule: typeof table.access.read) => allows(blind, table.name, rule, row)
  const written = given.every((name) => {
    const { write: rule } = columnOf(table, name)
    return rule === null || may(rule)
  })
  const shown = write.returning === null || may(table.access.read)
  if (!may(table.access.create) || !written || !shown) codes.push('42501')
  return codes
}

function mergeRefusals(
  stage: Stage,
  write: InsertRequest,
  table: TableSpec,
  old: Row,
  merged: Row,
  set: readonly string[],
): string[] {
  const { access } = table
  const before = (rule: typeof access.read) => allows(stage, table.name, rule, old, old)
  const may =
    before(access.read) &&
    before(access.updateOld) &&
    allows(stage, table.name, access.updateNew, merged, old) &&
    set.every((name) => mayWrite(stage, table, name, old)) &&
    set.every((name) => {
      const { writeOnce, read } = columnOf(table, name)
      // What may not be changed may be repeated, by whoever can see it: to others it would be a guess.
      return !writeOnce || ((read === null || before(read)) && same(table, name, old, merged))
    })
  const shown = write.returning === null || allows(stage, table.name, access.read, merged)
  return may && shown ? [] : ['42501']
}

function mayWrite(stage: Stage, table: TableSpec, name: string, old: Row): boolean {
  const { write } = columnOf(table, name)
  return write === null || allows(stage, table.name, write, old, old)
}

const same = (table: TableSpec, name: string, a: Row, b: Row) =>
  sameCell(columnOf(table, name).kind, a[name] ?? null, b[name] ?? null)

const shares = (table: TableSpec, names: readonly string[], a: Row, b: Row) =>
  names.every((name) => a[name] !== null && b[name] !== null && same(table, name, a, b))

/** The unique constraints that the rows break. */
function twins(table: TableSpec, rows: readonly Row[]): readonly string[] {
  const broken = keysOf(table).filter((names) =>
    rows.some((row, index) => rows.slice(index + 1).some((other) => shares(table, names, row, other))),
  )
  return broken.map((names) => names.join())
}

/** The rows that the write is for: those that its filters find among what the caller sees and may change. */
function picked(
  stage: Stage,
  table: TableSpec,
  { filters, page }: UpdateRequest | DeleteRequest,
  may: (row: Row) => boolean,
): readonly Row[] {
  const view = viewOf(stage)
  const sight: Sight = { model: stage.model, view }
  const read = { ...plainRead(table.name), filters, order: page?.order ?? [] }
  const byKey = new Map(rowsOf(stage.state, table.name).map((row) => [keyOf(table, row), row]))
  const lying = (row: Row) => byKey.get(keyOf(table, row)) ?? row
  const seen = matching(sight, read, view[table.name] ?? []).filter((row) => may(lying(row)))
  const rows = ordered(sight, read, seen).map(lying)
  return page === null ? rows : rows.slice(0, page.limit)
}

function update(stage: Stage, write: UpdateRequest): Effect {
  const table = tableOf(stage.model, write.table)
  const names = Object.keys(write.set)
  if (names.length === 0) return { done: true, state: stage.state, rows: [] }
  const codes = new Set<string>()
  const changed = new Map<Row, Row>()
  const mayChange = (row: Row) => allows(stage, table.name, table.access.updateOld, row)
  for (const old of picked(stage, table, write, mayChange)) {
    const row = { ...old, ...write.set }
    changed.set(old, row)
    const columns = names.map((name) => columnOf(table, name))
    const lost = columns.filter((column) => !isReachable(stage, column, row, [row], table))
    for (const column of lost) codes.add(`23503 ${column.name} ${keyOf(table, old)}`)
    const empty = columns.filter((column) => !column.optional && write.set[column.name] === null)
    for (const column of empty) codes.add(`23502 ${column.name}`)
    const blind = leadingNowhere(stage, lost, row)
    const shown = write.returning === null || allows(blind, table.name, table.access.read, row)
    const may = allows(blind, table.name, table.access.updateNew, row, old)
    if (!may || !shown || !names.every((name) => mayWrite(stage, table, name, old)))
      codes.add(`42501 ${keyOf(table, old)}`)
  }
  const now = rowsOf(stage.state, table.name).map((row) => changed.get(row) ?? row)
  for (const names of twins(table, now)) codes.add(`23505 ${names}`)
  return outcome(stage, table, codes, now, [...changed.values()])
}

function remove(stage: Stage, write: DeleteRequest): Effect {
  const table = tableOf(stage.model, write.table)
  const mayDelete = (row: Row) => allows(stage, table.name, table.access.delete, row)
  const rows = picked(stage, table, write, mayDelete)
  const state = without(stage, table.name, rows)
  return state === null ? refused(['23503']) : { done: true, state, rows }
}
