/** Makes cases from a seed, checks them, and tells of those in which the sides differ. */
import { seededRandom } from '../../src/base/random.ts'
import type { App } from '../../src/model/index.ts'
import { Dice } from '../rules/dice.ts'
import type { Case, Declared } from './case.ts'
import { checkCase, type Failure, type Sides, type Tally } from './check.ts'
import { declare, makeApp } from './make-app.ts'
import { RequestMaker } from './make-request.ts'
import { makeRows } from './make-rows.ts'
import { shrink } from './shrink.ts'

/** Requests of one case: enough to pay for the making of two databases. */
export const REQUESTS_PER_CASE = 80

export interface Found {
  readonly one: Case
  readonly failure: Failure
}

/** The first app of the seed that holds together: chance may ask for what the model refuses. */
function appOf(dice: Dice): { app: Declared[]; declared: App } {
  for (;;) {
    const app = makeApp(dice)
    try {
      return { app, declared: declare(app) }
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ModelError') throw error
    }
  }
}

export function makeCase(seed: number, requests: number): Case {
  const dice = new Dice(Math.floor(seededRandom(seed).fraction() * 2 ** 31))
  const { app, declared } = appOf(dice)
  const rows = makeRows(dice, declared.model)
  const maker = new RequestMaker(dice, declared.model, rows, dice.pick([0, 0, 1, 4]))
  return { seed, app, rows, requests: Array.from({ length: requests }, () => maker.request()) }
}

export interface Runs {
  readonly seed: number
  readonly requests: number
  readonly sides: Sides
  /** Failures after which the run ends. */
  readonly foundMax?: number
  readonly shrinks?: boolean
  /** Called after each case. */
  readonly progress?: (tally: Tally, found: readonly Found[]) => void
}

export interface Ran {
  readonly tally: Tally
  readonly found: readonly Found[]
}

/** Case number n of a seed is made from the seed `seed + n`, so that it can be run alone. */
export async function runCases({
  seed,
  requests,
  sides,
  foundMax = 1,
  shrinks = true,
  progress,
}: Runs): Promise<Ran> {
  const tally: Tally = { requests: 0, skips: new Map() }
  const found: Found[] = []
  let asked = 0
  for (let index = 0; asked < requests && found.length < foundMax; index++) {
    const one = makeCase(seed + index, Math.min(REQUESTS_PER_CASE, requests - asked))
    asked += one.requests.length
    const failure = await checkCase(one, sides, tally)
    if (failure !== null) found.push(shrinks ? await shrink(one, failure, sides) : { one, failure })
    progress?.(tally, found)
  }
  return { tally, found }
}
