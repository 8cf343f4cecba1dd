/**
 * How much more than a glance the conditions of a statement cost at each row, for the values of one request:
 * patterns, lists and JSON are looked at row by row. In units of a plain visit, about a tenth of a
 * microsecond; measured roughly, and rather too high than too low.
 */
import type { Parameter } from '../../query/index.ts'
import type { Binder } from '../../rules/index.ts'
import type { SqliteStatement } from './statement.ts'

const LIKE = 10
const LIST_ITEM = 2
const REGULAR_EXPRESSION = 20
/**
 * Steps of a regular expression grow with its length, and so does the number of ways that it follows at once.
 */
const LENGTH_SQUARED = 1 / 100
/** A list or document that is compared is read anew at each row. */
const CHARACTER = 1 / 20
const SEARCH = 20

/** What single calls of our own functions cost, by name. */
const FUNCTIONS: Readonly<Record<string, number>> = {
  offstage_json_path: 60,
  offstage_json_key: 30,
  offstage_json_contains: 60,
  offstage_array_key: 20,
  offstage_array_contains: 20,
  offstage_array_overlaps: 20,
  offstage_member: 20,
  offstage_cast: 20,
}

/** The part that every request of the shape pays. @param condition the SQL of what rows are asked */
export function weightOfText(condition: string): number {
  let weight = 0
  for (const [name] of condition.matchAll(/offstage_[a-z_]+(?=\()/g)) weight += FUNCTIONS[name] ?? 0
  return weight
}

/** The weight of one visit of the statement with these values; 1 for a plain one. */
export function weightOf(statement: SqliteStatement, parameters: readonly Parameter[]): number {
  return statement.binders.reduce(
    (weight, binder) => weight + weightOfBinder(binder, parameters),
    1 + statement.weight,
  )
}

/** The weight of every visit where no value makes it dearer; null where one may. */
export function fixedWeight({ binders, weight }: SqliteStatement): number | null {
  return binders.some(mayWeigh) ? null : 1 + weight
}

function mayWeigh(binder: Binder): boolean {
  if (binder.kind === 'parameter') return binder.type.kind === 'array' || binder.type.kind === 'json'
  return binder.kind === 'pattern' || binder.kind === 'parameters' || binder.kind === 'search'
}

function weightOfBinder(binder: Binder, parameters: readonly Parameter[]): number {
  switch (binder.kind) {
    case 'pattern':
      return weightOfPattern(binder.op, binder.source, parameters)
    case 'parameters': {
      const list = parameters[binder.index] ?? []
      if (binder.patterns === undefined || typeof list === 'string') return 0
      // What one may be equal to is looked up, not gone through.
      if (binder.patterns === 'eq') return 0
      const regular = binder.patterns.endsWith('match')
      return list.reduce((sum, text) => sum + (regular ? regularWeight(text) : LIKE), list.length * LIST_ITEM)
    }
    case 'parameter': {
      const text = parameters[binder.index]
      const reads = binder.type.kind === 'array' || binder.type.kind === 'json'
      return reads && typeof text === 'string' ? text.length * CHARACTER : 0
    }
    case 'search':
      return SEARCH
    default:
      return 0
  }
}

function weightOfPattern(op: string, source: Binder, parameters: readonly Parameter[]): number {
  if (op !== 'match' && op !== 'imatch') return op === 'ilike' || op === 'as it is' ? LIKE : 0
  const text = source.kind === 'parameter' ? parameters[source.index] : ''
  return regularWeight(typeof text === 'string' ? text : '')
}

const regularWeight = (pattern: string) => REGULAR_EXPRESSION + pattern.length ** 2 * LENGTH_SQUARED
