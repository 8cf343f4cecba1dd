/**
 * Copies a database that a server is writing to, page by page, as it was at one moment.
 *
 * One read transaction holds the moment while SQLite's own backup copies the pages: in the mode of the
 * write-ahead log readers and writers do not wait for each other. Without it each commit of the server would
 * make the backup begin anew. See decisions/011-backup.md for the ways that were not taken.
 *
 * Not for the process of a server: each call here holds everything else up, and `node:sqlite` need not know
 * of the locks of `bun:sqlite`, which the system keeps by process.
 * @see https://www.sqlite.org/backup.html
 */
import { backup, DatabaseSync } from 'node:sqlite'
import { busyTimeoutMs } from '../../../base/limits.ts'
import { copyFailure, openFailure } from '../errors.ts'
import { countRows, type RowsOf } from './contents.ts'

/** Pages between two reports of progress: 8 MiB mostly. */
const PAGES = 2048

export interface Copying {
  /** The database. */
  readonly from: string
  /** A file that does not exist; what is left of it after a failure is the caller's to remove. */
  readonly to: string
  /** What the copy is to be called in the end, for messages. */
  readonly name: string
  /** Is told how much is copied, from 0 to 1. */
  readonly progress: (share: number) => void
}

/**
 * @returns rows of each table at the moment of the copy
 * @throws UsageError when the one cannot be read or the other not be written
 */
export async function copyDatabase({ from, to, name, progress }: Copying): Promise<RowsOf> {
  const source = open(from)
  try {
    const rows = hold(source, from)
    await backup(source, to, {
      rate: PAGES,
      progress: ({ totalPages, remainingPages }) => progress(1 - remainingPages / Math.max(1, totalPages)),
    }).catch((error) => {
      throw copyFailure(error, name)
    })
    source.exec('rollback')
    clearLog(source)
    return rows
  } finally {
    source.close()
  }
}

function open(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: busyTimeoutMs })
  } catch (error) {
    throw openFailure(error, path)
  }
}

/** Begins the moment of the copy. */
function hold(source: DatabaseSync, path: string): RowsOf {
  try {
    source.exec('begin')
    return countRows((sql) => source.prepare(sql).all())
  } catch (error) {
    throw openFailure(error, path)
  }
}

/**
 * While the moment was held, the log could only grow. Whoever commits next would have to bring all of it into
 * the database: done here, where nobody waits for it. Twice, since the log grows on meanwhile.
 */
function clearLog(source: DatabaseSync): void {
  try {
    for (let time = 0; time < 2; time++) source.exec('pragma wal_checkpoint(passive)')
  } catch {
    // The server does the same by itself, a little later.
  }
}
