/**
 * Databases on the shared server that hold what the engine adds to every one: tests that need hundreds do
 * not wait for it each time.
 */
import { newKeys } from '../../src/auth/index.ts'
import { fixedClock } from '../../src/base/clock.ts'
import { seededRandom } from '../../src/base/random.ts'
import { app } from '../../src/index.ts'
import { reachHouse } from '../../src/server.ts'
import { type PostgresServer, sharedPostgres } from './server.ts'

export interface PreparedDatabase {
  readonly database: string
  drop(): Promise<void>
}

/** An app without tables is opened once; all databases are copies of the one that it leaves. */
async function makeTemplate(server: PostgresServer): Promise<string> {
  const database = await server.freshDatabase()
  const random = seededRandom(1)
  const report = (error: unknown) => console.error(error)
  const { model } = app({ tables: {} })
  const keys = await newKeys(random)
  const house = await reachHouse({ model, database, keys, clock: fixedClock(0), random, report })
  await house.close()
  return database
}

let template: Promise<string> | null = null
/** Made while the test before runs. */
let next: Promise<string> | null = null

export async function preparedDatabase(): Promise<PreparedDatabase> {
  const server = await sharedPostgres()
  template ??= makeTemplate(server)
  const like = await template
  const taken = next
  next = null
  const database = await (taken ?? server.freshDatabase(like))
  next ??= server.freshDatabase(like)
  // Whoever takes it hears of a failure; until then nobody does.
  next.catch(() => {})
  return { database, drop: () => server.dropDatabase(database) }
}

/** Stops the shared server, where a program is done before its process is. */
export async function closePrepared(): Promise<void> {
  if (template === null) return
  await next
  await (await sharedPostgres()).close()
}
