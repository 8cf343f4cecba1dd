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
import { isPlainPattern, isShortPattern, likeToGlob, widePattern } from './pattern.ts'
import { indexQuery } from './search-match.ts'
import type { SqliteStatement } from './statement.ts'
import { encode, encodeInJson, encodeOperand, encoderOf, type Stored } from './storage.ts'

type Row = readonly Value[]

/** Gives the value of one placeholder; `row` is the row that is written. */
type Bind = (input: Input, row: Row) => Stored

/** The binders of a statement, compiled: what they are is asked once, and not again at each request. */
interface Bound {
  readonly all: readonly Bind[]
  /** Those that belong to the row, with their places. */
  readonly written: readonly { readonly place: number; readonly bind: Bind }[]
}

const compiled = new WeakMap<SqliteStatement, Bound>()

function boundOf(statement: SqliteStatement): Bound {
  const known = compiled.get(statement)
  if (known !== undefined) return known
  const { binders, plan } = statement
  const columns = plan.kind === 'insert' ? insertedColumns(plan) : plan.kind === 'update' ? plan.set : []
  const all = binders.map((binder) => compile(binder, columns))
  const written = all.flatMap((bind, place) => (binders[place]?.kind === 'written' ? [{ place, bind }] : []))
  const bound = { all, written }
  compiled.set(statement, bound)
  return bound
}

const NO_ROW: Row = []

/** @throws Refusal 22P02 and its family for a parameter that its column's type cannot read */
export function bindAll(statement: SqliteStatement, input: Input): Stored[] {
  const row = input.rows[0] ?? NO_ROW
  return boundOf(statement).all.map((bind) => bind(input, row))
}

/** Puts another row into values that `bindAll` gave. */
export function bindRow(statement: SqliteStatement, input: Input, row: Row, values: Stored[]): void {
  for (const { place, bind } of boundOf(statement).written) values[place] = bind(input, row)
}

function compile(binder: Binder, columns: readonly Column[]): Bind {
  switch (binder.kind) {
    case 'constant': {
      const value = encodeOperand(binder.type, binder.value)
      return () => value
    }
    case 'constants': {
      const list = jsonList(binder.type, binder.values)
      return () => list
    }
    case 'parameter':
      return compileParameter(binder)
    case 'parameters':
      return ({ parameters }) => jsonList(binder.type, readList(binder, parameters[binder.index]))
    case 'pattern':
      return (input) => bindPattern(binder.op, patternText(binder.source, input))
    case 'search':
      return (input) => bindSearch(binder, input)
    case 'caller': {
      const type = operandType(binder.type)
      return ({ caller }) => encodeOperand(binder.type, callerValue(caller, binder.claim, type))
    }
    case 'callers': {
      const type = operandType(binder.type)
      return ({ caller }) => jsonList(binder.type, callerList(caller, binder.claim, type))
    }
    case 'role':
      return ({ caller }) => (hasRole(caller, binder.anyOf) ? 1 : 0)
    case 'written':
      return compileWritten(binder.column, columns)
    case 'rows':
      return ({ rows }) => jsonRows(binder.columns, rows)
    case 'count':
      return ({ parameters }) => bindCount(binder, parameters)
    default:
      return unreachable(binder)
  }
}

function compileParameter({ type, index }: Extract<Binder, { kind: 'parameter' }>): Bind {
  const operand = operandType(type)
  return ({ parameters }) => encodeOperand(type, readText(operand, textOf(parameters[index])))
}

function compileWritten(column: Column, columns: readonly Column[]): Bind {
  const place = columns.indexOf(column)
  const encodeCell = encoderOf(column.type)
  return (_, row) => encodeCell(row[place] ?? null)
}

function textOf(parameter: Parameter | undefined): string {
  if (typeof parameter === 'string') return parameter
  throw new Error('a single value is expected here')
}

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
  const type = operandType(binder.type)
  return parameter.map((text) => readText(type, text))
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
  if (op === 'wide') return widePattern(pattern)
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
