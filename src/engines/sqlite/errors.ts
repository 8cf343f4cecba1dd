/** What SQLite's errors mean in the dialect. The one file that reads them; what it does not know is a 500. */
import { Refusal, UsageError } from '../../base/errors.ts'
import { type Column, type Model, writeText } from '../../model/index.ts'
import {
  type Input,
  refuseCheck,
  refuseDenied,
  refuseDuplicate,
  refuseNull,
  refuseReferenced,
} from '../../query/index.ts'
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
  if (error instanceof Denied || signals.denied !== null) return denied(statement, input, signals, why)
  const { plan } = statement
  const { table } = plan
  const [, kind, what] =
    /^(UNIQUE|CHECK|NOT NULL|FOREIGN KEY) constraint failed(?:: (.*))?$/.exec(error.message) ?? []
  // Of many rows, a reference to nothing is told of before a key that is there already: the other way round,
  // which of the two is told would say whether a row that the caller may not see is there.
  const lost = kind === 'FOREIGN KEY' || (kind !== undefined && input.rows.length > 1) ? missing() : null
  if (lost !== null) {
    const { check, value } = lost
    return refuseDenied({ kind: 'reference', check }, referenceText(check.column, value), null, plan, input)
  }
  switch (kind) {
    case 'UNIQUE':
      return refuseDuplicate(columnsOf(what ?? ''), plan, input)
    case 'CHECK':
      return refuseCheck(table, what ?? '')
    case 'NOT NULL':
      return refuseNull(table, columnsOf(what ?? '')[0] ?? '')
    case 'FOREIGN KEY':
      // None that is written is missing: then it is one that points here.
      return refuseReferenced(table, input, model)
    default:
      // What SQLite says of a null in a key of whole numbers, which it keeps as the row's own number.
      if (error.message === 'datatype mismatch') return refuseNull(table, table.primaryKey[0] ?? '')
      return storageFailure(error)
  }
}

function denied(
  { plan, denials }: SqliteStatement,
  input: Input,
  signals: Signals,
  why: string | null,
): Refusal {
  const { denied } = signals
  const denial = denied === null ? null : (denials[denied.index] ?? null)
  const value = denial?.kind === 'reference' ? referenceText(denial.check.column, denied?.value) : ''
  return refuseDenied(denial, value, why, plan, input)
}

/** As the caller wrote it: SQLite keeps some values otherwise. */
function referenceText({ type }: Column, value: unknown): string {
  return writeText(type, decode(type, value as Exclude<Stored, null>))
}

/** `songs.title, songs.album` → title, album */
function columnsOf(list: string): string[] {
  return list.split(', ').map((name) => name.slice(name.indexOf('.') + 1))
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
