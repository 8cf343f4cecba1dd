/** The bench on PostgreSQL. */
import { describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { noServerOfOurOwn } from '../../test/postgres/binaries.ts'
import type { Databases } from '../databases.ts'
import { cpuMicros } from '../load/processes.ts'
import { SONGS_SQL, testSameAnswers } from '../same-answers.ts'
import { postgresDatabases } from './databases.ts'

async function rowsOf(url: string, text: string): Promise<unknown[]> {
  const sql = new SQL(url, { max: 1, prepare: false })
  try {
    return [...(await sql.unsafe(text))]
  } finally {
    await sql.close()
  }
}

function testServer(databases: Databases): void {
  describe('the server of the bench', () => {
    test('has every commit on the disk, and is a process that is measured', async () => {
      const database = await databases.filled('empty', async () => {})
      const settings = ['fsync', 'synchronous_commit', 'full_page_writes']
      const [found] = await rowsOf(
        database,
        `select ${settings.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`,
      )
      expect(found).toEqual(Object.fromEntries(settings.map((name) => [name, 'on'])))
      const pid = databases.pid as number
      const before = cpuMicros(pid)
      await rowsOf(database, 'select sum(sqrt(n)) from generate_series(1, 1000000) n')
      expect(cpuMicros(pid)).toBeGreaterThan(before)
    })

    test('gives copies of their own', async () => {
      const filled = await databases.filled('one', async (url) => {
        await rowsOf(url, 'create table one as select 1 as n')
      })
      const copies = await Promise.all(['a', 'b'].map((name) => databases.copy(filled, name)))
      await rowsOf(copies[0] as string, 'insert into one values (2)')
      expect(await rowsOf(copies[1] as string, 'select n from one')).toEqual([{ n: 1 }])
    })
  })
}

if (noServerOfOurOwn === null) {
  const databases = await postgresDatabases()
  await testSameAnswers('postgres', ['offstage', 'hand-pg'], databases, (url) => rowsOf(url, SONGS_SQL))
  testServer(databases)
} else {
  test.skip(`the bench on PostgreSQL: ${noServerOfOurOwn}`, () => {})
}
