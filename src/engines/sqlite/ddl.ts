/**
 * Prints a schema as SQLite's DDL: STRICT tables with rowids (measured faster than WITHOUT ROWID for our keys
 * and indexes), keys as indexes, so that they come and go without a rebuild, and constraints under
 * PostgreSQL's names.
 *
 * Requests are validated before they reach the database. Its constraints are the second line: they also hold
 * for SQL that an action runs.
 */
import { assert } from '../../base/assert.ts'
import type { ColumnType, Value } from '../../model/index.ts'
import type { ColumnSchema, Constant, ForeignKeySchema, KeySchema, TableSchema } from '../../schema/index.ts'
import { isIntegerDecimal } from './decimal.ts'
import { quoteName, quoteText } from './dialect.ts'
import { encode } from './storage.ts'

/**
 * `CREATE TABLE … STRICT`, without defaults: an insert always gives every column.
 * @param name what to call it, when it is built beside the old one; constraints keep the table's own name.
 */
export function createTable(table: TableSchema, name: string = table.name): string {
  const numbered = table.columns.find((column) => column.identity)
  const parts = table.columns.map((column) => columnDefinition(table, column))
  if (numbered === undefined) parts.push(`PRIMARY KEY (${list(table.primaryKey)})`)
  else
    assert(
      list(table.primaryKey) === quoteName(numbered.name),
      `${table.name}.${numbered.name} must be the primary key`,
    )
  for (const key of table.foreignKeys) if (key.tenant !== undefined) parts.push(referenceInTenant(key))
  for (const check of table.checks) parts.push(`CONSTRAINT ${quoteName(check.name)} CHECK (${check.sql})`)
  return `CREATE TABLE ${quoteName(name)} (\n  ${parts.join(',\n  ')}\n) STRICT`
}

/** `ALTER TABLE … ADD COLUMN`; `DEFAULT` fills the rows that exist and is never used again. */
export function addColumn(table: TableSchema, column: ColumnSchema): string {
  const { filling } = column
  const value = filling?.kind === 'value' ? ` DEFAULT ${literal(column.type, filling.value)}` : ''
  return `ALTER TABLE ${quoteName(table.name)} ADD COLUMN ${columnDefinition(table, column)}${value}`
}

/** Unique constraints and indexes, both as indexes under their own names. */
export function createIndexes(table: TableSchema): string[] {
  return [
    ...table.uniques.map((key) => createIndex(table.name, key, true)),
    ...table.indexes.map((key) => createIndex(table.name, key, false)),
  ]
}

export function createIndex(table: string, key: KeySchema, unique: boolean): string {
  const kind = unique ? 'UNIQUE INDEX' : 'INDEX'
  return `CREATE ${kind} ${quoteName(key.name)} ON ${quoteName(table)} (${list(key.columns)})`
}

function columnDefinition(table: TableSchema, column: ColumnSchema): string {
  const parts = [quoteName(column.name), storageOf(column.type)]
  // A rowid alias whose numbers are never given out twice, as PostgreSQL's sequences never do.
  if (column.identity) parts.push('PRIMARY KEY AUTOINCREMENT')
  else if (!column.optional) parts.push('NOT NULL')
  const check = columnCheck(column)
  if (check !== null)
    parts.push(`CONSTRAINT ${quoteName(`${table.name}_${column.name}_check`)} CHECK (${check})`)
  for (const key of table.foreignKeys)
    if (key.column === column.name && key.tenant === undefined) parts.push(reference(key))
  return parts.join(' ')
}

const ON_DELETE = {
  // Not RESTRICT, which looks before the statement has ended: PostgreSQL's default lets one statement delete
  // rows that point at each other
  // (https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK).
  restrict: 'NO ACTION',
  cascade: 'CASCADE',
  'set null': 'SET NULL',
} as const

function reference({ name, toTable, toColumn, tenant, onDelete }: ForeignKeySchema, from = ''): string {
  const columns = tenant === undefined ? [toColumn] : [tenant.to, toColumn]
  const to = `REFERENCES ${quoteName(toTable)} (${list(columns)}) ON DELETE ${ON_DELETE[onDelete]}`
  return `CONSTRAINT ${quoteName(name)} ${from}${to} DEFERRABLE INITIALLY IMMEDIATE`
}

function referenceInTenant(key: ForeignKeySchema): string {
  return reference(key, `FOREIGN KEY (${list([key.tenant?.from ?? '', key.column])}) `)
}

/** What SQLite keeps a type as: one of the types of STRICT tables. */
export function storageOf(type: ColumnType): 'TEXT' | 'INTEGER' | 'REAL' | 'BLOB' {
  switch (type.kind) {
    case 'integer':
    case 'bigint':
    case 'boolean':
      return 'INTEGER'
    case 'float':
      return 'REAL'
    case 'bytes':
      return 'BLOB'
    case 'decimal':
      return isIntegerDecimal(type.precision) ? 'INTEGER' : 'TEXT'
    default:
      return 'TEXT'
  }
}

/** Everything that a value of the column must fulfil, over its bare name; null when any value will do. */
export function columnCheck(column: ColumnSchema): string | null {
  const name = quoteName(column.name)
  const length = column.type.kind === 'array' ? `json_array_length(${name})` : `length(${name})`
  const conditions = [typeCheck(column.type, name)]
  if (column.min !== null) conditions.push(`${name} >= ${literal(column.type, column.min)}`)
  if (column.max !== null) conditions.push(`${name} <= ${literal(column.type, column.max)}`)
  if (column.lengthMin !== null) conditions.push(`${length} >= ${column.lengthMin}`)
  if (column.lengthMax !== null) conditions.push(`${length} <= ${column.lengthMax}`)
  if (column.oneOf !== null)
    conditions.push(`${name} IN (${column.oneOf.map((value) => literal(column.type, value)).join(', ')})`)
  const present = conditions.filter((condition) => condition !== null)
  return present.length === 0 ? null : present.join(' AND ')
}

/** What the type allows less than its storage does. */
function typeCheck(type: ColumnType, name: string): string | null {
  if (type.kind === 'boolean') return `${name} IN (0, 1)`
  if (type.kind === 'integer') return `${name} BETWEEN -2147483648 AND 2147483647`
  if (type.kind !== 'decimal' || !isIntegerDecimal(type.precision)) return null
  const bound = 10n ** BigInt(type.precision) - 1n
  return `${name} BETWEEN -${bound} AND ${bound}`
}

/** A constant of a column's type as SQL, in the form in which the column stores it. */
export function literal(type: ColumnType, constant: Constant): string {
  const stored = encode(type, valueFrom(type, constant))
  if (stored === null) return 'NULL'
  if (typeof stored === 'string') return quoteText(stored)
  if (typeof stored === 'number') return numberLiteral(stored)
  return typeof stored === 'bigint' ? stored.toString() : `X'${Buffer.from(stored).toString('hex')}'`
}

function valueFrom(type: ColumnType, constant: Constant): Value {
  if (type.kind === 'array') {
    if (constant === null) return null
    assert(Array.isArray(constant), `not an array: ${JSON.stringify(constant)}`)
    return constant.map((element: Constant) => valueFrom(type.of, element))
  }
  return type.kind === 'bigint' && typeof constant === 'string' ? BigInt(constant) : constant
}

function numberLiteral(value: number): string {
  assert(!Number.isNaN(value), 'SQLite would store NaN as NULL')
  return Number.isFinite(value) ? String(value) : value > 0 ? '9e999' : '-9e999'
}

function list(names: readonly string[]): string {
  return names.map(quoteName).join(', ')
}
