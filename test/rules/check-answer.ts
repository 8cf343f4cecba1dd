/** Holds one answer against the verdict in memory: status, headers, body, and the rows after a write. */
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
import type { Effect } from './answer-write.ts'
import { hasVerdict, movesUp } from './exact.ts'
import { type Stage, seen, type View, viewOf } from './judge.ts'
import { type Cell, keyOf, type Row, rowsOf, type State, tableOf } from './spec.ts'
import { isGrouped, type ReadRequest, type WriteSpec } from './spec-request.ts'
import { type Answer, sameState } from './stage.ts'
import { fromJson } from './values.ts'

export const shown = ({ status, headers, body }: Answer) => `${status} ${headers.join('; ')}\n${body}`

/** What is wrong with an answer; null when nothing is. */
export type Wrong = {
  readonly law: 'answer' | 'effect'
  readonly expected: string
  readonly got: string
} | null

export function checkRead(stage: Stage, request: ReadRequest, answer: Answer): Wrong {
  const { read, count, head, media } = request
  const sight = { model: stage.model, view: viewOf(stage) }
  const codes = readRefusals(sight, read)
  if (media === 'plan' && hasVerdict(read)) {
    // Patterns are read when values are bound, which may come later.
    if (codes.size === 0 || codes.has('22025')) codes.add('PGRST107')
    return checkRefusal(codes, answer, head)
  }
  // A pattern that nothing is held against, because a rule lets nobody in, need not be read.
  if (codes.size === 1 && codes.has('22025') && answer.status === 200) return null
  // What is wrong with an item that has no verdict may be found first.
  if (codes.size > 0 && !hasVerdict(read) && (answer.status >= 400 || movesUp(read))) return null
  if (codes.size > 0) return checkRefusal(codes, answer, head)
  if (!hasVerdict(read)) return media === 'plan' && answer.status < 400 ? noPlan(answer) : null
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
  if (count !== null && offset > total) return answer.status === 416 ? null : wanted('416, past the last row')
  if (media === 'object' && rows.length !== 1)
    return answer.status === 406 ? null : wanted('406, not one row')
  if (!(isGrouped(read) && count !== null)) {
    const status = count !== null && rows.length < total ? 206 : 200
    const last = `${rows.length === 0 ? '*' : `${offset}-${offset + rows.length - 1}`}`
    const range = `${last}/${count === null ? '*' : total}`
    if (answer.status !== status || !answer.headers.includes(`content-range: ${range}`))
      return wanted({ status, range })
  }
  if (head) return answer.body === '' ? null : wanted('no body')
  if (media === 'csv' || media === 'stripped') return null
  const got = fromJson(answer.body)
  const list = media === 'object' ? [got] : got
  if (!agrees(expected, list)) return wanted(expected)
  return isInOrder(sight, read, from, list as readonly Cell[]) ? null : wanted({ order: read.order })
}

const STATUS: Readonly<Record<string, readonly number[]>> = {
  '42501': [401, 403],
  '42703': [400],
  '22025': [400],
  '428C9': [400],
  PGRST107: [406],
  PGRST124: [400],
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

export function checkWrite(
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
  if (write.manner.plan) return answer.status < 400 ? noPlan(answer) : left(stage.state)
  if (isJudgedOnTheWay(stage, write) && answer.status < 300 !== effect.done) {
    const [only, other] = effect.done ? ['42501'] : [...effect.codes].map((code) => code.split(' ')[0])
    if (only === '42501' && other === undefined) return effect.done ? left(stage.state) : null
  }
  // As in reads, a pattern may never be looked at.
  if (!effect.done && effect.codes.has('22025') && answer.status < 300) return left(stage.state)
  if (!effect.done) return checkRefusal(effect.codes, answer) ?? left(stage.state)
  if (answer.status >= 300)
    return { law: 'answer', expected: `done: ${JSON.stringify(effect.rows)}`, got: shown(answer) }
  const stays = write.manner.rollback ? stage.state : effect.state
  return left(stays) ?? checkReturned(stage, write, effect.rows, answer, effect.state)
}

/**
 * SQLite asks the rules of a merge when it comes to its row: one that looks at other rows sees those that the
 * same statement has written before. PostgreSQL's see the table as it was.
 */
export function isJudgedOnTheWay({ model }: Stage, write: WriteSpec): boolean {
  if (write.does !== 'insert' || write.resolution !== 'merge-duplicates' || write.rows.length < 2)
    return false
  return /"is":"(?:some|every|none)"|"path":\["/.test(JSON.stringify(tableOf(model, write.table)))
}

const noPlan = (answer: Answer): Wrong => ({ law: 'answer', expected: 'no plan', got: shown(answer) })

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

/**
 * Each row sent back is one of those written, and each of its cells is as the caller sees it before or
 * after.
 */
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
      // Members of spreads have names of their own; what a deleted row embeds depends on what went with it.
      const isOwn = (read.columns ?? [name]).includes(name) || read.items.some((item) => item.as === name)
      return (
        !hasVerdict(read) ||
        (!isOwn && write.does === 'delete') ||
        choices.some((choice) => agrees(choice[name] ?? null, cell)) ||
        cell === null
      )
    })
  })
  if (found && got.length === rows.length) return null
  return { law: 'answer', expected: `the rows written: ${JSON.stringify(rows)}`, got: shown(answer) }
}
