/** Runs one case: every request in both worlds, each answer held against the verdict in memory. */
import {
  AnyOrder,
  agrees,
  answerRead,
  answerRow,
  type Expected,
  isInOrder,
  matching,
  readRefusals,
} from './answer-read.ts'
import { type Effect, effectOf } from './answer-write.ts'
import { evaluatorDiffers } from './check-evaluate.ts'
import { declare } from './declare.ts'
import { type Stage, seen, type View, viewOf } from './judge.ts'
import { idOf } from './make-rows.ts'
import { type Said, say } from './say.ts'
import { leaked, namesOfHidden } from './secrets.ts'
import {
  type CaseSpec,
  type Cell,
  keyOf,
  type RequestSpec,
  type Row,
  rowsOf,
  type State,
  tableOf,
  type WriteSpec,
} from './spec.ts'
import { type Answer, type Plant, sameState, TestStage } from './stage.ts'
import { compareCells, fromJson, sameCell } from './values.ts'
import { sightOf } from './worlds.ts'

/** What a case found: which law was broken, at which request. */
export interface Failure {
  readonly law: 'crash' | 'answer' | 'effect' | 'secret' | 'worlds' | 'filling' | 'evaluate'
  readonly request: number
  readonly said: Said | null
  readonly expected: string
  readonly got: string
}

/** What is left of a case after a request; null where it must end. */
type Next = { readonly failure: Failure } | { readonly states: readonly State[] } | null

type Read = Extract<RequestSpec, { does: 'read' }>
type Aggregate = Extract<RequestSpec, { does: 'aggregate' }>

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
    const effect = request.does === 'read' || request.does === 'aggregate' ? null : effectOf(before, request)
    const state = effect === null ? before.state : await stage.state()
    after.push(state)
    const wrong =
      request.does === 'read'
        ? checkRead(before, request, answer)
        : request.does === 'aggregate'
          ? checkAggregate(before, request, answer)
          : checkWrite(before, request, effect, answer, state)
    if (wrong !== null) return fails(wrong.law, wrong.expected, wrong.got)
    const secret = checkSecrets(before, stageOf(one, state), said, answer)
    if (secret !== null)
      return fails('secret', 'nothing that the caller may not see', `${secret} in ${shown(answer)}`)
    effects.push(effect === null ? 'read' : signature(effect))
  }
  const [first, second] = answers
  if (
    first !== undefined &&
    second !== undefined &&
    effects[0] === effects[1] &&
    shown(first) !== shown(second)
  )
    return fails('worlds', `the same answer in both worlds: ${shown(first)}`, shown(second))
  const [here, there] = after
  if (
    here !== undefined &&
    there !== undefined &&
    sightOf(one.model, here, one.caller) !== sightOf(one.model, there, one.caller)
  )
    return null
  return { states: after }
}

const stageOf = ({ model, caller }: CaseSpec, state: State): Stage => ({
  model,
  state,
  caller,
  me: caller.name === null ? null : idOf(caller.name),
})

const shown = ({ status, headers, body }: Answer) => `${status} ${headers.join('; ')}\n${body}`

/** What the verdict says of a write, as text: where two worlds agree on it, their answers must be the same. */
function signature(effect: Effect): string {
  return effect.done ? `done ${effect.rows.length}` : [...effect.codes].sort().join()
}

type Wrong = { readonly law: 'answer' | 'effect'; readonly expected: string; readonly got: string } | null

function checkRead(stage: Stage, { read, count, head, object }: Read, answer: Answer): Wrong {
  const sight = { model: stage.model, view: viewOf(stage) }
  const codes = readRefusals(sight, read)
  if (codes.size > 0) return checkRefusal(codes, answer, head)
  const from = sight.view[read.table] ?? []
  const total = matching(sight, read, from).length
  const expected = answerRead(sight, read, from)
  const rows = expected instanceof AnyOrder ? expected.rows : (expected as readonly Expected[])
  const offset = read.offset ?? 0
  const wanted = (what: unknown): Wrong => ({
    law: 'answer',
    expected: JSON.stringify(what),
    got: shown(answer),
  })
  if (count && offset > 0 && offset >= total)
    return answer.status === 416 ? null : wanted('416, past the last row')
  if (object && rows.length !== 1) return answer.status === 406 ? null : wanted('406, not one row')
  const status = count && rows.length < total ? 206 : 200
  const range = `${rows.length === 0 ? '*' : `${offset}-${offset + rows.length - 1}`}/${count ? total : '*'}`
  if (answer.status !== status || !answer.headers.includes(`content-range: ${range}`))
    return wanted({ status, range })
  if (head) return answer.body === '' ? null : wanted('no body')
  const got = fromJson(answer.body)
  const list = object ? [got] : got
  if (!agrees(expected, list)) return wanted(expected)
  return isInOrder(sight, read, from, list as readonly Cell[]) ? null : wanted({ order: read.order })
}

/** `count()`, `min()` and `max()` of what the caller sees. */
function checkAggregate(stage: Stage, { read, column, kind }: Aggregate, answer: Answer): Wrong {
  const sight = { model: stage.model, view: viewOf(stage) }
  const codes = readRefusals(sight, read)
  if (codes.size > 0) return checkRefusal(codes, answer)
  const rows = matching(sight, read, sight.view[read.table] ?? [])
  const cells = rows.map((row) => row[column] ?? null).filter((cell) => cell !== null)
  cells.sort((a, b) => compareCells(kind, a, b))
  const expected = { n: `#${rows.length}`, low: cells[0] ?? null, high: cells.at(-1) ?? null }
  const got = answer.status === 200 ? (fromJson(answer.body) as readonly Row[]) : []
  const [one] = got
  const same =
    one?.n === expected.n &&
    sameCell(kind, one.low ?? null, expected.low) &&
    sameCell(kind, one.high ?? null, expected.high)
  return same ? null : { law: 'answer', expected: JSON.stringify(expected), got: shown(answer) }
}

const STATUS: Readonly<Record<string, readonly number[]>> = {
  '42501': [401, 403],
  '42703': [400],
  '22025': [400],
  PGRST200: [400],
  PGRST204: [400],
  '23502': [400],
  '23503': [409],
  '23505': [409],
}

function checkRefusal(reasons: ReadonlySet<string>, answer: Answer, head = false): Wrong {
  const codes = new Set([...reasons].map((reason) => reason.split(' ')[0] ?? ''))
  const code = head || answer.body === '' ? null : codeOf(answer.body)
  const statuses = [...codes].flatMap((one) => STATUS[one] ?? [])
  if (statuses.includes(answer.status) && (code === null || codes.has(code))) return null
  return { law: 'answer', expected: `refused with ${[...reasons].join(' or ')}`, got: shown(answer) }
}

function codeOf(body: string): string {
  const json = JSON.parse(body) as { code?: string }
  return json.code ?? 'none'
}

function checkWrite(
  stage: Stage,
  write: WriteSpec,
  effect: Effect | null,
  answer: Answer,
  after: State,
): Wrong {
  if (effect === null) return null
  const left = (state: State): Wrong =>
    sameState(stage.model, state, after)
      ? null
      : {
          law: 'effect',
          expected: difference(state, after),
          got: `${shown(answer)}\n${difference(after, state)}`,
        }
  if (!effect.done) return checkRefusal(effect.codes, answer) ?? left(stage.state)
  if (answer.status >= 300)
    return { law: 'answer', expected: `done: ${JSON.stringify(effect.rows)}`, got: shown(answer) }
  return left(effect.state) ?? checkReturned(stage, write, effect.rows, answer, effect.state)
}

function difference(state: State, other: State): string {
  return Object.entries(state)
    .flatMap(([name, rows]) => {
      const others = rowsOf(other, name).map((row) => JSON.stringify(row))
      return rows
        .map((row) => JSON.stringify(row))
        .filter((row) => !others.includes(row))
        .map((row) => `${name}: ${row}`)
    })
    .join('\n')
}

/** Each row sent back is one of those written, and each of its cells is as the caller sees it before or after. */
function checkReturned(
  stage: Stage,
  write: WriteSpec,
  rows: readonly Row[],
  answer: Answer,
  state: State,
): Wrong {
  const read = write.returning
  if (read === null)
    return answer.body === '' ? null : { law: 'answer', expected: 'no body', got: shown(answer) }
  const table = tableOf(stage.model, write.table)
  const got = fromJson(answer.body) as readonly Row[]
  const after: Stage = { ...stage, state }
  const sights = [stage, after].map((each) => ({ model: stage.model, view: viewOf(each) as View }))
  const found = got.every((row) => {
    const written = rows.find((one) => keyOf(table, one) === keyOf(table, row))
    if (written === undefined) return false
    const choices = [stage, after].flatMap((each) =>
      sights.map((sight) => answerRow(sight, read, seen(each, table.name, written))),
    )
    return Object.entries(row).every(([name, cell]) => {
      const isEmbed = read.embeds.some((embed) => embed.alias === name)
      return (
        (isEmbed && write.does === 'delete') ||
        choices.some((choice) => agrees(choice[name] ?? null, cell)) ||
        cell === null
      )
    })
  })
  // A row that went with another one of the same statement (`onDelete('cascade')`) may be sent back or not.
  const cascades = write.does === 'delete' && table.columns.some((column) => column.to === table.name)
  if (found && (got.length === rows.length || (cascades && got.length < rows.length))) return null
  return { law: 'answer', expected: `the rows written: ${JSON.stringify(rows)}`, got: shown(answer) }
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
