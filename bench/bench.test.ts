/**
 * What is compared must be the same: both servers that need no packages answer every work with the same
 * bytes.
 */

import { Database } from 'bun:sqlite'
import { afterAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CANDIDATES, type Candidate } from './candidates.ts'
import { readAnswer } from './load/wire.ts'
import { median } from './results.ts'
import { DATA, type Served, serve } from './serve.ts'
import { operationAt, WORKS, type Work } from './work.ts'

const ROWS = 1000

const READS: ReadonlySet<Work> = new Set(['read by id', 'list 20', 'list 20 + embed', 'search', 'count'])

mkdirSync(DATA, { recursive: true })
const folder = mkdtempSync(join(DATA, 'test-'))
const servers: Served[] = []
afterAll(async () => {
  await Promise.all(servers.map((served) => served.stop()))
  rmSync(folder, { recursive: true, force: true })
})

async function started(name: string): Promise<{ candidate: Candidate; served: Served }> {
  const candidate = CANDIDATES.find((one) => one.name === name)
  if (candidate === undefined) throw new Error(`nobody is called ${name}`)
  const filled = join(folder, `${name}.sqlite`)
  await candidate.fill(filled, ROWS)
  const served = await serve(candidate, filled, ROWS, join(folder, 'run'))
  servers.push(served)
  return { candidate, served }
}

const both = await Promise.all([started('offstage'), started('hand')])

async function ask({ candidate, served }: (typeof both)[number], work: Work, number: number) {
  const { method, path, headers, body } = candidate.dialect(
    operationAt(work, number, ROWS),
    candidate.tokenOf,
  )
  const response = await fetch(`http://127.0.0.1:${served.port}${path}`, { method, headers, body })
  const range = method === 'HEAD' ? response.headers.get('content-range') : null
  return { status: response.status, range, body: await response.text() }
}

/** All that clients decide about songs, as it lies in the database. */
function songsOf({ name }: Candidate): unknown[] {
  const db = new Database(join(folder, 'run', name, 'songs.sqlite'), { readonly: true })
  const sql =
    'select title, seconds, album, published, owner from songs order by title, album, owner, seconds'
  const rows = db.query(sql).values()
  db.close()
  return rows
}

describe('offstage and hand give the same answers', () => {
  for (const work of WORKS) {
    // Each write waits for the disk, which others may be using.
    const [times, patienceMs] = READS.has(work) ? [20, 5000] : [2, 30_000]
    test(`${work}`, { timeout: patienceMs }, async () => {
      for (let number = 0; number < times; number++) {
        const [ours, theirs] = await Promise.all(both.map((one) => ask(one, work, number)))
        expect(ours).toEqual(theirs as NonNullable<typeof theirs>)
        expect(ours?.status).toBeLessThan(300)
      }
    })
  }

  test('and have written the same songs', () => {
    const [ours, theirs] = both.map(({ candidate }) => songsOf(candidate))
    expect(ours?.length).toBeGreaterThan(ROWS + 2000)
    expect(ours).toEqual(theirs as NonNullable<typeof theirs>)
  })

  test('a song of somebody else that is not published is not there for either', async () => {
    for (let number = 0; number < 20; number++) {
      const asked = operationAt('read by id', number, ROWS)
      const stranger = { ...asked, user: asked.user === 999 ? 998 : asked.user + 1 }
      const answers = await Promise.all(
        both.map(async ({ candidate, served }) => {
          const { path, headers } = candidate.dialect(stranger, candidate.tokenOf)
          return await (await fetch(`http://127.0.0.1:${served.port}${path}`, { headers })).text()
        }),
      )
      expect(answers[0]).toBe(answers[1] as string)
    }
  })

  test('no token, or a wrong one, reads nothing that is private', async () => {
    for (const { candidate, served } of both) {
      const { path, headers } = candidate.dialect(operationAt('read by id', 0, ROWS), () => 'a.b.c')
      expect((await fetch(`http://127.0.0.1:${served.port}${path}`, { headers })).status).toBe(401)
    }
  })
})

describe('the load reads answers', () => {
  const read = (text: string, head = false) => readAnswer(Buffer.from(text), head)

  test('by their length, whole or not yet', () => {
    const top = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'
    expect(read(`${top}[]`)?.body.toString()).toBe('[]')
    expect(read(`${top}[`)).toBeNull()
    expect(read(top.slice(0, 20))).toBeNull()
    expect(read(top, true)?.status).toBe(200)
  })

  test('in chunks', () => {
    const top = 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n'
    expect(read(`${top}3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n`)?.body.toString()).toBe('[1,2]')
    expect(read(`${top}3\r\n[1,\r\n`)).toBeNull()
  })

  test('and takes medians', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
  })
})
