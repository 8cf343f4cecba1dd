/** Backups that a server takes of itself, as its environment asks. */
import { afterAll, describe, expect, test } from 'bun:test'
import { renameSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { run, scratch } from '../cli/offstage.ts'
import { APP, accountsIn, endAll, House, until } from './stage.ts'

afterAll(endAll)

const backupsOf = (house: House) => house.shelved().filter((name) => name.endsWith('.sqlite'))

test('a server backs up by itself, keeps so many, tells when, and says what fails', async () => {
  const house = new House()
  const schedule = {
    OFFSTAGE_BACKUP_FOLDER: house.backups,
    OFFSTAGE_BACKUP_EVERY: '1s',
    OFFSTAGE_BACKUP_KEEP: '2',
  }
  await house.start(schedule)
  await house.write(1)
  const metric = async (name: string) => {
    const { text } = await house.send('GET', '/metrics')
    return Number(new RegExp(`^offstage_${name} (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
  }
  // Between a new one and the end of what is too much there is one more.
  const seen = new Set<string>()
  await until(() => {
    const there = backupsOf(house)
    for (const name of there) seen.add(name)
    expect(there.length).toBeLessThanOrEqual(3)
    return seen.size >= 4
  })
  const newest = [...seen].sort().at(-1) ?? ''
  expect(accountsIn(join(house.backups, newest))).toEqual([1])
  const lastMs = Date.parse(
    newest
      .replace(/^crash-/, '')
      .replace('.sqlite', '')
      .replace('.', ':')
      .replace('.', ':'),
  )
  while (!((await metric('backup_last_seconds')) >= Math.floor(lastMs / 1000))) await Bun.sleep(5)
  expect(await metric('backup_failures_total')).toBe(0)

  const away = `${house.backups}-away`
  renameSync(house.backups, away)
  const said = await house.server.said('The backup failed: ')
  expect(said).not.toContain('trace')
  await house.server.said(`There is no folder ${house.backups}.`)
  await house.write(2)
  while ((await metric('backup_failures_total')) < 1) await Bun.sleep(5)

  renameSync(away, house.backups)
  const before = backupsOf(house)
  await until(() => backupsOf(house).some((name) => !before.includes(name)))
  const ended = await house.stop()
  expect(ended.code).toBe(0)
  // What was being taken when it was told to stop is gone.
  expect(house.shelved().filter((name) => name.includes('draft'))).toEqual([])
  const last = backupsOf(house).at(-1) ?? ''
  expect(accountsIn(join(house.backups, last))).toEqual([1, 2])
}, 60_000)

test('the next backup is due by the last one, also after a new start', async () => {
  const house = new House()
  const schedule = { OFFSTAGE_BACKUP_FOLDER: house.backups, OFFSTAGE_BACKUP_EVERY: '1h' }
  await house.start(schedule)
  await until(() => house.shelved().map(extname).join() === '.sqlite,.json')
  const first = house.shelved()
  await house.stop()
  await house.start(schedule)
  const { text } = await house.send('GET', '/metrics')
  expect(text).toMatch(/^offstage_backup_last_seconds \d+$/m)
  // One that was due at once would be there before this one.
  const { file } = await house.backup()
  await house.stop()
  const names = [...first, basename(file), `${basename(file)}.json`]
  expect(house.shelved()).toEqual(names.sort())
}, 60_000)

test('a server that is told to stop waits for no backup, and takes away what there is of it', async () => {
  const house = await new House().start()
  house.addBallast(48)
  await house.stop()
  await house.start({ OFFSTAGE_BACKUP_FOLDER: house.backups })
  await until(() => house.draftBytes() > 0)
  const { code, err } = await house.stop()
  expect([code, err, house.shelved()]).toEqual([0, '', []])
}, 60_000)

test('without a folder nothing is told of backups', async () => {
  const house = await new House().start()
  expect((await house.send('GET', '/metrics')).text).not.toContain('backup')
  await house.stop()
}, 30_000)

describe('an environment that makes no sense is refused at the start', () => {
  const folder = scratch()
  const rows: readonly (readonly [env: Record<string, string>, said: string])[] = [
    [{ OFFSTAGE_BACKUP_FOLDER: join(folder, 'none') }, `OFFSTAGE_BACKUP_FOLDER=${folder}/none is no folder.`],
    [{ OFFSTAGE_BACKUP_EVERY: 'daily' }, 'OFFSTAGE_BACKUP_EVERY=daily is no time between 1s and 20d.'],
    [{ OFFSTAGE_BACKUP_EVERY: '21d' }, 'OFFSTAGE_BACKUP_EVERY=21d is no time'],
    [{ OFFSTAGE_BACKUP_EVERY: '0s' }, 'OFFSTAGE_BACKUP_EVERY=0s is no time'],
    [{ OFFSTAGE_BACKUP_KEEP: '0' }, 'OFFSTAGE_BACKUP_KEEP=0 would keep no backup at all.'],
    [{ OFFSTAGE_BACKUP_KEEP: 'all' }, 'OFFSTAGE_BACKUP_KEEP=all is not a whole number'],
    [{ DATABASE_URL: 'postgres://a@b/c' }, 'Offstage backs up files of SQLite, and DATABASE_URL names'],
    [{ DATABASE_URL: ':memory:' }, 'The database is in memory: nobody but its process can reach it.'],
  ]
  for (const [env, said] of rows) {
    test(Object.entries(env).join(), async () => {
      const all = { PORT: '0', OFFSTAGE_DATA: scratch(), OFFSTAGE_BACKUP_FOLDER: folder, ...env }
      const { code, out, err } = await run(['start', APP], { env: all })
      expect([code, out]).toEqual([2, ''])
      expect(err).toStartWith(said)
    }, 30_000)
  }
})
