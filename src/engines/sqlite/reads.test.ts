import { Database } from 'bun:sqlite'
import { afterEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Reads } from './reads.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A database that another process writes to. */
function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'offstage-reads-'))
  const path = join(folder, 'reads.sqlite')
  const other = new Database(path)
  other.run('pragma journal_mode = wal')
  other.run('create table notes (id integer primary key)')
  const db = new Database(path)
  const reads = new Reads(db)
  const count = db.prepare('select count(*) from notes')
  closing.push(() => {
    db.close(false)
    other.close()
    rmSync(folder, { recursive: true })
  })
  return {
    db,
    reads,
    write: () => other.run('insert into notes default values'),
    read() {
      reads.enter()
      return count.values()[0]?.[0]
    },
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

test('the reads of a turn see the same rows, those of the next see what was written since', async () => {
  const { db, read, write } = opened()
  expect([read(), read()]).toEqual([0, 0])
  write()
  expect([read(), db.inTransaction]).toEqual([0, true])
  await nextTurn()
  expect([read(), db.inTransaction]).toEqual([1, true])
  await nextTurn()
  expect(db.inTransaction).toBe(false)
})

test('a read that seems to be alone looks for itself', async () => {
  const { db, read } = opened()
  for (let turn = 0; turn < 3; turn++) {
    expect([read(), db.inTransaction]).toEqual([0, false])
    await nextTurn()
  }
})

test('a write ends the look, and later reads of the turn see it', () => {
  const { db, read, reads } = opened()
  expect([read(), read()]).toEqual([0, 0])
  reads.end()
  db.run('begin immediate')
  db.run('insert into notes default values')
  db.run('commit')
  expect([read(), read()]).toEqual([1, 1])
  reads.end()
})

test('reads inside of a transaction leave it as it is', () => {
  const { db, read, reads } = opened()
  db.run('begin immediate')
  expect([read(), read(), read()]).toEqual([0, 0, 0])
  reads.end()
  expect(db.inTransaction).toBe(true)
  db.run('rollback')
})
