/**
 * What PostgreSQL's errors mean in the dialect. The one file that reads them; what it does not know is a 500.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
import { Refusal, UsageError } from '../../base/errors.ts'
import { type Model, writeText } from '../../model/index.ts'
import {
  type Input,
  insertedColumns,
  refuseCheck,
  refuseDenied,
  refuseDuplicate,
  refuseNull,
  refuseReferenced,
} from '../../query/index.ts'
import { DENIED } from './functions.ts'
import type { PostgresStatement } from './statement.ts'

/** What the driver tells of an error: `errno` is the SQLSTATE, `code` the driver's own. */
interface Told {
  readonly state: string
  readonly driver: string
  readonly message: string
  readonly detail: string
  readonly constraint: string
  readonly column: string
  readonly table: string
}

function told(error: unknown): Told | null {
  if (!(error instanceof Error)) return null
  const of = (name: string) => {
    const value: unknown = Reflect.get(error, name)
    return typeof value === 'string' ? value : ''
  }
  return {
    state: of('errno'),
    driver: of('code'),
    message: error.message,
    detail: of('detail'),
    constraint: of('constraint'),
    column: of('column'),
    table: of('table'),
  }
}

/** The denial that ended the statement; null when it was something else. */
export function denialOf(error: unknown): { index: number; value: string } | null {
  const { state, message, detail } = told(error) ?? { state: '', message: '', detail: '' }
  return state === DENIED ? { index: Number(message), value: detail } : null
}

/**
 * The error as a refusal, or as it was when it is our own mistake.
 * @param why which part of a rule was broken, where the caller may know
 */
export function translate(
  error: unknown,
  { plan, denials }: PostgresStatement,
  input: Input,
  why: string | null,
  model: Model,
): unknown {
  if (error instanceof Refusal) return error
  const said = told(error)
  if (said === null) return error
  const denied = denialOf(error)
  if (denied !== null) return refuseDenied(denials[denied.index] ?? null, denied.value, why, plan, input)
  const { table } = plan
  switch (said.state) {
    case '23505':
      return refuseDuplicate(keyOf(said, plan.table), plan, input)
    case '23514':
      return refuseCheck(table, said.constraint)
    case '23502':
      return refuseNull(table, said.column)
    case '23503':
      return brokenReference(said, error, plan, input, model)
    default:
      return refusalOf(said) ?? serverFailure(error)
  }
}

type Plan = PostgresStatement['plan']

/** By the name of the constraint or, where a part of the table has one of its own, by the columns told. */
function keyOf({ constraint, detail }: Told, table: Plan['table']): readonly string[] {
  const [, told = ''] = /^Key \(([^)]*)\)=/.exec(detail) ?? []
  const columns = told.replaceAll('"', '')
  const unique =
    table.uniques.find(({ name }) => name === constraint) ??
    table.uniques.find((one) => one.columns.join(', ') === columns)
  return unique?.columns ?? table.primaryKey
}

/** A reference of this table that leads nowhere by now, or one of another that points here. */
function brokenReference(
  { constraint }: Told,
  error: unknown,
  plan: Plan,
  input: Input,
  model: Model,
): unknown {
  const check =
    plan.kind === 'insert' || plan.kind === 'update'
      ? plan.references.find(
          ({ relation }) => relation.kind !== 'many-to-many' && relation.constraint === constraint,
        )
      : undefined
  if (check === undefined || /^update or delete/.test(told(error)?.message ?? ''))
    return refuseReferenced(plan.table, input, model)
  const [, key = ''] = /^Key \([^)]*\)=\((.*)\) is not present/s.exec(told(error)?.detail ?? '') ?? []
  const tenant = tenantsOf(plan, input).find((one) => key.startsWith(`${one}, `))
  const isInTenant = check.column.reference?.tenant !== undefined && tenant !== undefined
  const value = isInTenant ? key.slice(tenant.length + ', '.length) : key
  return refuseDenied({ kind: 'reference', check }, value, null, plan, input)
}

/** The tenants of the rows of an insert, as PostgreSQL writes them before the value of a reference. */
function tenantsOf(plan: Plan, { rows }: Input): readonly string[] {
  const column = plan.table.column.get(plan.table.tenant?.column ?? '')
  if (plan.kind !== 'insert' || column === undefined) return []
  const place = insertedColumns(plan).indexOf(column)
  return rows.map((row) => writeText(column.type, row[place] ?? ''))
}

/** Values that PostgreSQL could not read or hold: what the caller sent, or asked to be cast. */
function refusalOf({ state, message }: Told): Refusal | null {
  if (/^(?:22|2201)/.test(state)) return new Refusal(400, state, message)
  if (/^54/.test(state))
    return new Refusal(413, state, message, {
      hint: 'Ask for less at once: fewer columns, embeds or filters.',
    })
  if (state === '57014') return tooSlow()
  return null
}

/** Ended by the server, or given up by whoever asked: they hear it no more. */
export function tooSlow(): Refusal {
  return new Refusal(413, '57014', 'canceling statement due to statement timeout', {
    hint: 'Filter or order by an indexed column, or declare one with .index(); ask for fewer rows or embeds.',
  })
}

/** What two transactions do to each other: the same again may succeed. */
export function isConflict(error: unknown): boolean {
  return /^(?:40001|40P01)$/.test(told(error)?.state ?? '')
}

/** The connection is gone, or the server is about to go: nothing is known of the statement. */
export function isBroken(error: unknown): boolean {
  const { state, driver } = told(error) ?? { state: '', driver: '' }
  return (
    /^(?:57P0[123]|08)/.test(state) ||
    /^ERR_POSTGRES_CONNECTION_/.test(driver) ||
    isUntrusted(driver) ||
    /^E(?:CONNRESET|CONNREFUSED|PIPE)$/.test(driver)
  )
}

/** The server's certificate is not what `sslmode` asks for. The codes are OpenSSL's. */
function isUntrusted(driver: string): boolean {
  return /CERT|^ERR_(?:TLS|SSL)_|^UNABLE_TO_/.test(driver)
}

/** Whether another server would say the same: what was asked is wrong, or takes too long. */
export function isAskers(error: unknown): boolean {
  return /^(?:22|54|57014)/.test(told(error)?.state ?? '')
}

/** Said by PgBouncer of settings that it does not pass on. */
export function isUnsupportedSetting(error: unknown): boolean {
  return /unsupported startup parameter/.test(told(error)?.message ?? '')
}

const AGAIN = { 'Retry-After': '1' }

export function gaveUp(): Refusal {
  return new Refusal(503, '40001', 'could not serialize access due to concurrent updates', {
    hint: 'Nothing was written. Many writes change the same rows: try again in a moment.',
    headers: AGAIN,
  })
}

/**
 * The server, not the request: the caller may try again. What is none of these stays as it is.
 * @param wrote whether it is unknown if a write was done
 */
export function serverFailure(error: unknown, wrote = false): unknown {
  const { state } = told(error) ?? { state: '' }
  if (isBroken(error)) {
    return new Refusal(503, 'PGRST001', 'the connection to the database was lost', {
      hint: wrote ? 'Look whether the write was done before you send it again.' : 'Try again in a moment.',
      headers: AGAIN,
    })
  }
  if (state === '53300' || state === '53200')
    return new Refusal(503, state, 'the database has no room for another connection', {
      hint: 'Try again in a moment. Fewer connections: pool, slow_pool and write_pool in DATABASE_URL.',
      headers: AGAIN,
    })
  if (state === '53100')
    return new Refusal(503, '53100', 'the disk is full', {
      hint: 'Nothing was written. Make room, then try again.',
      headers: AGAIN,
    })
  if (state === '25006')
    return new Refusal(503, '25006', 'the database is read-only', {
      hint: 'Nothing was written: this is a replica. DATABASE_URL must name the primary.',
      headers: AGAIN,
    })
  if (state === '55P03')
    return new Refusal(503, '55P03', 'the database is busy', {
      hint: 'Try again in a moment.',
      headers: AGAIN,
    })
  return error
}

/** Why a database cannot be opened, for whoever starts the server. */
export function openFailure(error: unknown, place: string): unknown {
  const said = told(error)
  if (said === null || error instanceof UsageError) return error
  if (said.state.startsWith('28'))
    return new UsageError(
      `${place} refuses the user: ${said.message}.`,
      'Check name and password in DATABASE_URL.',
    )
  if (said.state === '3D000')
    return new UsageError(`${place}: ${said.message}.`, 'Make it first: createdb, or CREATE DATABASE.')
  if (said.state === '42501')
    return new UsageError(
      `${place}: ${said.message}.`,
      'The user must be able to make tables in the schema public, and a schema offstage in the database.',
    )
  if (isUntrusted(said.driver))
    return new UsageError(
      `${place} shows a certificate that is not trusted: ${said.message}.`,
      'Name the file of who signed it: sslrootcert=/path/ca.crt in the URL, beside sslmode=verify-full.',
    )
  if (isBroken(error) || said.driver.startsWith('ERR_POSTGRES_'))
    return new UsageError(`${place} cannot be reached: ${said.message}.`, 'Is PostgreSQL running there?')
  return error
}
