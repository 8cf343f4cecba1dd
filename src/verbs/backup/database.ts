/** What can be backed up: a file of SQLite's. */
import { UsageError } from '../../base/errors.ts'
import { isServer, type Project } from '../project.ts'

/** @throws UsageError for a database that is no file */
export function requireFile({ database }: Project): void {
  if (database === ':memory:')
    throw new UsageError(
      'The database is in memory: nobody but its process can reach it.',
      'Let DATABASE_URL name a file.',
    )
  if (isServer(database))
    throw new UsageError(
      'Offstage backs up files of SQLite, and DATABASE_URL names a PostgreSQL server.',
      'Use what the server has: pg_dump and pg_restore, or the backups of who hosts it.',
    )
}
