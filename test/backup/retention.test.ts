/** Which backups stay in a folder, what else is left alone there, and what is asked wrongly. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { run, scratch } from '../cli/offstage.ts'
import { APP, endAll, House, type Taken } from './stage.ts'

let house: House

beforeAll(async () => {
  house = await new House().start()
  await house.write(1, 2)
  await house.stop()
}, 60_000)
afterAll(endAll)

/** Backups of one folder, without their manifests. */
const backupsIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('Z.sqlite'))
    .sort()

test('--keep leaves exactly so many, the newest, and takes nothing that it did not make', async () => {
  const folder = scratch()
  const others = [
    'crash-notes.txt',
    'crash-2020-01-01T00.00.00.000Z.sqlite',
    'crash-2020-01-01.sqlite',
    'other-2020-01-01T00.00.00.000Z.sqlite',
    'crash-2021-01-01T00.00.00.000Z.sqlite',
    'crash-2021-01-01T00.00.00.000Z.sqlite.json',
  ]
  for (const name of others) writeFileSync(join(folder, name), 'somebody else wrote this')
  const take = async (...words: string[]) => {
    const { code, out, err } = await house.run('backup', APP, '--to', folder, '--json', ...words)
    expect([code, err]).toEqual([0, ''])
    return JSON.parse(out) as Taken
  }
  const files: string[] = []
  for (let time = 0; time < 4; time++) files.push((await take()).file)
  expect(backupsIn(folder)).toHaveLength(4 + 3)
  // Killed between the manifest and its backup, which then is no backup.
  copyFileSync(`${files[0]}.json`, join(folder, 'crash-2022-01-01T00.00.00.000Z.sqlite.json'))
  const last = await take('--keep', '2')
  files.push(last.file)
  expect(last.removed).toEqual(files.slice(0, 3).reverse())
  const kept = files.slice(-2).flatMap((file) => [basename(file), `${basename(file)}.json`])
  expect(readdirSync(folder).sort()).toEqual([...others, ...kept].sort())
  for (const name of others) expect(readFileSync(join(folder, name), 'utf8')).toBe('somebody else wrote this')
  expect((await take('--keep', '5')).removed).toEqual([])
}, 60_000)

test('a backup is good although an older one cannot be removed', async () => {
  const folder = scratch()
  const take = (...words: string[]) => house.run('backup', APP, '--to', folder, '--json', ...words)
  const first = JSON.parse((await take()).out) as Taken
  // What stands there now is no file, and stays.
  rmSync(first.file)
  mkdirSync(first.file)
  const { code, out, err } = await take('--keep', '1')
  expect([code, err.startsWith('Older backups in ')]).toEqual([0, true])
  expect((JSON.parse(out) as Taken).removed).toEqual([])
}, 60_000)

test('removes drafts of backups that were killed, and no others', async () => {
  const folder = scratch()
  const host = hostname().replaceAll(/[^\w-]/g, '-')
  const gone = Bun.spawnSync([process.execPath, '--version']).pid
  const start = 'crash-2020-01-01T00.00.00.000Z.sqlite'
  const names = {
    gone: `${start}.draft-${host}-${gone}`,
    goneJournal: `${start}.draft-${host}-${gone}-journal`,
    running: `${start}.draft-${host}-${process.pid}`,
    elsewhere: `${start}.draft-elsewhere-1`,
    elsewhereLongAgo: `${start}.draft-elsewhere-2`,
    another: `other-2020-01-01T00.00.00.000Z.sqlite.draft-${host}-${gone}`,
  }
  for (const name of Object.values(names)) writeFileSync(join(folder, name), '')
  utimesSync(join(folder, names.elsewhereLongAgo), 0, 0)
  expect((await house.run('backup', APP, '--to', folder)).code).toBe(0)
  const left = readdirSync(folder).filter((name) => name.includes('draft'))
  expect(left.sort()).toEqual([names.running, names.elsewhere, names.another].sort())
}, 30_000)

test('goes where it is told: a folder, a new file, the folder of the environment, or beside the data', async () => {
  const folder = scratch()
  const file = join(folder, 'one.sqlite')
  const first = await house.run('backup', APP, '--to', file)
  expect([first.code, first.err]).toEqual([0, ''])
  expect(first.out).toMatch(
    /^\/.*one\.sqlite\n {2}4 tables, 2 rows, 0\.\d MB, in \d+\.\d s\n {2}verified: pages, references, full-text search, rows of each table\n$/,
  )
  expect(readdirSync(folder).sort()).toEqual(['one.sqlite', 'one.sqlite.json'])
  const manifest = JSON.parse(readFileSync(`${file}.json`, 'utf8'))
  const sha256 = new Bun.CryptoHasher('sha256').update(readFileSync(file)).digest('hex')
  expect(manifest).toMatchObject({ format: 1, app: 'crash', sha256, bytes: readFileSync(file).length })
  expect(manifest.rows).toEqual({ accounts: 2, entries: 0, notes: 0, users: 0 })

  expect((await house.run('backup', APP)).code).toBe(0)
  expect(backupsIn(join(house.data, 'backups'))).toHaveLength(1)
}, 60_000)

describe('what is asked wrongly', () => {
  const folder = scratch()
  const file = join(folder, 'there.sqlite')
  writeFileSync(file, 'not to be lost')
  const empty = new House()
  const rows: readonly (readonly [words: string[], said: string, where?: House])[] = [
    [['--to', join(folder, 'none/a.sqlite')], `There is no folder ${folder}/none.\n  Make it`],
    [['--to', `${folder}/none/`], `There is no folder ${folder}/none.\n  Make it`],
    [['--to', file], `${file} exists already.\n  Name another file, or a folder`],
    [['--to', join(folder, 'b.sqlite'), '--keep', '2'], '--keep is about a folder of backups'],
    [['--to', folder, '--keep', '0'], '--keep 0 is not a whole number from 1 to 10000.\n  Write --keep 14'],
    [['--to', folder, '--keep', 'all'], '--keep all is not a whole number'],
    [['--to', folder], `There is no database ${empty.database}.\n  \`offstage start\` makes it.`, empty],
  ]
  for (const [words, said, where] of rows) {
    test(words.join(' '), async () => {
      const { code, out, err } = await (where ?? house).run('backup', APP, ...words)
      expect([code, out]).toEqual([2, ''])
      expect(err).toStartWith(said)
      expect(readdirSync(folder)).toEqual(['there.sqlite'])
      expect(readFileSync(file, 'utf8')).toBe('not to be lost')
    }, 30_000)
  }
})

test('a database that is no file is refused, for both verbs', async () => {
  for (const verb of [['backup'], ['restore', 'a.sqlite']]) {
    for (const [url, said] of [
      [':memory:', 'The database is in memory: nobody but its process can reach it.\n'],
      [
        'postgres://a:b@c/d',
        'Offstage backs up files of SQLite, and DATABASE_URL names a PostgreSQL server.\n',
      ],
    ] as const) {
      const env = { ...house.env, DATABASE_URL: url }
      const { code, out, err } = await run([...verb, APP], { env })
      expect([code, out]).toEqual([2, ''])
      expect(err).toStartWith(said)
    }
  }
}, 30_000)

test('a database that is damaged, or no database, gives no backup', async () => {
  const damaged = new House()
  copyFileSync(house.database, damaged.database)
  const content = readFileSync(damaged.database)
  content.fill(7, 4096, 8192)
  writeFileSync(damaged.database, content)
  const rows = [
    `The copy is not sound, so that ${damaged.database} may be damaged: `,
    `${damaged.database} is damaged, or no`,
  ]
  for (const said of rows) {
    const { code, err } = await damaged.run('backup', APP, '--to', damaged.backups, '--keep', '1')
    expect([code, err.split('\n').length]).toEqual([2, 3])
    expect(err).toStartWith(said)
    expect(damaged.shelved()).toEqual([])
    writeFileSync(damaged.database, 'nonsense'.repeat(1000))
  }
}, 30_000)
