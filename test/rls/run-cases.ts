/** Makes cases from a seed, asks PostgreSQL as each caller, and tells of what differs. */
import { declare, sourceOf } from '../rules/declare.ts'
import { Dice } from '../rules/dice.ts'
import type { Stage } from '../rules/judge.ts'
import { makeModel } from '../rules/make-model.ts'
import { idOf, makeCaller, makeRows } from '../rules/make-rows.ts'
import type { CallerSpec, ModelSpec, State } from '../rules/spec.ts'
import { toJson } from '../rules/values.ts'
import { checkReads } from './check-reads.ts'
import { checkWrite, type Tally } from './check-writes.ts'
import { makeWrites } from './make-writes.ts'
import { callerOf, RlsStage } from './stage.ts'

const CALLERS = 3

export interface Runs {
  readonly seed: number
  readonly cases: number
  /** Failures after which the run ends. */
  readonly foundMax?: number
  readonly progress?: (done: number, found: readonly string[]) => void
}

export interface Ran {
  /** Failures, each in full. */
  readonly found: readonly string[]
  readonly tally: Tally
}

/** Case number n of a seed is made from the seed `seed + n`, so that it can be run alone. */
export async function runCases({ seed, cases, foundMax = 1, progress }: Runs): Promise<Ran> {
  const [found, tally]: [string[], Tally] = [[], { done: 0, refused: 0 }]
  const rls = await RlsStage.open()
  try {
    for (let index = 0; index < cases && found.length < foundMax; index++) {
      const failure = await runCase(rls, seed + index, tally)
      if (failure !== null) found.push(failure)
      progress?.(index + 1, found)
    }
  } finally {
    await rls.close()
  }
  return { found, tally }
}

async function runCase(rls: RlsStage, seed: number, tally: Tally): Promise<string | null> {
  const dice = new Dice(seed)
  const model = makeModel(dice)
  const state = makeRows(dice, model)
  const callers = Array.from({ length: CALLERS }, () => makeCaller(dice))
  try {
    await rls.declare(declare(model))
    await rls.fill(model, state)
    for (const spec of callers) {
      const wrong = await checkCaller(rls, dice, { model, state, caller: spec }, tally)
      if (wrong !== null) return report(seed, model, state, spec, wrong)
    }
    return null
  } catch (error) {
    return report(
      seed,
      model,
      state,
      null,
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    )
  }
}

async function checkCaller(
  rls: RlsStage,
  dice: Dice,
  given: Omit<Stage, 'me'>,
  tally: Tally,
): Promise<string | null> {
  const { name } = given.caller
  const stage: Stage = { ...given, me: name === null ? null : idOf(name) }
  const caller = callerOf(given.caller)
  const read = await checkReads(rls, stage, caller)
  if (read !== null) return read
  for (const write of makeWrites(dice, stage.model, stage.state, stage.me)) {
    const wrong = await checkWrite(rls, stage, caller, write, tally)
    if (wrong !== null) return wrong
  }
  return null
}

/** Everything that is needed to see the failure, and to have it again. */
function report(
  seed: number,
  model: ModelSpec,
  state: State,
  caller: CallerSpec | null,
  wrong: string,
): string {
  return [
    `FAILED with the seed ${seed}`,
    `  again: node bin/bun.mjs test/rls/run.ts --seed ${seed} --cases 1`,
    '',
    sourceOf(model),
    '',
    'rows:',
    ...Object.entries(state).flatMap(([name, rows]) => rows.map((row) => `  ${name} ${toJson(row)}`)),
    '',
    `caller: ${JSON.stringify(caller)}`,
    wrong,
  ].join('\n')
}
