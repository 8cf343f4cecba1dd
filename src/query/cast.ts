/**
 * Names of types in casts (`price::text`): PostgreSQL's names and aliases, for the types that columns can
 * have.
 */
import type { ColumnType } from '../model/index.ts'
import { typeName } from './filter.ts'
import { refuse } from './refusals.ts'

const TYPES: Readonly<Record<string, ColumnType>> = {
  text: { kind: 'text' },
  varchar: { kind: 'text' },
  'character varying': { kind: 'text' },
  int: { kind: 'integer' },
  int2: { kind: 'integer' },
  int4: { kind: 'integer' },
  smallint: { kind: 'integer' },
  integer: { kind: 'integer' },
  int8: { kind: 'bigint' },
  bigint: { kind: 'bigint' },
  float4: { kind: 'float' },
  float8: { kind: 'float' },
  real: { kind: 'float' },
  'double precision': { kind: 'float' },
  numeric: { kind: 'decimal', precision: 0, scale: 0 },
  decimal: { kind: 'decimal', precision: 0, scale: 0 },
  bool: { kind: 'boolean' },
  boolean: { kind: 'boolean' },
  uuid: { kind: 'uuid' },
  date: { kind: 'date' },
  time: { kind: 'time' },
  timestamptz: { kind: 'timestamp' },
  timestamp: { kind: 'timestamp' },
  'timestamp with time zone': { kind: 'timestamp' },
  json: { kind: 'json' },
  jsonb: { kind: 'json' },
}

type Kind = ColumnType['kind']

/**
 * What PostgreSQL casts a type to, beside itself and text; text it casts to all. A timestamp stands for both
 * kinds. @see https://www.postgresql.org/docs/current/catalog-pg-cast.html
 */
const CASTS: Readonly<Record<Exclude<Kind, 'text'>, readonly Kind[]>> = {
  integer: ['bigint', 'float', 'decimal', 'boolean'],
  bigint: ['integer', 'float', 'decimal'],
  float: ['integer', 'bigint', 'decimal'],
  decimal: ['integer', 'bigint', 'float'],
  boolean: ['integer'],
  timestamp: ['date', 'time'],
  date: ['timestamp'],
  time: [],
  uuid: [],
  json: ['integer', 'bigint', 'float', 'decimal', 'boolean'],
  bytes: [],
  array: [],
}

/** @throws Refusal 42704 for a name that is not a type, 42846 for a type that `from` is not cast to */
export function castType(name: string, from: ColumnType): ColumnType {
  const known = name.trim().toLowerCase()
  const type = Object.hasOwn(TYPES, known) ? TYPES[known] : undefined
  if (type === undefined) throw refuse.unknownType(name)
  const isKnown = from.kind === 'text' || type.kind === 'text' || from.kind === type.kind
  if (!isKnown && !CASTS[from.kind].includes(type.kind)) throw refuse.noCast(typeName(from), typeName(type))
  return type
}
