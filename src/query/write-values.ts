/** The rows of a body become the rows that are written: read by type, checked, defaults filled in. */
import type { Clock } from '../base/clock.ts'
import { uuidV7 } from '../base/ids.ts'
import type { Random } from '../base/random.ts'
import { type Column, type ColumnType, checkValue, readJson, readText, type Value } from '../model/index.ts'
import type { Caller } from '../rules/index.ts'
import type { InsertPlan, UpdatePlan } from './plan-types.ts'
import { refuse } from './refusals.ts'

/** What a write may draw on besides its body; injected, so that a test can hold it still. */
export interface Sources {
  readonly clock: Clock
  readonly random: Random
  readonly caller: Caller
}

/** A cell that the body does not have, in a request that asks for defaults there (`missing=default`). */
export const MISSING = Symbol('missing')

/** Columns that an insert writes, in the order of the values. */
export function insertedColumns(plan: InsertPlan): readonly Column[] {
  return [...plan.given, ...plan.filled]
}

/**
 * The values of an insert, row by row, in the order of `insertedColumns`.
 * @throws Refusal 22P02 and its family for what a type cannot read, 23514 for what a column does not take
 */
export function insertValues(
  plan: InsertPlan,
  rows: readonly (readonly unknown[])[],
  from: Sources,
): Value[][] {
  const reads = plan.given.map((column) => reader(column, plan.missing, from))
  const fills = plan.filled.map((column) => filler(column, from))
  const keys = numberKeys(plan)
  const values = rows.map((row) => {
    const cells = reads.map((read, place) => read(row[place]))
    for (const { column, place } of keys) if ((cells[place] ?? null) === null) checkValue(column, null)
    for (const fill of fills) cells.push(fill())
    return cells
  })
  refuseTwins(plan, values)
  return values
}

/** Reads the cells of one column. */
function reader(column: Column, missing: InsertPlan['missing'], from: Sources): (cell: unknown) => Value {
  const fill = missing === 'default' ? filler(column, from) : null
  return (cell) => (cell === MISSING ? (fill?.() ?? null) : checked(column, readCell(column, cell)))
}

/**
 * Gives what the column is filled with: an id of its own for each row, and otherwise one value for all, the
 * moment included, as PostgreSQL has one for all of a transaction.
 */
function filler(column: Column, from: Sources): () => Value {
  if (column.default?.kind === 'uuid') return () => checked(column, uuidV7(from.clock, from.random))
  let value: Value | undefined
  return () => {
    if (value === undefined) value = checked(column, defaultOf(column, from))
    return value
  }
}

/** Numbers that are part of the primary key and have to be given, with their places in a row. */
function numberKeys(plan: InsertPlan): { column: Column; place: number }[] {
  return plan.table.primaryKey
    .flatMap((name) => plan.table.column.get(name) ?? [])
    .filter((column) => isNumberKey(column) && !plan.filled.includes(column))
    .map((column) => ({ column, place: plan.given.indexOf(column) }))
}

/** SQLite would number such a row by itself; PostgreSQL asks for a number. */
function isNumberKey({ type, default: source }: Column): boolean {
  return NUMBERED.includes(type.kind) && source?.kind !== 'identity'
}

/** What SQLite keeps as whole numbers, a short decimal being so many hundredths. */
const NUMBERED: readonly ColumnType['kind'][] = ['integer', 'bigint', 'decimal', 'boolean']

/** One statement cannot merge into a row twice: which of the two would win? @throws Refusal 21000 */
function refuseTwins(plan: InsertPlan, rows: readonly (readonly Value[])[]): void {
  if (plan.conflict?.action !== 'merge' || rows.length < 2) return
  const columns = insertedColumns(plan)
  const places = plan.conflict.target.map((column) => columns.indexOf(column))
  const seen = new Set<string>()
  for (const row of rows) {
    const key = places.map((place) => row[place] ?? null)
    if (key.includes(null)) continue
    const text = key.map((value) => `${typeof value} ${String(value)}`).join('\0')
    if (seen.has(text)) throw refuse.mergedTwice()
    seen.add(text)
  }
}

/** The values of an update, in the order of `plan.set`. */
export function updateValues(plan: UpdatePlan, row: readonly unknown[]): Value[] {
  return plan.set.map((column, index) => checked(column, readCell(column, row[index] ?? null)))
}

function readCell(column: Column, cell: unknown): Value {
  return cell === null || cell === undefined ? null : readJson(column.type, cell)
}

/**
 * A null where none may be is left to the database, which looks after the rules have been asked, as
 * PostgreSQL does.
 */
function checked(column: Column, value: Value): Value {
  if (value !== null) checkValue(column, value)
  return value
}

function defaultOf(column: Column, { clock, random, caller }: Sources): Value {
  const source = column.default
  switch (source?.kind) {
    case undefined:
      return null
    case 'value':
      return source.value
    case 'now':
      return readText(column.type, nowText(column, clock))
    case 'me':
      return caller.id
    case 'uuid':
      return uuidV7(clock, random)
    case 'identity':
      return null
  }
}

/** The moment of the request, in microseconds, as the column's type reads it. */
function nowText(column: Column, clock: Clock): string {
  const micros = clock.nowMicros()
  const iso = new Date(Number(micros / 1000n)).toISOString()
  const fraction = String(micros % 1_000_000n).padStart(6, '0')
  const moment = `${iso.slice(0, 19)}.${fraction}`
  if (column.type.kind === 'date') return moment.slice(0, 10)
  return column.type.kind === 'time' ? moment.slice(11) : `${moment}Z`
}
