/** Runs one case: every request in both worlds, each answer held against the verdict in memory. */

import { pointingNowhere } from './answer-reference.ts'
import { type Effect, effectOf } from './answer-write.ts'
import { checkRead, checkWrite, isJudgedOnTheWay, shown, type Wrong } from './check-answer.ts'
import { checkDescription } from './check-description.ts'
import { evaluatorDiffers } from './check-evaluate.ts'
import { declare } from './declare.ts'
import { type Stage, viewOf } from './judge.ts'
import { idOf } from './make-rows.ts'
import { type Said, say } from './say.ts'
import { leaked, namesOfHidden } from './secrets.ts'
import type { State } from './spec.ts'
import { type CaseSpec, isWrite, type RequestSpec, type WriteSpec } from './spec-request.ts'
import { type Answer, type Plant, sameState, TestStage } from './stage.ts'
import { sightOf } from './worlds.ts'

/** What a case found: which law was broken, at which request. */
export interface Failure {
  readonly law: 'crash' | 'answer' | 'effect' | 'secret' | 'worlds' | 'filling' | 'evaluate' | 'missing'
  readonly request: number
  readonly said: Said | null
  readonly expected: string
  readonly got: string
}

/** What is left of a case after a request; null where it must end. */
type Next = { readonly failure: Failure } | { readonly states: readonly State[] } | null

/** Null when every law holds. @throws ModelError for a model that does not hold together */
export async function checkCase(one: CaseSpec, plant?: Plant): Promise<Failure | null> {
  const app = declare(one.model)
  const worlds = [one.rows, ...(one.other === null ? [] : [one.other])]
  const stages = worlds.map(() => new TestStage(one.model, app, one.caller, plant))
  try {
    const states: State[] = []
    for (const [index, stage] of stages.entries()) {
      const wanted = worlds[index] ?? {}
      await stage.fill(wanted)
      const state = await stage.state()
      if (!sameState(one.model, wanted, state)) return unlike(wanted, state)
      states.push(state)
    }
    const differs = evaluatorDiffers(app, stageOf(one, one.rows))
    if (differs !== null)
      return { law: 'evaluate', request: -1, said: null, expected: 'one verdict', got: differs }
    return await checkRequests(one, stages, states)
  } finally {
    await Promise.all(stages.map((stage) => stage.close()))
  }
}

function unlike(wanted: State, state: State): Failure {
  return {
    law: 'filling',
    request: -1,
    said: null,
    expected: JSON.stringify(wanted),
    got: JSON.stringify(state),
  }
}

async function checkRequests(
  one: CaseSpec,
  stages: readonly TestStage[],
  start: readonly State[],
): Promise<Failure | null> {
  let states = start
  for (const [index, request] of one.requests.entries()) {
    const next = await checkRequest(one, stages, states, request)
    if (next === null) return null
    if ('failure' in next) return { ...next.failure, request: index }
    states = next.states
  }
  return null
}

async function checkRequest(
  one: CaseSpec,
  stages: readonly TestStage[],
  states: readonly State[],
  request: RequestSpec,
): Promise<Next> {
  const said = say(one.model, request)
  const fails = (law: Failure['law'], expected: string, got: string): Next => ({
    failure: { law, request: -1, said, expected, got },
  })
  const answers: Answer[] = []
  const effects: string[] = []
  const after: State[] = []
  for (const [index, stage] of stages.entries()) {
    const before = stageOf(one, states[index] ?? {})
    const answer = await stage.ask(said)
    answers.push(answer)
    if (answer.status >= 500)
      return fails('crash', 'no mistake of our own', `${shown(answer)}\n${stage.reports.join('\n')}`)
    const state = isWrite(request) ? await stage.state() : before.state
    const effect = isWrite(request) ? effectOf(before, request, state) : null
    after.push(state)
    // The second time, statement and wording are those that were kept.
    if (!isWrite(request) && index === 0) {
      const again = shown(await stage.ask(said))
      if (again !== shown(answer)) return fails('answer', `the same twice: ${shown(answer)}`, again)
    }
    const wrong = checkAnswer(before, request, effect, answer, state)
    if (wrong !== null) return fails(wrong.law, wrong.expected, wrong.got)
    const secret = checkSecrets(before, stageOf(one, state), said, answer)
    if (secret !== null)
      return fails('secret', 'nothing that the caller may not see', `${secret} in ${shown(answer)}`)
    const plans = isWrite(request) && request.manner.plan
    const onTheWay = isWrite(request) && isJudgedOnTheWay(before, request) ? ` ${answer.status}` : ''
    effects.push(effect === null || plans ? 'read' : signature(effect) + onTheWay)
    const told =
      !isWrite(request) || plans || effect?.done !== false
        ? null
        : await tellsApart(one, stage, before, request, effect, answer)
    if (told !== null) return fails('missing', told.expected, told.got)
  }
  const [here, there] = after
  // A write may bring things into sight that the worlds differ in: then they are two worlds to the caller
  // too.
  const apart = here !== undefined && there !== undefined && sight(one, here) !== sight(one, there)
  if (apart) return null
  const [first, second] = answers
  const alike =
    first === undefined || second === undefined || effects[0] !== effects[1] || shown(first) === shown(second)
  if (!alike) return fails('worlds', `the same answer in both worlds: ${shown(first)}`, shown(second))
  return { states: after }
}

function checkAnswer(
  before: Stage,
  request: RequestSpec,
  effect: Effect | null,
  answer: Answer,
  state: State,
): Wrong {
  if (request.does === 'describe') return checkDescription(before, answer)
  if (request.does === 'read') return checkRead(before, request, answer)
  return checkWrite(before, request, effect, answer, state)
}

/** A reference to an unreadable row is answered byte for byte like one to a row that does not exist. */
async function tellsApart(
  one: CaseSpec,
  stage: TestStage,
  before: Stage,
  write: WriteSpec,
  effect: Effect,
  answer: Answer,
): Promise<{ expected: string; got: string } | null> {
  const nowhere = pointingNowhere(before, write)
  if (nowhere === null || signature(effectOf(before, nowhere.write, before.state)) !== signature(effect))
    return null
  const ids = [...nowhere.ids].sort((a, b) => b.length - a.length)
  const same = (text: string) => ids.reduce((all, id) => all.replaceAll(id, 'ID'), text)
  const missing = await stage.ask(say(one.model, nowhere.write))
  if (same(shown(missing)) === same(shown(answer))) return null
  return { expected: `as of a missing row: ${shown(missing)}`, got: shown(answer) }
}

const sight = ({ model, caller }: CaseSpec, state: State) => sightOf(model, state, caller)

const stageOf = ({ model, caller }: CaseSpec, state: State): Stage => ({
  model,
  state,
  caller,
  me: caller.name === null ? null : idOf(caller.name),
})

/**
 * What the verdict says of a write, as text: where two worlds agree on it, their answers must be the same.
 */
function signature(effect: Effect): string {
  return effect.done ? `done ${effect.rows.length}` : [...effect.codes].sort().join()
}

/** Nothing denied stands in the answer. @returns what does */
function checkSecrets(before: Stage, after: Stage, said: Said, answer: Answer): string | null {
  const sent = [decodeURIComponent(said.path), said.body ?? '', before.me ?? '']
  const text = [answer.body, ...answer.headers].join('\n')
  const found = [
    ...leaked(text, [before.state, after.state], [viewOf(before), viewOf(after)], sent),
    ...namesOfHidden(before.model, text, sent.join(' ')),
  ]
  return found.length === 0 ? null : found.join(', ')
}
