import { Refusal } from '../../base/errors.ts'
import type { Column, Value } from '../value.ts'
import { compareValues, writeText } from './literal.ts'

/**
 * Checks a canonical value against what its column promises. Throws `Refusal` 23502 for null in a column
 * that is not optional and 23514 for bounds, length, pattern and choice, with a hint in plain words.
 */
export function checkValue(column: Column, value: Value): void {
  if (value === null) {
    if (column.optional) return
    const place = `column "${column.name}" of relation "${column.table}"`
    throw new Refusal(400, '23502', `null value in ${place} violates not-null constraint`)
  }
  checkBounds(column, value)
  checkLength(column, value)
  checkPattern(column, value)
  checkChoice(column, value)
}

function checkBounds(column: Column, value: Value): void {
  const { type, min, max } = column
  if (min !== null && compareValues(type, value, min) < 0) {
    throw broken(column, `must be at least ${writeText(type, min)}; this one is ${writeText(type, value)}`)
  }
  if (max !== null && compareValues(type, value, max) > 0) {
    throw broken(column, `must be at most ${writeText(type, max)}; this one is ${writeText(type, value)}`)
  }
}

function checkLength(column: Column, value: Value): void {
  const { lengthMin, lengthMax } = column
  if (lengthMin === null && lengthMax === null) return
  const length = lengthOf(column.type.kind, value)
  if (lengthMin !== null && length < lengthMin) {
    throw broken(
      column,
      `must be at least ${counted(column.type.kind, lengthMin)} long; this one has ${length}`,
    )
  }
  if (lengthMax !== null && length > lengthMax) {
    throw broken(
      column,
      `must be at most ${counted(column.type.kind, lengthMax)} long; this one has ${length}`,
    )
  }
}

function checkPattern(column: Column, value: Value): void {
  const { pattern } = column
  if (pattern === null || typeof value !== 'string') return
  if (!compiled(pattern).test(value)) throw broken(column, `must match the pattern ${pattern}`)
}

/** For an array, each element has to be one of the choices. */
function checkChoice(column: Column, value: Value): void {
  const { oneOf } = column
  if (oneOf === null) return
  const type = column.type.kind === 'array' ? column.type.of : column.type
  const items = Array.isArray(value) ? (value as readonly Value[]) : [value]
  for (const item of items) {
    if (item === null || oneOf.some((choice) => choice !== null && compareValues(type, choice, item) === 0))
      continue
    const choices = oneOf.map((choice) => (choice === null ? 'null' : writeText(type, choice)))
    throw broken(column, `must be one of ${choices.join(', ')}; this one is ${writeText(type, item)}`)
  }
}

/** Code points, bytes or elements. */
function lengthOf(kind: Column['type']['kind'], value: Value): number {
  if (typeof value !== 'string') return Array.isArray(value) ? value.length : 0
  if (kind === 'bytes') return (value.length - 2) / 2
  let length = 0
  for (const _ of value) length++
  return length
}

function counted(kind: Column['type']['kind'], count: number): string {
  const unit = kind === 'array' ? 'element' : kind === 'bytes' ? 'byte' : 'character'
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

const patterns = new Map<string, RegExp>()

/** Patterns come from the model, so there are few and they are kept. */
function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern)
  if (known !== undefined) return known
  const made = new RegExp(pattern, 'u')
  patterns.set(pattern, made)
  return made
}

function broken({ table, name }: Column, complaint: string): Refusal {
  const constraint = `"${table}_${name}_check"`
  const message = `new row for relation "${table}" violates check constraint ${constraint}`
  return new Refusal(400, '23514', message, { hint: `${name} ${complaint}` })
}
