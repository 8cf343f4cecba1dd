/**
 * Group commit: the writes that arrive in one turn of the event loop share one durable commit, each inside a
 * savepoint of its own, so that one that fails leaves its neighbours alone. A lone write waits for nobody.
 *
 * A commit costs a flush of the disk, hundreds of microseconds that block the process; the rows themselves
 * cost a few microseconds each.
 */
import type { Database } from 'bun:sqlite'
import { Refusal } from '../../base/errors.ts'
import { writeQueueMax } from '../../base/limits.ts'

interface Waiting {
  readonly run: () => unknown
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/** Undoes the write and still answers with a value (`Prefer: tx=rollback`). */
export class RolledBack<T> {
  constructor(readonly value: T) {}
}

export class Commits {
  private queue: Waiting[] = []

  constructor(private readonly db: Database) {}

  /**
   * Runs `write` inside a transaction and resolves once it is on the disk.
   * @param write runs to its end without waiting; what it throws undoes it alone
   * @throws Refusal 503 when `writeQueueMax` writes wait already
   */
  add<T>(write: () => T | RolledBack<T>): Promise<T> {
    if (this.queue.length >= writeQueueMax) {
      return Promise.reject(
        new Refusal(503, '53300', 'too many writes are waiting', {
          hint: 'Try again in a moment.',
          headers: { 'Retry-After': '1' },
        }),
      )
    }
    if (this.queue.length === 0) setImmediate(() => this.drain())
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ run: write, resolve, reject })
    })
  }

  /** Commits what waits. Called by itself once a turn; before the database is closed, by who closes it. */
  drain(): void {
    const batch = this.queue
    if (batch.length === 0) return
    this.queue = []
    const answers: (() => void)[] = []
    try {
      this.db.run('begin immediate')
      for (const waiting of batch) answers.push(this.attempt(waiting))
      this.db.run('commit')
    } catch (error) {
      if (this.db.inTransaction) this.db.run('rollback')
      for (const waiting of batch) waiting.reject(error)
      return
    }
    for (const answer of answers) answer()
  }

  /** Runs one write; gives what to tell its caller after the commit. */
  private attempt(waiting: Waiting): () => void {
    this.db.run('savepoint one')
    try {
      const value = waiting.run()
      if (value instanceof RolledBack) this.db.run('rollback to one')
      this.db.run('release one')
      return () => waiting.resolve((value instanceof RolledBack ? value.value : value) as never)
    } catch (error) {
      // A full disk may have ended the whole transaction already; then the batch fails as one.
      if (!this.db.inTransaction) throw error
      this.db.run('rollback to one')
      this.db.run('release one')
      return () => waiting.reject(error)
    }
  }
}
