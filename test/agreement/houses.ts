/** Two houses of one app, on two engines, with the same keys, clock and chance; each request goes to both. */
import { type Keys, mintToken, newKeys } from '../../src/auth/index.ts'
import { type FixedClock, fixedClock } from '../../src/base/clock.ts'
import { uuidFromName } from '../../src/base/ids.ts'
import { type Random, seededRandom } from '../../src/base/random.ts'
import type { App } from '../../src/model/index.ts'
import { type House, reachHouse } from '../../src/server.ts'
import { type Asked, bodyText, pathOf, type Who } from './case.ts'

/** The name of a new, empty database, and how to be rid of it. */
export interface NewDatabase {
  readonly database: string
  drop(): Promise<void>
}

/** One of the two sides. */
export interface Side {
  readonly name: string
  fresh(): Promise<NewDatabase>
}

export const sqlite: Side = {
  name: 'sqlite',
  fresh: async () => ({ database: ':memory:', drop: async () => {} }),
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Changes the answers of one side: proves that a difference is seen. */
export type Plant = (asked: Asked, answer: Answer) => Answer

const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5)
const keys: Keys = await newKeys(seededRandom(1))
/** Tokens are the same in every case; signing one takes longer than a request. */
const tokens = new Map<string, Promise<string>>()

function headersOf(who: Who): Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>> {
  if (who === 'service') return { apikey: keys.secret }
  if (who === 'anon') return { apikey: keys.publishable }
  const known = JSON.stringify(who)
  const person = { id: uuidFromName(who.name), roles: who.roles, claims: who.claims }
  const token = tokens.get(known) ?? mintToken(keys, person, fixedClock(NOW_MS), seededRandom(9))
  tokens.set(known, token)
  return token.then((text) => ({ apikey: keys.publishable, Authorization: `Bearer ${text}` }))
}

export class OpenSide {
  /** Mistakes of the house's own, in words. */
  readonly reports: string[] = []

  private constructor(
    readonly name: string,
    private readonly clock: FixedClock,
    private readonly database: NewDatabase,
    private readonly plant: Plant | null,
  ) {}

  private house: House | null = null

  static async open(side: Side, app: App, seed: number, plant: Plant | null = null): Promise<OpenSide> {
    const clock = fixedClock(NOW_MS)
    const database = await side.fresh()
    const open = new OpenSide(side.name, clock, database, plant)
    const random: Random = seededRandom(seed)
    const report = (error: unknown) =>
      open.reports.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
    try {
      const options = { model: app.model, database: database.database, keys, clock, random, report }
      open.house = await reachHouse(options)
    } catch (error) {
      await database.drop()
      throw error
    }
    return open
  }

  async ask(asked: Asked): Promise<Answer> {
    this.clock.advanceMs(1)
    const headers = { ...(await headersOf(asked.who)), ...asked.headers }
    const { method } = asked
    const url = `http://offstage.test/rest/v1/${pathOf(asked)}`
    const body = method === 'GET' || method === 'HEAD' ? null : bodyText(asked.body)
    const response = await (this.house as House).fetch(new Request(url, { method, headers, body }))
    const answer = {
      status: response.status,
      headers: Object.fromEntries([...response.headers].sort()),
      body: await response.text(),
    }
    return this.plant === null ? answer : this.plant(asked, answer)
  }

  async close(): Promise<void> {
    await this.house?.close()
    await this.database.drop()
  }
}
