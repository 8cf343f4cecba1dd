/** A disk without room, and one that turns read-only: clear errors, nothing lost, work goes on by itself. */
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { seededRandom } from '../../src/base/random.ts'
import { Client } from './client.ts'
import { Look } from './database.ts'
import { Disk, withoutDisks } from './disk.ts'
import { WriteMaker } from './make-write.ts'
import { KEYS, Server } from './server.ts'
import { EMPTY } from './state.ts'

const reason = withoutDisks()
const isRoot = process.getuid?.() === 0
const mustRun = process.env.CI === 'true' && isRoot

test('disks can be made where root runs in CI', () => {
  if (mustRun) expect(reason).toBeNull()
  else if (reason !== null) console.log(`The tests of full disks did not run: ${reason}`)
})

const headers = { apikey: KEYS.OFFSTAGE_PUBLISHABLE_KEY, 'Content-Type': 'application/json' }
const account = (id: number) => ({ id, client: 0, name: `n${id}`.padEnd(1000, '.'), balance: 0, version: 0 })

interface Said {
  readonly status: number
  readonly retryAfter: string | null
  readonly body: string
}

async function ask(url: string, method: string, path: string, body?: unknown): Promise<Said> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(`${url}/rest/v1/${path}`, { method, headers, ...sent })
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: await response.text(),
  }
}

let disk: Disk
let server: Server
let url: string

async function startAgain(): Promise<void> {
  server = Server.start({ folder: disk.folder })
  url = await server.up()
}

/** What is wrong with the database, and ids of the accounts in it. */
function looked(): { problems: string[]; ids: number[] } {
  const look = new Look(join(disk.folder, 'app.sqlite'))
  try {
    const ids = [...look.states().values()].flatMap(({ accounts }) => [...accounts.keys()])
    return { problems: look.problems(), ids: ids.sort((a, b) => a - b) }
  } finally {
    look.close()
  }
}

describe.skipIf(reason !== null)('a disk', () => {
  beforeEach(async () => {
    disk = new Disk(16)
    await startAgain()
  })

  afterEach(async () => {
    if (server.alive) await server.kill()
    disk.remove()
  })

  test('that is full: writes are put off, reads go on, nothing is lost, and room is enough to go on', async () => {
    const seed = Math.floor(Math.random() * 1e6)
    console.log(`seed ${seed}`)
    const clients = Array.from({ length: 8 }, (_, index) => {
      const maker = new WriteMaker(index + 1, seededRandom(seed + index))
      return new Client(maker, KEYS.OFFSTAGE_PUBLISHABLE_KEY)
    })
    const count = (kind: 'done' | 'later') => clients.reduce((sum, { counts }) => sum + counts[kind], 0)
    const write = (isOver: () => boolean) => Promise.all(clients.map((client) => client.write(url, isOver)))
    await write(() => count('done') >= 100)
    // The log may give room back: it is taken away again.
    await write(() => {
      disk.fill()
      return count('later') >= 200
    })
    const refused = await ask(url, 'POST', 'entries', { id: 1, client: 0, batch: 0, amount: 0, version: 0 })
    expect([refused.status, refused.retryAfter, JSON.parse(refused.body).code]).toEqual([503, '1', '53100'])
    expect((await ask(url, 'GET', 'entries?limit=1')).status).toBe(200)
    await server.kill()
    await startAgain()
    expect((await ask(url, 'GET', 'entries?limit=1')).status).toBe(200)
    disk.empty()
    const before = count('done')
    await write(() => count('done') >= before + 100)
    await server.kill()
    const look = new Look(join(disk.folder, 'app.sqlite'))
    const states = look.states()
    for (const client of clients) client.settle(states.get(client.number) ?? EMPTY)
    const problems = [...look.problems(), ...clients.flatMap((client) => client.problems)]
    look.close()
    expect(problems).toEqual([])
    expect(states.has(0)).toBe(false)
    expect(server.said).toBe('')
  }, 60_000)

  test('that is full: what is in the log twice makes room for more', async () => {
    const rows = Array.from({ length: 20 }, (_, id) => account(id))
    expect((await ask(url, 'POST', 'accounts', rows)).status).toBe(201)
    expect(await server.stop()).toBe(0)
    await startAgain()
    disk.fill(200_000)
    for (let version = 1; version <= 60; version++) {
      const { status, body } = await ask(url, 'PATCH', 'accounts?client=eq.0', { version })
      expect([version, status, body]).toEqual([version, 204, ''])
    }
    const left = await ask(url, 'GET', 'accounts?version=neq.60')
    expect(left.body).toBe('[]')
    await server.kill()
    expect(looked()).toEqual({ problems: [], ids: rows.map(({ id }) => id) })
  }, 60_000)

  test('that is full ends the server well when it is told to stop', async () => {
    expect((await ask(url, 'POST', 'accounts', account(1))).status).toBe(201)
    disk.fill()
    expect((await ask(url, 'GET', 'accounts?select=id')).body).toBe('[{"id":1}]')
    expect([await server.stop(), server.said]).toEqual([0, ''])
    expect(looked()).toEqual({ problems: [], ids: [1] })
  }, 60_000)

  test('that fails and turns read-only: writes are refused, reads go on, nothing acknowledged is lost', async () => {
    expect((await ask(url, 'POST', 'accounts', account(1))).status).toBe(201)
    disk.failToReadOnly()
    for (const id of [2, 3]) {
      const { status, retryAfter, body } = await ask(url, 'POST', 'accounts', account(id))
      expect([status, retryAfter, JSON.parse(body).code]).toEqual([503, '1', '58030'])
    }
    expect((await ask(url, 'GET', 'accounts?select=id')).body).toBe('[{"id":1}]')
    await server.kill()

    // The first mount mends the file system, which one that is read-only could not.
    disk.mount('rw')
    disk.mount('ro')
    await startAgain()
    expect((await ask(url, 'GET', 'accounts?select=id')).body).toBe('[{"id":1}]')
    const { status, retryAfter, body } = await ask(url, 'POST', 'accounts', account(4))
    expect([status, retryAfter, JSON.parse(body).code]).toEqual([503, '1', '25006'])
    expect([await server.stop(), server.said]).toEqual([0, ''])

    disk.mount('rw')
    await startAgain()
    expect((await ask(url, 'POST', 'accounts', account(5))).status).toBe(201)
    await server.kill()
    // What was refused while the disk failed may have reached it.
    const { problems, ids } = looked()
    expect(problems).toEqual([])
    expect(ids.filter((id) => id !== 2 && id !== 3)).toEqual([1, 5])
  }, 60_000)

  test('without room for a new database says so', async () => {
    await server.stop()
    disk.mount('rw')
    for (const name of ['app.sqlite', 'app.sqlite-wal', 'app.sqlite-shm'])
      await Bun.file(join(disk.folder, name))
        .delete()
        .catch(() => {})
    disk.fill()
    server = Server.start({ folder: disk.folder })
    expect(await server.banner).toBeNull()
    expect(await server.child.exited).not.toBe(0)
    expect(server.said).toContain('There is no room on the disk of')
    expect(server.said).not.toContain(' at ')
  }, 60_000)
})
