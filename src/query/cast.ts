/**
 * Names of types in casts (`price::text`): PostgreSQL's names and aliases, for the types that columns can
 * have.
 */
import type { ColumnType } from '../model/index.ts'
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

/** @throws Refusal 42704 for a name that is not a type */
export function castType(name: string): ColumnType {
  const known = name.trim().toLowerCase()
  const type = Object.hasOwn(TYPES, known) ? TYPES[known] : undefined
  if (type === undefined) throw refuse.unknownType(name)
  return type
}
