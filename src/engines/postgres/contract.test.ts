import { test } from 'bun:test'
import { SQL } from 'bun'
import { postgres, postgresHint } from '../../../test/postgres/binaries.ts'
import { sharedPostgres } from '../../../test/postgres/server.ts'
import { mintToken, newKeys } from '../../auth/index.ts'
import { fixedClock } from '../../base/clock.ts'
import { uuidFromName } from '../../base/ids.ts'
import { seededRandom } from '../../base/random.ts'
import { reachHouse } from '../../server.ts'
import { contract } from '../contract/index.ts'
import { PostgresEngine } from './index.ts'

// Before any test, whose time is short: making a server takes seconds.
const server = postgres === null ? null : await sharedPostgres()
const [clock, random] = [fixedClock(Date.UTC(2026, 0, 2)), seededRandom(1)]

/** Databases that nobody uses at the moment. */
const free: string[] = []

async function empty(database: string, tables: readonly string[]): Promise<void> {
  const sql = new SQL(database, { max: 1 })
  await sql.unsafe(`truncate ${tables.map((name) => `"${name}"`).join(', ')} restart identity cascade`)
  await sql.close()
}

if (server === null) test.skip(`contract: postgres (left out: ${postgresHint})`, () => {})
else
  contract('postgres', async ({ model }) => {
    const keys = await newKeys(random)
    const report = (error: unknown, id: string) => console.error(`trace ${id}`, error)
    // Emptied, a database is as good as a new one, and there in no time.
    const database = free.pop() ?? (await server.freshDatabase())
    const house = await reachHouse({ model, database, keys, clock, random, report })
    return {
      fetch: (request) => house.fetch(request),
      idOf: uuidFromName,
      statements: () => (house.engine instanceof PostgresEngine ? house.engine.statements : Number.NaN),
      async close() {
        await house.close()
        await empty(database, [...model.tables.keys()])
        free.push(database)
      },
      async headersOf(who) {
        if (who === 'service') return { apikey: keys.secret }
        if (who === 'anon') return { apikey: keys.publishable }
        const persona = { id: uuidFromName(who.name), roles: who.roles ?? [] }
        const token = await mintToken(keys, persona, clock, random)
        return { apikey: keys.publishable, Authorization: `Bearer ${token}` }
      },
    }
  })
