/** A pool of connections: statements that run by themselves, and connections lent for a transaction. */
import type { ReservedSQL, SQL } from 'bun'
import { statementsPipelinedMax, statementsPreparedMax } from '../../base/limits.ts'
import { isBroken, tooSlow } from './errors.ts'
import { Gate, type GateOptions } from './gate.ts'
import type { Session } from './session.ts'

export type Rows = readonly Readonly<Record<string, unknown>>[] & { readonly count: number }

export interface PoolOptions extends GateOptions {
  /** Statements that are kept prepared; `statementsPreparedMax` unless a test says less. */
  readonly preparedMax?: number
  /** Whether a read is sent once more where the connection broke under it; it is unless said otherwise. */
  readonly resends?: boolean
}

/** A statement as the driver runs it: a promise that can be cancelled. */
type Running = Promise<Rows> & { cancel(): unknown }

/** Connections that were opened together, and how much is on its way over them. */
interface Generation {
  readonly sql: SQL
  /** Hashes of the statements that they have prepared. */
  readonly prepared: Set<number | bigint>
  busy: number
}

export class Pool {
  private readonly gate: Gate
  private current: Generation

  constructor(
    private readonly open: () => SQL,
    size: number,
    /** Whether statements follow each other on a connection without waiting for answers. */
    pipelines: boolean,
    private readonly options: PoolOptions = {},
  ) {
    this.gate = new Gate(size * (pipelines ? statementsPipelinedMax : 1), options)
    this.preparedMax = options.preparedMax ?? statementsPreparedMax
    this.current = this.begin()
  }

  private readonly preparedMax: number

  /**
   * Runs a statement that changes nothing. It is sent once more where the connection broke under it, since
   * the server may just have been restarted.
   */
  read(text: string, values: readonly unknown[], signal?: AbortSignal): Promise<Rows> {
    return this.pass([text], async (sql) => {
      try {
        return await run(sql, text, values, signal)
      } catch (error) {
        if (this.options.resends === false || !isBroken(error) || signal?.aborted) throw error
        return await run(sql, text, values, signal)
      }
    })
  }

  /** Lends a connection to `work` alone, which runs these statements on it. */
  lend<T>(texts: readonly string[], work: (session: ReservedSQL) => Promise<T>): Promise<T> {
    return this.pass(texts, async (sql) => {
      const session = await sql.reserve()
      try {
        return await work(session)
      } finally {
        session.release()
      }
    })
  }

  close(): Promise<void> {
    return this.current.sql.close()
  }

  private pass<T>(texts: readonly string[], work: (sql: SQL) => Promise<T>): Promise<T> {
    return this.gate.pass(async () => {
      const generation = this.generationFor(texts)
      generation.busy += 1
      try {
        return await work(generation.sql)
      } finally {
        generation.busy -= 1
        if (generation !== this.current && generation.busy === 0) void generation.sql.close()
      }
    })
  }

  /**
   * The driver keeps every statement prepared as long as the connection lasts, and callers may send endless
   * shapes: then the connections are exchanged for new ones, and close when the last has its answer.
   */
  private generationFor(texts: readonly string[]): Generation {
    const { prepared, busy, sql } = this.current
    for (const text of texts) prepared.add(Bun.hash(text))
    if (prepared.size <= this.preparedMax) return this.current
    if (busy === 0) void sql.close()
    this.current = this.begin()
    return this.current
  }

  private begin(): Generation {
    return { sql: this.open(), prepared: new Set(), busy: 0 }
  }
}

/** Runs one statement; the server is told to stop where whoever asked has gone. */
export async function run(
  session: Pick<SQL, 'unsafe'> | Session,
  text: string,
  values: readonly unknown[],
  signal?: AbortSignal,
): Promise<Rows> {
  // Gone while it waited for its turn.
  if (signal?.aborted) throw tooSlow()
  const running = session.unsafe(text, [...values]) as unknown as Running
  if (signal === undefined) return await running
  // What it gives fails like the statement itself, which is waited for below.
  const cancel = () => void Promise.resolve(running.cancel()).catch(() => {})
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return await running
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
