import { afterEach, beforeEach, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeWhole } from './seed.ts'

let folder = ''
let database = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offstage-seed-'))
  database = join(folder, 'app.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the database appears when it is whole', async () => {
  await makeWhole(database, async (draft) => {
    writeFileSync(draft, 'half')
    expect(existsSync(database)).toBe(false)
    writeFileSync(draft, 'whole')
  })
  expect(readdirSync(folder)).toEqual(['app.sqlite'])
  expect(readFileSync(database, 'utf8')).toBe('whole')
})

test('what fails leaves nothing behind', async () => {
  const failing = makeWhole(database, async (draft) => {
    writeFileSync(draft, 'half')
    writeFileSync(`${draft}-wal`, 'log')
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(readdirSync(folder)).toEqual([])
})

test('who is done first is kept', async () => {
  await makeWhole(database, async (draft) => {
    writeFileSync(draft, 'mine')
    writeFileSync(database, 'theirs')
  })
  expect(readdirSync(folder)).toEqual(['app.sqlite'])
  expect(readFileSync(database, 'utf8')).toBe('theirs')
})

test('drafts of killed processes are taken away, those of others at work are not', async () => {
  const killed = Bun.spawnSync(['true']).pid
  for (const name of [
    `app.sqlite.new-${killed}`,
    `app.sqlite.new-${killed}-wal`,
    'app.sqlite.new-1',
    'other',
  ])
    writeFileSync(join(folder, name), '')
  await makeWhole(database, async (draft) => writeFileSync(draft, ''))
  expect(readdirSync(folder).sort()).toEqual(['app.sqlite', 'app.sqlite.new-1', 'other'])
})
