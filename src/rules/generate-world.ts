/** The rows that `generate` builds: every reference leads to a row, every column takes its value. */
import { assert } from '../base/assert.ts'
import type { Column, Model, Relation, Table, Value } from '../model/index.ts'
import type { Row } from './evaluate.ts'
import { fits, randomValue } from './generate-value.ts'
import type { DirectRelation } from './junction.ts'
import { type Chance, pick } from './sample-pattern.ts'

export type DraftRow = Record<string, Value>

/** No value or row could be found: this try has failed. */
export class Stuck extends Error {
  override readonly name = 'Stuck'
}

const rowsMax = 60
/** How far new rows may ask for further new rows. */
const depthMax = 6
const keyTriesMax = 20

export class World {
  private readonly rows = new Map<string, DraftRow[]>()
  private size = 0

  constructor(
    private readonly model: Model,
    private readonly chance: Chance,
  ) {}

  table(name: string): Table {
    const table = this.model.tables.get(name)
    assert(table !== undefined, `${name} is a table`)
    return table
  }

  rowsOf(table: string): readonly DraftRow[] {
    return this.rows.get(table) ?? []
  }

  related = (relation: DirectRelation, row: Row): readonly DraftRow[] => {
    const key = row[relation.fromColumn]
    const { tenant } = relation
    const isOther = (each: Row) => tenant !== undefined && each[tenant.to] !== row[tenant.from]
    return this.rowsOf(relation.to).filter((each) => each[relation.toColumn] === key && !isOther(each))
  }

  /** A new row with these values, the others by chance. @throws Stuck */
  add(table: Table, given: Row = {}, depth = 0): DraftRow {
    if (this.size >= rowsMax || depth > depthMax) throw new Stuck('too many rows')
    this.size++
    const row: DraftRow = {}
    // Self-references may lead to the row itself, so it is there before it is complete.
    for (const column of table.columns) {
      if (column.reference === null)
        row[column.name] = given[column.name] ?? this.freshValue(table, row, column)
    }
    this.rows.set(table.name, [...this.rowsOf(table.name), row])
    for (const column of table.columns) {
      if (column.reference === null) continue
      const value = given[column.name]
      row[column.name] = value === undefined ? this.reference(column, depth) : value
      if (value !== undefined) this.ensureReferred(column, value, depth)
    }
    return row
  }

  /**
   * Gives a column another value, and whatever refers to it too. @returns false when the column does not
   * take it
   */
  set(table: Table, row: DraftRow, column: Column, value: Value): boolean {
    if (!fits(column, value) || this.isTaken(table, row, column, value)) return false
    const before = row[column.name] ?? null
    this.ensureReferred(column, value, 0)
    row[column.name] = value
    const kept = this.rowsOf(table.name).some((each) => each !== row && each[column.name] === before)
    if (before !== null && value !== null && !kept) this.renameReferences(table, column, before, value)
    return true
  }

  /**
   * Gives the key that a reference leads to another value, the reference with it. @returns whether it could
   */
  rename(_table: Table, row: DraftRow, { name, reference }: Column, value: Value): boolean {
    if (reference === null || value === null) return false
    const referred = this.find(reference.table, reference.column, row[name] ?? null)
    if (referred === undefined) return false
    const table = this.table(reference.table)
    return this.set(table, referred, columnOf(table, reference.column), value)
  }

  /** Whether a database would take these rows. */
  isConsistent(): boolean {
    return [...this.rows].every(([name, rows]) => {
      const table = this.table(name)
      const keys = [table.primaryKey, ...table.uniques.map((unique) => unique.columns)]
      return (
        keys.every((columns) => allDifferent(rows, columns)) &&
        rows.every((row) => table.columns.every((column) => this.isSound(row, column)))
      )
    })
  }

  /** The rows by table, those that are referred to before those that refer, where there is no circle. */
  ordered(): Map<string, Row[]> {
    const ordered = new Map<string, Row[]>()
    const visited = new Set<DraftRow>()
    const visit = (table: Table, row: DraftRow): void => {
      if (visited.has(row)) return
      visited.add(row)
      for (const { name, reference } of table.columns) {
        const target =
          reference === null ? undefined : this.find(reference.table, reference.column, row[name] ?? null)
        if (reference !== null && target !== undefined) visit(this.table(reference.table), target)
      }
      if (!ordered.has(table.name)) ordered.set(table.name, [])
      ordered.get(table.name)?.push(row)
    }
    for (const [name, rows] of this.rows) for (const row of rows) visit(this.table(name), row)
    return ordered
  }

  private isSound(row: DraftRow, column: Column): boolean {
    const value = row[column.name] ?? null
    if (!fits(column, value)) return false
    const { reference } = column
    return (
      reference === null ||
      value === null ||
      this.find(reference.table, reference.column, value) !== undefined
    )
  }

  private find(table: string, column: string, value: Value): DraftRow | undefined {
    return value === null ? undefined : this.rowsOf(table).find((row) => row[column] === value)
  }

  private freshValue(table: Table, row: DraftRow, column: Column): Value {
    for (let i = 0; i < keyTriesMax; i++) {
      const value = randomValue(column, this.chance)
      if (value !== undefined && !this.isTaken(table, row, column, value)) return value
    }
    throw new Stuck(`no value for ${table.name}.${column.name}`)
  }

  private isTaken(table: Table, row: DraftRow, column: Column, value: Value): boolean {
    const alone = [table.primaryKey, ...table.uniques.map((unique) => unique.columns)].some(
      (columns) => columns.length === 1 && columns[0] === column.name,
    )
    if (!alone || value === null) return false
    return this.rowsOf(table.name).some((each) => each !== row && each[column.name] === value)
  }

  private reference(column: Column, depth: number): Value {
    const { reference } = column
    assert(reference !== null, `${column.name} is a reference`)
    const existing = this.rowsOf(reference.table)
    if (column.optional && (this.chance() < 0.4 || depth >= depthMax)) return null
    const unusable = column.unique || existing.length === 0
    if (!unusable && (this.chance() < 0.6 || depth >= depthMax)) {
      return pick(this.chance, existing)?.[reference.column] ?? null
    }
    return this.add(this.table(reference.table), {}, depth + 1)[reference.column] ?? null
  }

  private ensureReferred(column: Column, value: Value, depth: number): void {
    const { reference } = column
    if (reference === null || value === null) return
    if (this.find(reference.table, reference.column, value) !== undefined) return
    this.add(this.table(reference.table), { [reference.column]: value }, depth + 1)
  }

  private renameReferences(table: Table, { name }: Column, before: Value, value: Value): void {
    for (const other of this.model.tables.values()) {
      for (const { name: column, reference } of other.columns) {
        if (reference?.table !== table.name || reference.column !== name) continue
        for (const row of this.rowsOf(other.name)) if (row[column] === before) row[column] = value
      }
    }
  }
}

function allDifferent(rows: readonly DraftRow[], columns: readonly string[]): boolean {
  const seen = new Set<string>()
  for (const row of rows) {
    const values = columns.map((column) => row[column] ?? null)
    if (values.includes(null)) continue
    const key = JSON.stringify(values.map(String))
    if (seen.has(key)) return false
    seen.add(key)
  }
  return true
}

export function columnOf(table: Table, name: string): Column {
  const column = table.column.get(name)
  assert(column !== undefined, `${table.name}.${name} is a column`)
  return column
}

/** A relation that leads to one row; anything else is no part of a path. */
export function direct(relation: Relation): DirectRelation {
  assert(relation.kind !== 'many-to-many', `${relation.from} to ${relation.to} is direct`)
  return relation
}
