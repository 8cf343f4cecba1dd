/** A run: many requests at once against one server, and whether it is as it was afterwards. */
import type { Model } from '../../src/model/index.ts'
import { makeCase } from './case.ts'
import { curlOf } from './curl.ts'
import { wrongWith } from './judge.ts'
import { wireOf } from './make-wire.ts'
import { FORBIDDEN_COUNTS } from './rows.ts'
import { send } from './send.ts'
import type { Target } from './target.ts'

/** Requests under way at once: fewer than a server takes, so that none waits for its turn. */
const LANES = 12

/** Failures after which a run has nothing new to say. */
const FAILURES_MAX = 20

/** Requests after which memory is first looked at, and MiB by which it may have grown since. */
const WARM_AFTER = 1000
const GROWTH_MIB_MAX = 300

export interface Failure {
  readonly number: number
  readonly what: string
  readonly curl: string
}

export interface Report {
  readonly failures: readonly Failure[]
  /** Answers by status, `closed` for none. */
  readonly statuses: ReadonlyMap<string, number>
  /** Refusals by code, and how many of them had a hint. */
  readonly codes: ReadonlyMap<string, { readonly count: number; readonly hinted: number }>
  /** Milliseconds of the slowest answer, and its number. */
  readonly slowest: { readonly ms: number; readonly number: number }
  readonly memoryMiB: { readonly warm: number; readonly end: number }
}

export interface Attack {
  readonly target: Target
  readonly model: Model
  readonly seed: number
  /** Numbers of the requests. */
  readonly numbers: readonly number[]
}

export async function attack({ target, model, seed, numbers }: Attack): Promise<Report> {
  const failures: Failure[] = []
  const statuses = new Map<string, number>()
  const codes = new Map<string, { count: number; hinted: number }>()
  let slowest = { ms: 0, number: -1 }
  let warm = 0
  let next = 0

  async function one(number: number): Promise<void> {
    const made = makeCase(seed, number, model, target.credentials)
    const before = target.complaints().length
    const answer = await send(target.port, made.wire ?? wireOf(made.request), made.request.method === 'HEAD')
    const status = String(answer.status ?? 'closed')
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    countCode(answer.body, answer.status ?? 0, codes)
    if (answer.ms > slowest.ms && made.wire === null) slowest = { ms: answer.ms, number }
    const wrong = wrongWith(made, answer)
    if (wrong === null) return
    await Bun.sleep(20)
    const said = target.complaints().slice(before).slice(0, 1500)
    failures.push({ number, what: said === '' ? wrong : `${wrong}\n${said}`, curl: curlOf(made, target.url) })
  }

  async function lane(): Promise<void> {
    while (next < numbers.length && failures.length < FAILURES_MAX && target.alive()) {
      const number = numbers[next] ?? 0
      next += 1
      await one(number)
      if (next === WARM_AFTER) warm = target.memoryMiB()
    }
  }

  await Promise.all(Array.from({ length: LANES }, lane))
  const end = target.memoryMiB()
  if (warm > 0 && end - warm > GROWTH_MIB_MAX)
    failures.push(general(`memory grew from ${warm} to ${end} MiB`))
  for (const wrong of await aftermath(target)) failures.push(general(wrong))
  return { failures, statuses, codes, slowest, memoryMiB: { warm, end } }
}

const general = (what: string): Failure => ({ number: -1, what, curl: '' })

function countCode(
  body: string,
  status: number,
  codes: Map<string, { count: number; hinted: number }>,
): void {
  if (status < 300) return
  const [, code] = /"code":"([^"]*)"/.exec(body) ?? []
  if (code === undefined) return
  const known = codes.get(code) ?? { count: 0, hinted: 0 }
  codes.set(code, { count: known.count + 1, hinted: known.hinted + (body.includes('"hint":"') ? 1 : 0) })
}

/** The server must go on as if nothing had happened, with every row that nobody was allowed to touch. */
async function aftermath({ url, credentials, alive }: Target): Promise<string[]> {
  if (!alive()) return ['the process ended']
  const wrong: string[] = []
  const headers = { apikey: credentials.secret, Prefer: 'count=exact' }
  for (const [table, count] of Object.entries(FORBIDDEN_COUNTS)) {
    const column = table === 'notes' ? 'body' : table === 'letters' ? 'words' : 'gold'
    const response = await fetch(`${url}/rest/v1/${table}?select=*&${column}=like.zq9*`, { headers })
    const range = response.headers.get('content-range')
    if (range?.split('/')[1] !== String(count))
      wrong.push(`of ${count} forbidden rows of ${table} there are ${range}`)
  }
  const health = await fetch(`${url}/healthz`)
  if (!health.ok) wrong.push(`/healthz answers ${health.status}`)
  return wrong
}
