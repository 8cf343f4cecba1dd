/** Values written in `app.ts` (defaults, bounds, one-of), in the form that the rest of Offstage uses. */
import { ModelError, Refusal } from '../../base/errors.ts'
import { checkValue, compareValues, operandType, parseJson, readJson } from '../literal/index.ts'
import type { Column, ColumnType, Value } from '../value.ts'

/** `decimal(10, 2)`, `array(text())`: a type as it is written. */
export function typeName(type: ColumnType): string {
  if (type.kind === 'array') return `array(${typeName(type.of)}${type.of.kind === 'decimal' ? '' : '()'})`
  return type.kind === 'decimal' ? `decimal(${type.precision}, ${type.scale})` : type.kind
}

/** A value as it was written, for messages. */
export function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return `'${value}'`
  if (value instanceof RegExp || typeof value === 'number' || value === undefined) return String(value)
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  return JSON.stringify(value) ?? String(value)
}

/** @throws ModelError when the literal does not fit the type */
export function readLiteral(place: string, what: string, type: ColumnType, literal: unknown): Value {
  if (literal === null || literal === undefined || isInfinite(literal)) {
    throw new ModelError(place, `${what} is ${literal}`, `Leave it out, or give a ${typeName(type)}.`)
  }
  const json = asJson(place, what, type, literal)
  try {
    const value = readJson(type, json)
    if (compareValues(operandType(type), value, readJson(operandType(type), json)) === 0) return value
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new ModelError(
      place,
      `${what} ${shown(literal)} is no ${typeName(type)}`,
      `${sentence(error.message)}.`,
    )
  }
  throw new ModelError(
    place,
    `${what} ${shown(literal)} has more digits than a ${typeName(type)}`,
    'Round it.',
  )
}

/** JSON would make null of it. */
const isInfinite = (literal: unknown) => typeof literal === 'number' && !Number.isFinite(literal)

/**
 * The literal as a body of a request would hold it: a bigint is digits in a string there, but not inside
 * JSON.
 */
function asJson(place: string, what: string, type: ColumnType, literal: unknown): unknown {
  const digits = (_: string, part: unknown) =>
    typeof part === 'bigint' && type.kind !== 'json' ? `${part}` : part
  try {
    return parseJson(JSON.stringify(literal, digits))
  } catch {
    throw new ModelError(place, `${what} is something that JSON cannot hold`, `Give a ${typeName(type)}.`)
  }
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Why the value may not stand in the column (`must be at least 3; this one is 2`), or null when it may. */
export function misfit(column: Column, value: Value): string | null {
  try {
    checkValue(column, value)
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.hint
  }
}
