/**
 * Reads from streaming replicas. A read is told nothing older than what had been committed when it came, by
 * whomever and over whichever node (decision 014): where the primary's log has come to is asked after the
 * read has come, once for all that come meanwhile, and a replica is read when it has replayed that much.
 */
import type { SQL } from 'bun'
import { UsageError } from '../../base/errors.ts'
import { openPool, type Place, placeOf, shownPlace } from './connection.ts'
import type { Rows } from './pool.ts'
import { Replica } from './replica.ts'
import { rowsOf } from './session.ts'

/** Bytes of the log that hold every commit that was told of: without waiting for the disk, all of it. */
const MARK = `select ((case current_setting('synchronous_commit') when 'off'
    then pg_current_wal_insert_lsn() else pg_current_wal_flush_lsn() end) - '0/0'::pg_lsn)::text as position`

const ORIGIN = `select (select system_identifier::text from pg_control_system())
    || ' ' || current_database() as origin`

export class Replicas {
  /** A question of the primary that is on its way: who comes now must wait for the next. */
  private asking: Promise<unknown> = Promise.resolve()
  private next: Promise<bigint> | null = null
  private turn = 0

  private constructor(
    private readonly primary: SQL,
    readonly all: readonly Replica[],
  ) {}

  /**
   * @param urls those of streaming replicas; one that is not there is used once it is
   * @throws UsageError where one is a copy of another database
   */
  static async open(primary: Place, urls: readonly string[], timeoutMs: number | null): Promise<Replicas> {
    const sql = openPool(primary, 1, timeoutMs)
    const [row] = await rowsOf<{ origin: string }>(sql, ORIGIN)
    const places = urls.map((url) => placeOf(url, 'DATABASE_REPLICAS'))
    const replicas = new Replicas(
      sql,
      places.map((place) => new Replica(place, timeoutMs, row?.origin ?? '')),
    )
    const foreign = await Promise.all(replicas.all.map((replica) => replica.isForeign()))
    const place = places[foreign.indexOf(true)]
    if (place === undefined) return replicas
    await replicas.close()
    throw new UsageError(
      `DATABASE_REPLICAS: ${shownPlace(place)} is no replica of the database of DATABASE_URL.`,
      'Name the same database on servers that follow this one by streaming replication.',
    )
  }

  /** @returns null where the primary is to be read: no replica is there, or near enough */
  async read(
    text: string,
    values: readonly unknown[],
    isSlow: boolean,
    signal?: AbortSignal,
  ): Promise<Rows | null> {
    const there = this.all.filter(({ takesPart }) => takesPart)
    this.turn += 1
    const replica = there[this.turn % there.length]
    if (replica === undefined) return null
    const position = await this.mark().catch(() => null)
    return position === null ? null : await replica.read(position, text, values, isSlow, signal)
  }

  async close(): Promise<void> {
    await Promise.all([this.primary.close(), ...this.all.map((replica) => replica.close())])
  }

  /** Where the primary's log has come to, asked after now. */
  private mark(): Promise<bigint> {
    this.next ??= this.asking.then(() => {
      this.next = null
      const asked = this.ask()
      this.asking = asked.catch(() => {})
      return asked
    })
    return this.next
  }

  private async ask(): Promise<bigint> {
    const [row] = await rowsOf<{ position: string }>(this.primary, MARK)
    return BigInt(row?.position ?? 0)
  }
}
