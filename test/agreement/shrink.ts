/**
 * Makes a case in which the sides differ smaller, one part after the other, as long as they differ the same
 * way.
 */
import type { Asked, Body, Case, Declared, Param } from './case.ts'
import { checkCase, type Failure, type Sides } from './check.ts'

/** Checks made at most: a case is to be read, not to be minimal. */
const CHECKS_MAX = 120

export async function shrink(
  found: Case,
  failure: Failure,
  sides: Sides,
): Promise<{ one: Case; failure: Failure }> {
  let best = { one: found, failure }
  let checks = 0
  const tried = async (smaller: Case): Promise<boolean> => {
    checks += 1
    try {
      const still = await checkCase(smaller, sides, { requests: 0, skips: new Map() })
      if (still === null || wayOf(still) !== wayOf(failure)) return false
      best = { one: smaller, failure: still }
      return true
    } catch {
      // A smaller app may not hold together.
      return false
    }
  }
  const alone = { ...found, requests: found.requests.slice(failure.at, failure.at + 1) }
  if (!(await tried(alone))) await tried({ ...found, requests: found.requests.slice(0, failure.at + 1) })
  for (let again = true, from = 0; again && checks < CHECKS_MAX; ) {
    again = false
    let at = 0
    for (const smaller of smallerCases(best.one)) {
      at += 1
      if (at <= from) continue
      if (checks >= CHECKS_MAX) break
      if (!(await tried(smaller))) continue
      again = true
      break
    }
    // What came before the last success is tried again once nothing after it succeeds.
    if (!again && from > 0) again = true
    from = again && at > from ? at - 1 : 0
  }
  return best
}

/** How the sides differ, in so many words that another difference says others. */
function wayOf({ what, answers, reports }: Failure): string {
  const [left, right] = answers.map(
    ({ status, body }) => `${status} ${/"code":"(\w+)"/.exec(body)?.[1] ?? ''}`,
  )
  return [what, left, right, reports[0]?.split('\n')[0] ?? ''].join()
}

/** The list without a part of it: all, halves, quarters, down to single items. */
function* without<T>(list: readonly T[], leastLeft = 0): Generator<readonly T[]> {
  for (let size = list.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < list.length; at += size) {
      const left = list.toSpliced(at, size)
      if (left.length >= leastLeft) yield left
    }
  }
}

function* smallerCases(one: Case): Generator<Case> {
  const { requests, app, rows } = one
  for (const left of without(requests, 1)) yield { ...one, requests: left }
  for (const left of without(app)) {
    const names = left.map(({ name }) => name)
    yield { ...one, app: left, rows: rows.filter(({ table }) => table === 'users' || names.includes(table)) }
  }
  for (const left of without(rows)) yield { ...one, rows: left }
  for (const [at, table] of rows.entries()) {
    for (const left of without(table.rows)) yield { ...one, rows: rows.with(at, { ...table, rows: left }) }
  }
  for (const [at, asked] of requests.entries()) {
    for (const smaller of smallerRequests(asked)) yield { ...one, requests: requests.with(at, smaller) }
  }
  for (const [at, declared] of app.entries()) {
    for (const text of smallerTexts(declared)) yield { ...one, app: app.with(at, { ...declared, text }) }
  }
}

const COLUMN = /^ {2}\w+: .*,$/

/** Columns, clauses and options taken out of a declaration, rules made simple. */
function* smallerTexts({ text }: Declared): Generator<string> {
  const lines = text.split('\n')
  const columns = lines.flatMap((line, at) => (COLUMN.test(line) ? [at] : []))
  for (const left of without(columns, 1)) {
    yield lines.filter((_, at) => !columns.includes(at) || left.includes(at)).join('\n')
  }
  for (const [at, line] of lines.entries()) {
    if (/^ {2}\.(?:unique|index|check|search)/.test(line)) yield lines.toSpliced(at, 1).join('\n')
    const rule = /^( +\w+: )(.*)(,)$/.exec(line)
    if (rule?.[2]?.startsWith('(')) yield lines.with(at, `${rule[1]}true,`).join('\n')
    if (!COLUMN.test(line)) continue
    for (const [option] of line.matchAll(/\.\w+\((?:[^()]|\([^()]*\))*\)(?=[.,])/g)) {
      yield lines.with(at, line.replace(option, '')).join('\n')
    }
  }
}

function* smallerRequests(asked: Asked): Generator<Asked> {
  const { params, headers, body } = asked
  const free = params.filter(({ name, pinned }) => pinned === undefined && name !== 'select')
  for (const left of without(free)) {
    yield { ...asked, params: params.filter((param) => !free.includes(param) || left.includes(param)) }
  }
  for (const path of new Set(params.flatMap(({ value }) => value.match(/\be\d+(?=:)/g) ?? []))) {
    yield withoutEmbed(asked, path)
  }
  for (const [at, param] of params.entries()) {
    for (const value of smallerLists(param.value)) {
      yield { ...asked, params: params.with(at, { ...param, value } as Param) }
    }
  }
  for (const name of Object.keys(headers).filter((each) => each !== 'Content-Type')) {
    const { [name]: words = '', ...rest } = headers
    yield { ...asked, headers: rest }
    for (const left of without(words.split(','), 1)) {
      yield { ...asked, headers: { ...headers, [name]: left.join(',') } }
    }
  }
  for (const smaller of smallerBodies(body)) yield { ...asked, body: smaller }
}

/** The embed goes with everything that is said of it. */
function withoutEmbed(asked: Asked, alias: string): Asked {
  const params = asked.params
    .filter(({ name }) => name !== alias && !name.split('.').includes(alias))
    .map((param) => ({ ...param, value: smallerWithout(param.value, alias) }))
  return { ...asked, params }
}

function smallerWithout(value: string, alias: string): string {
  const found = itemsOf(value).find(([from]) => value.startsWith(`${alias}:`, from))
  return found === undefined ? value : cut(value, found)
}

/** The text without one item of one of its lists, at any depth. */
function* smallerLists(value: string): Generator<string> {
  for (const item of itemsOf(value)) {
    const smaller = cut(value, item)
    if (smaller !== '') yield smaller
  }
}

type Span = readonly [from: number, to: number]

/** Everything that stands between commas and parentheses, the longest first. */
function itemsOf(value: string): Span[] {
  const found: Span[] = []
  const open: number[] = [0]
  let quoted = false
  const ends = (at: number) => {
    const from = open.at(-1)
    if (from !== undefined && at > from) found.push([from, at])
  }
  for (let at = 0; at < value.length; at++) {
    const character = value[at] ?? ''
    if (character === '\\') at += 1
    else if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if ('({'.includes(character)) open.push(at + 1)
    else if (character === ',') {
      ends(at)
      open.splice(-1, 1, at + 1)
    } else if (')}'.includes(character)) {
      ends(at)
      open.pop()
    }
  }
  ends(value.length)
  return found.sort((a, b) => b[1] - b[0] - (a[1] - a[0]))
}

function cut(value: string, [from, to]: Span): string {
  const before = value.slice(0, from)
  const after = value.slice(to)
  if (after.startsWith(',')) return before + after.slice(1)
  return before.replace(/,$/, '') + after
}

function* smallerBodies(body: Body | null): Generator<Body> {
  if (body?.kind !== 'rows') return
  for (const rows of without(body.rows, 1)) yield { ...body, rows }
  for (const names of without(Object.keys(body.rows[0] ?? {}))) {
    const rows = body.rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name))),
    )
    yield { ...body, rows }
  }
}
