/** What SQLite's errors mean in the dialect. The one file that reads them; what it does not know is a 500. */
import { Refusal, UsageError } from '../../base/errors.ts'
import type { Model, Table } from '../../model/index.ts'
import { writeText } from '../../model/index.ts'
import { type Input, insertedColumns, refuse } from '../../query/index.ts'
import { rulesOf, TRUE } from '../../rules/index.ts'
import { Denied, type Signals } from './functions.ts'
import type { MissingReference } from './missing.ts'
import type { SqliteStatement } from './statement.ts'
import { decode, type Stored } from './storage.ts'

/**
 * The error as a refusal, or as it was when it is our own mistake.
 * @param why which part of a rule was broken, where the caller may know
 * @param missing finds the reference that a foreign key refused, if it was one that is written
 */
export function translate(
  error: unknown,
  statement: SqliteStatement,
  input: Input,
  signals: Signals,
  why: string | null,
  model: Model,
  missing: () => MissingReference | null,
): unknown {
  if (error instanceof Refusal || !(error instanceof Error)) return error
  if (error instanceof Denied || signals.denied !== null) return denial(statement, input, signals, why)
  const { table } = statement.plan
  const [, kind, what] =
    /^(UNIQUE|CHECK|NOT NULL|FOREIGN KEY) constraint failed(?:: (.*))?$/.exec(error.message) ?? []
  // Of many rows, a reference to nothing is told of before a key that is there already: the other way round,
  // which of the two is told would say whether a row that the caller may not see is there.
  const lost = kind === 'FOREIGN KEY' || (kind !== undefined && input.rows.length > 1) ? missing() : null
  if (lost !== null) return brokenReference(table, lost)
  switch (kind) {
    case 'UNIQUE':
      return duplicate(table, columnsOf(what ?? ''), statement, input)
    case 'CHECK':
      return new Refusal(
        400,
        '23514',
        `new row for relation "${table.name}" violates check constraint "${what}"`,
      )
    case 'NOT NULL':
      return absent(table, columnsOf(what ?? '')[0] ?? '')
    case 'FOREIGN KEY':
      return stillReferenced(table, input, model)
    default:
      // What SQLite says of a null in a key of whole numbers, which it keeps as the row's own number.
      if (error.message === 'datatype mismatch') return absent(table, table.primaryKey[0] ?? '')
      return storageFailure(error)
  }
}

function absent(table: Table, column: string): Refusal {
  const place = `column "${column}" of relation "${table.name}"`
  return new Refusal(400, '23502', `null value in ${place} violates not-null constraint`)
}

function denial(statement: SqliteStatement, input: Input, signals: Signals, why: string | null): Refusal {
  const { table } = statement.plan
  const denied = signals.denied
  const meaning = denied === null ? undefined : statement.denials[denied.index]
  if (meaning?.kind !== 'reference') {
    const rule = meaning?.kind === 'merge' || statement.plan.kind !== 'insert' ? 'update' : 'create'
    const broken =
      why === null || why === '' ? null : `The ${rule} rule of ${table.name} does not hold: ${why}.`
    return refuse.rowDenied(input.caller, table.name, broken)
  }
  return brokenReference(table, { check: meaning.check, value: denied?.value })
}

function brokenReference(table: Table, { check, value }: MissingReference): Refusal {
  const { column, relation } = check
  // A hidden column does not exist for whoever reads this.
  if (column.hidden) return refuse.brokenReference(table.name)
  const name = relation.kind === 'many-to-many' ? relation.junction : relation.constraint
  const text = writeText(column.type, decode(column.type, value as Exclude<Stored, null>))
  return refuse.missingReference(table.name, column.name, name, relation.to, text)
}

/** `songs.title, songs.album` → title, album */
function columnsOf(list: string): string[] {
  return list.split(', ').map((name) => name.slice(name.indexOf('.') + 1))
}

function duplicate(
  table: Table,
  columns: readonly string[],
  statement: SqliteStatement,
  input: Input,
): Refusal {
  const same = (names: readonly string[]) => names.join() === columns.join()
  const unique = table.uniques.find((one) => same(one.columns))
  const name = unique?.name ?? `${table.name}_pkey`
  // A hidden column does not exist for whoever reads this.
  if (columns.some((column) => table.column.get(column)?.hidden === true)) {
    return refuse.duplicate(`${table.name}_key`, [], null)
  }
  return refuse.duplicate(name, columns, writtenValues(columns, statement, input))
}

/** The values that the caller sent for these columns, where it sent one row with all of them. */
function writtenValues(
  names: readonly string[],
  { plan }: SqliteStatement,
  { rows }: Input,
): string[] | null {
  const [row, another] = rows
  if (row === undefined || another !== undefined || (plan.kind !== 'insert' && plan.kind !== 'update'))
    return null
  const columns = plan.kind === 'insert' ? insertedColumns(plan) : plan.set
  const values = names.map((name) => {
    const index = columns.findIndex((column) => column.name === name)
    const [column, value] = [columns[index], row[index] ?? null]
    return column === undefined || value === null ? null : writeText(column.type, value)
  })
  return values.every((value) => value !== null) ? values : null
}

/** None that is written is missing: then it is one that points here. */
function stillReferenced(table: Table, { caller }: Input, model: Model): Refusal {
  const inverse = table.relations.filter((relation) => relation.kind === 'to-many')
  const [only] = inverse
  const column = only === undefined ? undefined : model.tables.get(only.to)?.column.get(only.toColumn)
  // Which table it is, a caller may know who may read all of it; a hidden column nobody may know of.
  const isOpen = only !== undefined && rulesOf(model).get(only.to)?.read === TRUE && column?.hidden !== true
  const names = inverse.length === 1 && only?.kind === 'to-many' && (isOpen || caller.role === 'service_role')
  const constraint = names ? ` "${only.constraint}" on table "${only.to}"` : ''
  const message = `update or delete on table "${table.name}" violates foreign key constraint${constraint}`
  return new Refusal(409, '23503', message, {
    hint: `Delete what refers to the row first${names ? `: rows of ${only.to}` : ''}.`,
  })
}

export function isBusy(error: unknown): boolean {
  return /^SQLITE_(?:BUSY|LOCKED)/.test(codeOf(error))
}

/** Of SQLite, or what became of it. */
export function isFull(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_FULL') || (error instanceof Refusal && error.code === '53100')
}

/**
 * The disk or the file, not the request: the caller may try again. What is no error of SQLite's, or of
 * another kind, stays as it is.
 * @see https://www.sqlite.org/rescode.html
 */
export function storageFailure(error: unknown): unknown {
  const code = codeOf(error)
  const again = { headers: { 'Retry-After': '1' } }
  if (isBusy(error)) {
    return new Refusal(503, '55P03', 'the database is busy', { hint: 'Try again in a moment.', ...again })
  }
  if (code.startsWith('SQLITE_FULL')) {
    return new Refusal(503, '53100', 'the disk is full', {
      hint: 'Nothing was written. Make room, then try again.',
      ...again,
    })
  }
  if (code.startsWith('SQLITE_READONLY')) {
    return new Refusal(503, '25006', 'the database is read-only', {
      hint: 'Nothing was written. Check the disk.',
      ...again,
    })
  }
  // A disk that fails under an open file, also one that the system has made read-only meanwhile.
  if (code.startsWith('SQLITE_IOERR')) {
    return new Refusal(503, '58030', 'the disk does not work', {
      hint: 'Look whether the write was done before you send it again. Check the disk.',
      ...again,
    })
  }
  return error
}

/** That the file itself is broken. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(?:CORRUPT|NOTADB)/.test(codeOf(error))
}

/** What `node:sqlite` says by number alone (https://www.sqlite.org/rescode.html). */
const NUMBERED: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  // The last byte is the kind, the others say more.
  if ('errcode' in error) return NUMBERED[Number(error.errcode) & 0xff] ?? ''
  return 'code' in error ? String(error.code) : ''
}

/** Why a copy of a database cannot be written. */
export function copyFailure(error: unknown, path: string): unknown {
  const code = codeOf(error)
  if (code === 'SQLITE_FULL')
    return new UsageError(
      `There is no room on the disk of ${path}.`,
      'Make room, then run the command again.',
    )
  if (/^SQLITE_(?:READONLY|CANTOPEN)/.test(code))
    return new UsageError(`${path} cannot be written.`, 'Check its folder and the disk.')
  if (code === 'SQLITE_IOERR')
    return new UsageError(`Copying to ${path} failed on the way.`, 'Check both disks.')
  return error
}

/** Why a database cannot be opened, for whoever starts the server. */
export function openFailure(error: unknown, path: string): unknown {
  const code = codeOf(error)
  if (code.startsWith('SQLITE_FULL'))
    return new UsageError(`There is no room on the disk of ${path}.`, 'Make room, then start again.')
  if (/^SQLITE_(?:READONLY|CANTOPEN)/.test(code))
    return new UsageError(
      `${path} cannot be opened for writing.`,
      'Its folder must exist, and both must be writable: the write-ahead log lies beside the database.',
    )
  if (isBusy(error)) return new UsageError(`Another process holds ${path}.`, 'Stop it, then start again.')
  if (isDamage(error))
    return new UsageError(`${path} is damaged, or no database.`, 'Restore it from a backup.')
  return error
}
