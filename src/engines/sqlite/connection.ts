/**
 * Opens the database file the one way that Offstage uses it: write-ahead log, durable commits, foreign keys
 * on.
 */
import { Database } from 'bun:sqlite'
import { busyTimeoutMs } from '../../base/limits.ts'

/**
 * @param path a file, or `:memory:`
 * @see https://www.sqlite.org/pragma.html
 */
export function openDatabase(path: string): Database {
  // `strict` refuses a missing or misspelt parameter instead of binding null.
  const db = new Database(path, { create: true, readwrite: true, strict: true })
  db.run(`pragma busy_timeout = ${busyTimeoutMs}`)
  db.run('pragma journal_mode = wal')
  // FULL: the log is on the disk before a commit is acknowledged, so that it survives a power cut.
  db.run('pragma synchronous = full')
  db.run('pragma foreign_keys = on')
  db.run('pragma temp_store = memory')
  db.run('pragma cache_size = -16000')
  return db
}
