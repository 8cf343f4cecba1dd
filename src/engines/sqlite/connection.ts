/**
 * Opens the database file the one way that Offstage uses it: write-ahead log, durable commits, foreign keys
 * on.
 */
import { Database } from 'bun:sqlite'
import { statSync } from 'node:fs'
import { busyTimeoutMs } from '../../base/limits.ts'

/**
 * @param path a file, or `:memory:`
 * @see https://www.sqlite.org/pragma.html
 */
export function openDatabase(path: string): Database {
  for (;;) {
    const before = fileAt(path)
    // `strict` refuses a missing or misspelt parameter instead of binding null.
    const db = new Database(path, { create: true, readwrite: true, strict: true })
    // Who waits while a backup is restored holds the file that was there before, and must not write a log
    // beside the one that is there now.
    const isThere = () => before === null || before === fileAt(path)
    db.run(`pragma busy_timeout = ${busyTimeoutMs}`)
    db.run('pragma schema_version')
    if (isThere()) {
      setUp(db)
      if (isThere()) return db
    }
    db.close()
  }
}

/** Which file it is, whatever its name; null for none. */
function fileAt(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? null
}

function setUp(db: Database): void {
  db.run('pragma journal_mode = wal')
  // FULL: the log is on the disk before a commit is acknowledged, so that it survives a power cut.
  db.run('pragma synchronous = full')
  db.run('pragma foreign_keys = on')
  db.run('pragma temp_store = memory')
  // KiB. What is not here is in the system's own cache, a microsecond a page away, and not counted twice.
  db.run('pragma cache_size = -12000')
}
