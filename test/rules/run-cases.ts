/** Makes cases from a seed, checks them, and tells of those that fail. */
import { checkCase, type Failure } from './check-case.ts'
import { sourceOf } from './declare.ts'
import { Dice } from './dice.ts'
import { makeModel, type Without } from './make-model.ts'
import { RequestMaker } from './make-request.ts'
import { makeCaller, makeRows } from './make-rows.ts'
import { shrink } from './shrink.ts'
import type { State } from './spec.ts'
import type { CaseSpec } from './spec-request.ts'
import type { Plant } from './stage.ts'
import { toJson } from './values.ts'
import { makeOther } from './worlds.ts'

const REQUESTS = 14

export interface Found {
  readonly seed: number
  readonly one: CaseSpec
  readonly failure: Failure
}

export function makeCase(seed: number, without: Without = new Set()): CaseSpec {
  const dice = new Dice(seed)
  const model = makeModel(dice, without)
  const rows = makeRows(dice, model)
  const caller = makeCaller(dice)
  const other = makeOther(dice, model, rows, caller)
  const maker = new RequestMaker(dice, model, rows, without)
  return { model, rows, other, caller, requests: Array.from({ length: REQUESTS }, () => maker.request()) }
}

export interface Runs {
  readonly seed: number
  readonly cases: number
  readonly without?: Without
  readonly plant?: Plant
  /** Called after each case. */
  readonly progress?: (done: number, found: readonly Found[]) => void
  /** Failures after which the run ends. */
  readonly foundMax?: number
}

/** Case number n of a seed is made from the seed `seed + n`, so that it can be run alone. */
export async function runCases({
  seed,
  cases,
  without,
  plant,
  progress,
  foundMax = 1,
}: Runs): Promise<Found[]> {
  const found: Found[] = []
  for (let index = 0; index < cases && found.length < foundMax; index++) {
    const one = makeCase(seed + index, without)
    const check = (each: CaseSpec) => checkCase(each, plant)
    const failure = await check(one)
    if (failure !== null) found.push({ seed: seed + index, ...(await shrink(one, failure, check)) })
    progress?.(index + 1, found)
  }
  return found
}

/** Everything that is needed to see the failure, and to have it again. */
export function report({ seed, one, failure }: Found): string {
  const { said } = failure
  return [
    `FAILED with the seed ${seed} (${LAWS[failure.law]})`,
    `  again: npm run test:rules -- --seed ${seed} --cases 1`,
    '',
    sourceOf(one.model),
    '',
    'rows:',
    ...rowsText(one.rows),
    ...(one.other === null ? [] : ['rows of the other world:', ...rowsText(one.other)]),
    '',
    `caller: ${JSON.stringify(one.caller)}`,
    ...(said === null
      ? []
      : [
          `request: ${said.method} ${decodeURIComponent(said.path)}`,
          `  ${JSON.stringify(said.headers)}`,
          `  ${said.body ?? ''}`,
        ]),
    ...(failure.request > 0 ? [`  (after ${failure.request} other requests)`] : []),
    '',
    `expected: ${failure.expected}`,
    `got: ${failure.got}`,
  ].join('\n')
}

const LAWS: Readonly<Record<Failure['law'], string>> = {
  crash: 'the server made a mistake of its own',
  answer: 'the answer is not what the verdict in memory says',
  effect: 'the rows after the write are not what the verdict in memory says',
  secret: 'the answer holds what only denied rows or columns hold',
  worlds: 'the answer changed with what the caller may not see',
  missing: 'a reference tells an unreadable row from one that does not exist',
  evaluate: 'the evaluator in memory differs from what the rule means',
  filling: 'rows written with the secret key do not read back as they were',
}

function rowsText(state: State): string[] {
  return Object.entries(state).flatMap(([name, rows]) => rows.map((row) => `  ${name} ${toJson(row)}`))
}
