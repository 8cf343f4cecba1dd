/** Backups and a disk without room: clear words, and nothing that looks like a backup. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Disk, withoutDisks } from '../crash/disk.ts'
import { APP, accountsIn, endAll, House } from './stage.ts'

afterAll(endAll)

let disk: Disk
let house: House

describe.skipIf(withoutDisks() !== null)('a disk', () => {
  beforeEach(async () => {
    disk = new Disk(8)
    house = await new House().start()
    await house.write(1, 2)
  }, 60_000)

  afterEach(async () => {
    await house.stop()
    disk.remove()
  })

  test('without room for the copy: says so, leaves nothing, and the server goes on', async () => {
    for (const spareBytes of [0, 20_000]) {
      disk.empty()
      disk.fill(spareBytes)
      const { code, out, err } = await house.run('backup', APP, '--to', disk.folder)
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(
        /^There is no room on the disk of \/.*\.\n {2}Make room, then run the command again\.\n$/,
      )
      expect(readdirSync(disk.folder).sort()).toEqual(['ballast', 'lost+found'])
    }
    await house.write(3)
    disk.empty()
    const { code } = await house.run('backup', APP, '--to', disk.folder)
    expect(code).toBe(0)
  }, 60_000)

  test('without room for what is restored: says so, and the database is what it was', async () => {
    const { file } = await house.backup()
    await house.write(3)
    const small = new House(disk.folder)
    copyFileSync(file, small.database)
    disk.fill(20_000)
    const { code, err } = await small.run('restore', file, APP)
    expect(code).toBe(2)
    expect(err).toStartWith(`There is no room on the disk of ${small.database}.`)
    expect(readdirSync(small.data).filter((name) => name.startsWith('app'))).toEqual(['app.sqlite'])
    disk.empty()
    expect(accountsIn(small.database)).toEqual([1, 2])
  }, 60_000)

  test('that is read-only: says so', async () => {
    disk.mount('ro')
    const { code, err } = await house.run('backup', APP, '--to', join(disk.folder, 'a.sqlite'))
    expect([code, err]).toEqual([
      2,
      `${join(disk.folder, 'a.sqlite')} cannot be written.\n  Check its folder and the disk.\n`,
    ])
  }, 60_000)
})
