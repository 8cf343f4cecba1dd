/**
 * The embedded engine: SQLite in process, write-ahead log, `synchronous=FULL`, writes grouped into commits.
 */
import type { Database, Statement as Prepared } from 'bun:sqlite'
import { Refusal } from '../../base/errors.ts'
import { estimateRunsMax, lockPauseMs } from '../../base/limits.ts'
import type { Model } from '../../model/index.ts'
import type { Engine, GuardedPlan, Input, Outcome, PlanStep, Statement } from '../../query/index.ts'
import { wantedSchema } from '../../schema/index.ts'
import { bindAll } from './bind.ts'
import { printChecks } from './checks.ts'
import { Commits, RolledBack } from './commit.ts'
import { openDatabase } from './connection.ts'
import {
  type Cost,
  costOf,
  FREE,
  isAffordable,
  type RowCounts,
  refuseExpensive,
  SMALL_ROWS,
  type Step,
  treeOf,
} from './cost.ts'
import { quoteName } from './dialect.ts'
import { openFailure, storageFailure, translate } from './errors.ts'
import { addFunctions, type Signals } from './functions.ts'
import { judgement, printJudgement } from './judge.ts'
import { applySchema, type MigrateOptions } from './migrate.ts'
import { print } from './print.ts'
import { keyColumns } from './print-returned.ts'
import { sortReturned } from './returned.ts'
import type { SqliteStatement } from './statement.ts'
import { decode, type Stored } from './storage.ts'
import { weightOf } from './weight.ts'

/** A statement that SQLite has compiled, with its plan. */
interface Ready {
  readonly prepared: Prepared
  readonly steps: readonly Step[]
  /** As estimated last. */
  cost: Cost
  runs: number
}

export interface OpenOptions extends MigrateOptions {
  /** Whether a denied write says which part of which rule was broken: for development alone. */
  readonly teaches?: boolean
}

export class SqliteEngine implements Engine {
  readonly name = 'sqlite'
  private readonly signals: Signals
  private readonly commits: Commits
  private readonly prepared = new WeakMap<Statement, Ready>()
  /** Statements run since the start: tests count them. */
  statements = 0

  /** @param teaches whether refusals say which part of a rule was broken: for developers alone */
  private constructor(
    readonly db: Database,
    private readonly model: Model,
    private readonly teaches: boolean,
  ) {
    this.signals = addFunctions(db)
    this.commits = new Commits(db)
  }

  /**
   * Opens the database and brings it to the model's schema.
   * @param path a file, or `:memory:`
   * @throws SchemaRefusal when the change would lose something, UsageError when the disk does not let us
   */
  static open(
    path: string,
    model: Model,
    options: OpenOptions = {},
  ): { engine: SqliteEngine; applied: string[] } {
    let db: Database | null = null
    try {
      db = openDatabase(path)
      const engine = new SqliteEngine(db, model, options.teaches ?? false)
      const { applied } = applySchema(db, wantedSchema(model, printChecks(model)), options)
      // From here on a lock that another process holds is waited for between requests, not inside one.
      db.run(`pragma busy_timeout = ${lockPauseMs}`)
      return { engine, applied }
    } catch (error) {
      db?.close(false)
      throw openFailure(error, path)
    }
  }

  print(plan: GuardedPlan): SqliteStatement {
    return print(plan)
  }

  run(statement: Statement, input: Input): Outcome | Promise<Outcome> {
    const printed = statement as SqliteStatement
    const values = bindAll(printed, input)
    if (printed.plan.kind === 'read') return this.read(printed, values, input)
    return this.commits.add(() => this.write(printed, values, input), input.rows.length)
  }

  explain(statement: Statement, input: Input): PlanStep[] {
    const printed = statement as SqliteStatement
    const flat = (steps: readonly Step[], depth: number): PlanStep[] =>
      steps.flatMap(({ detail, children }) => [{ depth, text: detail }, ...flat(children, depth + 1)])
    return flat(this.stepsOf(printed, bindAll(printed, input)), 0)
  }

  close(): void {
    this.commits.close()
    try {
      // Statistics for the planner, of the tables that changed much; cheap when none did.
      this.db.run('pragma optimize')
      // SQLite does this with the last connection by itself, but not while a statement is prepared.
      this.db.run('pragma wal_checkpoint(truncate)')
    } catch (error) {
      // On a full disk neither is possible, and neither is needed: the log holds every commit.
      if (storageFailure(error) === error) throw error
    } finally {
      this.db.close(false)
    }
  }

  private read(statement: SqliteStatement, values: unknown[], input: Input): Outcome {
    const [row] = this.execute(statement, values, input)
    const [body, rows, total] = row as [string, number, number | undefined]
    return { body, rows, updated: 0, total: total ?? null }
  }

  private write(statement: SqliteStatement, values: unknown[], input: Input): Outcome | RolledBack<Outcome> {
    this.signals.updated = 0
    const returned = this.writeAndReturn(statement, values, input)
    const returns = 'returning' in statement.plan && statement.plan.returning !== null
    const rows = returns ? returned.length : this.changes()
    refuseTooMany(rows, input)
    if (returns) sortReturned(returned, statement.plan)
    const body = returns ? `[${returned.map(([json]) => json as string).join(', \n ')}]` : null
    const outcome: Outcome = { body, rows, updated: this.signals.updated, total: null }
    return input.rollback ? new RolledBack(outcome) : outcome
  }

  /** Runs the write; gives the rows to send back, read apart where it cannot return them itself. */
  private writeAndReturn(statement: SqliteStatement, values: unknown[], input: Input): unknown[][] {
    const { apart, plan } = statement
    if (apart === null) return this.execute(statement, values, input)
    if (plan.kind === 'delete') {
      const gone = this.execute(apart, bindAll(apart, input), input)
      this.execute(statement, values, input)
      return gone
    }
    const types = keyColumns(plan.table).map((column) => column.type)
    const rows = this.execute(statement, values, input).map((keys) =>
      types.map((type, index) => decode(type, keys[index] as Exclude<Stored, null>)),
    )
    return this.execute(apart, bindAll(apart, { ...input, rows }), input)
  }

  private execute(statement: SqliteStatement, values: unknown[], input: Input): unknown[][] {
    this.signals.denied = null
    this.statements += 1
    try {
      return this.ready(statement, values, input).values(...(values as never[]))
    } catch (error) {
      const why = this.teaches && this.signals.denied !== null ? this.judge(statement, input) : null
      throw translate(error, statement, input, this.signals, why, this.model)
    }
  }

  /** The statement prepared and, now and then, its cost estimated against the tables as they are. */
  private ready(statement: SqliteStatement, values: unknown[], input: Input): Prepared {
    let ready = this.prepared.get(statement)
    if (ready === undefined) {
      const steps = this.stepsOf(statement, values)
      ready = { prepared: this.db.prepare(statement.text), steps, cost: FREE, runs: 0 }
      this.prepared.set(statement, ready)
    }
    const { steps } = ready
    const cost = (rows: RowCounts) => costOf(steps, statement.text, this.model, rows)
    if (ready.runs % estimateRunsMax === 0) ready.cost = cost((table) => this.highest(table))
    ready.runs += 1
    const weight = weightOf(statement, input.parameters)
    // Counting takes a while: only where the highest number, which a caller may have chosen, refuses.
    if (!isAffordable(ready.cost, weight)) this.refuseCounted(cost, weight)
    return ready.prepared
  }

  /** SQLite's plan. Finalized at once: a statement left open would hold up the savepoints around it. */
  private stepsOf(statement: SqliteStatement, values: readonly unknown[]): Step[] {
    const question = this.db.prepare(`explain query plan ${statement.text}`)
    try {
      return treeOf(question.values(...(values as never[])))
    } finally {
      question.finalize()
    }
  }

  /** Refuses by the numbers of rows that there really are. */
  private refuseCounted(cost: (rows: RowCounts) => Cost, weight: number): void {
    let most = 0
    const counted = cost((table) => {
      const rows = this.rowCount(table)
      most = Math.max(most, rows)
      return rows
    })
    // Where all tables are small, visits are mostly of subqueries inside each other, which do not all weigh
    // as much.
    refuseExpensive(counted, most <= SMALL_ROWS ? 1 : weight)
  }

  /** The highest number that a row of the table has: at least as many as there are. */
  private highest(table: string): number {
    return this.number(`select max(rowid) from ${quoteName(table)}`)
  }

  private rowCount(table: string): number {
    return this.number(`select count(*) from ${quoteName(table)}`)
  }

  private number(sql: string): number {
    const [row] = this.db.query(sql).values()
    return Number(row?.[0] ?? 0)
  }

  /** Which parts of the rule the row broke; null where that cannot be said. */
  private judge({ plan, denials }: SqliteStatement, input: Input): string | null {
    const denied = this.signals.denied
    if (denied === null || denials[denied.index]?.kind !== 'row') return null
    if (plan.kind !== 'insert' && plan.kind !== 'update') return null
    const question = printJudgement(plan)
    const [truths] = this.db.prepare(question.text).values(...(bindAll(question, input) as never[]))
    return truths === undefined ? null : judgement(plan, truths)
  }

  private changes(): number {
    return this.number('select changes()')
  }
}

function refuseTooMany(rows: number, input: Input): void {
  if (input.affectedMax !== null && rows > input.affectedMax) {
    throw new Refusal(400, 'PGRST124', 'Query result exceeds max-affected preference constraint', {
      details: `The query affects ${rows} rows`,
    })
  }
  if (input.single && rows !== 1) {
    throw new Refusal(406, 'PGRST116', 'Cannot coerce the result to a single JSON object', {
      details: `The result contains ${rows} rows`,
    })
  }
}
