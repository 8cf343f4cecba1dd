/**
 * Exchanges in a page: a block of ```http with a request and, after an empty line, its answer. Written for
 * readers, and played against the app of the page by `exchanges.test.ts`.
 */
import { mintToken, newKeys } from '../../src/auth/index.ts'
import { fixedClock } from '../../src/base/clock.ts'
import { uuidFromName } from '../../src/base/ids.ts'
import { seededRandom } from '../../src/base/random.ts'
import type { App } from '../../src/model/index.ts'
import { openHouse } from '../../src/server.ts'

/** Tables in the order in which they are filled, and their rows. */
export type Rows = readonly (readonly [table: string, rows: readonly object[]])[]

export interface Message {
  /** `GET /rest/v1/movies`, or `HTTP/1.1 200`. */
  readonly start: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

export interface Exchange {
  /** Line of the page on which the block begins. */
  readonly line: number
  readonly request: Message
  readonly answer: Message
}

/** The moment at which every exchange takes place. */
const NOW_MS = Date.UTC(2026, 4, 1, 12)

const BLOCK = /^```http\n(.*?)^```$/gms

/** @throws Error for a block without an answer */
export function exchangesOf(page: string): Exchange[] {
  return [...page.matchAll(BLOCK)].map((match) => {
    const [text = ''] = match.slice(1)
    const line = page.slice(0, match.index).split('\n').length
    const split = text.search(/^HTTP\/1\.1 /m)
    if (split < 0) throw new Error(`the exchange on line ${line} has no answer`)
    return { line, request: messageOf(text.slice(0, split)), answer: messageOf(text.slice(split)) }
  })
}

function messageOf(text: string): Message {
  const [head = '', ...rest] = text.trim().split('\n\n')
  const [start = '', ...lines] = head.split('\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  return { start, headers, body: rest.join('\n\n') }
}

/**
 * Sends the request to the app on a new database with these rows; of the answer's headers, gives those in
 * `wanted`.
 */
export async function play(
  app: App,
  rows: Rows,
  request: Message,
  wanted: readonly string[],
): Promise<Message> {
  const [clock, random] = [fixedClock(NOW_MS), seededRandom(1)]
  const keys = await newKeys(random)
  const report = (error: unknown) => console.error(error)
  const house = openHouse({ model: app.model, database: ':memory:', keys, clock, random, report })
  const send = (path: string, init: RequestInit) =>
    house.fetch(new Request(`http://offstage.test${path}`, init))
  try {
    for (const [table, list] of rows) {
      const body = JSON.stringify(list)
      const filled = await send(`/rest/v1/${table}`, {
        method: 'POST',
        headers: { apikey: keys.secret },
        body,
      })
      if (!filled.ok) throw new Error(`filling ${table}: ${await filled.text()}`)
    }
    const [method = '', path = ''] = request.start.split(/ (.*)/s)
    const headers = new Headers()
    for (const [name, value] of request.headers) headers.set(name, await meant(value))
    const body = request.body === '' ? null : request.body
    const answer = await send(path, { method, headers, body })
    return {
      start: `HTTP/1.1 ${answer.status}`,
      headers: wanted.map((name) => [name, answer.headers.get(name) ?? 'none']),
      body: await answer.text(),
    }
  } finally {
    await house.close()
  }

  /**
   * `<secret>` is the secret key, `<mia manager>` a token of Mia, a manager, `<mia expired>` one of
   * yesterday.
   */
  async function meant(value: string): Promise<string> {
    const [, inside] = /<(.*)>/.exec(value) ?? []
    if (inside === undefined) return value
    const [name = '', ...roles] = inside.split(' ')
    const named = name === 'secret' || name === 'publishable' ? keys[name] : null
    const expiresInSeconds = roles.includes('expired') ? -3600 : 3600
    const persona = { id: uuidFromName(name), roles, expiresInSeconds }
    const text = named ?? (await mintToken(keys, persona, clock, random))
    return value.replace(/<.*>/, text)
  }
}

/**
 * JSON without the white space between its parts, so that a page may fold long lines; other texts as they
 * are.
 */
export function folded(body: string): string {
  if (!/^[[{]/.test(body)) return body
  return body.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, text: string | undefined) => text ?? '')
}
