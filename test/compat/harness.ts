/**
 * A running server and the real clients that talk to it. `serve()` starts the fixture app on a new database,
 * fills it, and listens on a port of its own, so that requests cross real HTTP.
 */
import { afterEach } from 'bun:test'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { mintToken, newKeys } from '../../src/auth/index.ts'
import { fixedClock } from '../../src/base/clock.ts'
import { uuidFromName } from '../../src/base/ids.ts'
import { seededRandom } from '../../src/base/random.ts'
import type { App } from '../../src/model/index.ts'
import { reachHouse } from '../../src/server.ts'
import { type PreparedDatabase, preparedDatabase } from '../postgres/prepared.ts'
import compat from './app.ts'
import { ROWS } from './rows.ts'

/** The engines that the tests can run on, and how a new, empty database of each is had. */
const DATABASES: Readonly<Record<string, () => Promise<PreparedDatabase>>> = {
  sqlite: async () => ({ database: ':memory:', drop: async () => {} }),
  postgres: preparedDatabase,
}

/** `OFFSTAGE_TEST_ENGINE`, as `test/compat/run.ts` sets it. */
export const ENGINE = process.env.OFFSTAGE_TEST_ENGINE ?? 'sqlite'

/** The moment at which the server believes to be. */
export const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5, 678)

// biome-ignore lint/suspicious/noExplicitAny: the tests send what types would not let them
export type Client = SupabaseClient<any, { PostgrestVersion: '14' }>

/** What came back over HTTP: the status, the body as text, and the headers that tests ask for. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Headers
}

export interface Server {
  readonly url: string
  readonly keys: { readonly publishable: string; readonly secret: string }
  /** supabase-js with the publishable key. */
  readonly anon: Client
  /** supabase-js with the secret key. */
  readonly service: Client
  /** supabase-js signed in as a person, with roles of the app. */
  as(name: string, ...roles: string[]): Promise<Client>
  idOf(name: string): string
  /** A request that the client cannot send, with the publishable key; `path` follows `/rest/v1/`. */
  send(
    method: string,
    path: string,
    headers?: Readonly<Record<string, string>>,
    body?: BodyInit,
  ): Promise<Answer>
  /** `GET`. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  stop(): Promise<void>
}

const AUTH = { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false }

/** Starts the app with its rows; `stop()` it, or call `serveEach` and forget about it. */
export async function serve(app: App = compat): Promise<Server> {
  const fresh = DATABASES[ENGINE]
  if (fresh === undefined) {
    throw new Error(`OFFSTAGE_TEST_ENGINE=${ENGINE}: there are ${Object.keys(DATABASES).join(', ')}`)
  }
  const [clock, random] = [fixedClock(NOW_MS), seededRandom(1)]
  const keys = await newKeys(random)
  const report = (error: unknown, id: string) => console.error(`trace ${id}`, error)
  const { database, drop } = await fresh()
  const house = await reachHouse({ model: app.model, database, keys, clock, random, report })
  const http = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => house.fetch(request) })
  const url = `http://127.0.0.1:${http.port}`
  const client = (key: string): Client => createClient(url, key, { auth: AUTH })
  const token = async (name: string, roles: string[]) =>
    await mintToken(keys, { id: uuidFromName(name), roles }, clock, random)

  const server: Server = {
    url,
    keys,
    anon: client(keys.publishable),
    service: client(keys.secret),
    async as(name, ...roles) {
      const accessToken = await token(name, roles)
      return createClient(url, keys.publishable, { accessToken: async () => accessToken })
    },
    idOf: uuidFromName,
    async send(method, path, headers = {}, body) {
      const all = { apikey: keys.publishable, ...headers }
      const response = await fetch(`${url}/rest/v1/${path}`, { method, headers: all, body: body ?? null })
      return { status: response.status, body: await response.text(), headers: response.headers }
    },
    get: (path, headers) => server.send('GET', path, headers),
    async stop() {
      await http.stop(true)
      await house.close()
      await drop()
    },
  }
  await fill(server)
  return server
}

async function fill({ service, idOf }: Server): Promise<void> {
  const people = ['ana', 'ben'].map((name) => ({ id: idOf(name), email: `${name}@example.test` }))
  const notes = [
    { id: 1, owner: idOf('ana'), body: 'milk' },
    { id: 2, owner: idOf('ben'), body: 'eggs' },
  ]
  for (const [table, rows] of [['users', people] as const, ...ROWS, ['notes', notes] as const]) {
    const { error } = await service.from(table).insert(rows as never)
    if (error !== null) throw new Error(`filling ${table}: ${error.message} (${error.hint ?? error.details})`)
  }
}

/** For tests that write: a new server each, stopped when the test is over. */
export function serveEach(): (app?: App) => Promise<Server> {
  const running: Server[] = []
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop()
  })
  return async (app) => {
    const server = await serve(app)
    running.push(server)
    return server
  }
}

/** The given headers of an answer, `null` where it has none. */
export function headersOf(answer: Answer, ...names: string[]): Record<string, string | null> {
  return Object.fromEntries(names.map((name) => [name, answer.headers.get(name)]))
}

/** What a client's call came to: data or error, the status, and a count if any. */
export function told(result: {
  data: unknown
  error: unknown
  status: number
  count?: number | null
}): object {
  const { data, error, status, count } = result
  const known = count === null || count === undefined ? {} : { count }
  return error === null ? { status, data, ...known } : { status, error: { ...(error as object) } }
}
