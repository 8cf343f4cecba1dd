/** Random writes: new rows, merges, changes and deletes, with keys and references that may be of others. */
import { MISSING } from './answer-reference.ts'
import type { Dice } from './dice.ts'
import { isExactOrder } from './exact.ts'
import type { ReadMaker } from './make-read.ts'
import { type Draft, makeCell, makeRow } from './make-rows.ts'
import {
  type Cell,
  type ColumnSpec,
  columnOf,
  keysOf,
  type Row,
  rowsOf,
  type State,
  type TableSpec,
} from './spec.ts'
import type {
  DeleteRequest,
  FilterSpec,
  InsertRequest,
  PageSpec,
  UpdateRequest,
  WriteManner,
} from './spec-request.ts'

export class WriteMaker {
  constructor(
    private readonly dice: Dice,
    private readonly state: State,
    private readonly reads: ReadMaker,
  ) {}

  insert(table: TableSpec): InsertRequest {
    const { dice } = this
    const draft = this.draft()
    const count = dice.chance(65) ? 1 : dice.between(2, 3)
    const upserts = dice.chance(40)
    const left = this.leftOut(table)
    const rows = Array.from({ length: count }, () => {
      const made = makeRow(dice, table, draft)
      if (made !== null) draft[table.name]?.push(made)
      return this.given(table, made ?? this.loose(table), left, upserts)
    })
    const uniques = keysOf(table).filter((names) => names.every((name) => !left.includes(name)))
    const target = upserts && uniques.length > 1 && dice.chance(30) ? dice.pick(uniques) : null
    this.pointInside(table, rows)
    // One row twice in an upsert is another matter (PostgreSQL refuses it with 21000), with nothing to hide.
    const once = rows.filter(
      (row, at) =>
        !upserts || !rows.slice(0, at).some((before) => sharesKey(target ?? table.key, row, before)),
    )
    const returning = this.reads.returning(table)
    const manner = this.manner(false)
    // The number of a row that did not stay is nowhere to be looked up.
    const isNumbered = table.columns.some((column) => column.identity)
    return {
      does: 'insert',
      table: table.name,
      rows: once,
      bulk: once.length > 1 || dice.chance(30),
      resolution: upserts ? dice.pick(['merge-duplicates', 'merge-duplicates', 'ignore-duplicates']) : null,
      onConflict: target,
      returning,
      manner: { ...manner, rollback: manner.rollback && !(isNumbered && returning !== null) },
    }
  }

  private manner(limits: boolean): WriteManner {
    const { dice } = this
    return {
      rollback: dice.chance(8),
      plan: dice.chance(4),
      affectedMax: limits && dice.chance(8) ? dice.between(0, 2) : null,
    }
  }

  private draft(): Draft {
    return Object.fromEntries(Object.entries(this.state).map(([name, rows]) => [name, [...rows]]))
  }

  /** Now and then a row of the batch refers to another one of it. */
  private pointInside(table: TableSpec, rows: Row[]): void {
    const { dice } = this
    const [key = ''] = table.key
    const own = table.columns.filter((column) => column.to === table.name)
    for (const [index, row] of rows.entries()) {
      for (const { name } of own) {
        const to = dice.pick(rows)[key]
        if (row[name] !== undefined && to !== undefined && dice.chance(30))
          rows[index] = { ...row, [name]: to }
      }
    }
  }

  private loose(table: TableSpec): Row {
    const draft = this.draft()
    return Object.fromEntries(
      table.columns.map((column) => [column.name, makeCell(this.dice, table, column, draft)]),
    )
  }

  /** Columns that the body does not give: those that a client may not, mostly, and some that need not be. */
  private leftOut(table: TableSpec): string[] {
    const { dice } = this
    return table.columns
      .filter((column) => !table.key.includes(column.name) || column.identity)
      .filter((column) => {
        if (column.hidden || column.readonly || column.identity) return dice.chance(95)
        return (column.optional || column.defaultMe) && dice.chance(25)
      })
      .map((column) => column.name)
  }

  /**
   * The row as the body gives it: now and then with the key of another, a reference to nothing, or the
   * caller's own.
   */
  private given(table: TableSpec, row: Row, left: readonly string[], upserts: boolean): Row {
    const { dice } = this
    const there = rowsOf(this.state, table.name)
    const taken = there.length > 0 && dice.chance(upserts ? 75 : 8) ? dice.pick(there) : null
    const key = taken === null ? [] : dice.pick(keysOf(table))
    // With the same cells as there are, a merge changes nothing of what may not change.
    const same = taken !== null && dice.chance(20)
    const cells = table.columns
      .filter((column) => !left.includes(column.name))
      .map((column): [string, Cell] => {
        if (taken !== null && (key.includes(column.name) || (same && dice.chance(60))))
          return [column.name, taken[column.name] ?? null]
        return [column.name, this.stray(column, row[column.name] ?? null)]
      })
    return Object.fromEntries(cells)
  }

  private stray(column: ColumnSpec, value: Cell): Cell {
    if (column.to === null || !this.dice.chance(8)) return value
    return MISSING[column.kind] ?? null
  }

  update(table: TableSpec): UpdateRequest {
    const { dice } = this
    const draft = this.draft()
    const free = table.columns.filter(
      (column) =>
        (!table.key.includes(column.name) || column.to !== null) && (!column.hidden || dice.chance(3)),
    )
    const open = free.filter((column) => (!column.readonly && !column.writeOnce) || dice.chance(15))
    const chosen = open.length === 0 ? [] : [dice.pick(open), ...dice.some(open, 1)]
    const set = Object.fromEntries(
      chosen.map((column) => [column.name, this.stray(column, makeCell(dice, table, column, draft))]),
    )
    return {
      does: 'update',
      table: table.name,
      set,
      filters: this.picks(table),
      page: this.page(table),
      returning: this.reads.returning(table),
      manner: this.manner(true),
    }
  }

  remove(table: TableSpec): DeleteRequest {
    return {
      does: 'delete',
      table: table.name,
      filters: this.picks(table),
      page: this.page(table),
      returning: this.reads.returning(table),
      manner: this.manner(true),
    }
  }

  private page(table: TableSpec): PageSpec | null {
    const first = this.reads.order(table, [])
    if (!this.dice.chance(12) || !isExactOrder(first)) return null
    const key = table.key.map((name) => ({
      ...first,
      column: name,
      path: null,
      kind: columnOf(table, name).kind,
    }))
    return { order: [first, ...key], limit: this.dice.between(0, 2) }
  }

  /** Which rows a write is for: one by its key, or some by a filter. */
  private picks(table: TableSpec): FilterSpec[] {
    const { dice } = this
    const there = rowsOf(this.state, table.name)
    if (there.length === 0 || dice.chance(35)) return [inPlainWords(this.reads.filter(table, [], 1))]
    const row = dice.pick(there)
    const column = columnOf(table, dice.pick(table.key))
    const value = row[column.name] ?? null
    const one = { is: 'filter', column: column.name, path: null, kind: column.kind } as const
    return [{ ...one, op: 'eq', value, negated: false }]
  }
}

/** Searches in a language of which the verdict in memory knows: what a write does must be known. */
function inPlainWords(filter: FilterSpec): FilterSpec {
  if (filter.is === 'search') return { ...filter, language: 'simple' }
  return filter.is === 'and' || filter.is === 'or' ? { ...filter, of: filter.of.map(inPlainWords) } : filter
}

const sharesKey = (names: readonly string[], a: Row, b: Row) =>
  names.every((name) => a[name] !== undefined && JSON.stringify(a[name]) === JSON.stringify(b[name]))
