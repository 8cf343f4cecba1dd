/** What `offstage restore` puts in place, what it keeps, and when it says no. */
import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { scratch } from '../cli/offstage.ts'
import { APP, accountsIn, endAll, House, look, until } from './stage.ts'

/** A backup with the accounts 1 to 3, and where it was taken. */
let made: House
let file: string

beforeAll(async () => {
  made = await new House().start()
  await made.write(1, 2, 3)
  file = (await made.backup()).file
  await made.stop()
}, 60_000)
afterAll(endAll)

/** A copy of the backup, with its manifest or without, to be spoilt. */
function copyOf(withManifest = true): string {
  const copy = join(scratch(), basename(file))
  copyFileSync(file, copy)
  if (withManifest) copyFileSync(`${file}.json`, `${copy}.json`)
  return copy
}

/** Changes bytes of a file in place. */
function spoil(path: string, at: number, bytes: Uint8Array): void {
  const content = new Uint8Array(readFileSync(path))
  content.set(bytes, at)
  writeFileSync(path, content)
}

const keptIn = (house: House) => readdirSync(house.data).filter((name) => name.includes('.before-'))

test('restores over what is there, which is kept whole, its log included', async () => {
  const house = await new House().start()
  await house.write(7, 8)
  // Killed: what it wrote lies in the log alone.
  await house.kill()
  chmodSync(house.database, 0o600)
  const owner = process.getuid?.() === 0 ? 1 : statSync(house.database).uid
  chownSync(house.database, owner, statSync(house.database).gid)
  expect(existsSync(`${house.database}-wal`)).toBe(true)
  const { code, out, err } = await house.run('restore', file, APP)
  expect([code, err]).toEqual([0, ''])
  const [kept = '', ...more] = keptIn(house)
  expect(more).toEqual([])
  expect(out).toMatch(
    /^\/.*app\.sqlite is the backup of \d{4}-.*Z now\n {2}4 tables, 3 rows, 0\.\d MB\n {2}verified: /,
  )
  expect(out).toContain(`kept what was there: ${join(house.data, kept)}\n`)
  expect(out).not.toContain('another schema')
  expect(
    readdirSync(house.data)
      .filter((name) => name.startsWith('app.sqlite'))
      .sort(),
  ).toEqual(['app.sqlite', kept])
  expect(accountsIn(join(house.data, kept))).toEqual([7, 8])
  const { mode, uid } = statSync(house.database)
  expect([mode & 0o777, uid]).toEqual([0o600, owner])
  await house.start()
  const { text } = await house.send('GET', '/rest/v1/accounts?select=id&order=id')
  expect(JSON.parse(text)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
  expect((await house.stop()).code).toBe(0)
  expect(look(house.database).problems).toEqual([])
}, 60_000)

test('says so when what is there cannot be opened', async () => {
  const house = new House()
  mkdirSync(house.database, { recursive: true })
  const { code, out, err } = await house.run('restore', file, APP)
  expect([code, out]).toEqual([2, ''])
  expect(err).toStartWith(`${house.database} cannot be opened for writing.\n`)
}, 60_000)

test('refuses while a server has the database open, also an idle one', async () => {
  const house = await new House().start()
  await house.write(7)
  const { code, out, err } = await house.run('restore', file, APP)
  expect([code, out]).toEqual([2, ''])
  expect(err).toBe(
    `Another process has ${house.database} open.\n` +
      '  Stop the server (and a backup that is running), then run the command again.\n',
  )
  await house.write(8)
  expect((await house.stop()).code).toBe(0)
  expect(readdirSync(house.data).filter((name) => name.startsWith('app.sqlite'))).toEqual(['app.sqlite'])
  expect(accountsIn(house.database)).toEqual([7, 8])
}, 60_000)

describe('refuses a backup that is not sound, and changes nothing:', () => {
  const rows: readonly (readonly [what: string, spoilt: () => string, said: string])[] = [
    [
      'another byte',
      () => {
        const copy = copyOf()
        spoil(copy, 8000, new Uint8Array([1]))
        return copy
      },
      'is damaged: its bytes are not those of',
    ],
    [
      'cut off, without a manifest',
      () => {
        const copy = copyOf(false)
        writeFileSync(copy, readFileSync(copy).subarray(0, 40_000))
        return copy
      },
      'is damaged: ',
    ],
    [
      'a page of nonsense, without a manifest',
      () => {
        const copy = copyOf(false)
        spoil(copy, 4096, new Uint8Array(4096).fill(7))
        return copy
      },
      'is damaged: ',
    ],
    [
      'a row less in an index of full-text search, without a manifest',
      () => {
        const copy = copyOf(false)
        const db = new Database(copy)
        db.run('pragma foreign_keys = off')
        db.run('drop trigger _offstage_search_notes_insert')
        db.run("insert into notes (id, client, account, body, version) values (1, 0, 1, 'amber', 0)")
        db.run('pragma journal_mode = delete')
        db.close()
        return copy
      },
      'is damaged: full-text search over notes holds 0 rows of 1, and misses 1.',
    ],
    [
      'a row that refers to none, without a manifest',
      () => {
        const copy = copyOf(false)
        const db = new Database(copy)
        db.run('pragma foreign_keys = off')
        db.run('drop trigger _offstage_search_notes_insert')
        db.run("insert into notes (id, client, account, body, version) values (1, 0, 99, 'amber', 0)")
        db.run('pragma journal_mode = delete')
        db.close()
        return copy
      },
      'is damaged: row 1 of notes refers to a row of accounts that is not there',
    ],
    [
      'another number of rows than the manifest says',
      () => {
        const copy = copyOf()
        const manifest = JSON.parse(readFileSync(`${copy}.json`, 'utf8'))
        manifest.rows.accounts = 4
        writeFileSync(`${copy}.json`, JSON.stringify(manifest))
        return copy
      },
      'is damaged: accounts has 3 rows, not 4.',
    ],
    [
      'no database at all',
      () => {
        const copy = join(scratch(), 'a.sqlite')
        writeFileSync(copy, 'This is no database, and is long enough to be looked at.'.repeat(100))
        return copy
      },
      'is damaged: it is damaged, or no database.',
    ],
    [
      'an empty file',
      () => {
        const copy = join(scratch(), 'a.sqlite')
        writeFileSync(copy, '')
        return copy
      },
      'is damaged: it holds no tables of Offstage.',
    ],
  ]
  for (const [what, spoilt, said] of rows) {
    test(what, async () => {
      const house = new House()
      copyFileSync(file, house.database)
      const { code, out, err } = await house.run('restore', spoilt(), APP)
      expect([code, out]).toEqual([2, ''])
      expect(err).toContain(said)
      expect(err).not.toContain('    at ')
      expect(readdirSync(house.data).filter((name) => name.startsWith('app.sqlite'))).toEqual(['app.sqlite'])
    }, 30_000)
  }
})

test('refuses what is no backup: another database, a live one, the database itself, nothing', async () => {
  const house = new House()
  const foreign = join(scratch(), 'foreign.sqlite')
  const db = new Database(foreign)
  db.run('create table things (id integer)')
  db.close()
  const live = join(scratch(), 'live.sqlite')
  copyFileSync(file, live)
  writeFileSync(`${live}-wal`, 'a log')
  const bad = copyOf()
  writeFileSync(`${bad}.json`, '{}')
  const newer = copyOf()
  writeFileSync(`${newer}.json`, '{"format":2,"offstage":"9.9.9","app":"a","sha256":"","rows":{}}')
  const rows: readonly (readonly [args: string[], said: string])[] = [
    [[foreign, APP], 'The database holds a table "things" that Offstage did not make.\n'],
    [[live, APP], `Beside ${live} lies a log with writes that are not in it`],
    [[house.database, APP], `There is no file ${house.database}.\n`],
    [[bad, APP], `${bad}.json is no manifest of a backup.\n`],
    [[newer, APP], `${newer}.json was written by a newer Offstage.\n  Install 9.9.9 or later.\n`],
    [[], 'Which backup?\n'],
  ]
  for (const [args, said] of rows) {
    const { code, out, err } = await house.run('restore', ...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toStartWith(said)
  }
  copyFileSync(file, house.database)
  expect((await house.run('restore', house.database, APP)).err).toContain('is the database itself.')
  expect(readdirSync(house.data).filter((name) => name.startsWith('app'))).toEqual(['app.sqlite'])
}, 60_000)

test('without a manifest it says what was not looked at', async () => {
  const house = new House()
  const { code, out } = await house.run('restore', copyOf(false), APP)
  expect([code, out]).toEqual([
    0,
    `${house.database} is the backup now\n  4 tables, 3 rows, ${(Bun.file(file).size / 1e6).toFixed(1)} MB\n` +
      '  verified: pages, references, full-text search; without a manifest neither bytes nor rows\n',
  ])
  expect(accountsIn(house.database)).toEqual([1, 2, 3])
}, 30_000)

test('a log without its database is moved away: it would be read into the backup', async () => {
  const house = await new House().start()
  await house.write(7, 8)
  await house.kill()
  rmSync(house.database)
  expect((await house.run('restore', file, APP)).code).toBe(0)
  expect(
    keptIn(house)
      .map((name) => name.slice(name.lastIndexOf('Z') + 1))
      .sort(),
  ).toEqual(['-shm', '-wal'])
  expect(accountsIn(house.database)).toEqual([1, 2, 3])
}, 60_000)

test('a database so damaged that no lock can be taken is left to the person', async () => {
  const house = new House()
  copyFileSync(file, house.database)
  spoil(house.database, 0, new Uint8Array(100))
  const { code, err } = await house.run('restore', file, APP)
  expect(code).toBe(2)
  expect(err).toStartWith(
    `${house.database} is damaged, so that it cannot be told whether a server has it open.`,
  )
  rmSync(house.database)
  expect((await house.run('restore', file, APP)).code).toBe(0)
}, 30_000)

test('says what the next start will change where app.ts has moved on, and that it could not look', async () => {
  const folder = scratch()
  const app = join(folder, 'app.ts')
  const source = await Bun.file(APP).text()
  writeFileSync(
    app,
    source.replace('balance: integer(),', 'balance: integer(),\n  motto: text().optional(),'),
  )
  const house = new House()
  const moved = await house.run('restore', file, app)
  expect([moved.code, moved.err]).toEqual([0, ''])
  expect(moved.out).toContain(
    'app.ts has another schema by now. The next start changes this, or asks first:\n    ',
  )
  expect(moved.out).toContain('accounts.motto')
  await house.start({}, app)
  const { text } = await house.send('GET', '/rest/v1/accounts?select=id,motto&id=eq.1')
  expect(text).toBe('[{"id":1,"motto":null}]')
  await house.stop()

  writeFileSync(app, 'export default 1')
  const broken = await house.run('restore', file, app)
  expect(broken.code).toBe(0)
  expect(broken.err).toStartWith('Whether app.ts has another schema by now is not known:\n')
}, 60_000)

/** Whether a process has a file open: as Linux tells. */
function holds(pid: number, path: string): boolean {
  return readdirSync(`/proc/${pid}/fd`).some((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`) === path
    } catch {
      return false
    }
  })
}

test.skipIf(process.platform !== 'linux')(
  'a server that starts meanwhile serves what was restored, not what it waited for',
  async () => {
    const house = await new House().start()
    await house.write(7)
    await house.stop()
    // What restore does, stopped between its lock and its end.
    const lock = new Database(house.database, { readwrite: true, create: false })
    lock.run('pragma journal_mode = delete')
    lock.run('begin exclusive')
    const started = house.start()
    const children = () =>
      readdirSync('/proc').filter((pid) => {
        try {
          return /^\d+$/.test(pid) && holds(Number(pid), house.database) && Number(pid) !== process.pid
        } catch {
          return false
        }
      })
    await until(() => children().length > 0)
    linkSync(house.database, join(house.data, 'aside'))
    copyFileSync(file, join(house.data, 'next'))
    renameSync(join(house.data, 'next'), house.database)
    lock.close()
    await started
    const { text } = await house.send('GET', '/rest/v1/accounts?select=id&order=id')
    expect(JSON.parse(text)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
    expect((await house.stop()).code).toBe(0)
  },
  60_000,
)
