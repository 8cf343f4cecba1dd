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
import { type Stage, seen, type View, viewOf } from './judge.ts'
import {
  type Cell,
  keyOf,
  type RequestSpec,
  type Row,
  rowsOf,
  type State,
  tableOf,
  type WriteSpec,
} from './spec.ts'
import { type Answer, sameState } from './stage.ts'
import { compareCells, fromJson, sameCell } from './values.ts'

type Read = Extract<RequestSpec, { does: 'read' }>
type Aggregate = Extract<RequestSpec, { does: 'aggregate' }>

export const shown = ({ status, headers, body }: Answer) => `${status} ${headers.join('; ')}\n${body}`

/** What is wrong with an answer; null when nothing is. */
export type Wrong = {
  readonly law: 'answer' | 'effect'
  readonly expected: string
  readonly got: string
} | null

export function checkRead(stage: Stage, { read, count, head, object }: Read, answer: Answer): Wrong {
  const sight = { model: stage.model, view: viewOf(stage) }
  const codes = readRefusals(sight, read)
  // A pattern that nothing is held against, because a rule lets nobody in, need not be read.
  if (codes.size === 1 && codes.has('22025') && answer.status === 200 && answer.body === '[]') return null
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
  if (count && offset > total) return answer.status === 416 ? null : wanted('416, past the last row')
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
export function checkAggregate(stage: Stage, { read, column, kind }: Aggregate, answer: Answer): Wrong {
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
