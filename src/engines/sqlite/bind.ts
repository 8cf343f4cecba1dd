/** The values of one request, in the order of a statement's placeholders. */
import { unreachable } from '../../base/assert.ts'
import { inListValuesMax, patternBytesMax, patternsPerListValuesMax } from '../../base/limits.ts'
import { type Column, type ColumnType, operandType, readText, type Value } from '../../model/index.ts'
import { type Input, insertedColumns, type Parameter, refuse } from '../../query/index.ts'
import {
  type Binder,
  callerList,
  callerValue,
  compilePattern,
  hasRole,
  likeSteps,
  parseSearch,
  searchKey,
} from '../../rules/index.ts'
import { isPlainPattern, isShortPattern, likeToGlob } from './pattern.ts'
import { indexQuery } from './search-match.ts'
import type { SqliteStatement } from './statement.ts'
import { encode, encodeInJson, encodeOperand, type Stored } from './storage.ts'

/** @throws Refusal 22P02 and its family for a parameter that its column's type cannot read */
export function bindAll(statement: SqliteStatement, input: Input): Stored[] {
  const written = writtenRow(statement, input)
  return statement.binders.map((binder) => bindOne(binder, input, written))
}

/** The one row of an insert or update, by column. */
function writtenRow({ plan }: SqliteStatement, { rows }: Input): ReadonlyMap<Column, Value> | null {
  if (plan.kind !== 'insert' && plan.kind !== 'update') return null
  const columns = plan.kind === 'insert' ? insertedColumns(plan) : plan.set
  return new Map(columns.map((column, index) => [column, rows[0]?.[index] ?? null]))
}

function bindOne(binder: Binder, input: Input, written: ReadonlyMap<Column, Value> | null): Stored {
  switch (binder.kind) {
    case 'constant':
      return encodeOperand(binder.type, binder.value)
    case 'constants':
      return jsonList(binder.type, binder.values)
    case 'parameter':
      return encodeOperand(binder.type, readOperand(binder.type, textOf(input.parameters[binder.index])))
    case 'parameters':
      return jsonList(binder.type, readList(binder, input.parameters[binder.index]))
    case 'pattern':
      return bindPattern(binder.op, patternText(binder.source, input))
    case 'search':
      return bindSearch(binder, input)
    case 'caller':
      return encodeOperand(binder.type, callerValue(input.caller, binder.claim, operandType(binder.type)))
    case 'callers':
      return jsonList(binder.type, callerList(input.caller, binder.claim, operandType(binder.type)))
    case 'role':
      return hasRole(input.caller, binder.anyOf) ? 1 : 0
    case 'written':
      return encode(binder.column.type, written?.get(binder.column) ?? null)
    case 'rows':
      return jsonRows(binder.columns, input.rows)
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

function readList(
  binder: Extract<Binder, { kind: 'parameters' }>,
  parameter: Parameter | undefined,
): Value[] {
  if (parameter === undefined || typeof parameter === 'string') throw new Error('a list is expected here')
  if (parameter.length > inListValuesMax)
    throw refuse.tooMany('values in a list', 'inListValuesMax', inListValuesMax)
  const { patterns = '' } = binder
  const isPatterns = /like|match/.test(patterns)
  if (isPatterns && parameter.length > patternsPerListValuesMax)
    throw refuse.tooMany('patterns in a list', 'patternsPerListValuesMax', patternsPerListValuesMax)
  for (const text of parameter) checkPattern(patterns, text)
  return parameter.map((text) => readOperand(binder.type, text))
}

function jsonList(type: ColumnType, values: readonly Value[]): string {
  return `[${values.map((value) => encodeInJson(type, value, encodeOperand)).join(',')}]`
}

function jsonRows(columns: readonly Column[], rows: Input['rows']): string {
  const lines = rows.map((row) => {
    const cells = columns.map((column, index) => encodeInJson(column.type, row[index] ?? null, encode))
    return `[${cells.join(',')}]`
  })
  return `[${lines.join(',')}]`
}

function patternText(source: Binder, input: Input): string | null {
  if (source.kind === 'constant') return source.value === null ? null : String(source.value)
  if (source.kind === 'parameter') return textOf(input.parameters[source.index])
  if (source.kind !== 'caller') throw new Error(`no pattern comes from ${source.kind}`)
  const claim = callerValue(input.caller, source.claim, source.type)
  return claim === null ? null : String(claim)
}

/** @throws Refusal 42601 for a query that cannot be read */
function bindSearch({ as, search }: Extract<Binder, { kind: 'search' }>, input: Input): Stored {
  const { mode, language, index } = search
  const text = textOf(input.parameters[index])
  if (as === 'key') return searchKey(mode, language, text)
  const query = indexQuery(parseSearch(mode, language, text), search)
  return as === 'match' ? query.text : Number(query.exact)
}

function bindPattern(op: string, pattern: string | null): Stored {
  if (pattern === null) return null
  if (pattern.length > patternBytesMax)
    throw refuse.tooMany('characters in a pattern', 'patternBytesMax', patternBytesMax)
  if (op === 'like') return likeToGlob(pattern)
  if (op === 'plain') return isPlainPattern(pattern) ? 1 : 0
  if (op === 'short') return isShortPattern(pattern) ? 1 : 0
  if (op === 'as it is') return pattern
  checkPattern(op, pattern)
  return pattern
}

/** Refuses a pattern that cannot be read before any row is: whether there are rows must not show. */
function checkPattern(op: string, pattern: string): void {
  if (op === 'match' || op === 'imatch') compilePattern(pattern, op === 'imatch')
  if (op === 'like' || op === 'ilike') likeSteps(pattern)
}

/**
 * Limits and offsets: whole numbers, a limit never above its maximum; -1 stands for none, as SQLite has it.
 */
function bindCount(binder: Extract<Binder, { kind: 'count' }>, parameters: Input['parameters']): number {
  if (binder.index === null) return binder.of === 'limit' ? binder.max : 0
  const asked = Number(textOf(parameters[binder.index]))
  if (binder.of === 'offset') return asked
  return binder.max < 0 ? asked : Math.min(asked, binder.max)
}
