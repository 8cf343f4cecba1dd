/** Options of a column that contradict each other, or that its type has no use for. */
import { ModelError } from '../../base/errors.ts'
import { ColumnDraft } from '../columns.ts'
import type { ColumnDeclaration } from '../declaration.ts'
import type { Access, ColumnType } from '../value.ts'
import { didYouMean } from './names.ts'

/** @throws ModelError when two options cannot both be meant */
export function checkOptions(place: string, declaration: ColumnDeclaration, access: Access): void {
  if (declaration.readonly && declaration.writeOnce) {
    throw new ModelError(
      place,
      'is both .readonly() and .writeOnce()',
      'Keep one: a client sets it never, or once.',
    )
  }
  if (declaration.onDelete === 'set null' && !declaration.optional) {
    throw new ModelError(place, "has .onDelete('set null') and may not be null", 'Add .optional().')
  }
  if (!['restrict', 'cascade', 'set null'].includes(declaration.onDelete)) {
    throw new ModelError(
      place,
      `.onDelete('${declaration.onDelete}') is not known`,
      "Write .onDelete('restrict'), 'cascade' or 'set null'.",
    )
  }
  checkReachable(place, declaration, access)
  const rules = Object.keys(declaration.access ?? {})
  const unknown = rules.find((rule) => rule !== 'read' && rule !== 'write')
  if (unknown !== undefined) {
    throw new ModelError(place, `.access() does not know ${unknown}`, didYouMean(unknown, ['read', 'write']))
  }
}

/** A row that clients may create needs every column without a default from them. */
function checkReachable(place: string, declaration: ColumnDeclaration, access: Access): void {
  const closed = declaration.hidden ? 'hidden' : declaration.readonly ? 'readonly' : null
  const missing = !declaration.optional && declaration.default === null
  if (closed === null || !missing || access.create === null || access.create === false) return
  throw new ModelError(
    place,
    `is .${closed}() and required, so no client could ever create a row`,
    'Add .default(…) or .optional(), or let clients create no rows here.',
  )
}

const ORDERED = ['integer', 'bigint', 'float', 'decimal', 'timestamp', 'date', 'time']
const KINDS: readonly (readonly [string, readonly string[], (declaration: ColumnDeclaration) => boolean])[] =
  [
    ['.min()', ORDERED, (one) => one.min !== undefined],
    ['.max()', ORDERED, (one) => one.max !== undefined],
    ['.length()', ['text', 'array', 'bytes'], (one) => one.length !== null],
    ['.pattern()', ['text'], (one) => one.pattern !== null],
    ['.oneOf()', ['text'], (one) => one.oneOf !== null],
  ]

/** @throws ModelError when an option does not fit the type (TypeScript says so too; not everyone listens) */
export function checkKinds(place: string, type: ColumnType, declaration: ColumnDeclaration): void {
  for (const [option, kinds, used] of KINDS) {
    if (!used(declaration)) continue
    if (declaration.target !== null) throw new ModelError(place, `${option} is on a ref`, 'Drop it.')
    if (kinds.includes(type.kind)) continue
    throw new ModelError(
      place,
      `${option} is on a column of type ${type.kind}`,
      `It is for ${kinds.join(', ')}.`,
    )
  }
  const scalar = type.kind === 'array' ? type.of : type
  if (scalar.kind === 'decimal') checkDecimal(place, scalar.precision, scalar.scale)
}

/** PostgreSQL's bounds, with a scale that the precision can hold. */
function checkDecimal(place: string, precision: number, scale: number): void {
  if (Number.isInteger(precision) && precision >= 1 && precision <= 1000) {
    if (Number.isInteger(scale) && scale >= 0 && scale <= precision) return
  }
  throw new ModelError(
    place,
    `decimal(${precision}, ${scale}) is not a decimal`,
    'Write decimal(10, 2): 1 to 1000 digits, and of those up to all after the point.',
  )
}

/** @throws ModelError when `array()` is given anything but a plain scalar column */
export function checkElement(place: string, declaration: ColumnDeclaration): void {
  if (declaration.type?.kind !== 'array') return
  const element = declaration.element instanceof ColumnDraft ? declaration.element.declaration : null
  const scalar = element?.type != null && element.type.kind !== 'array' && !element.primaryKey
  if (element === null || !scalar) {
    throw new ModelError(
      place,
      'array() holds scalar columns alone',
      'Write array(text()); for the rest use json().',
    )
  }
  const plain = new Set<unknown>([null, undefined, false])
  const { type, onDelete, ...options } = element
  const option = Object.entries(options).find(([, value]) => !plain.has(value))?.[0]
  if (option !== undefined) {
    throw new ModelError(
      place,
      `the column inside array() has .${option}(), which has no effect there`,
      'Put options behind the array: array(text()).length(10).',
    )
  }
}
