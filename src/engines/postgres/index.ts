/**
 * The engine for many nodes: PostgreSQL over Bun.sql, one statement a request, the JSON made there. Reads are
 * pipelined over few connections; slow ones and writes have their own.
 */
import type { ReservedSQL } from 'bun'
import { estimateRunsMax } from '../../base/limits.ts'
import { type Model, readText } from '../../model/index.ts'
import {
  type Engine,
  type GuardedPlan,
  type Input,
  type Outcome,
  type PlanStep,
  refuseTooMany,
  type Statement,
} from '../../query/index.ts'
import { wantedSchema } from '../../schema/index.ts'
import { bindAll } from './bind.ts'
import { assertJoinsTenants } from './carries-tenant.ts'
import { printChecks } from './checks.ts'
import { Commits, RolledBack } from './commit.ts'
import { checkSettings, openPool, type Place, placeOf, shownPlace } from './connection.ts'
import { explained, isSlow, stepsOf } from './cost.ts'
import { denialOf, isBroken, isUnsupportedSetting, openFailure, serverFailure, translate } from './errors.ts'
import { fillOnce } from './fill.ts'
import { Isolations } from './isolation.ts'
import { judgement, printJudgement } from './judge.ts'
import { applySchema, type MigrateOptions } from './migrate.ts'
import { Pool, type Rows, run } from './pool.ts'
import { print } from './print.ts'
import { keyColumns } from './print-returned.ts'
import { Replicas } from './replicas.ts'
import type { PostgresStatement } from './statement.ts'

export { isPostgresUrl } from './connection.ts'
export { keepOnce } from './kept.ts'
export { printSchema } from './print-schema.ts'
export { printRls } from './rls.ts'

export interface OpenOptions extends MigrateOptions {
  /** Whether a denied write says which part of which rule was broken: for development alone. */
  readonly teaches?: boolean
  /** URLs of streaming replicas, to read from. */
  readonly replicas?: readonly string[]
}

/** What is known of a read: whether it is slow, as estimated last, and how often it ran. */
interface Known {
  slow: boolean
  runs: number
}

interface Pools {
  readonly quick: Pool
  readonly slow: Pool
  readonly writes: Pool
}

export class PostgresEngine implements Engine {
  readonly name = 'postgres'
  readonly stops = true
  private readonly commits: Commits
  private readonly isolations: Isolations
  private readonly known = new WeakMap<Statement, Known>()
  /** Statements of requests run since the start, tries again and transactions left out: tests count them. */
  statements = 0

  private constructor(
    private readonly place: Place,
    private readonly pools: Pools,
    private readonly model: Model,
    private readonly teaches: boolean,
    /** Null where the primary alone is read. */
    readonly replicas: Replicas | null,
  ) {
    this.commits = new Commits(pools.writes)
    this.isolations = new Isolations(model)
  }

  /**
   * Connects, and brings the database to the model's schema.
   * @param database a URL: `postgres://user@host/database`
   * @throws SchemaRefusal when the change would lose something, UsageError when the server does not let us
   */
  static async open(
    database: string,
    model: Model,
    options: OpenOptions = {},
  ): Promise<{ engine: PostgresEngine; applied: string[] }> {
    const place = placeOf(database)
    try {
      const { timeoutMs, applied } = await prepare(place, model, options)
      const { replicas: urls = [], teaches = false } = options
      const replicas = urls.length === 0 ? null : await Replicas.open(place, urls, timeoutMs)
      const { quick, slow, writes } = place.sizes
      const pools: Pools = {
        quick: new Pool(() => openPool(place, quick, timeoutMs), quick, true),
        slow: new Pool(() => openPool(place, slow, timeoutMs), slow, false),
        writes: new Pool(() => openPool(place, writes, timeoutMs), writes, false),
      }
      return { engine: new PostgresEngine(place, pools, model, teaches, replicas), applied }
    } catch (error) {
      throw openFailure(error, shownPlace(place))
    }
  }

  print(plan: GuardedPlan): PostgresStatement {
    const statement = print(plan)
    assertJoinsTenants(statement.text, this.model)
    if (statement.apart !== null) assertJoinsTenants(statement.apart.text, this.model)
    return statement
  }

  run(statement: Statement, input: Input): Promise<Outcome> {
    const printed = statement as PostgresStatement
    return printed.plan.kind === 'read' ? this.read(printed, input) : this.write(printed, input)
  }

  async explain(statement: Statement, input: Input): Promise<PlanStep[]> {
    const printed = statement as PostgresStatement
    try {
      const values = bindAll(printed, input, this.model)
      return stepsOf(await this.pools.quick.read(explained(printed.text), values, input.signal))
    } catch (error) {
      throw translate(error, printed, input, null, this.model)
    }
  }

  fillOnce(fill: (() => Promise<void>) | null): Promise<boolean> {
    return fillOnce(() => openPool({ ...this.place, prepare: false }, 1, null), this.model, fill)
  }

  async close(): Promise<void> {
    const { quick, slow, writes } = this.pools
    await Promise.all([quick.close(), slow.close(), writes.close(), this.replicas?.close()])
  }

  private async read(statement: PostgresStatement, input: Input): Promise<Outcome> {
    const values = bindAll(statement, input, this.model)
    try {
      const isSlow = await this.isSlow(statement, values, input)
      this.statements += 1
      const [row] = await this.rows(statement.text, values, isSlow, input.signal)
      const { body, n, total } = row as { body: string | null; n: number; total?: string }
      return { body, rows: n, updated: 0, total: total === undefined ? null : Number(total) }
    } catch (error) {
      throw translate(error, statement, input, null, this.model)
    }
  }

  private async rows(
    text: string,
    values: readonly unknown[],
    isSlow: boolean,
    signal?: AbortSignal,
  ): Promise<Rows> {
    const { quick, slow } = this.pools
    const elsewhere = this.replicas === null ? null : await this.replicas.read(text, values, isSlow, signal)
    return elsewhere ?? (await (isSlow ? slow : quick).read(text, values, signal))
  }

  /** By what PostgreSQL estimated for the values that the read was seen with last. */
  private async isSlow(
    statement: PostgresStatement,
    values: readonly unknown[],
    input: Input,
  ): Promise<boolean> {
    const { quick } = this.pools
    const known = this.known.get(statement) ?? { slow: false, runs: 0 }
    this.known.set(statement, known)
    const isDue = known.runs % estimateRunsMax === 0
    known.runs += 1
    if (isDue) known.slow = isSlow(await quick.read(explained(statement.text), values, input.signal))
    return known.slow
  }

  private async write(statement: PostgresStatement, input: Input): Promise<Outcome> {
    const values = bindAll(statement, input, this.model)
    const isolation = this.isolations.of(statement.plan)
    const undoes = input.rollback || input.affectedMax !== null || input.single || statement.apart !== null
    const once = (session: ReservedSQL) => this.writeOnce(session, statement, values, input)
    const texts = statement.apart === null ? [statement.text] : [statement.text, statement.apart.text]
    this.statements += texts.length
    try {
      if (isolation === 'alone' && !undoes) return await this.commits.alone(texts, once)
      const level = isolation === 'alone' ? 'read committed' : 'serializable'
      return await this.commits.add(level, texts, async (session) => {
        const outcome = await once(session)
        refuseTooMany(outcome.rows, input)
        return input.rollback ? new RolledBack(outcome) : outcome
      })
    } catch (error) {
      if (isBroken(error)) throw serverFailure(error, true)
      throw translate(error, statement, input, await this.judge(statement, input, error), this.model)
    }
  }

  /** Runs the write and, where it cannot return the rows to send back, reads them after it. */
  private async writeOnce(
    session: ReservedSQL,
    statement: PostgresStatement,
    values: readonly unknown[],
    input: Input,
  ): Promise<Outcome> {
    // Not stopped when whoever sent it has gone: a page that is closed still means what it sent.
    const rows = await run(session, statement.text, values)
    const { apart, plan } = statement
    if (apart === null) return outcomeOf(rows, plan)
    const columns = keyColumns(plan.table)
    const keys = rows.map((row) => columns.map(({ name, type }) => readText(type, String(row[name]))))
    const updated = rows.filter((row) => row._offstage_was === true).length
    const given = bindAll(apart, { ...input, rows: keys }, this.model)
    const [shown] = await run(session, apart.text, given)
    return { body: String(shown?.body), rows: rows.length, updated, total: null }
  }

  /** Which parts of the rule the row broke; null where that cannot be said. */
  private async judge(
    { plan, denials }: PostgresStatement,
    input: Input,
    error: unknown,
  ): Promise<string | null> {
    const denied = this.teaches ? denialOf(error) : null
    if (denied === null || denials[denied.index]?.kind !== 'row') return null
    if (plan.kind !== 'insert' && plan.kind !== 'update') return null
    const question = printJudgement(plan)
    const values = bindAll(question, input, this.model)
    const [truths] = await this.pools.quick.read(question.text, values, input.signal)
    return truths === undefined ? null : judgement(plan, truths)
  }
}

/** What a write says of itself: the rows sent back, how many were there before, or their number alone. */
function outcomeOf(rows: Rows, plan: GuardedPlan): Outcome {
  const returns = plan.kind !== 'read' && plan.returning !== null
  const counts = returns || (plan.kind === 'insert' && plan.conflict?.action === 'merge')
  if (!counts) return { body: null, rows: rows.count, updated: 0, total: null }
  const [row] = rows as unknown as [{ body?: string; n: number; updated?: number }]
  return { body: row.body ?? null, rows: row.n, updated: row.updated ?? 0, total: null }
}

/**
 * Changes the schema over a connection of its own. PgBouncer takes no `statement_timeout`; then the server
 * does without.
 */
async function prepare(
  place: Place,
  model: Model,
  options: MigrateOptions,
): Promise<{ timeoutMs: number | null; applied: string[] }> {
  const change = async (timeoutMs: number | null) => {
    const sql = openPool({ ...place, prepare: false }, 1, timeoutMs)
    try {
      const session = await sql.reserve()
      try {
        if (timeoutMs === null) await checkSettings(session)
        const { applied } = await applySchema(session, wantedSchema(model, printChecks(model)), options)
        return { timeoutMs, applied }
      } finally {
        // A pool that has lent a connection waits for it before it closes.
        session.release()
      }
    } finally {
      await sql.close()
    }
  }
  try {
    return await change(place.timeoutMs)
  } catch (error) {
    if (!isUnsupportedSetting(error)) throw error
    return await change(null)
  }
}
