/**
 * One data request from its text to its answer, as a straight line:
 * parse → plan → guard → print → run → respond.
 */
import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import type { Model } from '../model/index.ts'
import {
  type Engine,
  guard,
  type Input,
  insertValues,
  type Outcome,
  plan,
  type Sources,
  type Statement,
  tableOf,
  updateValues,
} from '../query/index.ts'
import type { Caller } from '../rules/index.ts'
import type { Trace } from '../trace/index.ts'
import { explain } from './explain.ts'
import { type Asked, parse, type Wordings } from './parse/index.ts'
import { respond } from './respond.ts'
import type { Shapes } from './shapes.ts'

/** What the data API works with. */
export interface DataHouse {
  readonly model: Model
  readonly engine: Engine
  readonly wordings: Wordings
  readonly shapes: Shapes
  readonly clock: Clock
  readonly random: Random
  /** Sent with every answer. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Answers one request to `/rest/v1/<table>`, at once where nothing has to be waited for: a read on the
 * embedded engine.
 * @throws Refusal, at once or by the promise: whatever the caller may not do or did wrong
 */
export function handle(
  request: Request,
  table: string,
  search: string,
  caller: Caller,
  house: DataHouse,
  trace: Trace,
): Response | Promise<Response> {
  const asked = trace.step('parse', () => parse(request, tableOf(table, house.model), search, house.wordings))
  // A signal costs something to make: only where somebody listens.
  const signal = house.engine.stops === true ? request.signal : null
  if (asked instanceof Promise) return asked.then((parsed) => answer(parsed, caller, house, trace, signal))
  return answer(asked, caller, house, trace, signal)
}

function answer(
  asked: Asked,
  caller: Caller,
  house: DataHouse,
  trace: Trace,
  signal: AbortSignal | null,
): Response | Promise<Response> {
  const statement = house.shapes.statement(asked.shape, caller, () => {
    const planned = trace.step('plan', () => plan(asked.shape, house.model))
    const guarded = trace.step('guard', () => guard(planned, house.model, caller))
    return trace.step('print', () => house.engine.print(guarded))
  })
  const input = trace.step('read values', () => inputOf(asked, statement, caller, house, signal))
  if (asked.media.kind === 'plan')
    return trace.step('explain', () => explain(asked, statement, input, house.engine))
  const respondTo = (outcome: Outcome) =>
    trace.step('respond', () => respond(asked, statement.plan, outcome, house.headers))
  const outcome = trace.step('run', () => run(statement, input, house.engine))
  return outcome instanceof Promise ? outcome.then(respondTo) : respondTo(outcome)
}

/** The values that the statement is run with. */
function inputOf(
  asked: Asked,
  statement: Statement,
  caller: Caller,
  house: DataHouse,
  signal: AbortSignal | null,
): Input {
  const from: Sources = { clock: house.clock, random: house.random, caller }
  const { preferences } = asked
  const { kind } = statement.plan
  const reads = kind === 'read'
  const heeds = preferences.handling === 'strict' && (kind === 'update' || kind === 'delete')
  return {
    caller,
    parameters: asked.values,
    rows: rowsOf(asked, statement, from),
    rollback: preferences.tx === 'rollback',
    affectedMax: heeds ? preferences.maxAffected : null,
    single: asked.media.kind === 'object' && !reads,
    ...(signal === null ? {} : { signal }),
  }
}

function rowsOf(asked: Asked, { plan: planned }: Statement, from: Sources): Input['rows'] {
  if (planned.kind === 'insert') return insertValues(planned, asked.rows, from)
  if (planned.kind === 'update') return [updateValues(planned, asked.rows[0] ?? [])]
  return []
}

const NOTHING_WRITTEN: Outcome = { body: '[]', rows: 0, updated: 0, total: null }

/** A write of no rows, or of no columns, changes nothing and is no error. */
function run(statement: Statement, input: Input, engine: Engine): Outcome | Promise<Outcome> {
  const { plan: planned } = statement
  if (planned.kind === 'insert' && input.rows.length === 0) return NOTHING_WRITTEN
  if (planned.kind === 'update' && planned.set.length === 0) return NOTHING_WRITTEN
  return engine.run(statement, input)
}
