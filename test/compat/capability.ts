/** One test a capability, as a table: what is asked, and exactly what comes back. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Answer, type Client, headersOf, type Server, serve, serveEach, told } from './harness.ts'

/** What supabase-js gives back. */
type Result = PromiseLike<{ data: unknown; error: unknown; status: number; count?: number | null }>

/** A call of the client and what it comes to: status, data or error, and a count where one was asked for. */
export type Called = readonly [name: string, call: (client: Client) => Result, expected: object]

/** A path after `/rest/v1/`, with headers, and the exact bytes of the body. */
export type Fetched = readonly [
  name: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  expected: {
    readonly status: number
    readonly body?: string
    readonly headers?: Readonly<Record<string, string | null>>
  },
]

/** A server that many reading tests of a file share. */
export function shared(): () => Server {
  let server: Server | undefined
  // The first one may wait for a server to start.
  beforeAll(async () => {
    server = await serve()
  }, 60_000)
  afterAll(async () => {
    await server?.stop()
  })
  return () => {
    if (server === undefined) throw new Error('the server is not up yet')
    return server
  }
}

/** Calls that read. */
export function calls(area: string, server: () => Server, rows: readonly Called[]): void {
  for (const [name, call, expected] of rows) {
    test(`data: ${area}: ${name}`, async () => {
      expect(told(await call(server().anon))).toEqual(expected)
    })
  }
}

/** Requests that read, compared byte by byte. */
export function fetches(area: string, server: () => Server, rows: readonly Fetched[]): void {
  for (const [name, path, headers, expected] of rows) {
    test(`data: ${area}: ${name}`, async () => {
      const answer = await server().get(path, headers)
      expect(shown(answer, expected)).toEqual(expected)
    })
  }
}

/** Of an answer, as much as a test says something about. */
export function shown(
  answer: Answer,
  expected: { readonly body?: string; readonly headers?: Readonly<Record<string, string | null>> },
): { status: number; body?: string; headers?: Record<string, string | null> } {
  return {
    status: answer.status,
    ...(expected.body === undefined ? {} : { body: answer.body }),
    ...(expected.headers === undefined
      ? {}
      : { headers: headersOf(answer, ...Object.keys(expected.headers)) }),
  }
}

/** Tests that write: each on a server of its own. */
export function writes(
  area: string,
  rows: readonly (readonly [name: string, run: (server: Server) => Promise<void>])[],
): void {
  const fresh = serveEach()
  for (const [name, run] of rows) {
    test(`data: ${area}: ${name}`, async () => {
      await run(await fresh())
    })
  }
}

/** What an engine cannot do is a capability too: its refusal is clear. The docs' table gives the reason. */
export function refusedOnSqlite(name: string, reason: string): string {
  return `${name} (not on SQLite: ${reason})`
}

/** The error that PostgREST answers with. */
export function refusal(
  status: number,
  code: string,
  message: string,
  { details = null, hint = null }: { details?: unknown; hint?: string | null } = {},
): object {
  return { status, error: { code, details, hint, message } }
}
