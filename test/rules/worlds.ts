/** The other world: it differs from the first only in what the caller may not see. */
import type { Dice } from './dice.ts'
import { viewOf } from './judge.ts'
import { clashes, type Draft, idOf, makeCell, makeRow } from './make-rows.ts'
import { type CallerSpec, type ModelSpec, type Row, type State, type TableSpec, tableOf } from './spec.ts'

const TRIES = 14

/** Null when nothing that was tried stays out of the caller's sight. */
export function makeOther(dice: Dice, model: ModelSpec, state: State, caller: CallerSpec): State | null {
  const seen = sightOf(model, state, caller)
  let world = state
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const next = changed(dice, model, world)
    if (next !== null && isWhole(model, next) && sightOf(model, next, caller) === seen) world = next
  }
  return world === state ? null : world
}

/** What the caller sees, as one text: two states with the same text must be one to the caller. */
export function sightOf(model: ModelSpec, state: State, caller: CallerSpec): string {
  const me = caller.name === null ? null : idOf(caller.name)
  return JSON.stringify(viewOf({ model, state, caller, me }))
}

function changed(dice: Dice, model: ModelSpec, state: State): State | null {
  const table = dice.pick(model.tables)
  const rows = [...(state[table.name] ?? [])]
  const roll = dice.below(100)
  if (table.name !== 'users' && roll < 25) {
    const made = makeRow(dice, table, draftOf(state))
    return made === null ? null : { ...state, [table.name]: [...rows, made] }
  }
  if (rows.length === 0) return null
  const at = dice.below(rows.length)
  const row = rows[at]
  if (row === undefined) return null
  if (table.name !== 'users' && roll < 45)
    return { ...state, [table.name]: rows.filter((_, index) => index !== at) }
  const next = otherCell(dice, table, row, state)
  const others = rows.filter((_, index) => index !== at)
  if (next === null || clashes(table, next, others)) return null
  return { ...state, [table.name]: rows.map((one, index) => (index === at ? next : one)) }
}

function otherCell(dice: Dice, table: TableSpec, row: Row, state: State): Row | null {
  const free = table.columns.filter((column) => !table.key.includes(column.name) || column.to !== null)
  if (free.length === 0) return null
  const column = dice.pick(free)
  const value = makeCell(dice, table, column, draftOf(state))
  return value === null && !column.optional ? null : { ...row, [column.name]: value }
}

const draftOf = (state: State): Draft =>
  Object.fromEntries(Object.entries(state).map(([name, rows]) => [name, [...rows]]))

/** Every reference leads to a row. */
export function isWhole(model: ModelSpec, state: State): boolean {
  return model.tables.every((table) =>
    table.columns.every((column) => {
      if (column.to === null) return true
      const [key = ''] = tableOf(model, column.to).key
      const keys = new Set((state[column.to] ?? []).map((row) => row[key]))
      return (state[table.name] ?? []).every(
        (row) => row[column.name] === null || keys.has(row[column.name] ?? ''),
      )
    }),
  )
}
