/** The servers that other tests stand on: each way to start, stop and copy one, tried once. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SQL } from 'bun'
import { noServerOfOurOwn, pgbouncer, pgbouncerHint, postgres, postgresHint } from './binaries.ts'
import type { Cluster } from './cluster.ts'
import { Pool } from './pgbouncer.ts'
import { freshDatabase, PostgresServer, sharedPostgres } from './server.ts'

/** A test's name, with the reason when it is left out. */
const named = (name: string, reason: string | null) =>
  reason === null ? name : `${name} (left out: ${reason})`

/** Asks one thing over a connection of its own. */
async function ask(url: string, statement: string): Promise<unknown[]> {
  const sql = new SQL(url, { max: 1 })
  try {
    return (await sql.unsafe(statement).values()).map(([first]: unknown[]) => first)
  } finally {
    await sql.close()
  }
}

/** The first answer that is as expected, or the last one. */
async function until(expected: unknown, again: () => Promise<unknown>): Promise<unknown> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const got = await again().catch(String)
    if (Bun.deepEquals(got, expected)) return got
    await Bun.sleep(25)
  }
  return await again()
}

describe.skipIf(postgres === null)(
  named('the shared server', postgres === null ? postgresHint : null),
  () => {
    test('every database is new', async () => {
      const [one, other] = [await freshDatabase(), await freshDatabase()]
      await ask(one, 'create table t (id int)')
      expect(await ask(one, "select count(*)::int from pg_class where relname = 't'")).toEqual([1])
      expect(await ask(other, "select count(*)::int from pg_class where relname = 't'")).toEqual([0])
      const server = await sharedPostgres()
      await server.dropDatabase(one)
      const name = new URL(one).pathname.slice(1)
      expect(await ask(other, `select datname from pg_database where datname = '${name}'`)).toEqual([])
    })

    test('the role is nothing special', async () => {
      const url = await freshDatabase()
      expect(await ask(url, 'select rolsuper from pg_roles where rolname = current_user')).toEqual([false])
    })
  },
)

describe.skipIf(noServerOfOurOwn !== null)(named('a server of our own', noServerOfOurOwn), () => {
  let server: PostgresServer
  let url: string
  beforeAll(async () => {
    server = await PostgresServer.start({ durable: true })
    url = await server.freshDatabase()
    await ask(url, 'create table t (id int)')
  }, 60_000)
  afterAll(async () => {
    await server?.close()
  })

  test('it is set up as no engine would have it', async () => {
    expect(await ask(url, "select '2026-01-02T03:04:05Z'::timestamptz::text")).toEqual([
      '2026-01-02 08:34:05+05:30',
    ])
    expect(await ask(url, "select '\\x00ff'::bytea::text")).toEqual(['\\000\\377'])
    expect(await ask(url, "select 'a' < 'B'")).toEqual([true])
    expect(await ask(url, 'show fsync')).toEqual(['on'])
  })

  const ends: readonly (readonly [string, (cluster: Cluster) => Promise<void>])[] = [
    ['stopped', (cluster) => cluster.stop()],
    ['stopped at once', (cluster) => cluster.stop('immediate')],
    ['killed', (cluster) => cluster.kill()],
  ]
  for (const [name, end] of ends) {
    test(`what was committed is there after it was ${name}`, async () => {
      await ask(url, 'insert into t values (1)')
      const [before] = await ask(url, 'select count(*)::int from t')
      await end(server.cluster)
      expect(await ask(url, 'select 1').catch(() => 'down')).toBe('down')
      await server.cluster.start()
      expect(await ask(url, 'select count(*)::int from t')).toEqual([before])
    }, 30_000)
  }

  test('restarted, it answers again', async () => {
    await server.cluster.restart()
    expect(await ask(url, 'select 1')).toEqual([1])
  }, 30_000)

  test('a replica follows, and cannot be written to', async () => {
    const replica = await server.replica()
    const there = server.at(replica.port, url)
    await ask(url, 'insert into t values (77)')
    const seen = () => ask(there, 'select id from t where id = 77')
    expect(await until([77], seen)).toEqual([77])
    const refused = await ask(there, 'insert into t values (78)').catch((error) => String(error))
    expect(refused).toContain('read-only transaction')
    await replica.stop()
  }, 60_000)

  test.skipIf(pgbouncer === null)(
    named('a pool lends connections', pgbouncer === null ? pgbouncerHint : null),
    async () => {
      const pool = await Pool.start(server, { connectionsMax: 2 })
      const through = server.at(pool.port, url)
      const sessions = Array.from({ length: 6 }, () => new SQL(through, { max: 1, prepare: false }))
      const pids = await Promise.all(
        sessions.map(
          async (sql) => (await sql.unsafe('select pg_backend_pid(), pg_sleep(0.02)').values())[0][0],
        ),
      )
      expect(new Set(pids).size).toBeLessThanOrEqual(2)
      for (const sql of sessions) await sql.close()
      await pool.stop()
      expect(await ask(through, 'select 1').catch(() => 'down')).toBe('down')
    },
    30_000,
  )
})

describe.skipIf(noServerOfOurOwn !== null)(named('a process that ends', noServerOfOurOwn), () => {
  const source = `
    const { PostgresServer } = await import('${join(import.meta.dir, 'server.ts')}')
    const server = await PostgresServer.start()
    console.log(JSON.stringify({ path: server.folder.path, pid: server.cluster.pid() }))
    await Bun.sleep(60_000)`

  test('takes its server and folder with it, even when it is killed', async () => {
    const child = Bun.spawn([process.execPath, '--no-install', '-e', source], { stdout: 'pipe' })
    const { value } = await child.stdout.getReader().read()
    const { path, pid } = JSON.parse(new TextDecoder().decode(value)) as { path: string; pid: number }
    expect(existsSync(path)).toBe(true)
    child.kill('SIGKILL')
    await child.exited
    expect(await until(false, async () => existsSync(path))).toBe(false)
    expect(await until('gone', async () => (existsSync(`/proc/${pid}`) ? 'here' : 'gone'))).toBe('gone')
  }, 60_000)
})
