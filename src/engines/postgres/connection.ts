/**
 * Where the database is, and how connections to it are set up: the one way that Offstage uses PostgreSQL.
 */
import { existsSync } from 'node:fs'
import { SQL } from 'bun'
import { UsageError } from '../../base/errors.ts'
import { connectTimeoutMs, statementTimeoutMs } from '../../base/limits.ts'
import { rowsOf, type Session } from './session.ts'

/** What the URL says, its parameters that are Offstage's own taken out. */
export interface Place {
  readonly url: string
  /** Connections for quick reads, for slow ones, and for writes. */
  readonly sizes: { readonly quick: number; readonly slow: number; readonly writes: number }
  /** Whether statements are prepared under a name: not where a connection changes between two of them. */
  readonly prepare: boolean
  /** Milliseconds that one statement may take. */
  readonly timeoutMs: number
}

/** Reads are pipelined, so that few connections serve many; PostgreSQL itself works less with fewer. */
const SIZES = { quick: 4, slow: 2, writes: 4 } as const
const sizeMax = 1000

export function isPostgresUrl(database: string): boolean {
  return /^postgres(?:ql)?:/i.test(database)
}

/**
 * @param variable what says so
 * @throws UsageError for a URL that is none, and for parameters that make no sense
 */
export function placeOf(database: string, variable = 'DATABASE_URL'): Place {
  const url = parsed(database, variable)
  const given = (name: string, fallback: number, max: number) => {
    const text = url.searchParams.get(name)
    url.searchParams.delete(name)
    if (text === null) return fallback
    if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= max) return Number(text)
    throw new UsageError(
      `${variable}: ${name}=${text} is not a whole number from 1 to ${max}.`,
      `Without it: ${fallback}.`,
    )
  }
  const sizes = {
    quick: given('pool', SIZES.quick, sizeMax),
    slow: given('slow_pool', SIZES.slow, sizeMax),
    writes: given('write_pool', SIZES.writes, sizeMax),
  }
  const timeoutMs = given('statement_timeout', statementTimeoutMs, 2 ** 31 - 1)
  const prepare = wantsPrepared(url, variable)
  checkSecurity(url, variable)
  return { url: url.href, sizes, prepare, timeoutMs }
}

function parsed(database: string, variable: string): URL {
  if (URL.canParse(database)) return new URL(database)
  throw new UsageError(
    `${variable} is not of a form that Offstage reads.`,
    'Write postgres://user:password@host:5432/database; signs of a password as %40 and its like.',
  )
}

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']

function checkSecurity({ searchParams }: URL, variable: string): void {
  const mode = searchParams.get('sslmode')
  if (mode !== null && !SSL_MODES.includes(mode))
    throw new UsageError(
      `${variable}: there is no sslmode=${mode}.`,
      `It is one of ${SSL_MODES.join(', ')}; verify-full is the safe one.`,
    )
  const root = searchParams.get('sslrootcert')
  if (root !== null && !existsSync(root))
    throw new UsageError(
      `${variable}: there is no file sslrootcert=${root}.`,
      'Name the file by its full path.',
    )
}

/** `prepare=false`, or what other libraries write for the same: `pgbouncer=true`. */
function wantsPrepared(url: URL, variable: string): boolean {
  const [prepare, bouncer] = [url.searchParams.get('prepare'), url.searchParams.get('pgbouncer')]
  url.searchParams.delete('prepare')
  url.searchParams.delete('pgbouncer')
  for (const [name, text] of [
    ['prepare', prepare],
    ['pgbouncer', bouncer],
  ])
    if (text !== null && text !== 'true' && text !== 'false')
      throw new UsageError(
        `${variable}: ${name}=${text} is neither true nor false.`,
        'Leave it out, or say which.',
      )
  return prepare !== 'false' && bouncer !== 'true'
}

/** The server and database, without a password. */
export function shownPlace({ url }: Place): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

/** What answers depend on, and PgBouncer passes on as well. */
const SETTINGS = { TimeZone: 'UTC', DateStyle: 'ISO, MDY', application_name: 'offstage' } as const

/** What answers depend on, too; where the tables are; and what makes short statements quick. */
const OWN_SETTINGS = {
  bytea_output: 'hex',
  extra_float_digits: '1',
  // A user called offstage would otherwise have the tables in the schema of that name.
  search_path: 'public',
  jit: 'off',
} as const

/**
 * A pool of so many connections; none is opened before it is needed.
 * @param timeoutMs what the server itself ends a statement after; null where it cannot be asked to
 * @param onChange told of each connection that comes or goes
 */
export function openPool(
  place: Place,
  size: number,
  timeoutMs: number | null,
  onChange: (() => void) | null = null,
): SQL {
  const own = timeoutMs === null ? {} : { ...OWN_SETTINGS, statement_timeout: String(timeoutMs) }
  return new SQL(place.url, {
    max: size,
    prepare: place.prepare,
    connectionTimeout: connectTimeoutMs / 1000,
    connection: { ...SETTINGS, ...own },
    ...(onChange === null ? {} : { onconnect: onChange, onclose: onChange }),
  } as SQL.Options)
}

/** @throws UsageError where a pool in between keeps settings from us, and those that hold change answers */
export async function checkSettings(session: Session): Promise<void> {
  const [row] = await rowsOf<{ bytes: string; digits: string; schema: string | null }>(
    session,
    `select current_setting('bytea_output') as bytes, current_setting('extra_float_digits') as digits,
       current_schema() as schema`,
  )
  if (row?.bytes === 'hex' && Number(row.digits) > 0 && row.schema === 'public') return
  throw new UsageError(
    'The database has other settings than Offstage needs, and a pool in between passes none on.',
    'ALTER DATABASE … SET bytea_output = hex, SET extra_float_digits = 1, SET search_path = public: one each.',
  )
}
