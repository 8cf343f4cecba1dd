/** Fills databases with the same rows, whatever their tables look like. */
import { Database } from 'bun:sqlite'
import { systemClock } from '../src/base/clock.ts'
import { systemRandom } from '../src/base/random.ts'
import { reachHouse } from '../src/server.ts'
import { ALBUMS, type Album, albumAt, type Song, slices, songAt, USERS, userAt } from './songs.ts'
import { JWT_SECRET, PUBLISHABLE_KEY, SECRET_KEY } from './tokens.ts'

type Row = Readonly<Record<string, string | number>>

/** How the rows lie in a candidate's tables. */
export interface Tables {
  /** What the table of users is called. */
  readonly usersTable: string
  readonly users: (number: number) => Row
  readonly albums: (album: Album) => Row
  readonly songs: (song: Song) => Row
}

const ROWS_PER_INSERT = 10_000

/** Through Offstage's own door, with the secret key, which may set what clients may not. */
export async function fillOffstage(database: string, rows: number): Promise<void> {
  const { default: app } = await import('./offstage/app.ts')
  const house = await reachHouse({
    model: app.model,
    database,
    keys: {
      publishable: PUBLISHABLE_KEY,
      secret: SECRET_KEY,
      anonJwt: '',
      serviceJwt: '',
      jwtSecret: JWT_SECRET,
      signing: [],
    },
    clock: systemClock,
    random: systemRandom,
    report: (error) => console.error(error),
  })
  const insert = async (table: string, made: readonly object[]) => {
    const request = new Request(`http://bench/rest/v1/${table}`, {
      method: 'POST',
      headers: { apikey: SECRET_KEY, 'Content-Type': 'application/json', Prefer: 'return=minimal' },
      body: JSON.stringify(made),
    })
    const response = await house.fetch(request)
    if (response.status !== 201) throw new Error(`${table} were not written: ${await response.text()}`)
  }
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
  await insert(
    'users',
    numbers(USERS).map((number) => ({ id: userAt(number) })),
  )
  await insert('albums', numbers(ALBUMS).map(albumAt))
  for (const slice of slices(rows, ROWS_PER_INSERT)) await insert('songs', slice.map(songAt))
  await house.close()
}

/** Straight into a SQLite file. */
export function fillSqlite(path: string, rows: number, schema: string, tables: Tables): void {
  const db = new Database(path, { create: true, strict: true })
  db.run('pragma journal_mode = wal')
  db.run('pragma foreign_keys = on')
  if (schema !== '') db.run(schema)
  const write = (table: string, count: number, rowAt: (number: number) => Row) => {
    const names = Object.keys(rowAt(0))
    const marks = names.map(() => '?').join(', ')
    const insert = db.prepare(`insert into "${table}" (${names.join(', ')}) values (${marks})`)
    for (let number = 0; number < count; number++) insert.run(...Object.values(rowAt(number)))
    insert.finalize()
  }
  db.run('begin')
  write(tables.usersTable, USERS, tables.users)
  write('albums', ALBUMS, (number) => tables.albums(albumAt(number)))
  write('songs', rows, (number) => tables.songs(songAt(number)))
  db.run('commit')
  db.run('pragma optimize')
  db.run('pragma wal_checkpoint(truncate)')
  db.close(false)
}
