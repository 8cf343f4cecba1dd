/**
 * What one caller may reach of a model at all: tables, operations, columns. The API is described from this
 * alone.
 */
import type { Column, Model, Table } from '../../model/index.ts'
import { type Caller, type Expr, type Role, rulesOf, type TableRules, TRUE } from '../../rules/index.ts'
import { alwaysHolds, canHold } from './outcomes.ts'

export interface ColumnReach {
  readonly column: Column
  /** Some row may show it. */
  readonly read: boolean
  /** Every row that is shown shows it; otherwise it is null on some of them. */
  readonly shown: boolean
  readonly insert: boolean
  readonly update: boolean
  /** A row that is created needs it from the client. */
  readonly required: boolean
}

export interface TableReach {
  readonly table: Table
  readonly read: boolean
  readonly create: boolean
  readonly update: boolean
  readonly delete: boolean
  readonly columns: readonly ColumnReach[]
}

export interface Reach {
  readonly role: Role
  /** Tables that the caller can do something with, by name. */
  readonly tables: ReadonlyMap<string, TableReach>
  /** Equal for callers who reach the same. */
  readonly key: string
}

export function reachOf(model: Model, caller: Caller): Reach {
  const tables = [...model.tables.values()].map((table) => new TableView(model, table, caller).reach())
  const reached = tables.filter((one) => one.read || one.create || one.update || one.delete)
  const key = `${caller.role} ${tables.map(bitsOf).join(' ')}`
  return { role: caller.role, tables: new Map(reached.map((one) => [one.table.name, one])), key }
}

/**
 * One digit for what may be done with the table and two for each column, 32 being more than any combination.
 */
function bitsOf(reach: TableReach): string {
  const digit = (...flags: readonly boolean[]) =>
    flags.reduce((bits, flag) => bits * 2 + Number(flag), 0).toString(32)
  const columns = reach.columns.map((one) => digit(one.read, one.shown, one.insert, one.update, one.required))
  return digit(reach.read, reach.create, reach.update, reach.delete) + columns.join('')
}

class TableView {
  private readonly rules: TableRules | null

  constructor(
    private readonly model: Model,
    private readonly table: Table,
    private readonly caller: Caller,
  ) {
    this.rules = this.isSystem ? null : (rulesOf(model).get(table.name) ?? null)
  }

  /** The secret key: no rule applies to it, and it sets what the server sets. */
  private get isSystem(): boolean {
    return this.caller.role === 'service_role'
  }

  reach(): TableReach {
    const columns = this.table.columns.filter((column) => !column.hidden).map((column) => this.column(column))
    const read = this.may(this.rules?.read) && columns.some((one) => one.read)
    const may = this.may(this.rules?.updateOld) && this.may(this.rules?.updateNew)
    return {
      table: this.table,
      read,
      create: this.may(this.rules?.create) && this.canBeComplete(columns),
      // A change reaches only rows that may be read (query/guard.ts).
      update: read && may && columns.some((one) => one.update),
      delete: read && this.may(this.rules?.delete),
      columns,
    }
  }

  /** An operation without a rule is denied. */
  private may(rule: Expr | null | undefined): boolean {
    if (this.isSystem) return true
    return rule !== null && rule !== undefined && canHold(rule, this.caller)
  }

  private column(column: Column): ColumnReach {
    const readRule = this.rules?.columnRead.get(column.name) ?? TRUE
    const written = canHold(this.rules?.columnWrite.get(column.name) ?? TRUE, this.caller)
    const numbered = column.default?.kind === 'identity'
    const mayBeGiven = written && !numbered && this.canPoint(column)
    const insert = mayBeGiven && (this.isSystem || !column.readonly)
    return {
      column,
      read: canHold(readRule, this.caller),
      shown: alwaysHolds(readRule, this.caller),
      insert,
      update: insert && (this.isSystem || !column.writeOnce),
      required: insert && !this.isFilled(column),
    }
  }

  /**
   * A client may point a reference only at a row that it may read, unless it is open (query/guard.ts).
   */
  private canPoint({ reference }: Column): boolean {
    if (reference === null || reference.open || this.isSystem) return true
    const read = rulesOf(this.model).get(reference.table)?.read ?? null
    return read !== null && canHold(read, this.caller)
  }

  /** A row is whole without it. */
  private isFilled(column: Column): boolean {
    if (column.optional) return true
    return column.default !== null && !(column.default.kind === 'me' && this.caller.id === null)
  }

  /** Whether each column gets a value in some way: what the client may not give must come from the server. */
  private canBeComplete(columns: readonly ColumnReach[]): boolean {
    const given = new Set(columns.filter((one) => one.insert).map((one) => one.column))
    return this.table.columns.every((column) => given.has(column) || this.isFilled(column))
  }
}
