/**
 * For tests of apps: starts an app in memory, in milliseconds, and hands out supabase-js clients as personas.
 *
 * @example
 * const house = await start(app)
 * const { data } = await house.as('ana', { roles: ['editor'] }).from('songs').select('title')
 * await house.stop()
 */
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { mintToken, newKeys } from './auth/index.ts'
import { type Clock, fixedClock, systemClock } from './base/clock.ts'
import { uuidFromName } from './base/ids.ts'
import { seededRandom, systemRandom } from './base/random.ts'
import type { App, DatabaseOf } from './model/index.ts'
import { meet, openHouse } from './server.ts'

export { fixedClock, seededRandom, uuidFromName }

/** How an app under test is started. */
export interface StartOptions {
  /** The time that the app sees; the machine's unless given. Tokens are issued by it too. */
  readonly clock?: Clock
  /** Makes ids and everything random repeatable. */
  readonly seed?: number
  /** Refusals say which part of a rule was broken, as in `offstage dev`; off, as in production. */
  readonly teaches?: boolean
}

/** What a persona's token says besides its name. */
export interface PersonaOptions {
  /** The app's own roles, which `me.is('editor')` asks for. */
  readonly roles?: readonly string[]
  /** Further claims of the token: `{ app_metadata: { org: 'acme' } }`. */
  readonly claims?: Readonly<Record<string, unknown>>
}

/** An app under test. `D` is `DatabaseOf<typeof app>`. */
export interface TestHouse<D> {
  /**
   * A client signed in as the person of that name. The same name is always the same person, with a row in
   * `users`.
   */
  as(name: string, options?: PersonaOptions): Client<D>
  /** A client with the publishable key alone. */
  anon(): Client<D>
  /** A client with the secret key: rules do not apply to it. */
  service(): Client<D>
  /** The id of the person of that name. */
  idOf(name: string): string
  /** Answers any request, as the server would: for what the client cannot send. */
  fetch(request: Request): Promise<Response>
  readonly keys: { readonly publishable: string; readonly secret: string }
  stop(): Promise<void>
}

type Client<D> = SupabaseClient<D>

const URL = 'http://offstage.test'

/** Starts the app on an empty database in memory. */
export async function start<A extends App>(
  app: A,
  options: StartOptions = {},
): Promise<TestHouse<DatabaseOf<A>>> {
  const clock = options.clock ?? systemClock
  const random = options.seed === undefined ? systemRandom : seededRandom(options.seed)
  const keys = await newKeys(random)
  const house = openHouse({
    model: app.model,
    database: ':memory:',
    keys,
    clock,
    random,
    teaches: options.teaches ?? false,
    report: (error, id) => console.error(`trace ${id}`, error),
  })
  const fetch = (input: string | URL | Request, init?: RequestInit) => house.fetch(new Request(input, init))
  const auth = { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false }
  const client = (key: string, accessToken?: () => Promise<string>) =>
    createClient(URL, key, {
      global: { fetch: fetch as typeof globalThis.fetch },
      ...(accessToken === undefined ? { auth } : { accessToken }),
    }) as unknown as Client<DatabaseOf<A>>
  const known = new Map<string, Promise<boolean>>()

  /** A reference to a person needs a row to point at, made before the first request of the person is sent. */
  function metOnce(id: string): Promise<boolean> {
    const met = known.get(id) ?? meet(house.fetch, keys, id)
    known.set(id, met)
    return met
  }

  return {
    as(name, { roles = [], claims = {} } = {}) {
      const id = uuidFromName(name)
      return client(keys.publishable, async () => {
        await metOnce(id)
        return await mintToken(keys, { id, roles, claims }, clock, random)
      })
    },
    anon: () => client(keys.publishable),
    service: () => client(keys.secret),
    idOf: uuidFromName,
    fetch: (request) => house.fetch(request),
    keys,
    stop: () => house.close(),
  }
}
