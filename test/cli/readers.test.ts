/** Readers, as a user runs them: threads on one port, which nobody can tell from one. */
import { afterAll, describe, expect, test } from 'bun:test'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, openMany } from '../crash/sockets.ts'
import { cleanUp, offstage, type Running, run, scratch, up } from './offstage.ts'

afterAll(cleanUp)

const SECRET = 'sb_secret_readersreadersreadersreaders'

/** Its readers end when a file tells them to, as a mistake in a timer would end them. */
const APP = `import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { app, id, integer, table, text } from 'offstage'

export const notes = table({ id: id(), title: text(), version: integer().default(0) })
  .access({ read: true, write: true })

const told = join(import.meta.dir, 'end')
if (!Bun.isMainThread)
  setInterval(() => {
    if (!existsSync(told)) return
    rmSync(told, { force: true })
    throw new Error('told to end')
  }, 10)

export default app({ name: 'readers', tables: { notes } })
`

interface Served {
  readonly folder: string
  readonly server: Running
  readonly url: string
  /** Asks over a connection of its own, which any thread may get. */
  ask(path: string, method?: string, row?: object): Promise<Response>
  metric(name: string): Promise<number>
  /** Waits until so many readers answer. */
  readers(count: number): Promise<void>
}

async function serve(readers: number): Promise<Served> {
  const folder = scratch()
  writeFileSync(join(folder, 'app.ts'), APP)
  const server = offstage(['start', folder, '--json'], {
    env: {
      PORT: '0',
      OFFSTAGE_DATA: join(folder, 'data'),
      OFFSTAGE_SECRET_KEY: SECRET,
      OFFSTAGE_READERS: String(readers),
    },
  })
  const { url } = await up(server)
  const headers = { apikey: SECRET, 'Content-Type': 'application/json', Prefer: 'return=representation' }
  const ask: Served['ask'] = (path, method = 'GET', row) =>
    fetch(url + path, {
      method,
      headers,
      keepalive: false,
      ...(row === undefined ? {} : { body: JSON.stringify(row) }),
    })
  const metric = async (name: string) => {
    const text = await (await ask('/metrics')).text()
    return Number(new RegExp(`^offstage_${name} (\\d+)$`, 'm').exec(text)?.[1])
  }
  const served: Served = {
    folder,
    server,
    url,
    ask,
    metric,
    readers: async (count) => {
      // The connection may be one of a reader that ends just now.
      while ((await metric('readers').catch(() => null)) !== count) await Bun.sleep(20)
    },
  }
  await served.readers(readers)
  return served
}

async function stopped({ server }: Served): Promise<string> {
  server.signal('SIGTERM')
  const { code, err } = await server.ended()
  expect(code).toBe(0)
  return err
}

/** Until the work is done so many times. */
const times = (count: number, work: (index: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)))

test('reads are answered by every thread, writes by one, and metrics count them all', async () => {
  const served = await serve(2)
  const { ask, metric } = served
  const name = 'answers_total{status="2xx"}'.replaceAll(/[{}]/g, '\\$&')
  const before = [await metric(name), await metric('reader_answers_total')]
  await times(60, async (index) =>
    expect((await ask('/rest/v1/notes', 'POST', { title: `${index}` })).status).toBe(201),
  )
  expect(await metric('reader_answers_total')).toBe(before[1] ?? -1)
  await times(200, async () =>
    expect(await (await ask('/rest/v1/notes?select=title')).json()).toHaveLength(60),
  )
  const after = [await metric(name), await metric('reader_answers_total')]
  // Each question for metrics is counted once it is answered: two were, after the first number was read.
  expect((after[0] ?? 0) - (before[0] ?? 0)).toBe(260 + 3)
  const theirs = (after[1] ?? 0) - (before[1] ?? 0)
  expect(theirs).toBeGreaterThan(20)
  expect(theirs).toBeLessThan(180)
  expect(await stopped(served)).toBe('')
}, 60_000)

test('what was acknowledged is read back, over whichever connection', async () => {
  const served = await serve(2)
  const { ask } = served
  await times(16, async (client) => {
    for (let turn = 0; turn < 25; turn++) {
      const title = `${client}.${turn}`
      const written = await ask('/rest/v1/notes', 'POST', { title })
      const [row] = (await written.json()) as { id: string }[]
      const path = `/rest/v1/notes?id=eq.${row?.id}&select=title,version`
      expect(await (await ask(path)).json()).toEqual([{ title, version: 0 }])
      expect((await ask(path, 'PATCH', { version: turn + 1 })).status).toBe(200)
      expect(await (await ask(path)).json()).toEqual([{ title, version: turn + 1 }])
      expect((await ask(path, 'DELETE')).status).toBe(200)
      expect(await (await ask(path)).json()).toEqual([])
    }
  })
  expect(await stopped(served)).toBe('')
}, 60_000)

test('refusals and everything else come back as they were made, whichever thread was asked', async () => {
  const served = await serve(1)
  const { ask } = served
  const answers = async (path: string, method?: string, row?: object) => {
    const seen = new Set<string>()
    await times(16, async () => {
      const response = await ask(path, method, row)
      const headers = [...response.headers].filter(([name]) => name !== 'date')
      seen.add(JSON.stringify([response.status, headers, await response.text()]))
    })
    return [...seen]
  }
  expect(await answers('/rest/v1/notes', 'POST', { nowhere: 1 })).toEqual([
    expect.stringContaining('PGRST204'),
  ])
  expect(await answers('/rest/v1/notes?nowhere=eq.1')).toEqual([expect.stringContaining('42703')])
  expect(await answers('/rest/v1/notes', 'TRACE')).toHaveLength(1)
  expect(await answers('/rest/v1/notes?id=is.null', 'DELETE')).toEqual([expect.stringContaining('[200,')])
  await times(16, async () => {
    const unnamed = { method: 'POST', headers: { Host: 'a:x' }, body: '{"nowhere":1}', keepalive: false }
    expect((await fetch(`${served.url}/rest/v1/notes`, unnamed)).status).toBe(400)
  })
  expect(await answers('/offstage/persona', 'POST', { as: 'ana' })).toEqual([
    expect.stringContaining('[404,'),
  ])
  expect(await stopped(served)).toBe('')
}, 60_000)

describe('a reader that ends by itself', () => {
  test('is replaced, and only its own connections notice', async () => {
    const served = await serve(1)
    const { ask, folder, server } = served
    let going = true
    const statuses = new Set<number>()
    const asking = times(8, async () => {
      while (going)
        statuses.add(
          await ask('/rest/v1/notes').then(
            (response) => response.status,
            () => 0,
          ),
        )
    })
    writeFileSync(join(folder, 'end'), '')
    expect(await server.said('told to end')).toContain('A reader failed')
    await served.readers(0)
    await served.readers(1)
    going = false
    await asking
    statuses.delete(0)
    expect([...statuses]).toEqual([200])
    await stopped(served)
  }, 60_000)

  test('is not replaced by one with other rules', async () => {
    const served = await serve(1)
    const { ask, folder, server } = served
    appendFileSync(join(folder, 'app.ts'), '// Something else now.\n')
    writeFileSync(join(folder, 'end'), '')
    expect(await server.said('has changed since the server was started')).toContain(
      'A reader could not begin',
    )
    await times(8, async () => expect((await ask('/rest/v1/notes')).status).toBe(200))
    expect(await served.metric('readers')).toBe(0)
    await stopped(served)
  }, 60_000)
})

test('requests that were begun are answered after the signal, by every thread', async () => {
  const served = await serve(1)
  const connections = await openMany(Number(new URL(served.url).port), 16)
  const body = '{"title":"late"}'
  const head = `POST /rest/v1/notes HTTP/1.1\r\nHost: a\r\napikey: ${SECRET}\r\nContent-Type: application/json`
  const begun = connections.map((connection) =>
    begin(connection, `${head}\r\nContent-Length: ${body.length}\r\n\r\n{`),
  )
  // Answered after the first bytes of the others have come, by whichever thread.
  await times(32, async () => expect((await served.ask('/healthz')).status).toBe(200))
  served.server.signal('SIGTERM')
  while (await served.ask('/healthz').then(Boolean, () => false)) await Bun.sleep(5)
  for (const connection of connections) connection.write(body.slice(1))
  expect(new Set(await Promise.all(begun))).toEqual(new Set([201]))
  expect((await served.server.ended()).code).toBe(0)
}, 60_000)

function begin(connection: Connection, text: string): Promise<number | null> {
  const answer = connection.answer()
  connection.write(text)
  return answer
}

test('a number that makes no sense is said so, and so is a database that cannot be shared', async () => {
  const folder = scratch()
  writeFileSync(join(folder, 'app.ts'), APP)
  const start = (readers: string, database = '') =>
    run(['start', folder], {
      env: {
        PORT: '0',
        OFFSTAGE_DATA: join(folder, 'data'),
        OFFSTAGE_READERS: readers,
        DATABASE_URL: database,
      },
    })
  expect(await start('many')).toMatchObject({
    code: 2,
    err: expect.stringContaining('OFFSTAGE_READERS=many'),
  })
  expect(await start('1', ':memory:')).toMatchObject({ code: 2, err: expect.stringContaining('in memory') })
  const server = await start('1', 'postgres://nobody@127.0.0.1:1/none')
  expect(server).toMatchObject({ code: 2, err: expect.stringContaining('readers share a database file') })
}, 60_000)

test('a port that another server shares is in use all the same', async () => {
  const served = await serve(1)
  const second = await run(['start', served.folder], {
    env: {
      PORT: new URL(served.url).port,
      OFFSTAGE_DATA: join(served.folder, 'data'),
      OFFSTAGE_READERS: '1',
    },
  })
  expect(second).toMatchObject({ code: 2, err: expect.stringContaining('is in use') })
  await stopped(served)
}, 60_000)
