/**
 * Group commit: writes that wait at the same time share one durable commit, each inside a savepoint of its
 * own, so that one that fails leaves its neighbours alone. A lone write waits for nobody.
 *
 * A commit costs a flush of the disk, hundreds of microseconds that block the process; the rows themselves
 * cost a few microseconds each. One commit takes so many writes and no more: between two, reads are served.
 */
import type { Database, Statement } from 'bun:sqlite'
import { assert } from '../../base/assert.ts'
import { Refusal } from '../../base/errors.ts'
import {
  busyTimeoutMs,
  lockPauseMs,
  rowsPerCommitMax,
  writeQueueMax,
  writesPerCommitMax,
} from '../../base/limits.ts'
import { isBusy, isFull, storageFailure } from './errors.ts'

interface Waiting {
  readonly run: () => unknown
  readonly rows: number
  readonly whole: boolean
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/** Tells a caller what became of its write. */
type Answer = () => void

/** Undoes the write and still answers with a value (`Prefer: tx=rollback`). */
export class RolledBack<T> {
  constructor(readonly value: T) {}
}

/** What is run around the writes. */
const TEXTS = {
  begin: 'begin immediate',
  commit: 'commit',
  rollback: 'rollback',
  save: 'savepoint one',
  release: 'release one',
  undo: 'rollback to one',
} as const

export class Commits {
  /** Compiled once: compiling one of these takes several times as long as running it. */
  private readonly sql: Readonly<Record<keyof typeof TEXTS, Pick<Statement, 'run'>>>
  private queue: Waiting[] = []
  private scheduled = false
  private closed = false
  /** Attempts in a row to begin, while another process holds the lock on writing. */
  private busy = 0

  /**
   * @param patienceMs how long another process is waited for, in milliseconds
   * @param endReads ends what reads of this turn share: a transaction cannot begin inside another
   */
  constructor(
    private readonly db: Pick<Database, 'prepare' | 'run' | 'inTransaction'>,
    private readonly patienceMs = busyTimeoutMs,
    private readonly endReads = () => {},
  ) {
    const { begin, commit, rollback, save, release, undo } = TEXTS
    this.sql = {
      begin: db.prepare(begin),
      commit: db.prepare(commit),
      rollback: db.prepare(rollback),
      save: db.prepare(save),
      release: db.prepare(release),
      undo: db.prepare(undo),
    }
  }

  /**
   * Runs `write` inside a transaction and resolves once it is on the disk.
   * @param write runs to its end without waiting; what it throws undoes it alone. Runs once more where the
   *   disk was full, or a neighbour took the whole transaction down
   * @param rows how many it writes, as far as that is known before
   * @param whole whether it is done or undone by itself, as a single statement is: then it needs no savepoint
   * @throws Refusal 503 when `writeQueueMax` writes wait already, or the database is being closed
   */
  add<T>(write: () => T | RolledBack<T>, rows = 1, whole = false): Promise<T> {
    if (this.closed) return Promise.reject(closing())
    if (this.queue.length >= writeQueueMax) return Promise.reject(tooMany())
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ run: write, rows, whole, resolve, reject })
      this.schedule()
    })
  }

  /** Commits what waits and takes no more: before the database is closed. */
  close(): void {
    this.closed = true
    this.db.run(`pragma busy_timeout = ${this.patienceMs}`)
    while (this.queue.length > 0) this.drain()
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      this.drain()
    })
  }

  /** One commit. Never throws: nobody would hear it. */
  private drain(): void {
    if (this.queue.length === 0) return
    try {
      this.begin()
    } catch (error) {
      this.notBegun(error)
      return
    }
    this.busy = 0
    const batch = this.take()
    if (this.queue.length > 0) this.schedule()
    for (const answer of this.commit(batch)) answer()
  }

  /** The first that wait, as many as one commit takes. */
  private take(): Waiting[] {
    let rows = 0
    const end = this.queue.findIndex((waiting, index) => {
      if (index > 0 && (index >= writesPerCommitMax || rows + waiting.rows > rowsPerCommitMax)) return true
      rows += waiting.rows
      return false
    })
    return this.queue.splice(0, end === -1 ? this.queue.length : end)
  }

  private begin(): void {
    this.endReads()
    // A rollback that failed before is made up for here.
    if (this.db.inTransaction) this.sql.rollback.run()
    this.sql.begin.run()
  }

  /** Another process writes: asked again for a while, with pauses in which reads are served. */
  private notBegun(error: unknown): void {
    this.busy += 1
    if (isBusy(error) && !this.closed && this.busy * lockPauseMs < this.patienceMs) {
      if (this.scheduled) return
      this.scheduled = true
      setTimeout(() => {
        this.scheduled = false
        this.drain()
      }, lockPauseMs)
      return
    }
    this.busy = 0
    for (const { reject } of this.queue.splice(0)) reject(storageFailure(error))
  }

  /** Ends the transaction that has begun. */
  private commit(batch: readonly Waiting[]): Answer[] {
    const [only, another] = batch
    try {
      if (only !== undefined && another === undefined) return [this.commitAlone(only)]
      const answers = batch.map((waiting) => this.attempt(waiting))
      this.sql.commit.run()
      return answers
    } catch (error) {
      this.undo()
      if (isFull(error)) this.makeRoom()
      else if (only !== undefined && another === undefined) return [() => only.reject(storageFailure(error))]
      // One that was too large for the disk took everything down; its neighbours may still fit.
      return batch.map((waiting) => this.again(waiting))
    }
  }

  /** Needs no savepoint: undoing the write is undoing the transaction. */
  private commitAlone(waiting: Waiting): Answer {
    const value = waiting.run()
    const undone = value instanceof RolledBack
    this.sql[undone ? 'rollback' : 'commit'].run()
    return () => waiting.resolve((undone ? value.value : value) as never)
  }

  private again(waiting: Waiting): Answer {
    try {
      this.begin()
      return this.commitAlone(waiting)
    } catch (error) {
      this.undo()
      return () => waiting.reject(storageFailure(error))
    }
  }

  /** The log holds every version of a page since it was last emptied: much of a full disk may be that. */
  private makeRoom(): void {
    try {
      this.db.run('pragma wal_checkpoint(truncate)')
    } catch {
      // Not even that fits. The log keeps what was committed.
    }
  }

  /**
   * Runs one write among others; gives what to tell its caller after the commit. A `whole` one needs no
   * savepoint: SQLite itself undoes a statement that fails, whatever it had done by then.
   */
  private attempt({ run, whole, resolve, reject }: Waiting): Answer {
    if (!whole) this.sql.save.run()
    try {
      const value = run()
      const undone = value instanceof RolledBack
      assert(!undone || !whole, 'a write that may be taken back has a savepoint')
      if (undone) this.sql.undo.run()
      if (!whole) this.sql.release.run()
      return () => resolve((undone ? value.value : value) as never)
    } catch (error) {
      // A full disk may have ended the whole transaction already.
      if (!this.db.inTransaction || isFull(error)) throw error
      if (!whole) {
        this.sql.undo.run()
        this.sql.release.run()
      }
      return () => reject(storageFailure(error))
    }
  }

  private undo(): void {
    try {
      if (this.db.inTransaction) this.sql.rollback.run()
    } catch {
      // What waits is answered all the same, and `begin` tries again.
    }
  }
}

function tooMany(): Refusal {
  return new Refusal(503, '53300', 'too many writes are waiting', {
    hint: 'Try again in a moment.',
    headers: { 'Retry-After': '1' },
  })
}

function closing(): Refusal {
  return new Refusal(503, '57P03', 'the database is shutting down', {
    hint: 'Try again in a moment.',
    headers: { 'Retry-After': '1' },
  })
}
