import { Refusal } from '../../base/errors.ts'
import type { ColumnType, Value } from '../value.ts'

/**
 * What a family of column types can do with its values: one file each, methods in this order. Values are
 * never null here. A family declares the narrower types that it deals in (`type: DecimalType`, `value:
 * string`).
 */
export interface Family<V extends Value = Value> {
  /** Reads PostgreSQL's input syntax. `now` is the moment that words such as `today` speak of. */
  readText(text: string, type: ColumnType, now?: string): V
  /** Reads a value of a parsed JSON body; never null. */
  readJson(json: unknown, type: ColumnType): V
  /** Writes as `to_json` does. */
  writeJson(value: V, type: ColumnType): string
  /** Writes as a cast to text does. */
  writeText(value: V, type: ColumnType): string
  /** Negative, zero or positive, in the order of the type's btree operator class, collation C. */
  compare(a: V, b: V, type: ColumnType): number
}

// SQLSTATEs and messages are PostgreSQL's (https://www.postgresql.org/docs/current/errcodes-appendix.html).

/** 22P02: the text is no value of the type. `typeName` is PostgreSQL's name of the type. */
export function invalidSyntax(typeName: string, text: string): Refusal {
  return new Refusal(400, '22P02', `invalid input syntax for type ${typeName}: "${text}"`)
}

/** 22P02: a JSON text, or a string in it, that is not valid. */
export function invalidJson(details: string | null): Refusal {
  return new Refusal(400, '22P02', 'invalid input syntax for type json', { details })
}

/** 22003: a number that the type cannot hold. */
export function numberOutOfRange(message: string, details: string | null, hint: string | null): Refusal {
  return new Refusal(400, '22003', message, { details, hint })
}

/** Trims what C's `isspace` calls space; JavaScript's `trim` would take Unicode's spaces too. */
export function trimSpace(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

/** Space, tab, line feed, vertical tab, form feed, carriage return. */
export function isSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
}
