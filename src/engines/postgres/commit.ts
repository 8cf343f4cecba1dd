/**
 * Runs writes. One whose rules look at other rows, or whose rows rules look at, is a serializable
 * transaction: what PostgreSQL cannot put in an order with others is tried again. The others are a statement
 * alone, which PostgreSQL makes whole by itself (decision 013).
 */
import type { ReservedSQL } from 'bun'
import { retryPauseMsMax, writeAttemptsMax } from '../../base/limits.ts'
import { systemRandom } from '../../base/random.ts'
import { gaveUp, isConflict } from './errors.ts'
import type { Pool } from './pool.ts'

/** Undoes the write and still answers with a value (`Prefer: tx=rollback`). */
export class RolledBack<T> {
  constructor(readonly value: T) {}
}

export type Level = 'read committed' | 'serializable'

export class Commits {
  /** @param pause waits for a part of so many milliseconds */
  constructor(
    private readonly pool: Pool,
    private readonly pause: (msMax: number) => Promise<void> = pauseByChance,
  ) {}

  /**
   * Runs `write` inside a transaction and resolves once it is committed.
   * @param texts the statements that it runs
   * @param write what it throws undoes it; runs again where PostgreSQL asks for that
   * @throws Refusal 503 after `writeAttemptsMax` attempts
   */
  async add<T>(
    level: Level,
    texts: readonly string[],
    write: (session: ReservedSQL) => Promise<T | RolledBack<T>>,
  ): Promise<T> {
    return await this.retried(() => this.pool.lend(texts, (session) => transaction(session, level, write)))
  }

  /** A write that is one statement, whole by itself. It too may be chosen to end a deadlock. */
  async alone<T>(texts: readonly string[], write: (session: ReservedSQL) => Promise<T>): Promise<T> {
    return await this.retried(() => this.pool.lend(texts, write))
  }

  private async retried<T>(attempted: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await attempted()
      } catch (error) {
        if (!isConflict(error)) throw error
        if (attempt >= writeAttemptsMax) throw gaveUp()
        await this.pause(Math.min(2 ** attempt, retryPauseMsMax))
      }
    }
  }
}

async function transaction<T>(
  session: ReservedSQL,
  level: Level,
  write: (session: ReservedSQL) => Promise<T | RolledBack<T>>,
): Promise<T> {
  // Not waited for: the write follows on the same connection. Its failure is the write's.
  const begun = session.unsafe(`begin isolation level ${level}`)
  begun.catch(() => {})
  try {
    const value = await write(session)
    await begun
    const undone = value instanceof RolledBack
    await session.unsafe(undone ? 'rollback' : 'commit')
    return undone ? value.value : value
  } catch (error) {
    await session.unsafe('rollback').catch(() => {})
    throw error
  }
}

/** At random, so that those that got in each other's way do not meet again. */
function pauseByChance(msMax: number): Promise<void> {
  return Bun.sleep(systemRandom.fraction() * msMax)
}
