/** What happens to requests when the server, a connection, the client or the time goes away. */
import { afterEach, describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { noServerOfOurOwn, pgbouncer, pgbouncerHint } from '../../../test/postgres/binaries.ts'
import { Pool as Bouncer } from '../../../test/postgres/pgbouncer.ts'
import { PostgresServer } from '../../../test/postgres/server.ts'
import { newKeys } from '../../auth/index.ts'
import { fixedClock } from '../../base/clock.ts'
import { seededRandom } from '../../base/random.ts'
import { app, integer, ref, table, text } from '../../model/index.ts'
import { type House, reachHouse } from '../../server.ts'
import { Pool } from './pool.ts'

const seats = table({ id: integer(), taken: text().optional() })
  .primaryKey('id')
  .access({ read: true, write: true })
/** A seat is booked once: a rule about rows that others may be writing. */
const bookings = table({ id: integer(), seat: ref(() => seats) })
  .primaryKey('id')
  .access({ read: true, create: ({ row }) => row.seat.related(bookings).none() })
const { model } = app({ tables: { seats, bookings } })

// Before any test, whose time is short: making a server takes seconds.
const server = noServerOfOurOwn === null ? await PostgresServer.start() : null
const keys = await newKeys(seededRandom(1))
const running: House[] = []
const reported: unknown[] = []

afterEach(async () => {
  for (const house of running.splice(0)) await house.close()
})

async function open(database: string, parameters = ''): Promise<House> {
  const house = await reachHouse({
    model,
    database: database + parameters,
    keys,
    clock: fixedClock(Date.UTC(2026, 0, 2)),
    random: seededRandom(2),
    report: (error) => reported.push(error),
  })
  running.push(house)
  return house
}

interface Heard {
  readonly status: number
  readonly text: string
  readonly retryAfter: string | null
}

async function ask(
  house: House,
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Heard> {
  const request = new Request(`http://failures.test/rest/v1/${path}`, {
    method,
    headers: { apikey: keys.publishable, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
  const response = await house.fetch(request)
  return {
    status: response.status,
    text: await response.text(),
    retryAfter: response.headers.get('retry-after'),
  }
}

const codeOf = ({ text: body }: Heard) => (JSON.parse(body) as { code: string }).code

/** Holds what a statement locks until it is told to let go. */
async function hold(database: string, statement: string): Promise<() => Promise<void>> {
  const sql = new SQL(database, { max: 1 })
  const session = await sql.reserve()
  await session.unsafe('begin')
  await session.unsafe(statement)
  return async () => {
    await session.unsafe('rollback')
    session.release()
    await sql.close()
  }
}

/** Holds a lock on a table, so that whoever reads it waits. */
const lock = (database: string) => hold(database, 'lock table seats in access exclusive mode')

/** How many statements of apps the server is at work on. */
async function working(database: string): Promise<number> {
  const sql = new SQL(database, { max: 1 })
  const [row] = await sql.unsafe(
    `select count(*)::integer as n from pg_stat_activity where application_name = 'offstage' and state = 'active'`,
  )
  await sql.close()
  return row.n
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(10)
}

describe.skipIf(server === null)(
  `PostgreSQL fails${noServerOfOurOwn ? ` (left out: ${noServerOfOurOwn})` : ''}`,
  () => {
    const fresh = async () => (await server?.freshDatabase()) ?? ''

    test('a restart of the server is not noticed by who comes after it', async () => {
      const house = await open(await fresh())
      expect((await ask(house, 'POST', 'seats', [{ id: 1 }, { id: 2 }])).status).toBe(201)
      await server?.cluster.restart()
      const heard = await Promise.all(
        Array.from({ length: 8 }, () => ask(house, 'GET', 'seats?select=id&order=id')),
      )
      expect(new Set(heard.map(({ status, text: body }) => `${status} ${body}`))).toEqual(
        new Set(['200 [{"id":1}, \n {"id":2}]']),
      )
      expect((await ask(house, 'POST', 'seats', { id: 3 })).status).toBe(201)
    }, 60_000)

    test('while the server is gone, everybody is asked to come again', async () => {
      const house = await open(await fresh())
      await ask(house, 'POST', 'seats', { id: 1 })
      await server?.cluster.stop()
      const [read, write] = [await ask(house, 'GET', 'seats'), await ask(house, 'POST', 'seats', { id: 2 })]
      await server?.cluster.start()
      expect([read.status, codeOf(read), read.retryAfter]).toEqual([503, 'PGRST001', '1'])
      expect([write.status, codeOf(write), write.retryAfter]).toEqual([503, 'PGRST001', '1'])
      expect((await ask(house, 'GET', 'seats?select=id')).text).toBe('[{"id":1}]')
      expect((await ask(house, 'POST', 'seats', { id: 2 })).status).toBe(201)
      expect(reported).toEqual([])
    }, 60_000)

    test('a statement that takes too long is ended, and says so', async () => {
      const database = await fresh()
      const house = await open(database, '?statement_timeout=200')
      const release = await lock(database)
      const heard = await ask(house, 'GET', 'seats')
      await release()
      expect([heard.status, codeOf(heard)]).toEqual([413, '57014'])
      expect((await ask(house, 'GET', 'seats')).status).toBe(200)
    })

    test('who goes away stops what it asked for', async () => {
      const database = await fresh()
      const house = await open(database)
      await ask(house, 'GET', 'seats?select=id')
      const release = await lock(database)
      const gone = new AbortController()
      const asked = ask(house, 'GET', 'seats?select=id', undefined, gone.signal)
      await until(async () => (await working(database)) === 1)
      gone.abort()
      expect((await asked).status).toBe(413)
      expect(await working(database)).toBe(0)
      await release()
    })

    test('who goes away before its turn comes asks nothing', async () => {
      const database = await fresh()
      const pool = new Pool(() => new SQL(database, { max: 1 }), 1, false)
      await pool.read('create sequence asked', [])
      const release = await hold(database, 'select pg_advisory_xact_lock(1)')
      const first = pool.read('select pg_advisory_xact_lock(1)', [])
      const gone = new AbortController()
      const waiting = pool.read(`select nextval('asked')`, [], gone.signal).catch((error) => error.code)
      gone.abort()
      await release()
      await first
      expect(await waiting).toBe('57014')
      expect([...(await pool.read('select is_called from asked', []))]).toEqual([{ is_called: false }])
      await pool.close()
    })

    test('where no connection becomes free, more are turned away, and the others are served in the end', async () => {
      const database = await fresh()
      const house = await open(database, '?write_pool=1')
      await ask(house, 'POST', 'seats', { id: 0 })
      const release = await lock(database)
      const sent = Array.from({ length: 1010 }, (_, id) => ask(house, 'POST', 'seats', { id: id + 1 }))
      const turned = await Promise.race(sent)
      expect([turned.status, codeOf(turned), turned.retryAfter]).toEqual([503, '53300', '1'])
      await release()
      const heard = await Promise.all(sent)
      expect(heard.filter(({ status }) => status === 201).length).toBe(1001)
    }, 60_000)

    test('of writes whose rules look at each other one comes first', async () => {
      const database = await fresh()
      const [one, other] = [await open(database), await open(database)]
      await ask(one, 'POST', 'seats', { id: 1 })
      // Both have asked their rule, and written, before either can end: the reference waits for its row.
      const release = await hold(database, 'select from seats for update')
      const sent = [one, other].map((house, at) => ask(house, 'POST', 'bookings', { id: at, seat: 1 }))
      await until(async () => (await working(database)) === 2)
      await release()
      const statuses = (await Promise.all(sent)).map(({ status }) => status)
      expect(statuses.sort()).toEqual([201, 401])
    }, 60_000)

    test('endless shapes do not pile up on connections', async () => {
      const database = await fresh()
      const pool = new Pool(() => new SQL(database, { max: 1 }), 1, true, { preparedMax: 3 })
      const texts = Array.from({ length: 20 }, (_, at) => `select $1::integer + ${at} as sum`)
      const sums = await Promise.all(texts.map(async (one) => (await pool.read(one, ['1']))[0]?.sum))
      expect(sums).toEqual(texts.map((_, at) => at + 1))
      const [row] = await pool.read('select count(*)::integer as n from pg_prepared_statements', [])
      await pool.close()
      expect(Number(row?.n)).toBeLessThanOrEqual(4)
    })

    test('nodes that start at once make the tables once', async () => {
      const database = await fresh()
      const houses = await Promise.all(Array.from({ length: 4 }, () => open(database)))
      expect(houses.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 0, 3])
    }, 60_000)

    test.skipIf(pgbouncer === null)(
      `behind PgBouncer${pgbouncer === null ? ` (left out: ${pgbouncerHint})` : ''}`,
      async () => {
        if (server === null) return
        const direct = await fresh()
        const owner = new SQL(direct, { max: 1 })
        const name = new URL(direct).pathname.slice(1)
        for (const setting of [`bytea_output = 'hex'`, 'extra_float_digits = 1', 'search_path = public'])
          await owner.unsafe(`alter database ${name} set ${setting}`)
        await owner.close()
        const bouncer = await Bouncer.start(server, { connectionsMax: 2 })
        const database = server.at(bouncer.port, direct)
        try {
          const house = await open(database, '?prepare=false')
          expect((await ask(house, 'POST', 'seats', [{ id: 1 }, { id: 2 }])).status).toBe(201)
          const sent = Array.from({ length: 60 }, (_, at) =>
            at % 3 === 0
              ? ask(house, 'PATCH', `seats?id=eq.${(at % 2) + 1}`, { taken: `by ${at}` })
              : ask(house, 'GET', `seats?select=id&id=eq.${(at % 2) + 1}&limit=${at + 1}`),
          )
          const statuses = (await Promise.all(sent)).map(({ status }) => status)
          expect(new Set(statuses)).toEqual(new Set([200, 204]))
        } finally {
          for (const house of running.splice(0)) await house.close()
          await bouncer.stop()
        }
      },
      60_000,
    )
  },
)
