/**
 * A streaming replica: how far it has come, and connections that reads run on. It is left out where it is
 * gone or too far behind, and looked at now and then until it is back.
 */
import type { SQL } from 'bun'
import { steadyMs } from '../../base/clock.ts'
import { connectTimeoutMs, replicaRestMs, replicaWaitMsMax } from '../../base/limits.ts'
import { openPool, type Place } from './connection.ts'
import { isAskers } from './errors.ts'
import { Pool, type Rows } from './pool.ts'
import { rowsOf } from './session.ts'

/**
 * Bytes of the log that a server has replayed; null on one that is no replica, or not any more. What it was
 * copied from, and which database this is, say whether it is a replica of ours.
 */
const LOOK = `select case when pg_is_in_recovery()
    then (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::text end as position,
  (select system_identifier::text from pg_control_system()) || ' ' || current_database() as origin`

export class Replica {
  private readonly quick: Pool
  private readonly slow: Pool
  /** A connection that no read is in the way of. */
  private readonly looks: SQL
  /** Bytes of the primary's log that it has replayed at least. */
  private replayed = -1n
  /**
   * Counts connections that came or went. Behind a new one there may be a server that has started again and
   * come less far.
   */
  private epoch = 0
  private looking: Promise<void> | null = null
  /** The position at which it was too late; null while it takes part. */
  private missed: bigint | null = null
  private timer: ReturnType<typeof setTimeout> | null = null
  private closed = false
  /** Reads that it has answered: tests count them. */
  reads = 0

  constructor(
    place: Place,
    timeoutMs: number | null,
    /** What the primary says that it is. */
    private readonly origin: string,
  ) {
    const changed = () => {
      this.epoch += 1
      this.replayed = -1n
    }
    const open = (size: number) => () => openPool(place, size, timeoutMs, changed)
    const { quick, slow } = place.sizes
    this.quick = new Pool(open(quick), quick, true, { resends: false })
    this.slow = new Pool(open(slow), slow, false, { resends: false })
    this.looks = open(1)()
  }

  get takesPart(): boolean {
    return this.missed === null
  }

  /** Whether the server is there and a copy of another database than the primary's. */
  async isForeign(): Promise<boolean> {
    const row = await inTime(this.ask(), connectTimeoutMs)
    if (row === null) this.leaveOut(0n)
    return row !== null && row.origin !== this.origin
  }

  /**
   * Reads on it what it knows everything about up to a position of the primary's log.
   * @returns null where it cannot, and the primary must be asked
   */
  async read(
    position: bigint,
    text: string,
    values: readonly unknown[],
    isSlow: boolean,
    signal?: AbortSignal,
  ): Promise<Rows | null> {
    if (!(await this.reaches(position))) return null
    const { epoch } = this
    try {
      const rows = await (isSlow ? this.slow : this.quick).read(text, values, signal)
      // Read over a connection that was not there when it was looked at: from whom, nobody knows.
      if (epoch !== this.epoch) return null
      this.reads += 1
      return rows
    } catch (error) {
      if (isAskers(error) || signal?.aborted) throw error
      return null
    }
  }

  async close(): Promise<void> {
    this.closed = true
    if (this.timer !== null) clearTimeout(this.timer)
    await Promise.all([this.quick.close(), this.slow.close(), this.looks.close()])
  }

  /** Waits until it has come there; it is left out when that takes too long. */
  private async reaches(position: bigint): Promise<boolean> {
    const until = steadyMs() + replicaWaitMsMax
    while (this.replayed < position && this.takesPart) {
      const left = until - steadyMs()
      if (left > 0 && (await inTime(this.look(), left)) !== null) {
        // It comes nearer with each record of the log: again in a moment.
        if (this.replayed < position) await Bun.sleep(1)
      } else this.leaveOut(position)
    }
    return this.replayed >= position
  }

  /** What it says holds for whoever joins: it only ever comes further. Null when it says nothing. */
  private look(): Promise<true | null> {
    const looked =
      this.looking ??
      this.lookNow().finally(() => {
        this.looking = null
      })
    this.looking = looked
    return looked.then(
      () => true,
      () => null,
    )
  }

  private async lookNow(): Promise<void> {
    const { position, origin } = await this.ask()
    if (position === null || origin !== this.origin) throw new Error('this is no replica of the primary')
    this.replayed = BigInt(position)
  }

  private async ask(): Promise<{ position: string | null; origin: string }> {
    const [row] = await rowsOf<{ position: string | null; origin: string }>(this.looks, LOOK)
    return row as { position: string | null; origin: string }
  }

  private leaveOut(position: bigint): void {
    if (this.missed !== null || this.closed) return
    this.missed = position
    this.timer = setTimeout(() => void this.lookAgain(), replicaRestMs)
    this.timer.unref()
  }

  private async lookAgain(): Promise<void> {
    const missed = this.missed ?? 0n
    await this.look()
    this.missed = null
    if (this.replayed < missed) this.leaveOut(missed)
  }
}

/** What it gives in so many milliseconds; null when it fails or takes longer. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([work.catch(() => null), late])
  } finally {
    clearTimeout(timer)
  }
}
