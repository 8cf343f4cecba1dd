/** More than the server can do: it answers what it takes, says what it does not take, and holds nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KEYS, Server } from './server.ts'
import { type Connection, openMany } from './sockets.ts'

const folder = mkdtempSync(join(tmpdir(), 'offstage-load-'))
/** Files that a process may have open at most; a shell raises the limit of the server as far as that. */
const filesMax = Number(Bun.spawnSync(['sh', '-c', 'ulimit -Hn']).stdout.toString()) || 1_000_000
const SOCKETS = Math.min(10_000, filesMax - 500)
const ROWS = 5000

let server: Server
let url: string
let port: number

const headers = { apikey: KEYS.OFFSTAGE_PUBLISHABLE_KEY, 'Content-Type': 'application/json' }
const head = (line: string, more = '') =>
  `${line} HTTP/1.1\r\nHost: load\r\napikey: ${KEYS.OFFSTAGE_PUBLISHABLE_KEY}\r\n${more}\r\n`
const post = (bytes: number) =>
  head('POST /rest/v1/notes', `Content-Type: application/json\r\nContent-Length: ${bytes}\r\n`)
const HEALTH = head('GET /healthz')
/** Looks at every row, milliseconds each time. */
const DEAR = head(`GET /rest/v1/notes?select=id&body=like.${encodeURIComponent('*nothing*like*it*')}`)

function residentMiB(): number {
  const [, kib = '0'] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kib) / 1024)
}

async function isServed(): Promise<boolean> {
  const response = await fetch(`${url}/rest/v1/accounts?select=id&limit=1`, { headers })
  await response.text()
  return response.status === 200
}

/** Until the server has noticed that the line is short again: it looks twenty times a second. */
async function recovered(): Promise<boolean> {
  for (let i = 0; i < 40; i++) {
    if (await isServed()) return true
    await Bun.sleep(25)
  }
  return false
}

beforeAll(async () => {
  server = Server.start({ folder, before: ['sh', '-c', 'ulimit -n $(ulimit -Hn); exec "$@"', 'sh'] })
  url = await server.up()
  port = Number(new URL(url).port)
  const send = (table: string, rows: unknown) =>
    fetch(`${url}/rest/v1/${table}`, { method: 'POST', headers, body: JSON.stringify(rows) })
  expect((await send('accounts', { id: 1, client: 0, name: 'n', balance: 0, version: 0 })).status).toBe(201)
  const body = 'a note with some words in it '.repeat(4)
  const notes = Array.from({ length: ROWS }, (_, id) => ({
    id,
    client: 0,
    account: 1,
    parent: null,
    body,
    version: 0,
  }))
  expect((await send('notes', notes)).status).toBe(201)
}, 60_000)

afterAll(async () => {
  await server.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** Asks over every connection, one request after the other; counts the answers. */
async function pressed(connections: readonly Connection[], times: number): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const press = async (connection: Connection) => {
    for (let i = 0; i < times; i++) {
      const status = await connection.ask(DEAR)
      const retry = /retry-after: 1\r\n/i.test(`${connection.head}\r\n`) ? ' Retry-After' : ''
      const answer = `${status}${retry}`
      counts.set(answer, (counts.get(answer) ?? 0) + 1)
    }
  }
  await Promise.all(connections.map(press))
  return counts
}

describe('more requests than can be served', () => {
  test('are answered all the same: some in time, the rest at once with 503; then it serves again', async () => {
    const connections = await openMany(port, 1000)
    const counts = await pressed(connections, 4)
    for (const connection of connections) connection.end()
    expect([...counts.keys()].sort()).toEqual(['200', '503 Retry-After'])
    expect([...counts.values()].reduce((a, b) => a + b, 0)).toBe(4000)
    expect(counts.get('200')).toBeGreaterThan(50)
    expect(counts.get('503 Retry-After')).toBeGreaterThan(50)
    expect(await recovered()).toBe(true)
    expect(server.said).toBe('')
  }, 120_000)

  test('say so in the form of every refusal, and leave the question for health alone', async () => {
    const connections = await openMany(port, 1500)
    const pressing = pressed(connections, 40)
    let refused: Response | null = null
    while (refused === null) {
      const response = await fetch(`${url}/rest/v1/accounts?limit=1`, { headers })
      if (response.status === 503) refused = response
      else await response.text()
    }
    expect(refused.headers.get('access-control-allow-origin')).toBe('*')
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(await refused.json()).toEqual({
      code: 'OFF007',
      details: 'Nothing was read or written.',
      hint: 'Try again after the seconds that Retry-After says, with growing pauses.',
      message: 'The server is overloaded',
    })
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    for (const connection of connections) connection.end()
    await pressing
    expect(await recovered()).toBe(true)
  }, 120_000)

  test('are not what a few clients send', async () => {
    const connections = await openMany(port, 4)
    expect(await pressed(connections, 50)).toEqual(new Map([['200', 200]]))
    for (const connection of connections) connection.end()
  }, 60_000)
})

test(`${SOCKETS} connections stay open, and each is served`, async () => {
  if (SOCKETS < 10_000) console.log(`Only ${SOCKETS} connections: the system allows ${filesMax} open files`)
  const connections = await openMany(port, SOCKETS)
  for (let round = 0; round < 2; round++) {
    const answers = await Promise.all(connections.map((connection) => connection.ask(HEALTH)))
    expect(new Set(answers)).toEqual(new Set([200]))
    expect(await recovered()).toBe(true)
  }
  expect(connections.filter(({ closed }) => closed)).toEqual([])
  expect(residentMiB()).toBeLessThan(400)
  for (const connection of connections) connection.end()
  expect(await recovered()).toBe(true)
}, 120_000)

describe('slow clients', () => {
  test('hold nobody up: half a request line, half a head, half a body, an answer that is not read', async () => {
    const connections = await openMany(port, 400)
    for (const [index, connection] of connections.entries()) {
      if (index % 4 === 0) connection.write('GET /rest/v1/acc')
      if (index % 4 === 1) connection.write(HEALTH.slice(0, -2))
      if (index % 4 === 2) connection.write(`${post(1000)}[{"id":`)
      if (index % 4 === 3) {
        connection.pause()
        connection.write(head('GET /rest/v1/notes?select=*&limit=1000'))
      }
    }
    for (let i = 0; i < 50; i++) expect(await isServed()).toBe(true)
    expect(residentMiB()).toBeLessThan(500)
    for (const connection of connections) connection.end()
  }, 60_000)

  test('hold nobody up byte by byte: heads and bodies that never end, over many connections', async () => {
    const connections = await openMany(port, 300)
    const heads = connections.filter((_, index) => index % 2 === 0)
    const bodies = connections.filter((_, index) => index % 2 === 1)
    for (const connection of heads) connection.write('GET /rest/v1/accounts HTTP/1.1\r\nX-Slow: ')
    for (const connection of bodies) connection.write(`${post(1000)}[{"id":`)
    for (let i = 0; i < 60; i++) {
      for (const connection of heads) connection.write('a')
      for (const connection of bodies) connection.write('1')
      expect(await isServed()).toBe(true)
    }
    expect(connections.filter(({ closed }) => closed)).toEqual([])
    for (const connection of connections) connection.end()
  }, 60_000)

  test('that go away before all of their body has come are no mistake of ours', async () => {
    const before = server.said
    for (const bytes of [1000, 1_000_000]) {
      const connections = await openMany(port, 20)
      for (const connection of connections) connection.write(`${post(bytes)}[{"id":`)
      expect(await isServed()).toBe(true)
      for (const connection of connections) connection.end()
      for (let i = 0; i < 5; i++) expect(await isServed()).toBe(true)
    }
    expect(server.said).toBe(before)
  }, 60_000)

  test('with large bodies get so much memory together and no more; others go on', async () => {
    const connections = await openMany(port, 60)
    const announced = 10_000_000
    const most = Buffer.alloc(9_000_000, ' ')
    const answers = connections.map((connection) => connection.answer())
    const sent = connections.map((connection) => sendAll(connection, post(announced), most))
    const refused = await Promise.race(answers)
    expect(refused).toBe(503)
    for (let i = 0; i < 20; i++) expect(await recovered()).toBe(true)
    expect(residentMiB()).toBeLessThan(1200)
    for (const connection of connections) connection.end()
    await Promise.all(sent)
    // What they held is given back: a large body is taken again.
    const rows = JSON.stringify([
      { id: -1, client: 0, account: 1, parent: null, body: 'x'.repeat(8_000_000), version: 0 },
    ])
    let status = 503
    for (let i = 0; i < 40 && status === 503; i++) {
      const response = await fetch(`${url}/rest/v1/notes`, { method: 'POST', headers, body: rows })
      await response.text()
      status = response.status
      if (status === 503) await Bun.sleep(50)
    }
    expect(status).toBe(201)
  }, 60_000)
})

/** Sends as fast as the other side takes it, until that side has enough. */
async function sendAll(connection: Connection, start: string, body: Uint8Array): Promise<void> {
  connection.write(start)
  for (let at = 0; at < body.length && !connection.closed; ) {
    const taken = connection.push(body.subarray(at, at + 1_000_000))
    at += taken
    if (taken === 0) await Bun.sleep(1)
  }
}
