/**
 * What a write must do: refused with one of these codes, or done with this state after it. Works on the
 * rows as they are, since rules may; what it says of other rows goes no further than the rules' own
 * verdicts.
 */
import { columnsOf, hasBadPattern, matching, readRefusals, type Sight } from './answer-read.ts'
import { allows, type Stage, viewOf } from './judge.ts'
import {
  type ColumnSpec,
  columnOf,
  type FilterSpec,
  keyOf,
  keysOf,
  type ReadSpec,
  type Row,
  rowsOf,
  type State,
  type TableSpec,
  tableOf,
  type WriteSpec,
} from './spec.ts'
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

type Insert = Extract<WriteSpec, { does: 'insert' }>
type Update = Extract<WriteSpec, { does: 'update' }>
type Delete = Extract<WriteSpec, { does: 'delete' }>

export function effectOf(stage: Stage, write: WriteSpec): Effect {
  const refused = staticRefusals(stage, write)
  // A pattern is read when it is bound or when it is first used: before or after the rows are judged.
  if (refused.has('22025')) for (const code of ['42501', '23502', '23503', '23505']) refused.add(code)
  if (refused.size > 0) return { done: false, codes: refused }
  if (write.does === 'insert') return insert(stage, write)
  return write.does === 'update' ? update(stage, write) : remove(stage, write)
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
  const rule = write.does === 'update' ? access.updateOld : access.delete
  if (rule === null || access.read === null) codes.add('42501')
  return codes
}

const refused = (codes: Iterable<string>): Effect => ({ done: false, codes: new Set(codes) })

/** The row as it would lie: cells given, defaults, nulls. */
function complete(stage: Stage, table: TableSpec, given: Row): Row {
  return Object.fromEntries(
    table.columns.map((column) => {
      const value = given[column.name]
      return [column.name, value === undefined ? (column.defaultMe ? stage.me : null) : value]
    }),
  )
}

function insert(stage: Stage, write: Insert): Effect {
  const table = tableOf(stage.model, write.table)
  const rows = write.rows.map((row) => complete(stage, table, row))
  const target = write.onConflict ?? table.key
  const meets = (row: Row, others: readonly Row[]) =>
    write.resolution === null ? undefined : others.find((other) => shares(table, target, row, other))
  const there = rowsOf(stage.state, table.name)
  const fresh = rows.filter((row) => !there.some((other) => shares(table, table.key, row, other)))
  const codes = new Set<string>()
  const given = Object.keys(write.rows[0] ?? {})
  for (const row of rows) {
    for (const code of newRowRefusals(stage, write, table, row, given, fresh))
      codes.add(`${code} ${rows.indexOf(row)}`)
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
  write: Insert,
  table: TableSpec,
  row: Row,
  given: readonly string[],
  fresh: readonly Row[],
): string[] {
  const codes: string[] = []
  const columns = table.columns.filter((column) => given.includes(column.name) || column.defaultMe)
  const filled = (column: ColumnSpec) => column.defaultMe && !given.includes(column.name)
  const lost = columns.filter((column) => !isReachable(stage, column, row, fresh, table, filled(column)))
  const empty = table.columns.filter((column) => !column.optional && row[column.name] === null)
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

/** The rules are asked of the row as if what it may not point at were not there: so nobody learns what is. */
const leadingNowhere = (stage: Stage, lost: readonly ColumnSpec[], row: Row): Stage => ({
  ...stage,
  nowhere: { row, columns: lost.map((column) => column.name) },
})

/**
 * The write pointing at nothing wherever it points at a row that the caller may not; null when it never
 * does.
 */
export function pointingNowhere(
  stage: Stage,
  write: WriteSpec,
): { write: WriteSpec; ids: readonly string[] } | null {
  if (write.does === 'delete') return null
  const table = tableOf(stage.model, write.table)
  const ids: string[] = []
  const instead: string[] = []
  const batch = write.does === 'insert' ? write.rows : []
  const nowhere = (row: Row): Row =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const column = columnOf(table, name)
        if (column.to === null || value === null || isReachable(stage, column, row, batch, table))
          return [name, value]
        const plain = String(value).replace('#', '')
        if (!ids.includes(plain)) ids.push(plain)
        // What differs goes on to differ.
        const missing = `${MISSING[column.kind]?.slice(0, -2)}${10 + ids.indexOf(plain)}`
        instead.push(missing.replace('#', ''))
        return [name, missing]
      }),
    )
  const changed: WriteSpec =
    write.does === 'insert'
      ? { ...write, rows: write.rows.map(nowhere) }
      : { ...write, set: nowhere(write.set) }
  return ids.length === 0 ? null : { write: changed, ids: [...ids, ...instead] }
}

/** Keys that no row has. */
export const MISSING: Readonly<Record<string, string>> = {
  uuid: '99999999-9999-4999-8999-999999999999',
  text: 'nothing-here',
  integer: '#999999999',
}

/**
 * A reference is null, open, the caller's own by the server's doing, or leads to a row that the caller may
 * read.
 */
function isReachable(
  stage: Stage,
  column: ColumnSpec,
  row: Row,
  fresh: readonly Row[],
  table: TableSpec,
  filled = false,
): boolean {
  const value = row[column.name] ?? null
  if (column.to === null || value === null) return true
  const target = tableOf(stage.model, column.to)
  const [key = ''] = target.key
  const isIt = (one: Row) => sameCell(column.kind, one[key] ?? null, value)
  if (target.name === table.name && fresh.some(isIt)) return true
  const there = rowsOf(stage.state, target.name).find(isIt)
  if (there === undefined) return false
  return column.open || filled || allows(stage, target.name, target.access.read, there)
}

function mergeRefusals(
  stage: Stage,
  write: Insert,
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
    set.every((name) => !columnOf(table, name).writeOnce || same(table, name, old, merged))
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

/** The rows that the filters pick among those that the caller sees, as they lie. */
function picked(stage: Stage, table: TableSpec, filters: readonly FilterSpec[]): readonly Row[] {
  const view = viewOf(stage)
  const read: ReadSpec = {
    table: table.name,
    columns: null,
    embeds: [],
    filters,
    order: [],
    total: false,
    limit: null,
    offset: null,
  }
  const seen = matching({ model: stage.model, view }, read, view[table.name] ?? [])
  const keys = new Set(seen.map((row) => keyOf(table, row)))
  return rowsOf(stage.state, table.name).filter((row) => keys.has(keyOf(table, row)))
}

function update(stage: Stage, write: Update): Effect {
  const table = tableOf(stage.model, write.table)
  const names = Object.keys(write.set)
  if (names.length === 0) return { done: true, state: stage.state, rows: [] }
  const codes = new Set<string>()
  const changed = new Map<Row, Row>()
  for (const old of picked(stage, table, write.filters)) {
    if (!allows(stage, table.name, table.access.updateOld, old)) continue
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

function remove(stage: Stage, write: Delete): Effect {
  const table = tableOf(stage.model, write.table)
  const rows = picked(stage, table, write.filters).filter((row) =>
    allows(stage, table.name, table.access.delete, row),
  )
  const state = without(stage, table.name, rows)
  return state === null ? refused(['23503']) : { done: true, state, rows }
}
