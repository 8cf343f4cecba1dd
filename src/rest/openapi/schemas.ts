/**
 * Rows as JSON Schema (draft 2020-12, as OpenAPI 3.1 has it): `<table>.Row` is what is read, `<table>.Insert`
 * and `<table>.Update` are what may be written. Formats are those of OpenAPI's registry.
 * @see https://spec.openapis.org/registry/format/
 */
import {
  type Column,
  type ColumnType,
  parseJson,
  RawNumber,
  type Value,
  writeJson,
  writeText,
} from '../../model/index.ts'
import { typeName } from '../../query/index.ts'
import type { Json, JsonObject } from './json.ts'
import type { ColumnReach, Reach, TableReach } from './reach.ts'

/** The three schemas of a table; only those that an operation of the caller's needs. */
export function tableSchemas(reach: TableReach, all: Reach): Record<string, JsonObject> {
  const { table, columns } = reach
  const schemas: Record<string, JsonObject> = {}
  const shown = columns.filter((one) => one.read)
  if (reach.read) {
    schemas[`${table.name}.Row`] = {
      ...(table.comment === null ? {} : { description: table.comment }),
      type: 'object',
      properties: propertiesOf(shown, (one) => rowColumn(one, reach, all)),
      required: shown.map(({ column }) => column.name),
    }
  }
  if (reach.create) {
    const given = columns.filter((one) => one.insert)
    const required = given.filter((one) => one.required).map(({ column }) => column.name)
    schemas[`${table.name}.Insert`] = {
      type: 'object',
      properties: propertiesOf(given, (one) => insertColumn(one, reach, all)),
      ...(required.length === 0 ? {} : { required }),
      additionalProperties: false,
    }
  }
  if (reach.update) {
    const set = columns.filter((one) => one.update)
    schemas[`${table.name}.Update`] = {
      type: 'object',
      properties: propertiesOf(set, ({ column }) =>
        columnSchema(column, column.optional, notesOf(column, reach, all)),
      ),
      additionalProperties: false,
    }
  }
  return schemas
}

function propertiesOf(columns: readonly ColumnReach[], schema: (one: ColumnReach) => JsonObject): JsonObject {
  return Object.fromEntries(columns.map((one) => [one.column.name, schema(one)]))
}

function rowColumn(
  { column, shown, insert, update }: ColumnReach,
  reach: TableReach,
  all: Reach,
): JsonObject {
  const notes = notesOf(column, reach, all)
  if (!shown) notes.push('Null on rows where a rule of this column hides it.')
  const schema = columnSchema(column, column.optional || !shown, notes)
  return insert || update ? schema : { ...schema, readOnly: true }
}

const MADE: Readonly<Record<string, string>> = {
  now: 'the moment of the request',
  me: 'the id of the caller',
  uuid: 'a new UUID (version 7)',
}

function insertColumn({ column, required }: ColumnReach, reach: TableReach, all: Reach): JsonObject {
  const notes = notesOf(column, reach, all)
  const made = column.default === null ? undefined : MADE[column.default.kind]
  if (made !== undefined && !required) notes.push(`Left out, it is ${made}.`)
  if (column.writeOnce) notes.push('Cannot be changed later.')
  const schema = columnSchema(column, column.optional, notes)
  if (column.default?.kind !== 'value') return schema
  return { ...schema, default: jsonOf(column.type, column.default.value) }
}

/**
 * What is worth saying of a column. The keys are marked as PostgREST marks them, for programs that look for
 * it; a table that the caller cannot read is not named.
 */
function notesOf(column: Column, { table }: TableReach, all: Reach): string[] {
  const notes = column.comment === null ? [] : [column.comment]
  if (table.primaryKey.includes(column.name)) notes.push('Primary key.<pk/>')
  const { reference } = column
  if (reference !== null && all.tables.get(reference.table)?.read === true) {
    const { table: to, column: key } = reference
    notes.push(`References \`${to}.${key}\`.<fk table='${to}' column='${key}'/>`)
  }
  return notes
}

function columnSchema(column: Column, nullable: boolean, notes: readonly string[]): JsonObject {
  const { schema, note } = limited(column)
  const said = [...notes, ...note]
  return {
    ...(nullable ? orNull(schema) : schema),
    ...(said.length === 0 ? {} : { description: said.join('\n\n') }),
  }
}

function orNull(schema: JsonObject): JsonObject {
  if (schema.type === undefined) return schema
  const { type, enum: choices } = schema
  return { ...schema, type: [type, 'null'], ...(Array.isArray(choices) ? { enum: [...choices, null] } : {}) }
}

/** The type with its limits; what JSON Schema has no word for becomes a note. */
function limited(column: Column): { schema: JsonObject; note: string[] } {
  const { type } = column
  if (type.kind === 'array') {
    const items = orNull({ ...typeSchema(type.of), ...choicesOf(column, type.of) })
    return { schema: { type: 'array', items, ...lengths(column, 'Items') }, note: [] }
  }
  const note: string[] = []
  const bounds: Record<string, Json> = {}
  for (const [name, word, bound] of [
    ['minimum', 'least', column.min],
    ['maximum', 'most', column.max],
  ] as const) {
    if (bound === null) continue
    if (NUMBERS.has(type.kind)) bounds[name] = jsonOf(type, bound)
    else note.push(`At ${word} ${writeText(type, bound)}.`)
  }
  const long = type.kind === 'text' ? lengths(column, 'Length') : {}
  const pattern = type.kind === 'bytes' ? hexPattern(column) : column.pattern
  const schema = {
    ...typeSchema(type),
    ...bounds,
    ...long,
    ...(pattern === null ? {} : { pattern }),
    ...choicesOf(column, type),
  }
  if (type.kind === 'decimal') note.push(`\`${typeName(type)}(${type.precision},${type.scale})\``)
  return { schema, note }
}

const NUMBERS: ReadonlySet<string> = new Set(['integer', 'bigint', 'float', 'decimal'])

function choicesOf({ oneOf }: Column, type: ColumnType): JsonObject {
  return oneOf === null ? {} : { enum: oneOf.map((value) => jsonOf(type, value)) }
}

function lengths({ lengthMin, lengthMax }: Column, what: 'Length' | 'Items'): JsonObject {
  return {
    ...(lengthMin === null ? {} : { [`min${what}`]: lengthMin }),
    ...(lengthMax === null ? {} : { [`max${what}`]: lengthMax }),
  }
}

/** Bytes as PostgreSQL writes them: two digits each. */
function hexPattern({ lengthMin, lengthMax }: Column): string {
  const times = lengthMin === null && lengthMax === null ? '*' : `{${lengthMin ?? 0},${lengthMax ?? ''}}`
  return `^\\\\x([0-9a-fA-F]{2})${times}$`
}

function typeSchema(type: ColumnType): JsonObject {
  switch (type.kind) {
    case 'text':
      return { type: 'string' }
    case 'integer':
      return { type: 'integer', format: 'int32', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }
    case 'bigint': {
      const max = 2n ** 63n
      return {
        type: 'integer',
        format: 'int64',
        minimum: new RawNumber(`-${max}`),
        maximum: new RawNumber(`${max - 1n}`),
      }
    }
    case 'float':
      return { type: 'number', format: 'double' }
    case 'decimal': {
      const largest = new RawNumber(largestDecimal(type.precision, type.scale))
      return {
        type: 'number',
        format: 'decimal',
        minimum: new RawNumber(`-${largest.source}`),
        maximum: largest,
      }
    }
    case 'boolean':
      return { type: 'boolean' }
    case 'timestamp':
      return { type: 'string', format: 'date-time' }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'time':
      return { type: 'string', format: 'time-local' }
    case 'uuid':
      return { type: 'string', format: 'uuid' }
    case 'bytes':
      return { type: 'string' }
    case 'json':
      return {}
    case 'array':
      return { type: 'array', items: orNull(typeSchema(type.of)) }
  }
}

function largestDecimal(precision: number, scale: number): string {
  const whole = '9'.repeat(precision - scale) || '0'
  return scale === 0 ? whole : `${whole}.${'9'.repeat(scale)}`
}

/** The value as a response would carry it. */
function jsonOf(type: ColumnType, value: Value): Json {
  return parseJson(writeJson(type, value)) as Json
}
