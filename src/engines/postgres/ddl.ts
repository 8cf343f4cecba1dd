/**
 * Prints a schema as PostgreSQL's DDL. Requests are validated before they reach the database: its constraints
 * are the second line, and also hold for SQL that others run.
 */
import { assert } from '../../base/assert.ts'
import type { ColumnType, Value } from '../../model/index.ts'
import { SEARCH_LANGUAGES } from '../../rules/index.ts'
import type {
  ColumnSchema,
  Constant,
  ForeignKeySchema,
  KeySchema,
  SearchSchema,
  TableSchema,
} from '../../schema/index.ts'
import { quoteName } from './dialect.ts'
import { searchColumn, searchIndex } from './search-names.ts'
import { literal as literalOf, quoteText, storageOf, typeOf } from './storage.ts'

/** The table with its columns and key; everything else is added to it. Inserts always give every column. */
export function createTable(table: TableSchema): string {
  const parts = table.columns.map(columnDefinition)
  parts.push(`constraint ${quoteName(`${table.name}_pkey`)} primary key (${list(table.primaryKey)})`)
  return `create table ${quoteName(table.name)} (\n  ${parts.join(',\n  ')}\n)`
}

/** All that a table has besides its columns and key, but for references, whose tables must be there first. */
export function createParts(table: TableSchema): string[] {
  return [
    ...table.columns.flatMap((column) => addColumnCheck(table.name, column)),
    ...table.checks.map((check) => addCheck(table.name, check.name, check.sql)),
    ...table.uniques.map((key) => addUnique(table.name, key)),
    ...table.indexes.map((key) => createIndex(table.name, key)),
    ...(table.search === undefined ? [] : addSearch(table.name, table.search)),
  ]
}

export function columnDefinition(column: ColumnSchema): string {
  const parts = [quoteName(column.name), storageOf(column.type)]
  if (column.identity) parts.push('generated always as identity')
  if (!column.optional) parts.push('not null')
  return parts.join(' ')
}

export function addCheck(table: string, name: string, condition: string): string {
  return `${alter(table)} add constraint ${quoteName(name)} check (${condition})`
}

export const columnCheckName = (table: string, column: string) => `${table}_${column}_check`

export function addColumnCheck(table: string, column: ColumnSchema): string[] {
  const check = columnCheck(column)
  return check === null ? [] : [addCheck(table, columnCheckName(table, column.name), check)]
}

export function addUnique(table: string, key: KeySchema): string {
  return `${alter(table)} add constraint ${quoteName(key.name)} unique (${list(key.columns)})`
}

export function createIndex(table: string, key: KeySchema): string {
  return `create index ${quoteName(key.name)} on ${quoteName(table)} (${list(key.columns)})`
}

// Not RESTRICT, which looks before the statement has ended: one statement may delete rows that point at each
// other.
const ON_DELETE = { restrict: 'no action', cascade: 'cascade', 'set null': 'set null' } as const

export function addForeignKey(table: string, key: ForeignKeySchema): string {
  const { tenant } = key
  const to = `references ${quoteName(key.toTable)} (${list(withTenant(key.toColumn, tenant?.to))})`
  const from = `add constraint ${quoteName(key.name)} foreign key (${list(withTenant(key.column, tenant?.from))})`
  return `${alter(table)} ${from} ${to} on delete ${ON_DELETE[key.onDelete]}`
}

const withTenant = (column: string, tenant: string | undefined) =>
  tenant === undefined ? [column] : [tenant, column]

/** One column of lexemes for each language, kept by the database whoever writes the row, and its index. */
export function addSearch(table: string, { columns }: SearchSchema): string[] {
  return SEARCH_LANGUAGES.flatMap((language) => {
    const name = quoteName(searchColumn(language))
    const made = `offstage.lexemes(${quoteText(language)}, ${list(columns)})`
    return [
      `${alter(table)} add column ${name} tsvector generated always as (${made}) stored`,
      `create index ${quoteName(searchIndex(table, language))} on ${quoteName(table)} using gin (${name})`,
    ]
  })
}

export function dropSearch(table: string): string[] {
  return SEARCH_LANGUAGES.map(
    (language) => `${alter(table)} drop column if exists ${quoteName(searchColumn(language))}`,
  )
}

export const alter = (table: string) => `alter table ${quoteName(table)}`

export const dropConstraint = (table: string, name: string) =>
  `${alter(table)} drop constraint if exists ${quoteName(name)}`

/** Everything that a value of the column must fulfil, over its bare name; null when any value will do. */
export function columnCheck(column: ColumnSchema): string | null {
  const name = quoteName(column.name)
  const length = `${lengthFunction(column.type)}(${name})`
  const conditions: string[] = []
  if (column.min !== null) conditions.push(`${name} >= ${literal(column.type, column.min)}`)
  if (column.max !== null) conditions.push(`${name} <= ${literal(column.type, column.max)}`)
  if (column.lengthMin !== null) conditions.push(`${length} >= ${column.lengthMin}`)
  if (column.lengthMax !== null) conditions.push(`${length} <= ${column.lengthMax}`)
  if (column.oneOf !== null) conditions.push(oneOf(column.type, name, column.oneOf))
  return conditions.length === 0 ? null : conditions.join(' and ')
}

function lengthFunction({ kind }: ColumnType): string {
  return kind === 'array' ? 'cardinality' : kind === 'bytes' ? 'octet_length' : 'char_length'
}

/** Of an array each element is one of the choices, or null. */
function oneOf(type: ColumnType, name: string, choices: readonly Constant[]): string {
  const of = type.kind === 'array' ? type.of : type
  const values = choices.map((choice) => literal(of, choice)).join(', ')
  if (type.kind !== 'array') return `${name} in (${values})`
  return `array_remove(${name}, null) <@ array[${values}]::${typeOf(type)}`
}

/** A constant of a column's type as SQL. */
export function literal(type: ColumnType, constant: Constant): string {
  return literalOf(type, valueFrom(type, constant))
}

function valueFrom(type: ColumnType, constant: Constant): Value {
  if (type.kind === 'array') {
    if (constant === null) return null
    assert(Array.isArray(constant), `not an array: ${JSON.stringify(constant)}`)
    return constant.map((element: Constant) => valueFrom(type.of, element))
  }
  return type.kind === 'bigint' && typeof constant === 'string' ? BigInt(constant) : constant
}

export function list(names: readonly string[]): string {
  return names.map(quoteName).join(', ')
}
