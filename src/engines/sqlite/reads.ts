/**
 * Reads of one turn of the event loop share one look at the database. By itself each read takes and gives
 * back SQLite's locks, which costs as much as finding a row; under load many requests are answered in one
 * turn.
 */
import type { Database, Statement } from 'bun:sqlite'

export class Reads {
  private readonly sql: { readonly begin: Statement; readonly end: Statement }
  private isOpen = false
  private isScheduled = false
  /** Reads in this turn, and in the one before that had any. */
  private count = 0
  private before = 0

  constructor(private readonly db: Database) {
    this.sql = { begin: db.prepare('begin'), end: db.prepare('commit') }
  }

  /** To be told of each read, before it. One that seems to be alone begins nothing. */
  enter(): void {
    this.count += 1
    if (!this.isScheduled) {
      this.isScheduled = true
      setImmediate(this.turned)
    }
    if (this.isOpen || (this.count === 1 && this.before < 2) || this.db.inTransaction) return
    this.sql.begin.run()
    this.isOpen = true
  }

  /** Ends the look: before anything is written, and before the database is closed. */
  end(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.sql.end.run()
  }

  private readonly turned = () => {
    this.isScheduled = false
    this.before = this.count
    this.count = 0
    this.end()
  }
}
