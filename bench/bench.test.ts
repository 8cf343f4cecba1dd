/** The bench on SQLite, and what all of it shares. */
import { Database } from 'bun:sqlite'
import { describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { DATA, files } from './databases.ts'
import { readAnswer } from './load/wire.ts'
import { median } from './numbers.ts'
import { SONGS_SQL, testSameAnswers } from './same-answers.ts'

mkdirSync(DATA, { recursive: true })
const folder = mkdtempSync(join(DATA, 'test-'))

await testSameAnswers('sqlite', ['offstage', 'hand'], files(folder), (path) => {
  const db = new Database(path, { readonly: true })
  const rows = db.query(SONGS_SQL).values()
  db.close()
  return rows
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
