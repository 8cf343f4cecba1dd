/** A limited write picks its rows first; another write may change them before it comes to them. */
import { describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { postgres, postgresHint } from '../../../test/postgres/binaries.ts'
import { sharedPostgres } from '../../../test/postgres/server.ts'
import { newKeys } from '../../auth/index.ts'
import { fixedClock } from '../../base/clock.ts'
import { seededRandom } from '../../base/random.ts'
import { app, integer, table, text } from '../../model/index.ts'
import { reachHouse } from '../../server.ts'

const server = postgres === null ? null : await sharedPostgres()

const notes = table({ id: integer(), state: text() })
  .primaryKey('id')
  .access({
    read: true,
    create: true,
    update: ({ row }) => row.state.is('open'),
    delete: ({ row }) => row.state.is('open'),
  })
const { model } = app({ tables: { notes } })

describe.skipIf(server === null)(`limited writes${server ? '' : ` (left out: ${postgresHint})`}`, () => {
  test.each([
    ['PATCH', '{"state":"open"}'],
    ['DELETE', null],
  ])('%s leaves a row alone that was closed meanwhile', async (method, body) => {
    const database = (await server?.freshDatabase()) ?? ''
    const random = seededRandom(1)
    const keys = await newKeys(random)
    const clock = fixedClock(Date.UTC(2026, 0, 2))
    const house = await reachHouse({ model, database, keys, clock, random, report: console.error })
    const other = new SQL(database, { max: 2 })
    const session = await other.reserve()
    await session.unsafe(`insert into notes values (1, 'open')`)
    await session.unsafe('begin')
    await session.unsafe(`update notes set state = 'closed'`)
    const headers = { apikey: keys.publishable, 'Content-Type': 'application/json' }
    const prefer = { Prefer: 'return=representation' }
    const asked = house.fetch(
      new Request('http://limited.test/rest/v1/notes?order=id&limit=1', {
        method,
        headers: { ...headers, ...prefer },
        body,
      }),
    )
    const waits = `select 1 from pg_locks where not granted and database is null
      and transactionid = (select backend_xid from pg_stat_activity where pid = $1::integer)`
    const [mine] = await session.unsafe('select pg_backend_pid() as pid')
    while ((await other.unsafe(waits, [mine.pid])).length === 0) await Bun.sleep(5)
    await session.unsafe('commit')
    const heard = await (await asked).text()
    const rows = [...(await session.unsafe('select id, state from notes'))]
    session.release()
    await other.close()
    await house.close()
    expect({ heard, rows }).toEqual({ heard: '[]', rows: [{ id: 1, state: 'closed' }] })
  })
})
