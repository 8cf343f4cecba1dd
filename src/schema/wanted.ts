/** The schema that a model asks for. */
import type { Column, ColumnType, Default, Model, ScalarType, Search, Table, Value } from '../model/index.ts'
import type {
  CheckSchema,
  ColumnSchema,
  Constant,
  Filling,
  ForeignKeySchema,
  KeySchema,
  Schema,
  SearchSchema,
  TableSchema,
} from './schema.ts'

/**
 * @param checks the compiled `.check()`s of each table: SQL of the engine that will run them, with bare
 *   column names (`"minutes" > 0`), because a table may be built under another name first.
 * @returns frozen, JSON-able data.
 */
export function wantedSchema(model: Model, checks: ReadonlyMap<string, readonly CheckSchema[]>): Schema {
  const tables = [...model.tables.values()].map((table) => wantedTable(table, checks.get(table.name) ?? []))
  return deepFrozen({ tables })
}

function wantedTable(table: Table, checks: readonly CheckSchema[]): TableSchema {
  return {
    name: table.name,
    columns: table.columns.map(wantedColumn),
    primaryKey: [...table.primaryKey],
    uniques: table.uniques.map(wantedKey),
    foreignKeys: table.columns.flatMap(wantedForeignKey),
    indexes: table.indexes.map(wantedKey),
    checks: checks.map(({ name, sql }) => ({ name, sql })),
    ...(table.search === null ? {} : { search: wantedSearch(table.search) }),
  }
}

const LEXEMES = 1

function wantedSearch({ columns }: Search): SearchSchema {
  return { columns: [...columns], lexemes: LEXEMES }
}

function wantedColumn(column: Column): ColumnSchema {
  return {
    name: column.name,
    type: canonicalType(column.type),
    optional: column.optional,
    identity: column.default?.kind === 'identity',
    filling: wantedFilling(column.default),
    min: constant(column.min),
    max: constant(column.max),
    lengthMin: column.lengthMin,
    lengthMax: column.lengthMax,
    oneOf: column.oneOf === null ? null : column.oneOf.map(constant),
  }
}

function wantedFilling(value: Default | null): Filling | null {
  if (value?.kind === 'value') return { kind: 'value', value: constant(value.value) }
  return value?.kind === 'now' ? { kind: 'now' } : null
}

function wantedForeignKey(column: Column): ForeignKeySchema[] {
  if (column.reference === null) return []
  const { table: toTable, column: toColumn, onDelete, tenant } = column.reference
  const name = `${column.table}_${column.name}_fkey`
  const key = { name, column: column.name, toTable, toColumn, onDelete }
  return [tenant === undefined ? key : { ...key, tenant: { from: tenant.from, to: tenant.to } }]
}

function wantedKey(key: { readonly name: string; readonly columns: readonly string[] }): KeySchema {
  return { name: key.name, columns: [...key.columns] }
}

/** The same type in one order of fields, so that stored schemas compare as text. */
function canonicalType(type: ColumnType): ColumnType {
  return type.kind === 'array' ? { kind: 'array', of: canonicalScalar(type.of) } : canonicalScalar(type)
}

function canonicalScalar(type: ScalarType): ScalarType {
  if (type.kind !== 'decimal') return { kind: type.kind }
  return { kind: 'decimal', precision: type.precision, scale: type.scale }
}

function constant(value: Value): Constant {
  if (typeof value === 'bigint') return value.toString()
  return isList(value) ? value.map(constant) : value
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value)

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFrozen(part)
    Object.freeze(value)
  }
  return value
}
