/** SQL's operators over values, in three-valued logic: null stands for unknown. */
import { assert, unreachable } from '../base/assert.ts'
import { type ColumnType, compareValues, type Value, writeText } from '../model/index.ts'
import { castValue } from './cast.ts'
import type { Comparison, TextMatch } from './expr.ts'
import { jsonContains } from './match-json.ts'
import { matchesLike, matchesPattern } from './match-text.ts'

/** A value with the type that decides how it compares. */
export interface Operand {
  readonly type: ColumnType
  readonly value: Value
}

export function negate(truth: boolean | null): boolean | null {
  return truth === null ? null : !truth
}

/** Conjunction: false decides, else unknown spoils; true of nothing. */
export function every<T>(items: readonly T[], test: (item: T) => boolean | null): boolean | null {
  let truth: boolean | null = true
  for (const item of items) {
    const each = test(item)
    if (each === false) return false
    if (each === null) truth = null
  }
  return truth
}

/** Disjunction: true decides, else unknown spoils; false of nothing. */
export function some<T>(items: readonly T[], test: (item: T) => boolean | null): boolean | null {
  let truth: boolean | null = false
  for (const item of items) {
    const each = test(item)
    if (each === true) return true
    if (each === null) truth = null
  }
  return truth
}

export function distinct(left: Operand, right: Operand): boolean {
  if (left.value === null || right.value === null) return left.value !== right.value
  return order(left, right) !== 0
}

export function compare(op: Comparison, left: Operand, right: Operand): boolean | null {
  if (left.value === null || right.value === null) return null
  const ordered = order(left, right)
  switch (op) {
    case 'eq':
      return ordered === 0
    case 'neq':
      return ordered !== 0
    case 'lt':
      return ordered < 0
    case 'lte':
      return ordered <= 0
    case 'gt':
      return ordered > 0
    case 'gte':
      return ordered >= 0
    default:
      return unreachable(op)
  }
}

/** Numbers of two kinds meet as doubles when one is a double, else as decimals; a date is its midnight. */
function order(left: Operand, right: Operand): number {
  const type = commonType(left.type, right.type)
  const cast = (side: Operand) =>
    side.type.kind === type.kind ? side.value : castValue(side.type, type, side.value)
  return compareValues(type, cast(left), cast(right))
}

const NUMBERS: readonly ColumnType['kind'][] = ['integer', 'bigint', 'decimal', 'float']

function commonType(left: ColumnType, right: ColumnType): ColumnType {
  if (left.kind === right.kind) return left
  const kinds = [left.kind, right.kind]
  if (kinds.every((kind) => NUMBERS.includes(kind))) {
    return kinds.includes('float') ? { kind: 'float' } : { kind: 'decimal', precision: 0, scale: 0 }
  }
  assert(kinds.includes('date') && kinds.includes('timestamp'), `${left.kind} compares with ${right.kind}`)
  return { kind: 'timestamp' }
}

export function matches(op: TextMatch, text: Operand, pattern: Operand): boolean | null {
  if (text.value === null || pattern.value === null) return null
  const subject = writeText(text.type, text.value)
  const written = writeText(pattern.type, pattern.value)
  const insensitive = op === 'ilike' || op === 'imatch'
  const matched = op === 'like' || op === 'ilike' ? matchesLike : matchesPattern
  return matched(subject, written, insensitive)
}

/** Nulls in arrays are equal to nothing, so an array that holds one is contained in none. */
export function contains(op: 'cs' | 'cd' | 'ov', left: Operand, right: Operand): boolean | null {
  if (left.value === null || right.value === null) return null
  const [outer, inner] = op === 'cd' ? [right, left] : [left, right]
  if (left.type.kind === 'json') {
    assert(op !== 'ov', 'jsonb has no operator &&')
    return jsonContains(String(outer.value), String(inner.value))
  }
  const found = elements(inner).map(
    (item) => some(elements(outer), (each) => compare('eq', each, item)) === true,
  )
  return op === 'ov' ? found.includes(true) : !found.includes(false)
}

export function member(item: Operand, array: Operand): boolean | null {
  return array.value === null ? null : some(elements(array), (each) => compare('eq', item, each))
}

function elements({ type, value }: Operand): Operand[] {
  assert(type.kind === 'array' && Array.isArray(value), `${type.kind} is an array`)
  return (value as readonly Value[]).map((element) => ({ type: type.of, value: element }))
}
