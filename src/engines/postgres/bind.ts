/** The values of one request, as texts in the order of a statement's placeholders. */
import { unreachable } from '../../base/assert.ts'
import { inListValuesMax, patternBytesMax, patternsPerListValuesMax } from '../../base/limits.ts'
import {
  type Column,
  type ColumnType,
  type Model,
  operandType,
  readText,
  type Value,
} from '../../model/index.ts'
import { type Input, type Parameter, refuse } from '../../query/index.ts'
import { type Binder, callerList, callerValue, hasRole, likeSteps, parseSearch } from '../../rules/index.ts'
import { translatePattern } from './pattern.ts'
import { rankWords, searchText } from './search-match.ts'
import { marker } from './search-names.ts'
import type { PostgresStatement } from './statement.ts'
import { arrayLiteral, encode, encodeList } from './storage.ts'

/** @throws Refusal 22P02 and its family for a parameter that its column's type cannot read */
export function bindAll(statement: PostgresStatement, input: Input, model: Model): (string | null)[] {
  return statement.binders.map((binder) => bindOne(binder, statement, input, model))
}

function bindOne(binder: Binder, { given }: PostgresStatement, input: Input, model: Model): string | null {
  switch (binder.kind) {
    case 'constant':
      return encode(binder.type, binder.value)
    case 'constants':
      return encodeList(binder.type, binder.values)
    case 'parameter':
      return encode(binder.type, readOperand(binder.type, textOf(input.parameters[binder.index])))
    case 'parameters':
      return bindList(binder, input.parameters[binder.index])
    case 'pattern':
      return bindPattern(binder.op, patternText(binder.source, input))
    case 'search':
      return bindSearch(binder, input, model)
    case 'caller':
      return encode(binder.type, callerValue(input.caller, binder.claim, operandType(binder.type)))
    case 'callers':
      return encodeList(binder.type, callerList(input.caller, binder.claim, operandType(binder.type)))
    case 'role':
      return hasRole(input.caller, binder.anyOf) ? 'true' : 'false'
    case 'written':
      return encode(binder.column.type, input.rows[0]?.[given.indexOf(binder.column)] ?? null)
    case 'rows':
      return bindRows(binder.columns[0], given, input.rows)
    case 'count':
      return bindCount(binder, input.parameters)
    default:
      return unreachable(binder)
  }
}

function textOf(parameter: Parameter | undefined): string {
  if (typeof parameter === 'string') return parameter
  throw new Error('a single value is expected here')
}

const readOperand = (type: ColumnType, text: string): Value => readText(operandType(type), text)

function bindList(
  { type, patterns = '' }: Extract<Binder, { kind: 'parameters' }>,
  parameter: Parameter | undefined,
): string {
  if (parameter === undefined || typeof parameter === 'string') throw new Error('a list is expected here')
  if (parameter.length > inListValuesMax)
    throw refuse.tooMany('values in a list', 'inListValuesMax', inListValuesMax)
  if (!/like|match/.test(patterns)) {
    return encodeList(
      type,
      parameter.map((text) => readOperand(type, text)),
    )
  }
  if (parameter.length > patternsPerListValuesMax)
    throw refuse.tooMany('patterns in a list', 'patternsPerListValuesMax', patternsPerListValuesMax)
  return arrayLiteral(parameter.map((text) => translated(patterns, String(readOperand(type, text)))))
}

/** One column of all rows; of no column as many texts as there are rows. */
function bindRows(column: Column | undefined, columns: readonly Column[], rows: Input['rows']): string {
  if (column === undefined) return arrayLiteral(rows.map(() => ''))
  const place = columns.indexOf(column)
  return encodeList(
    column.type,
    rows.map((row) => row[place] ?? null),
  )
}

function patternText(source: Binder, input: Input): string | null {
  if (source.kind === 'constant') return source.value === null ? null : String(source.value)
  if (source.kind === 'parameter') return textOf(input.parameters[source.index])
  if (source.kind !== 'caller') throw new Error(`no pattern comes from ${source.kind}`)
  const claim = callerValue(input.caller, source.claim, source.type)
  return claim === null ? null : String(claim)
}

function bindPattern(op: string, pattern: string | null): string | null {
  if (pattern === null) return null
  if (pattern.length > patternBytesMax)
    throw refuse.tooMany('characters in a pattern', 'patternBytesMax', patternBytesMax)
  return translated(op, pattern)
}

/** @throws Refusal 22025 or 2201B for a pattern that cannot be read, before any row is looked at */
function translated(op: string, pattern: string): string {
  if (op !== 'like') return translatePattern(op, pattern)
  likeSteps(pattern)
  return pattern
}

/** @throws Refusal 42601 for a query that cannot be read */
function bindSearch(
  { as, search }: Extract<Binder, { kind: 'search' }>,
  input: Input,
  { tables }: Model,
): string {
  const query = parseSearch(search.mode, search.language, textOf(input.parameters[search.index]))
  const markers = search.columns.map(({ table, name }) =>
    marker(tables.get(table)?.search?.columns.indexOf(name) ?? -1),
  )
  return as === 'key' ? rankWords(query, markers) : searchText(query, markers)
}

/** Limits and offsets: whole numbers, a limit never above its maximum; null stands for none. */
function bindCount(
  binder: Extract<Binder, { kind: 'count' }>,
  parameters: Input['parameters'],
): string | null {
  if (binder.index === null) return binder.of === 'limit' && binder.max >= 0 ? String(binder.max) : null
  const asked = Number(textOf(parameters[binder.index]))
  if (binder.of === 'offset' || binder.max < 0) return String(asked)
  return String(Math.min(asked, binder.max))
}
