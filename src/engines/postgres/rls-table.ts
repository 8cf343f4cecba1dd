/** What native row level security needs to know of a table: its rules, and which columns may be named. */
import type { Column, Model, Table } from '../../model/index.ts'
import { type Expr, type Rules, raw, rulesOf, type Scope, type TableRules, TRUE } from '../../rules/index.ts'
import { quoteName } from './dialect.ts'
import { OWN } from './rls-expr.ts'
import { literal, typeOf } from './storage.ts'

export interface RuledTable {
  readonly table: Table
  readonly rules: TableRules
  /** The rule of reading any table of the model; null for one that nobody reads. */
  readonly readRuleOf: (table: string) => Expr | null
  /** Columns that exist to a client. */
  readonly shown: readonly Column[]
  /** Columns that everybody may read who may read the row. */
  readonly open: readonly Column[]
  /** Columns that a client may give to a new row, and those that it may change; none where nobody may. */
  readonly insertable: readonly Column[]
  readonly updatable: readonly Column[]
}

export function ruledTables(model: Model): RuledTable[] {
  const all = rulesOf(model)
  return [...model.tables.values()].map((table) => ruled(table, all))
}

function ruled(table: Table, all: Rules): RuledTable {
  const rules = all.get(table.name)
  if (rules === undefined) throw new Error(`rules of ${table.name} are compiled`)
  const shown = table.columns.filter((column) => !column.hidden)
  const given = shown.filter((column) => !column.readonly && column.default?.kind !== 'identity')
  const updates = rules.read !== null && rules.updateOld !== null && rules.updateNew !== null
  return {
    table,
    rules,
    readRuleOf: (name) => all.get(name)?.read ?? null,
    shown,
    open: shown.filter((column) => maskOf(rules, column) === TRUE),
    insertable: rules.create === null ? [] : given,
    updatable: updates ? given.filter((column) => !column.writeOnce && !holdsTenant(table, column)) : [],
  }
}

/** A row stays in its tenant: what points at it would stay behind. */
const holdsTenant = ({ tenant }: Table, { name }: Column) => tenant?.column === name

export const maskOf = (rules: TableRules, column: Column): Expr => rules.columnRead.get(column.name) ?? TRUE

/**
 * What a row gets where it is created without the column, as the server fills it in; null for nothing, and
 * for numbers, which the database makes by itself.
 */
export function defaultOf({ default: source, type }: Column): string | null {
  switch (source?.kind) {
    case 'value':
      return literal(type, source.value)
    case 'now':
      return type.kind === 'timestamp' ? 'now()' : `(now() at time zone 'UTC')::${typeOf(type)}`
    case 'me':
      return `${OWN}.me()::${typeOf(type)}`
    case 'uuid':
      return 'gen_random_uuid()'
    default:
      return null
  }
}

/** The scope of a new row, in which its number is not yet known, as it is not to the server. */
export function newRow(scope: Scope, table: Table, row: string): Scope {
  const nothing = (name: string) => {
    const column = table.column.get(name)
    return raw(column === undefined ? 'null' : `null::${typeOf(column.type)}`)
  }
  const numbered = (name: string) => table.column.get(name)?.default?.kind === 'identity'
  return scope
    .withRow('row', (name) => (numbered(name) ? nothing(name) : raw(`${row}.${quoteName(name)}`)))
    .withRow('old', nothing)
}

/** Lines of the script, each statement without its semicolon; what starts with `--` is a remark. */
export const remark = (text: string) => `-- ${text}`
