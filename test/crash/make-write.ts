/** Chance makes writes of every kind, most of them possible, some of them to be refused. */
import type { Random } from '../../src/base/random.ts'
import type { Cell, Row, State, TableName, Write } from './state.ts'

/** Ids of one client are a block of their own, small enough that rows are met again. */
const IDS = { accounts: 12, notes: 40, entries: 400 }
const BLOCK = 1_000_000

export const WORDS = [
  'amber',
  'birch',
  'cobalt',
  'delta',
  'ember',
  'fjord',
  'garnet',
  'hazel',
  'indigo',
  'jade',
]

export class WriteMaker {
  private version = 0

  constructor(
    readonly client: number,
    private readonly random: Random,
  ) {}

  /** The next request of this client, which holds `state` by now. */
  next(state: State): Write {
    this.version += 1
    const rollback = this.chance(0.05)
    const kind = this.below(10)
    if (kind < 5) return this.insert(state, rollback)
    if (kind < 6) {
      const table = this.table()
      return { kind: 'put', table, row: this.row(table, state, this.id(table)), rollback }
    }
    const write = { ...this.chosen(), rollback }
    if (kind < 9) return { ...write, kind: 'update', set: this.set(write.table, write.match, state) }
    return { ...write, kind: 'delete' }
  }

  private insert(state: State, rollback: boolean): Write {
    const table = this.table()
    const resolution = this.pick([null, null, 'merge', 'ignore'] as const)
    const sizes = { accounts: [1, 1, 3], notes: [1, 1, 2, 8], entries: [1, 2, 30, 120] }
    const count = this.pick(sizes[table])
    const ids = new Set<number>()
    // Rows in a run, so that a bulk insert meets few that are there already.
    const first = this.id(table)
    for (let i = 0; i < count; i++) ids.add(this.id(table, first + i))
    const batch = this.below(20)
    const rows = [...ids].map((id) => {
      const row = this.row(table, state, id, [...ids])
      return table === 'entries' ? { ...row, batch } : row
    })
    return {
      kind: 'insert',
      table,
      rows: rows.map((row) => known(row, state, table, resolution)),
      resolution,
      rollback,
    }
  }

  private chosen() {
    const table = this.table()
    const all = this.chance(0.3)
    const match: Record<string, number> = all ? { client: this.client } : { id: this.id(table) }
    if (all && table === 'entries') match.batch = this.below(20)
    if (all && table === 'notes') match.account = this.id('accounts')
    return {
      table,
      match,
      limit: all && this.chance(0.5) ? 1 + this.below(4) : null,
      affectedMax: all && this.chance(0.3) ? 1 + this.below(2) : null,
      single: this.chance(0.1),
    }
  }

  private row(table: TableName, state: State, id: number, batch: readonly number[] = []): Row {
    const common = { id, client: this.client, version: this.version }
    switch (table) {
      case 'accounts':
        return { ...common, name: this.name(), balance: this.balance() }
      case 'notes':
        return { ...common, account: this.account(state), parent: this.parent(batch), body: this.body() }
      case 'entries':
        return { ...common, batch: this.below(20), amount: this.amount() }
    }
  }

  private set(table: TableName, match: Record<string, number>, state: State): Row {
    const version = this.version
    switch (table) {
      case 'accounts':
        return match.id !== undefined && this.chance(0.5)
          ? { name: this.name(), version }
          : { balance: this.balance(), version }
      case 'notes':
        return this.chance(0.5)
          ? { body: this.body(), version }
          : { parent: this.parent([]), account: this.account(state), version }
      case 'entries':
        return { amount: this.amount(), version }
    }
  }

  private account(state: State): number {
    const there = [...state.accounts.keys()]
    return there.length > 0 && this.chance(0.9) ? this.pick(there) : this.id('accounts')
  }

  private parent(batch: readonly number[]): Cell {
    if (this.chance(0.6)) return null
    return batch.length > 0 && this.chance(0.5) ? this.pick(batch) : this.id('notes')
  }

  private body(): string {
    return Array.from({ length: 1 + this.below(6) }, () => this.pick(WORDS)).join(' ')
  }

  private name = () => `c${this.client} n${this.below(30)}`
  private balance = () => (this.chance(0.07) ? -1 : this.below(500))
  private amount = () => (this.chance(0.02) ? 1000 : this.below(1000))
  private table = () => this.pick(['accounts', 'notes', 'notes', 'entries'] as const)

  private id(table: TableName, near = this.below(IDS[table])): number {
    return this.client * BLOCK + (near % IDS[table])
  }

  below(count: number): number {
    return Math.floor(this.random.fraction() * count)
  }

  chance(share: number): boolean {
    return this.random.fraction() < share
  }

  private pick<T>(from: readonly T[]): T {
    // biome-ignore lint/style/noNonNullAssertion: the index is below the length, and no list is empty
    return from[this.below(from.length)]!
  }
}

/**
 * A row that is to be ignored keeps the name that it has: whether another's name in it is a mistake first is
 * each database's own choice.
 */
function known(row: Row, state: State, table: TableName, resolution: 'merge' | 'ignore' | null): Row {
  const there = state[table].get(Number(row.id))
  if (table !== 'accounts' || resolution !== 'ignore' || there === undefined) return row
  return { ...row, name: there.name ?? null }
}
