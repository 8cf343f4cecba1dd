/**
 * Values in and out of text and JSON: the one place that knows how PostgreSQL spells each type. Everything
 * that Offstage holds is in the canonical form described at `Value`. Refusals carry PostgreSQL's SQLSTATE
 * and message.
 */
import { assert } from '../../base/assert.ts'
import type { ColumnType, Value } from '../value.ts'
import { array } from './array.ts'
import type { Family } from './family.ts'
import { SCALARS } from './scalar.ts'

/**
 * Reads PostgreSQL's input syntax: URL filters, CSV, strings of JSON bodies.
 *
 * `now` is the canonical timestamp that the words `now`, `today`, `tomorrow` and `yesterday` speak of;
 * without it they are refused. Throws `Refusal` 22P02, 22P05, 22003, 22007, 22008, 22009, 22023.
 */
export function readText(type: ColumnType, text: string, now?: string): Value {
  return familyOf(type).readText(text, type, now)
}

/**
 * Reads a value of a body that `parseJson` made, as PostgreSQL's `json_to_recordset` does: null stays null,
 * strings go through `readText`, every other scalar is read from its JSON text, JSON columns take any
 * value.
 */
export function readJson(type: ColumnType, json: unknown): Value {
  return json === null ? null : familyOf(type).readJson(json, type)
}

/** The JSON text that `to_json` gives for a column's value, byte for byte. */
export function writeJson(type: ColumnType, value: Value): string {
  return value === null ? 'null' : familyOf(type).writeJson(value, type)
}

/** The text that `value::text` gives; the value is not null. */
export function writeText(type: ColumnType, value: Value): string {
  assert(value !== null, 'null has no text')
  return familyOf(type).writeText(value, type)
}

/** Negative, zero or positive, in PostgreSQL's order with collation C; neither value is null. */
export function compareValues(type: ColumnType, a: Value, b: Value): number {
  assert(a !== null && b !== null, 'null compares to nothing')
  return familyOf(type).compare(a, b, type)
}

/**
 * The type that the other side of a comparison is read as. PostgreSQL does not round it to the column's
 * scale: `price=eq.10.005` finds nothing in a `numeric(10,2)`. A decimal of precision 0 keeps every digit.
 */
export function operandType(type: ColumnType): ColumnType {
  if (type.kind === 'decimal') return { kind: 'decimal', precision: 0, scale: 0 }
  if (type.kind === 'array' && type.of.kind === 'decimal') {
    return { kind: 'array', of: { kind: 'decimal', precision: 0, scale: 0 } }
  }
  return type
}

function familyOf(type: ColumnType): Family {
  return type.kind === 'array' ? (array as Family) : SCALARS[type.kind]
}
