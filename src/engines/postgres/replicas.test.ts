/** Reads from a streaming replica: never older than what was acknowledged, whatever the replica is up to. */
import { afterAll, afterEach, describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { KEYS } from '../../../test/crash/server.ts'
import { Fleet } from '../../../test/nodes/fleet.ts'
import { noServerOfOurOwn } from '../../../test/postgres/binaries.ts'
import { PostgresServer } from '../../../test/postgres/server.ts'
import { newKeys } from '../../auth/index.ts'
import { fixedClock } from '../../base/clock.ts'
import { UsageError } from '../../base/errors.ts'
import { seededRandom } from '../../base/random.ts'
import { app, integer, table } from '../../model/index.ts'
import { type House, reachHouse } from '../../server.ts'
import type { PostgresEngine } from './index.ts'

const counters = table({ id: integer(), value: integer() })
  .primaryKey('id')
  .access({ read: true, write: true })
const { model } = app({ tables: { counters } })

// What was acknowledged is in the log; only the disk is not waited for.
const settings = { synchronous_commit: 'on' }
const server = noServerOfOurOwn === null ? await PostgresServer.start({ settings }) : null
const replica = (await server?.replica()) ?? null
const keys = await newKeys(seededRandom(1))
const running: House[] = []

afterEach(async () => {
  for (const house of running.splice(0)) await house.close()
})
afterAll(async () => {
  await server?.close()
})

async function open(database: string, replicas: readonly string[]): Promise<House> {
  const random = seededRandom(2)
  const report = (error: unknown) => console.error(error)
  const house = await reachHouse({ model, database, replicas, keys, clock: fixedClock(0), random, report })
  running.push(house)
  return house
}

async function ask(house: House, method: string, path: string, body?: unknown): Promise<string> {
  const headers = { apikey: keys.publishable, 'Content-Type': 'application/json' }
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const response = await house.fetch(new Request(`http://replicas.test/rest/v1/${path}`, init))
  return `${response.status} ${await response.text()}`
}

const write = (house: House, value: number) => ask(house, 'PATCH', 'counters?id=eq.1', { value })
const read = (house: House) => ask(house, 'GET', 'counters?select=value&id=eq.1')
const readsOf = (house: House) =>
  ((house.engine as PostgresEngine).replicas?.all ?? []).reduce((sum, { reads }) => sum + reads, 0)

/** Reads until a replica answers one. */
async function untilReplicaReads(house: House, value: number): Promise<void> {
  for (const before = readsOf(house); readsOf(house) === before; await Bun.sleep(5))
    expect(await read(house)).toBe(`200 [{"value":${value}}]`)
}

describe.skipIf(server === null)(
  `replicas${noServerOfOurOwn === null ? '' : ` (left out: ${noServerOfOurOwn})`}`,
  () => {
    if (server === null || replica === null) return

    /** Two nodes on a new database and its replica, which holds one counter. */
    const nodes = async () => {
      const database = await server.freshDatabase()
      const there = server.at(replica.port, database)
      const [one, other] = [await open(database, [there]), await open(database, [there])]
      await ask(one, 'POST', 'counters', { id: 1, value: 0 })
      await untilReplicaReads(one, 0)
      await untilReplicaReads(other, 0)
      return { one, other, there, database }
    }

    /** Has the replica do what only its owner may have it do. */
    const tell = async (there: string, ...statements: string[]): Promise<unknown> => {
      const url = new URL(there)
      url.username = 'postgres'
      const sql = new SQL(url.href, { max: 1 })
      let said: unknown
      for (const statement of statements) said = (await sql.unsafe(statement).values())[0]?.[0]
      await sql.close()
      return said
    }

    /** Writes over one node, reads over the other, and the other way round. */
    const takeTurns = async ({ one, other }: { one: House; other: House }, first: number, count: number) => {
      for (let value = first; value < first + count; value++) {
        const [writer, reader] = value % 2 === 0 ? [one, other] : [other, one]
        expect(await write(writer, value)).toBe('204 ')
        expect(await read(reader)).toBe(`200 [{"value":${value}}]`)
      }
    }

    test('what is written over one node is read over the other, from the replica', async () => {
      const both = await nodes()
      const before = readsOf(both.one) + readsOf(both.other)
      await takeTurns(both, 1, 100)
      expect(readsOf(both.one) + readsOf(both.other)).toBeGreaterThan(before + 10)
      // Many at once share the question where the primary is.
      const many = await Promise.all(Array.from({ length: 200 }, () => read(both.one)))
      expect(new Set(many)).toEqual(new Set(['200 [{"value":100}]']))
    }, 60_000)

    test('three processes behind a proxy, too', async () => {
      const database = await server.freshDatabase()
      const there = server.at(replica.port, database)
      const fleet = new Fleet(database, { env: { DATABASE_REPLICAS: there } })
      try {
        await fleet.start(3)
        const headers = { apikey: KEYS.OFFSTAGE_SECRET_KEY, 'Content-Type': 'application/json' }
        const url = `${fleet.proxy.url}/rest/v1/orders?select=count`
        await fetch(url, { method: 'POST', headers, body: '{"what":"tea"}' })
        for (let count = 0; count < 40; count++) {
          await fetch(url.replace('?', '?id=eq.1&'), { method: 'PATCH', headers, body: `{"count":${count}}` })
          expect(await (await fetch(url, { headers })).json()).toEqual([{ count }])
        }
        const connected = `select count(*)::integer from pg_stat_activity
          where application_name = 'offstage' and datname = current_database()`
        // Each has looked, and read, over connections of its own.
        expect(Number(await tell(there, connected))).toBeGreaterThanOrEqual(6)
        expect(fleet.said).toBe('')
      } finally {
        await fleet.end()
      }
    }, 60_000)

    test('while it stands still the primary is read, and after that it is read again', async () => {
      const both = await nodes()
      await tell(both.there, 'select pg_wal_replay_pause()')
      while ((await tell(both.there, 'select pg_get_wal_replay_pause_state()')) !== 'paused')
        await Bun.sleep(5)
      const before = [readsOf(both.one), readsOf(both.other)]
      await write(both.one, 1)
      await takeTurns(both, 2, 20)
      expect([readsOf(both.one), readsOf(both.other)]).toEqual(before as [number, number])
      await tell(both.there, 'select pg_wal_replay_resume()')
      await untilReplicaReads(both.one, 21)
      await untilReplicaReads(both.other, 21)
    }, 60_000)

    test('however far it is behind, nobody reads what is over', async () => {
      const both = await nodes()
      await tell(both.there, `alter system set recovery_min_apply_delay = '30ms'`, 'select pg_reload_conf()')
      await takeTurns(both, 1, 40)
      await tell(both.there, `alter system set recovery_min_apply_delay = '2s'`, 'select pg_reload_conf()')
      await takeTurns(both, 41, 40)
      await tell(both.there, 'alter system reset recovery_min_apply_delay', 'select pg_reload_conf()')
      await untilReplicaReads(both.one, 80)
    }, 60_000)

    test('killed under load it is left out, and comes back', async () => {
      const both = await nodes()
      let over = false
      const readers = Array.from({ length: 8 }, async () => {
        const heard = new Set<string>()
        while (!over) heard.add((await read(both.one)).slice(0, 3))
        return heard
      })
      await takeTurns(both, 1, 20)
      await replica.kill()
      await takeTurns(both, 21, 20)
      await replica.start()
      await takeTurns(both, 41, 20)
      over = true
      for (const heard of await Promise.all(readers)) expect(heard).toEqual(new Set(['200']))
      await untilReplicaReads(both.other, 60)
    }, 60_000)

    test('a server that is no replica of the database is not read', async () => {
      const database = await server.freshDatabase()
      // The primary itself follows nobody: as a replica that has been made the primary.
      const house = await open(database, [database])
      await ask(house, 'POST', 'counters', { id: 1, value: 5 })
      expect(await read(house)).toBe('200 [{"value":5}]')
      expect(readsOf(house)).toBe(0)
      const another = server.at(replica.port, await server.freshDatabase())
      while ((await tell(another, 'select 1').catch(() => 0)) !== 1) await Bun.sleep(5)
      const refused = await open(database, [another]).catch((error) => error)
      expect(refused).toBeInstanceOf(UsageError)
      expect((refused as UsageError).message).toContain('is no replica of the database of DATABASE_URL.')
    }, 60_000)

    test('one that is not there does not keep the others from starting', async () => {
      const database = await server.freshDatabase()
      await replica.stop()
      const house = await open(database, [server.at(replica.port, database)])
      await ask(house, 'POST', 'counters', { id: 1, value: 6 })
      expect(await read(house)).toBe('200 [{"value":6}]')
      await replica.start()
      await untilReplicaReads(house, 6)
    }, 60_000)
  },
)
