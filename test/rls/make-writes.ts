/** Random writes of one row, in words that the API and SQL share. */
import type { Dice } from '../rules/dice.ts'
import { clashes, type Draft, makeCell, makeRow } from '../rules/make-rows.ts'
import { type Cell, type ModelSpec, type Row, rowsOf, type State, type TableSpec } from '../rules/spec.ts'
import type { WriteSpec } from '../rules/spec-request.ts'

const MANNER = { rollback: true, plan: false, affectedMax: null } as const

/** @param me the caller's id, which a default may be */
export function makeWrites(dice: Dice, model: ModelSpec, state: State, me: string | null): WriteSpec[] {
  return model.tables.flatMap((table) => {
    if (table.name === 'users') return []
    const there = rowsOf(state, table.name)
    const writes: (WriteSpec | null)[] = [
      makeInsert(dice, table, state, me),
      makeInsert(dice, table, state, me),
    ]
    if (there.length > 0) {
      for (let count = 0; count < 3; count++) writes.push(makeUpdate(dice, table, state, dice.pick(there)))
      writes.push({ does: 'delete', ...target(table, dice.pick(there)) })
    }
    return writes.filter((write) => write !== null)
  })
}

/** Columns that would get what they are given are left out: SQL cannot tell the two apart. */
function makeInsert(dice: Dice, table: TableSpec, state: State, me: Cell): WriteSpec | null {
  const row = makeRow(dice, table, draftOf(state))
  if (row === null || clashes(table, row, rowsOf(state, table.name))) return null
  const given = table.columns.filter((column) => {
    if (column.identity || row[column.name] === (column.defaultMe ? me : null)) return false
    return column.hidden || column.readonly ? dice.chance(8) : true
  })
  const cells = given.map((column) => [column.name, row[column.name] ?? null] as const)
  if (cells.length === 0) return null
  return {
    does: 'insert',
    table: table.name,
    rows: [Object.fromEntries(cells)],
    bulk: false,
    resolution: null,
    onConflict: null,
    returning: null,
    manner: MANNER,
  }
}

function makeUpdate(dice: Dice, table: TableSpec, state: State, row: Row): WriteSpec | null {
  const free = table.columns.filter((column) => !table.key.includes(column.name) || column.to !== null)
  const open = free.filter((column) => {
    const shut = column.hidden || column.readonly || column.writeOnce || column.identity
    return shut ? dice.chance(10) : true
  })
  if (open.length === 0) return null
  const chosen = new Set([dice.pick(open), ...dice.some(open, 1)])
  const set = [...chosen].map(
    (column) => [column.name, makeCell(dice, table, column, draftOf(state))] as const,
  )
  return { does: 'update', set: Object.fromEntries(set), ...target(table, row) }
}

/** One row, by its key. */
function target(table: TableSpec, row: Row) {
  const filters = table.key.map((name) => {
    const kind = table.columns.find((column) => column.name === name)?.kind ?? 'text'
    return {
      is: 'filter',
      column: name,
      path: null,
      kind,
      op: 'eq',
      value: row[name] ?? null,
      negated: false,
    } as const
  })
  return { table: table.name, filters, page: null, returning: null, manner: MANNER }
}

const draftOf = (state: State): Draft =>
  Object.fromEntries(Object.entries(state).map(([name, rows]) => [name, [...rows]]))
