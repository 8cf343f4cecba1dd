/** Slow reads stand in line by themselves: however many there are, quick ones pass. */
import { afterAll, describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { noServerOfOurOwn } from '../../../test/postgres/binaries.ts'
import { sharedPostgres } from '../../../test/postgres/server.ts'
import { newKeys } from '../../auth/index.ts'
import { fixedClock } from '../../base/clock.ts'
import { seededRandom } from '../../base/random.ts'
import { app, integer, table } from '../../model/index.ts'
import { type House, reachHouse } from '../../server.ts'

const few = table({ id: integer() }).primaryKey('id').access({ read: true, create: true })
const many = table({ id: integer(), value: integer().default(0) })
  .primaryKey('id')
  .access({ read: true, create: true })
const { model } = app({ tables: { few, many } })
const keys = await newKeys(seededRandom(1))
let house: House | null = null

afterAll(async () => {
  await house?.close()
})

async function ask(path: string, body?: unknown): Promise<number> {
  const headers = { 'Content-Type': 'application/json' }
  const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await house?.fetch(new Request(`http://slow.test/rest/v1/${path}`, init))
  return response?.status ?? 0
}

describe.skipIf(noServerOfOurOwn !== null)(
  `slow reads${noServerOfOurOwn === null ? '' : ` (left out: ${noServerOfOurOwn})`}`,
  () => {
    test('quick reads pass while every connection for slow ones is taken', async () => {
      const server = await sharedPostgres()
      const database = await server.freshDatabase()
      const [clock, random] = [fixedClock(0), seededRandom(1)]
      const report = (error: unknown) => console.error(error)
      const one = `${database}?pool=1&slow_pool=1`
      house = await reachHouse({ model, database: one, keys, clock, random, report })
      expect([await ask('few', { id: 1 }), await ask('many', { id: 1 })]).toEqual([201, 201])
      // PostgreSQL is made to believe that the table is large.
      const root = new URL(database)
      root.username = 'postgres'
      const owner = new SQL(root.href, { max: 1 })
      await owner.unsafe(`update pg_class set reltuples = 1e9, relpages = 1 where relname = 'many'`)
      expect([await ask('few'), await ask('many?order=value')]).toEqual([200, 200])

      const session = await owner.reserve()
      await session.unsafe('begin')
      await session.unsafe('lock table many in access exclusive mode')
      let slowAnswered = 0
      const slow = Array.from({ length: 20 }, async () => {
        expect(await ask('many?order=value')).toBe(200)
        slowAnswered += 1
      })
      for (let round = 0; round < 5; round++) {
        const quick = Array.from({ length: 20 }, () => ask('few'))
        expect(new Set(await Promise.all(quick))).toEqual(new Set([200]))
      }
      expect(slowAnswered).toBe(0)
      await session.unsafe('rollback')
      session.release()
      await Promise.all(slow)
      expect(slowAnswered).toBe(20)
      await owner.close()
    }, 30_000)
  },
)
