/** Writes of one turn of the event loop share one durable commit. */
import type { Database } from 'bun:sqlite'

interface Waiting {
  readonly run: () => void
  readonly many: boolean
  readonly settle: (error: unknown) => void
}

/**
 * Runs `write` before the next commit, and resolves after it. SQLite undoes a single statement that fails by
 * itself; `many` statements need a savepoint.
 */
export function grouped(db: Database): (write: () => void, many: boolean) => Promise<void> {
  let queue: Waiting[] = []
  const sql = Object.fromEntries(
    ['begin immediate', 'commit', 'rollback', 'savepoint one', 'rollback to one', 'release one'].map(
      (text) => [text, db.prepare(text)],
    ),
  )

  function attempt({ run, many }: Waiting): unknown {
    if (many) sql['savepoint one']?.run()
    try {
      run()
      return null
    } catch (error) {
      if (many) sql['rollback to one']?.run()
      return error
    } finally {
      if (many) sql['release one']?.run()
    }
  }

  function drain(): void {
    const batch = queue
    queue = []
    let errors: unknown[]
    try {
      sql['begin immediate']?.run()
      errors = batch.map(attempt)
      sql.commit?.run()
    } catch (error) {
      if (db.inTransaction) sql.rollback?.run()
      errors = batch.map(() => error)
    }
    batch.forEach(({ settle }, index) => {
      settle(errors[index])
    })
  }

  return (run, many) => {
    if (queue.length === 0) setImmediate(drain)
    return new Promise<void>((resolve, reject) => {
      queue.push({ run, many, settle: (error) => (error === null ? resolve() : reject(error)) })
    })
  }
}
