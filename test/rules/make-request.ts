/** Random requests over every path of the data API. */
import { MISSING } from './answer-write.ts'
import type { Dice } from './dice.ts'
import type { Without } from './make-model.ts'
import { type Draft, makeCell, makeRow } from './make-rows.ts'
import { embedName, relationsOf } from './relations.ts'
import {
  type Cell,
  type ColumnSpec,
  columnOf,
  type EmbedSpec,
  type FilterOp,
  type FilterSpec,
  type Kind,
  keysOf,
  type ModelSpec,
  type OrderSpec,
  type ReadSpec,
  type RequestSpec,
  type Row,
  rowsOf,
  type State,
  type TableSpec,
  tableOf,
} from './spec.ts'
import { anyValue, isOrdered } from './values.ts'

/** Kinds that `min()` and `max()` take. */
const SUMMED: readonly Kind[] = ['text', 'integer', 'bigint', 'float', 'decimal', 'timestamp', 'date', 'time']
const OPS: readonly FilterOp[] = [
  'eq',
  'eq',
  'neq',
  'gt',
  'gte',
  'lt',
  'lte',
  'isdistinct',
  'in',
  'null',
  'null',
]

export class RequestMaker {
  private aliases = 0

  constructor(
    private readonly dice: Dice,
    private readonly model: ModelSpec,
    private readonly state: State,
    private readonly without: Without,
  ) {}

  request(): RequestSpec {
    const roll = this.dice.below(100)
    if (roll < 6) return this.aggregate()
    if (roll < 52) return this.readRequest()
    if (roll < 72) return this.insert()
    return roll < 88 ? this.update() : this.remove()
  }

  private table(): TableSpec {
    return this.dice.pick(this.model.tables)
  }

  private readRequest(): RequestSpec {
    const { dice } = this
    const read = this.read(this.table().name, 3, true)
    return { does: 'read', read, count: dice.chance(45), head: dice.chance(6), object: dice.chance(8) }
  }

  private aggregate(): RequestSpec {
    const table = this.table()
    const possible = this.columns(table).filter(({ kind }) => SUMMED.includes(kind))
    const column = possible.length === 0 ? undefined : this.dice.pick(possible)
    if (column === undefined) return this.readRequest()
    const filters = this.dice.chance(50) ? [this.filter(table, [], 1)] : []
    const read: ReadSpec = {
      table: table.name,
      columns: [column.name],
      embeds: [],
      filters,
      order: [],
      total: false,
      limit: null,
      offset: null,
    }
    return { does: 'aggregate', read, column: column.name, kind: column.kind }
  }

  private read(table: string, depth: number, top: boolean): ReadSpec {
    const { dice } = this
    const spec = tableOf(this.model, table)
    const embeds = depth > 0 ? this.embeds(table, depth) : []
    const paged = dice.chance(25)
    const total = paged || dice.chance(40)
    const filters = Array.from({ length: dice.chance(50) ? 0 : dice.between(1, 2) }, () =>
      this.filter(spec, embeds, 2),
    )
    const order = Array.from({ length: dice.chance(45) ? dice.between(1, 2) : 0 }, () =>
      this.order(spec, embeds),
    )
    const names = dice.some(this.columns(spec), 5).map((column) => column.name)
    return {
      table,
      columns:
        dice.chance(40) || (names.length === 0 && (embeds.length === 0 || top)) ? null : [...new Set(names)],
      embeds,
      filters,
      order,
      total,
      limit: paged ? dice.between(0, 3) : null,
      offset: paged && dice.chance(50) ? dice.between(0, 3) : null,
    }
  }

  /** Columns to speak of: the visible ones, and now and then one that is hidden. */
  private columns(table: TableSpec): readonly ColumnSpec[] {
    return this.dice.chance(5) ? table.columns : table.columns.filter((column) => !column.hidden)
  }

  private embeds(table: string, depth: number): EmbedSpec[] {
    const { dice } = this
    const possible = relationsOf(this.model, table).filter((one) => embedName(this.model, one) !== null)
    const open = possible.filter((one) => dice.chance(10) || !this.isHidden(one))
    const count = dice.chance(45) ? 0 : dice.between(1, 2)
    return Array.from({ length: open.length === 0 ? 0 : count }, () => {
      this.aliases += 1
      const alias = `e${this.aliases}`
      const relation = dice.pick(open)
      return { alias, relation, inner: dice.chance(25), read: this.read(relation.to, depth - 1, false) }
    })
  }

  private isHidden({ kind, from, to, column, junction, far }: EmbedSpec['relation']): boolean {
    const near = columnOf(tableOf(this.model, kind === 'to-one' ? from : (junction ?? to)), column)
    return (
      near.hidden ||
      (junction !== null && far !== null && columnOf(tableOf(this.model, junction), far).hidden)
    )
  }

  private filter(table: TableSpec, embeds: readonly EmbedSpec[], depth: number): FilterSpec {
    const { dice } = this
    const negated = dice.chance(20)
    if (depth > 0 && dice.chance(20)) {
      const of = Array.from({ length: dice.between(1, 3) }, () => this.filter(table, embeds, depth - 1))
      return { is: dice.pick(['and', 'or', 'or']), of, negated }
    }
    if (embeds.length > 0 && dice.chance(25)) return { is: 'embed', alias: dice.pick(embeds).alias, negated }
    const column = dice.pick(this.columns(table))
    const op = this.operator(column)
    return {
      is: 'filter',
      column: column.name,
      kind: column.kind,
      op,
      value: this.operand(table, column, op),
      negated,
    }
  }

  private operator({ kind }: ColumnSpec): FilterOp {
    if (kind === 'json') return 'null'
    if (kind.endsWith('[]')) return this.dice.pick(['cs', 'null'])
    if (kind === 'text' && this.dice.chance(30)) return this.dice.pick(['like', 'ilike'])
    return this.dice.pick(OPS)
  }

  private operand(table: TableSpec, column: ColumnSpec, op: FilterOp): Cell {
    const { dice } = this
    if (op === 'null') return null
    if ((op === 'like' || op === 'ilike') && !this.without.has('patterns') && dice.chance(6)) return 'a\\'
    if (op === 'like' || op === 'ilike') return dice.pick(['a%', '%r%', '_sh', 'mk%', '%é%', '%'])
    if (op === 'in') return Array.from({ length: dice.between(1, 3) }, () => this.known(table, column))
    return op === 'cs' ? anyValue(dice, column.kind) : this.known(table, column)
  }

  /** A value that some row holds, seen or not, or one that may be held by none. */
  private known(table: TableSpec, column: ColumnSpec): Cell {
    const held = rowsOf(this.state, table.name).flatMap((row) => row[column.name] ?? [])
    if (held.length > 0 && this.dice.chance(75)) return this.dice.pick(held)
    return anyValue(this.dice, column.kind)
  }

  private order(table: TableSpec, embeds: readonly EmbedSpec[]): OrderSpec {
    const { dice } = this
    const plain = embeds.filter((one) => one.relation.kind === 'to-one' && one.read.filters.length === 0)
    const embed = plain.length > 0 && dice.chance(35) ? dice.pick(plain) : null
    const target = embed === null ? table : tableOf(this.model, embed.relation.to)
    const columns = this.columns(target).filter((column) => isOrdered(column.kind))
    const column = columns.length === 0 ? target.columns[0] : dice.pick(columns)
    return {
      embed: embed?.alias ?? null,
      column: column?.name ?? '',
      kind: column?.kind ?? 'text',
      descending: dice.chance(50),
      nulls: dice.chance(70) ? null : dice.pick(['first', 'last'] as const),
    }
  }

  private returning(table: TableSpec): ReadSpec | null {
    if (this.dice.chance(45)) return null
    const read = this.read(table.name, this.dice.chance(25) ? 1 : 0, true)
    const columns = read.columns === null ? null : [...new Set([...table.key, ...read.columns])]
    return { ...read, columns, filters: [], order: [], total: false, limit: null, offset: null }
  }

  private insert(): RequestSpec {
    const { dice, state } = this
    const table = this.table()
    const draft: Draft = Object.fromEntries(Object.entries(state).map(([name, rows]) => [name, [...rows]]))
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
    return {
      does: 'insert',
      table: table.name,
      rows: once,
      bulk: once.length > 1 || dice.chance(30),
      resolution: upserts ? dice.pick(['merge-duplicates', 'merge-duplicates', 'ignore-duplicates']) : null,
      onConflict: target,
      returning: this.returning(table),
    }
  }

  /** Now and then a row of the batch refers to another one of it. */
  private pointInside(table: TableSpec, rows: Row[]): void {
    const { dice } = this
    const [key = ''] = table.key
    const own = table.columns.filter((column) => column.to === table.name)
    for (const [index, row] of rows.entries()) {
      for (const { name } of own) {
        if (row[name] !== undefined && dice.chance(30))
          rows[index] = { ...row, [name]: dice.pick(rows)[key] ?? null }
      }
    }
  }

  private loose(table: TableSpec): Row {
    const draft = Object.fromEntries(Object.entries(this.state).map(([name, rows]) => [name, [...rows]]))
    return Object.fromEntries(
      table.columns.map((column) => [column.name, makeCell(this.dice, table, column, draft)]),
    )
  }

  /** Columns that the body does not give: those that a client may not, mostly, and some that need not be. */
  private leftOut(table: TableSpec): string[] {
    const { dice } = this
    return table.columns
      .filter((column) => !table.key.includes(column.name))
      .filter((column) => {
        if (column.hidden || column.readonly) return dice.chance(95)
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
    const cells = table.columns
      .filter((column) => !left.includes(column.name))
      .map((column): [string, Cell] => {
        if (taken !== null && key.includes(column.name)) return [column.name, taken[column.name] ?? null]
        return [column.name, this.stray(column, row[column.name] ?? null)]
      })
    return Object.fromEntries(cells)
  }

  private stray(column: ColumnSpec, value: Cell): Cell {
    if (column.to === null || !this.dice.chance(8)) return value
    return MISSING[column.kind] ?? null
  }

  private update(): RequestSpec {
    const { dice } = this
    const table = this.table()
    const draft = Object.fromEntries(Object.entries(this.state).map(([name, rows]) => [name, [...rows]]))
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
      returning: this.returning(table),
    }
  }

  private remove(): RequestSpec {
    const table = this.table()
    return { does: 'delete', table: table.name, filters: this.picks(table), returning: this.returning(table) }
  }

  /** Which rows a write is for: one by its key, or some by a filter. */
  private picks(table: TableSpec): FilterSpec[] {
    const { dice } = this
    const there = rowsOf(this.state, table.name)
    if (there.length === 0 || dice.chance(35)) return [this.filter(table, [], 1)]
    const row = dice.pick(there)
    const column = columnOf(table, dice.pick(table.key))
    const value = row[column.name] ?? null
    return [{ is: 'filter', column: column.name, kind: column.kind, op: 'eq', value, negated: false }]
  }
}

const sharesKey = (names: readonly string[], a: Row, b: Row) =>
  names.every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]))
