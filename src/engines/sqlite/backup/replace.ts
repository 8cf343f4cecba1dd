/** Puts another file in the place of a database, while nobody has it open. */
import { Database } from 'bun:sqlite'
import { existsSync, linkSync, renameSync } from 'node:fs'
import { UsageError } from '../../../base/errors.ts'
import { isBusy, isDamage, openFailure } from '../errors.ts'

/** Files that belong to a database: what lies there without one, is of another. */
const BESIDE = ['-wal', '-shm', '-journal'] as const

/**
 * @param database where there may be a database
 * @param next the file that is to take its place, on the same disk
 * @param aside where what was there is kept
 * @returns what was kept, by its paths
 * @throws UsageError when another process has the database open, or that cannot be told
 */
export function replaceDatabase(database: string, next: string, aside: string): string[] {
  const lock = existsSync(database) ? lockAlone(database) : null
  try {
    const kept = BESIDE.filter((ending) => existsSync(database + ending)).map((ending) => {
      renameSync(database + ending, aside + ending)
      return aside + ending
    })
    // A second name first, then one step from the old file to the new: the place is empty at no moment.
    if (lock === null) linkSync(next, database)
    else {
      linkSync(database, aside)
      renameSync(next, database)
      kept.unshift(aside)
    }
    return kept
  } finally {
    lock?.close()
  }
}

/**
 * Holds the database so that nobody else can open it until the connection is closed.
 *
 * Whoever uses the write-ahead log holds a shared lock on the file from first to last, also while idle. Only
 * a connection that is alone can leave that mode, and it brings all of the log into the file as it does.
 * @see https://www.sqlite.org/wal.html
 */
function lockAlone(path: string): Database {
  const db = open(path)
  try {
    db.run('pragma busy_timeout = 0')
    db.run('pragma journal_mode = delete')
    db.run('begin exclusive')
    // Somebody who came between the two is using a log again, and would not be kept out.
    if (db.query('pragma journal_mode').values().flat()[0] !== 'delete') throw inUse(path)
    return db
  } catch (error) {
    db.close()
    if (isBusy(error)) throw inUse(path)
    if (isDamage(error)) throw untold(path)
    throw openFailure(error, path)
  }
}

function open(path: string): Database {
  try {
    return new Database(path, { readwrite: true, create: false })
  } catch (error) {
    throw openFailure(error, path)
  }
}

function inUse(path: string): UsageError {
  return new UsageError(
    `Another process has ${path} open.`,
    'Stop the server (and a backup that is running), then run the command again.',
  )
}

function untold(path: string): UsageError {
  return new UsageError(
    `${path} is damaged, so that it cannot be told whether a server has it open.`,
    `Stop the server, move away the file and those beside it (${BESIDE.join(', ')}), and run the command again.`,
  )
}
