/** The embedded engine: SQLite in process, write-ahead log, `synchronous=FULL`, writes grouped into commits. */
import type { Database, Statement as Prepared } from 'bun:sqlite'
import { Refusal } from '../../base/errors.ts'
import type { Model } from '../../model/index.ts'
import type { Engine, GuardedPlan, Input, Outcome, PlanStep, Statement } from '../../query/index.ts'
import { wantedSchema } from '../../schema/index.ts'
import { bindAll } from './bind.ts'
import { printChecks } from './checks.ts'
import { Commits, RolledBack } from './commit.ts'
import { openDatabase } from './connection.ts'
import { translate } from './errors.ts'
import { addFunctions, type Signals } from './functions.ts'
import { judgement, printJudgement } from './judge.ts'
import { applySchema, type MigrateOptions } from './migrate.ts'
import { print } from './print.ts'
import { sortReturned } from './returned.ts'
import type { SqliteStatement } from './statement.ts'

export interface OpenOptions extends MigrateOptions {
  /** Whether a denied write says which part of which rule was broken: for development alone. */
  readonly teaches?: boolean
}

export class SqliteEngine implements Engine {
  readonly name = 'sqlite'
  private readonly signals: Signals
  private readonly commits: Commits
  private readonly prepared = new WeakMap<Statement, Prepared>()
  /** Statements run since the start: tests count them. */
  statements = 0

  /** @param teaches whether refusals say which part of a rule was broken: for developers alone */
  private constructor(
    readonly db: Database,
    private readonly teaches: boolean,
  ) {
    this.signals = addFunctions(db)
    this.commits = new Commits(db)
  }

  /**
   * Opens the database and brings it to the model's schema.
   * @param path a file, or `:memory:`
   * @throws SchemaRefusal when the change would lose something
   */
  static open(
    path: string,
    model: Model,
    options: OpenOptions = {},
  ): { engine: SqliteEngine; applied: string[] } {
    const db = openDatabase(path)
    try {
      const engine = new SqliteEngine(db, options.teaches ?? false)
      const { applied } = applySchema(db, wantedSchema(model, printChecks(model)), options)
      return { engine, applied }
    } catch (error) {
      db.close(false)
      throw error
    }
  }

  print(plan: GuardedPlan): SqliteStatement {
    return print(plan)
  }

  run(statement: Statement, input: Input): Outcome | Promise<Outcome> {
    const printed = statement as SqliteStatement
    const values = bindAll(printed, input)
    if (printed.plan.kind === 'read') return this.read(printed, values, input)
    return this.commits.add(() => this.write(printed, values, input))
  }

  explain(statement: Statement, input: Input): PlanStep[] {
    const printed = statement as SqliteStatement
    const values = bindAll(printed, input) as never[]
    const rows = this.db.prepare(`explain query plan ${printed.text}`).values(...values)
    const depths = new Map<unknown, number>()
    return rows.map(([id, parent, , text]) => {
      const depth = (depths.get(parent) ?? -1) + 1
      depths.set(id, depth)
      return { depth, text: String(text) }
    })
  }

  close(): void {
    this.db.close(false)
  }

  private read(statement: SqliteStatement, values: unknown[], input: Input): Outcome {
    const [row] = this.execute(statement, values, input)
    const [body, rows, total] = row as [string, number, number | undefined]
    return { body, rows, updated: 0, total: total ?? null }
  }

  private write(statement: SqliteStatement, values: unknown[], input: Input): Outcome | RolledBack<Outcome> {
    this.signals.updated = 0
    const returned = this.execute(statement, values, input)
    const returns = 'returning' in statement.plan && statement.plan.returning !== null
    const rows = returns ? returned.length : this.changes()
    refuseTooMany(rows, input)
    if (returns) sortReturned(returned, statement.plan)
    const body = returns ? `[${returned.map(([json]) => json as string).join(', \n ')}]` : null
    const outcome: Outcome = { body, rows, updated: this.signals.updated, total: null }
    return input.rollback ? new RolledBack(outcome) : outcome
  }

  private execute(statement: SqliteStatement, values: unknown[], input: Input): unknown[][] {
    this.signals.denied = null
    this.statements += 1
    try {
      let prepared = this.prepared.get(statement)
      if (prepared === undefined) {
        prepared = this.db.prepare(statement.text)
        this.prepared.set(statement, prepared)
      }
      return prepared.values(...(values as never[]))
    } catch (error) {
      const why = this.teaches && this.signals.denied !== null ? this.judge(statement, input) : null
      throw translate(error, statement, input, this.signals, why)
    }
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
    const row = this.db.query('select changes()').values()[0]
    return Number(row?.[0] ?? 0)
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
