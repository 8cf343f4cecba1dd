/**
 * The embedded engine: SQLite in process, write-ahead log, `synchronous=FULL`, writes grouped into commits.
 */
import type { Database, Statement as Prepared } from 'bun:sqlite'
import { busyTimeoutMs, estimateRunsMax, lockPauseMs } from '../../base/limits.ts'
import type { Model } from '../../model/index.ts'
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
import { bindAll, bindRow } from './bind.ts'
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
  roughly,
  SMALL_ROWS,
  type Step,
  treeOf,
} from './cost.ts'
import { quoteName } from './dialect.ts'
import { openFailure, storageFailure, translate } from './errors.ts'
import { addFunctions, type Signals } from './functions.ts'
import { judgement, printJudgement } from './judge.ts'
import { applySchema, type MigrateOptions } from './migrate.ts'
import { findMissing } from './missing.ts'
import { print } from './print.ts'
import { keyColumns } from './print-returned.ts'
import { Reads } from './reads.ts'
import { sortReturned } from './returned.ts'
import type { SqliteStatement } from './statement.ts'
import { decode, type Stored } from './storage.ts'
import { fixedWeight, weightOf } from './weight.ts'

export { copyDatabase, type Examined, examine, replaceDatabase, schemaChanges } from './backup/index.ts'
export { printSchema } from './print-schema.ts'

/** A statement that SQLite has compiled, with its plan. */
interface Ready {
  readonly prepared: Prepared
  readonly steps: readonly Step[]
  /** What a visit costs, where it is the same whatever is asked; null where it hangs on the values. */
  readonly weight: number | null
  /** As estimated last. */
  cost: Cost
  runs: number
}

export interface OpenOptions extends MigrateOptions {
  /** Whether a denied write says which part of which rule was broken: for development alone. */
  readonly teaches?: boolean
  /** Reads a database that another connection of this server has opened before; implies `asItIs`. */
  readonly readsOnly?: boolean
}

export class SqliteEngine implements Engine {
  readonly name = 'sqlite'
  private readonly signals: Signals
  private readonly reads: Reads
  private readonly commits: Commits
  private readonly prepared = new WeakMap<Statement, Ready>()
  /** Statements run since the start: tests count them. */
  statements = 0

  /** @param teaches whether refusals say which part of a rule was broken: for developers alone */
  private constructor(
    readonly db: Database,
    private readonly model: Model,
    private readonly teaches: boolean,
    private readonly readsOnly: boolean,
  ) {
    this.signals = addFunctions(db)
    this.reads = new Reads(db)
    this.commits = new Commits(db, busyTimeoutMs, () => this.reads.end())
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
      const engine = new SqliteEngine(db, model, options.teaches ?? false, options.readsOnly ?? false)
      const { applied } = applySchema(db, wantedSchema(model, printChecks(model)), {
        ...options,
        asItIs: options.asItIs === true || options.readsOnly === true,
      })
      if (options.readsOnly) db.run('pragma query_only = on')
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
    const write = () => this.write(printed, values, input)
    return this.commits.add(write, input.rows.length, isWhole(printed, input))
  }

  explain(statement: Statement, input: Input): PlanStep[] {
    const printed = statement as SqliteStatement
    const flat = (steps: readonly Step[], depth: number): PlanStep[] =>
      steps.flatMap(({ detail, children }) => [{ depth, text: detail }, ...flat(children, depth + 1)])
    return flat(this.stepsOf(printed, bindAll(printed, input)), 0)
  }

  close(): void {
    this.commits.close()
    this.reads.end()
    try {
      if (this.readsOnly) return
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
    // Where another connection writes, a turn's first look is too old for who was told of a write since.
    if (!this.readsOnly) this.reads.enter()
    const row = this.execute(statement, values, input)[0] as [string | null, number, number | undefined]
    return { body: row[0], rows: row[1], updated: 0, total: row[2] ?? null }
  }

  private write(statement: SqliteStatement, values: Stored[], input: Input): Outcome | RolledBack<Outcome> {
    this.signals.updated = 0
    const { changed, returned } = this.writeAndReturn(statement, values, input)
    const returns = 'returning' in statement.plan && statement.plan.returning !== null
    const rows = returns ? returned.length : changed
    refuseTooMany(rows, input)
    if (returns) sortReturned(returned, statement.plan)
    const body = returns ? `[${returned.map(([json]) => json as string).join(', \n ')}]` : null
    const outcome: Outcome = { body, rows, updated: this.signals.updated, total: null }
    return input.rollback ? new RolledBack(outcome) : outcome
  }

  /** Runs the write; gives the rows to send back, read apart where it cannot return them itself. */
  private writeAndReturn(statement: SqliteStatement, values: Stored[], input: Input): Written {
    const { apart, plan } = statement
    if (apart === null) return this.change(statement, values, input)
    if (plan.kind === 'delete') {
      const gone = this.execute(apart, bindAll(apart, input), input)
      this.change(statement, values, input)
      return { changed: gone.length, returned: gone }
    }
    const types = keyColumns(plan.table).map((column) => column.type)
    const rows = this.change(statement, values, input).returned.map((keys) =>
      types.map((type, index) => decode(type, keys[index] as Exclude<Stored, null>)),
    )
    const returned = this.execute(apart, bindAll(apart, { ...input, rows }), input)
    return { changed: returned.length, returned }
  }

  /** Runs the statement of a write: once or, where it holds one row of many, once for each. */
  private change(statement: SqliteStatement, values: Stored[], input: Input): Written {
    const { plan, apart, byRow } = statement
    const returning = plan.kind === 'read' ? null : plan.returning
    const returns = returning !== null && (plan.kind !== 'delete' || apart === null)
    return this.attempt(statement, values, input, (prepared, at) => {
      const run = () => prepared.run(...(values as never[])).changes
      const runAndReturn = () => prepared.values(...(values as never[]))
      if (!byRow) return returns ? { changed: 0, returned: runAndReturn() } : { changed: run(), returned: [] }
      const returned: unknown[][] = []
      let changed = 0
      for (const row of input.rows) {
        at.row = row
        bindRow(statement, input, row, values)
        if (returns) returned.push(...runAndReturn())
        else changed += run()
      }
      return { changed, returned }
    })
  }

  private execute(statement: SqliteStatement, values: unknown[], input: Input): unknown[][] {
    return this.attempt(statement, values, input, (prepared) => prepared.values(...(values as never[])))
  }

  /** Runs the statement; what SQLite says against it becomes a refusal. */
  private attempt<T>(
    statement: SqliteStatement,
    values: unknown[],
    input: Input,
    run: (prepared: Prepared, at: Position) => T,
  ): T {
    const at: Position = { row: null }
    this.signals.denied = null
    this.statements += 1
    try {
      return run(this.ready(statement, values, input), at)
    } catch (error) {
      const why = this.teaches && this.signals.denied !== null ? this.judge(statement, input) : null
      const missing = () => findMissing(this.db, statement.plan, at.row === null ? input.rows : [at.row])
      throw translate(error, statement, input, this.signals, why, this.model, missing)
    }
  }

  /** The statement prepared and, now and then, its cost estimated against the tables as they are. */
  private ready(statement: SqliteStatement, values: unknown[], input: Input): Prepared {
    let ready = this.prepared.get(statement)
    if (ready === undefined) {
      const steps = this.stepsOf(statement, values)
      const prepared = this.db.prepare(statement.text)
      ready = { prepared, steps, weight: fixedWeight(statement), cost: FREE, runs: 0 }
      this.prepared.set(statement, ready)
    }
    const { steps } = ready
    if (ready.runs % estimateRunsMax === 0)
      ready.cost = costOf(steps, statement.text, this.model, (table) => this.highest(table))
    ready.runs += 1
    const weight = ready.weight ?? weightOf(statement, input.parameters)
    // Counting takes a while: only where the highest number, which a caller may have chosen, refuses.
    if (!isAffordable(ready.cost, weight))
      this.refuseCounted((rows) => costOf(steps, statement.text, this.model, rows), weight)
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
      most = Math.max(most, roughly(rows))
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
}

/** What a write did: to how many rows, where it returns none, and the rows that it returned. */
interface Written {
  readonly changed: number
  readonly returned: unknown[][]
}

/** How far a statement that is run for each row has come; null for one that is not. */
interface Position {
  row: Input['rows'][number] | null
}

/** Whether the write is one run of one statement, and nothing can be found wrong with it afterwards. */
function isWhole({ apart, byRow }: SqliteStatement, input: Input): boolean {
  if (apart !== null || (byRow && input.rows.length > 1)) return false
  return !input.rollback && input.affectedMax === null && !input.single
}
