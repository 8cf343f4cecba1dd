/** One declared column → one `Column` of the model, or the sentence that says what is wrong with it. */
import { ModelError } from '../../base/errors.ts'
import type { ColumnDeclaration } from '../declaration.ts'
import { compareValues } from '../literal/index.ts'
import type { Access, Column, ColumnType, Default, Rule, Value } from '../value.ts'
import { checkElement, checkKinds, checkOptions } from './check-options.ts'
import { misfit, readLiteral, shown } from './literals.ts'
import { defineReference } from './reference.ts'
import { holdsUsers, type Scope, typeOf } from './scope.ts'

export function defineColumn(scope: Scope, table: string, name: string, access: Access): Column {
  const place = `${table}.${name}`
  const declaration = scope.tables.get(table)?.columns.get(name)
  if (declaration === undefined) throw new TypeError(`no column ${place}`)
  const type = typeOf(scope, table, name)
  const isTenant = scope.tables.get(table)?.tenant === name
  checkElement(place, declaration)
  checkOptions(place, declaration, access)
  checkKinds(place, type, declaration)
  const [lengthMin, lengthMax] = lengthOf(place, declaration)
  const column: Column = {
    table,
    name,
    type,
    optional: declaration.optional,
    default: null,
    unique: declaration.unique,
    hidden: declaration.hidden,
    readonly: declaration.readonly,
    // A row stays in its tenant.
    writeOnce: declaration.writeOnce || (!declaration.readonly && isTenant),
    min: bound(place, '.min()', type, declaration.min),
    max: bound(place, '.max()', type, declaration.max),
    lengthMin,
    lengthMax,
    pattern: patternOf(place, declaration.pattern),
    oneOf: oneOfOf(place, type, declaration.oneOf),
    comment: declaration.comment,
    reference: defineReference(scope, table, name, declaration),
    read: ruleOf(place, 'read', declaration.access?.read),
    write: ruleOf(place, 'write', declaration.access?.write),
  }
  checkLimits(place, column)
  return { ...column, default: defaultOf(scope, column, declaration) }
}

function bound(place: string, what: string, type: ColumnType, literal: unknown): Value {
  return literal === undefined ? null : readLiteral(place, what, type, literal)
}

function lengthOf(place: string, { length }: ColumnDeclaration): readonly [number | null, number | null] {
  if (length === null) return [null, null]
  const [min, max] = length
  const whole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
  if (!whole(min) || !whole(max)) {
    throw new ModelError(
      place,
      '.length() takes whole numbers from 0',
      'Write .length(max) or .length(min, max).',
    )
  }
  if (min > max) {
    throw new ModelError(place, `.length(${min}, ${max}) allows nothing`, `Write .length(${max}, ${min}).`)
  }
  return [min === 0 ? null : min, max]
}

function patternOf(place: string, pattern: unknown): string | null {
  if (pattern === null) return null
  if (!(pattern instanceof RegExp)) {
    throw new ModelError(place, '.pattern() takes a regular expression', 'Write .pattern(/^[a-z]+$/).')
  }
  const flags = pattern.flags.replace('u', '')
  if (flags !== '') {
    throw new ModelError(
      place,
      `${pattern} has the flag ${flags}, which databases do not know`,
      'Write it without: [Aa] matches both cases.',
    )
  }
  try {
    return new RegExp(pattern.source, 'u').source
  } catch (error) {
    throw new ModelError(
      place,
      `${pattern} is not a regular expression with the flag u`,
      `${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}

function oneOfOf(
  place: string,
  type: ColumnType,
  values: readonly unknown[] | null,
): readonly Value[] | null {
  if (values === null) return null
  if (values.length === 0) {
    throw new ModelError(place, '.oneOf() names no value', "Write .oneOf('held', 'sold').")
  }
  const read = values.map((value) => readLiteral(place, '.oneOf()', type, value))
  const twice = read.find((value, index) => read.indexOf(value) !== index)
  if (twice !== undefined) {
    throw new ModelError(place, `.oneOf() names ${shown(twice)} twice`, 'Name each value once.')
  }
  return read
}

function checkLimits(place: string, column: Column): void {
  const { type, min, max, oneOf } = column
  if (min !== null && max !== null && compareValues(type, min, max) > 0) {
    throw new ModelError(place, `.min(${shown(min)}) is more than .max(${shown(max)})`, 'Swap them.')
  }
  for (const value of oneOf ?? []) {
    const problem = misfit(column, value)
    if (problem === null) continue
    throw new ModelError(
      place,
      `.oneOf() names ${shown(value)}, but ${problem}`,
      'Drop the value or the other limit.',
    )
  }
}

function defaultOf(scope: Scope, column: Column, declaration: ColumnDeclaration): Default | null {
  const place = `${column.table}.${column.name}`
  const declared = declaration.default
  if (declared === null) return null
  if (declared.kind !== 'literal') return { kind: declared.kind }
  const { literal } = declared
  const word = wordOf(scope, column, literal)
  if (word !== null) return word
  if (column.reference !== null) {
    throw new ModelError(
      place,
      `.default(${shown(literal)}) is on a ref to ${column.reference.table}`,
      "A ref to users can have .default('me'); for the rest write .optional(), or drop the default.",
    )
  }
  const value = readLiteral(place, '.default()', column.type, literal)
  const problem = misfit(column, value)
  if (problem === null) return { kind: 'value', value }
  throw new ModelError(
    place,
    `.default(${shown(literal)}) does not fit: ${problem}`,
    'Give a default that fits.',
  )
}

/**
 * `'me'`, `'new'` and `'now'`, where the column's type makes words of them; elsewhere they are text like any
 * other.
 */
function wordOf(scope: Scope, { table, name, type, reference }: Column, literal: unknown): Default | null {
  if (reference !== null) return literal === 'me' && holdsUsers(scope, table, name) ? { kind: 'me' } : null
  if (type.kind === 'uuid')
    return literal === 'me' ? { kind: 'me' } : literal === 'new' ? { kind: 'uuid' } : null
  const moment = type.kind === 'timestamp' || type.kind === 'date' || type.kind === 'time'
  return moment && literal === 'now' ? { kind: 'now' } : null
}

function ruleOf(place: string, name: string, rule: Rule | undefined): Rule | null {
  if (rule === undefined) return null
  if (typeof rule === 'boolean' || typeof rule === 'function') return rule
  throw new ModelError(
    place,
    `the rule for ${name} is neither true, false nor a function`,
    `Write .access({ ${name}: ({ row, me }) => row.owner.is(me.id) }).`,
  )
}
