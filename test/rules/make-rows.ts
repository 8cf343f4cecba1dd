/** Random rows for a described model, every reference leading to one of them. */

import { uuidFromName } from '../../src/base/ids.ts'
import type { Dice } from './dice.ts'
import {
  type CallerSpec,
  type Cell,
  type ColumnSpec,
  keysOf,
  type ModelSpec,
  type Row,
  type TableSpec,
} from './spec.ts'
import { anyValue } from './values.ts'

export const PEOPLE = ['ana', 'ben', 'cai'] as const
export const idOf = (name: string): string => uuidFromName(name)

export function makeCaller(dice: Dice): CallerSpec {
  if (dice.chance(15)) return { name: null, roles: [], org: null, level: null, teams: null }
  return {
    name: dice.pick(PEOPLE),
    roles: dice.some(['editor', 'chief'], 2),
    org: dice.chance(70) ? dice.pick(['ash', 'cedar']) : strange(dice),
    level: dice.chance(70) ? dice.pick(['#0', '#1', '#2']) : strange(dice),
    teams: dice.chance(70) ? dice.some(['ash', 'Birch', 'cedar'], 2) : strange(dice),
  }
}

/** What a claim may hold that its rules do not expect. */
function strange(dice: Dice): Cell {
  return dice.pick<Cell>([
    null,
    null,
    'ash',
    '2',
    ' 1 ',
    '1.5',
    '',
    '#1',
    '#1.5',
    '#99999999999',
    true,
    [],
    ['#1'],
    ['ash', '#2', null, ['cedar'], { a: 'ash' }],
    { a: '#1' },
  ])
}

export type Draft = Record<string, Row[]>

export function makeRows(dice: Dice, model: ModelSpec): Draft {
  const state: Draft = {
    users: PEOPLE.map((name) => ({
      id: idOf(name),
      email: dice.mark(),
      created_at: '2026-01-02T03:04:05+00:00',
    })),
  }
  for (const table of model.tables) {
    if (table.name === 'users') continue
    state[table.name] = []
    const count = dice.chance(8) ? 0 : dice.between(2, 6)
    for (let index = 0; index < count; index++) {
      const row = makeRow(dice, table, state)
      if (row !== null) state[table.name]?.push(row)
    }
  }
  return secondLook(dice, model, state)
}

/** References to rows that came later are filled in once those are there. */
function secondLook(dice: Dice, model: ModelSpec, state: Draft): Draft {
  for (const table of model.tables) {
    const rows = state[table.name] ?? []
    for (const [index, row] of rows.entries()) {
      for (const column of table.columns) {
        if (column.to === null || rows[index]?.[column.name] !== null || dice.chance(40)) continue
        const next = { ...(rows[index] ?? row), [column.name]: pointer(dice, column, state) }
        const others = rows.filter((_, at) => at !== index)
        if (!clashes(table, next, others)) rows[index] = next
      }
    }
  }
  return state
}

/** A row that fits beside those that are there; null when chance found none. */
export function makeRow(dice: Dice, table: TableSpec, state: Draft): Row | null {
  for (let attempt = 0; attempt < 8; attempt++) {
    const cells = table.columns.map((column) => [column.name, makeCell(dice, table, column, state)] as const)
    const row = Object.fromEntries(cells)
    const complete = table.columns.every((column) => column.optional || row[column.name] !== null)
    if (complete && !clashes(table, row, state[table.name] ?? [])) return row
  }
  return null
}

export function makeCell(dice: Dice, table: TableSpec, column: ColumnSpec, state: Draft): Cell {
  if (column.to !== null) return column.optional && dice.chance(20) ? null : pointer(dice, column, state)
  if (table.key.includes(column.name)) {
    if (column.kind === 'integer' || column.kind === 'bigint') return `#${100_000 + dice.below(800_000)}`
    return column.kind === 'uuid' ? dice.uuid() : dice.mark()
  }
  if (column.optional && dice.chance(25)) return null
  if (column.name === 'mark' || column.unique) return unique(dice, column)
  if (column.kind === 'json' && dice.chance(50)) return document(dice)
  return anyValue(dice, column.kind)
}

/** A document with marks at the ends of its paths. */
const document = (dice: Dice): Cell => ({
  a: dice.chance(80) ? dice.mark() : null,
  b: [anyValue(dice, 'integer'), { c: dice.mark() }],
})

function unique(dice: Dice, column: ColumnSpec): Cell {
  if (column.kind === 'uuid') return dice.uuid()
  return column.kind === 'text' ? dice.mark() : anyValue(dice, column.kind)
}

function pointer(dice: Dice, column: ColumnSpec, state: Draft): Cell {
  const rows = state[column.to ?? ''] ?? []
  if (rows.length === 0) return null
  const [key] = Object.keys(rows[0] ?? {})
  return dice.pick(rows)[key ?? ''] ?? null
}

/** Another row holds the same values in columns that must be unique. */
export function clashes(table: TableSpec, row: Row, others: readonly Row[]): boolean {
  return keysOf(table).some((names) =>
    others.some((other) =>
      names.every((name) => row[name] !== null && JSON.stringify(row[name]) === JSON.stringify(other[name])),
    ),
  )
}
