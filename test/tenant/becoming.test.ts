/** An app that has rows already gets a tenant: keys and references are made anew, the rows stay. */
import { describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newKeys } from '../../src/auth/index.ts'
import { fixedClock } from '../../src/base/clock.ts'
import { seededRandom } from '../../src/base/random.ts'
import { app, id, ref, table, text, uuid } from '../../src/model/index.ts'
import { reachHouse } from '../../src/server.ts'
import { postgres, postgresHint } from '../postgres/binaries.ts'
import { freshDatabase, numbered } from './world.ts'

const anybody = { read: true, write: true } as const
const albums = table({ id: id(), team: uuid(), title: text() }).access(anybody)
const songs = table({ id: id(), team: uuid(), album: ref(() => albums), title: text() }).access(anybody)
const before = app({ tables: { albums, songs } })
const ours = albums.tenant('team')
const after = app({
  tables: {
    albums: ours,
    songs: table({ id: id(), team: uuid(), album: ref(() => ours), title: text() })
      .tenant('team')
      .access(anybody),
  },
})

const [RED, BLUE, ALBUM] = [numbered('team', 1), numbered('team', 2), numbered('album', 1)]
const keys = await newKeys(seededRandom(1))

async function told(
  model: typeof before.model,
  database: string,
  method: string,
  path: string,
  body?: unknown,
) {
  const [clock, random] = [fixedClock(Date.UTC(2026, 0, 2)), seededRandom(1)]
  const house = await reachHouse({ model, database, keys, clock, random, report: console.error })
  const headers = { apikey: keys.secret, 'Content-Type': 'application/json' }
  const sent = body === undefined ? null : JSON.stringify(body)
  const response = await house.fetch(
    new Request(`http://offstage.test/rest/v1/${path}`, { method, headers, body: sent }),
  )
  const text = await response.text()
  await house.close()
  return [response.status, text === '' ? null : JSON.parse(text)]
}

const sides = [
  ['sqlite', null],
  ['postgres', postgres],
] as const

describe.each(sides)('%s', (name, place) => {
  const folder = mkdtempSync(join(tmpdir(), 'offstage-tenant-'))
  const fresh = async (file: string) => (name === 'sqlite' ? join(folder, file) : await freshDatabase())
  const isLeftOut = name === 'postgres' && place === null
  const title = (text: string) => (isLeftOut ? `${text} (left out: ${postgresHint})` : text)

  test.skipIf(isLeftOut)(title('rows of one tenant stay'), async () => {
    const database = await fresh('stay.db')
    await told(before.model, database, 'POST', 'albums', { id: ALBUM, team: RED, title: 'a' })
    await told(before.model, database, 'POST', 'songs', { team: RED, album: ALBUM, title: 's' })
    expect(await told(after.model, database, 'GET', 'songs?select=title,album(title)')).toEqual([
      200,
      [{ title: 's', album: { title: 'a' } }],
    ])
    const [status] = await told(after.model, database, 'POST', 'songs', {
      team: BLUE,
      album: ALBUM,
      title: 't',
    })
    expect(status).toBe(409)
  })

  test.skipIf(isLeftOut)(title('a row that points into another tenant is asked about'), async () => {
    const database = await fresh('asked.db')
    await told(before.model, database, 'POST', 'albums', { id: ALBUM, team: RED, title: 'a' })
    await told(before.model, database, 'POST', 'songs', { team: BLUE, album: ALBUM, title: 's' })
    const opened = told(after.model, database, 'GET', 'songs')
    expect(opened).rejects.toThrow('songs.album: 1 row points at no row of albums')
    await opened.catch(() => rmSync(folder, { recursive: true, force: true }))
  })
})
