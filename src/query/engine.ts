/**
 * What a database must do for Offstage: print guarded plans once, run them often. Implemented under
 * `engines/`.
 */
import type { Value } from '../model/index.ts'
import type { Caller } from '../rules/index.ts'
import type { GuardedPlan } from './guard.ts'
import type { Parameter } from './request.ts'

/** A guarded plan in an engine's own words. Holds no value of any request, so one serves a whole shape. */
export interface Statement {
  readonly plan: GuardedPlan
  readonly text: string
}

/** The values of one request. */
export interface Input {
  readonly caller: Caller
  readonly parameters: readonly Parameter[]
  /** Rows to write, as `write-values.ts` made them. */
  readonly rows: readonly (readonly Value[])[]
  /** Undo everything after the answer is made (`Prefer: tx=rollback`). */
  readonly rollback: boolean
  /** Most rows that a write may touch; more undo it (`Prefer: max-affected`). Null for any number. */
  readonly affectedMax: number | null
  /** The write must touch exactly one row, or nothing happens (a single object was asked for). */
  readonly single: boolean
  /** Aborted when whoever asked has gone: an engine that waits for a server may stop it. */
  readonly signal?: AbortSignal
}

export interface Outcome {
  /** A JSON array of the rows read or sent back, made by the database; null when none were asked for. */
  readonly body: string | null
  /** Rows in the body, or rows written. */
  readonly rows: number
  /** Of an upsert: rows that were there before and were changed. */
  readonly updated: number
  /** All rows that match, whatever the limit; null when nobody asked. */
  readonly total: number | null
}

/** One step of a database's plan. */
export interface PlanStep {
  /** How deep it stands below the step that asks for it. */
  readonly depth: number
  readonly text: string
}

export interface Engine {
  readonly name: 'sqlite' | 'postgres'
  /** Whether a statement can be stopped: then it is told when whoever asked has gone. */
  readonly stops?: boolean
  print(plan: GuardedPlan): Statement
  /** @throws Refusal what the caller did wrong; anything else thrown is our own mistake */
  run(statement: Statement, input: Input): Outcome | Promise<Outcome>
  /** How the database would run the statement; nothing is read or written. */
  explain(statement: Statement, input: Input): readonly PlanStep[] | Promise<readonly PlanStep[]>
  /**
   * Runs `fill` where the database is new and nobody has filled it; whoever comes meanwhile waits. A `fill`
   * that did not come to its end is begun again on empty tables. Null says that nothing will be filled in.
   * @returns whether it ran
   */
  fillOnce?(fill: (() => Promise<void>) | null): Promise<boolean>
  close(): void | Promise<void>
}
