/** What is kept for the nodes: made once, found by nobody else. */
import { describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { noServerOfOurOwn } from '../../../test/postgres/binaries.ts'
import { PostgresServer } from '../../../test/postgres/server.ts'
import { app, integer, table } from '../../model/index.ts'
import { keepOnce, PostgresEngine } from './index.ts'

// Before any test, whose time is short. Of our own: roles belong to the whole server.
const server = noServerOfOurOwn === null ? await PostgresServer.start() : null
const title = `kept in the database${noServerOfOurOwn ? ` (left out: ${noServerOfOurOwn})` : ''}`

const rootOf = (database: string) => new SQL(database.replace('//offstage:', '//postgres:'), { max: 1 })

describe.skipIf(server === null)(title, () => {
  const fresh = async () => (await server?.freshDatabase()) ?? ''

  test('the first makes it, the others find it', async () => {
    const database = await fresh()
    const made = await Promise.all(['a', 'b', 'c'].map((text) => keepOnce(database, 'keys', () => text)))
    expect(new Set(made).size).toBe(1)
    expect(await keepOnce(database, 'other', () => 'd')).toBe('d')
  })

  test('roles that may read every new table may not read this one', async () => {
    const database = await fresh()
    const root = rootOf(database)
    const all = 'alter default privileges for role offstage grant'
    await root.unsafe(`create role "Re porter"; ${all} usage on schemas to "Re porter";
      ${all} select on tables to "Re porter", public`)
    await keepOnce(database, 'keys', () => 'secret')
    await root.unsafe('set role "Re porter"')
    const read = await root.unsafe('select value from offstage.kept').catch((error: Error) => error.message)
    await root.close()
    expect(read).toBe('permission denied for table kept')
  })

  test("an app's table of this name is the app's own", async () => {
    const database = await fresh()
    await keepOnce(database, 'keys', () => 'secret')
    const kept = table({ id: integer() }).primaryKey('id').access({ read: true })
    const { engine } = await PostgresEngine.open(database, app({ tables: { kept } }).model)
    const killed = engine.fillOnce(() => Promise.reject(new Error('killed'))).catch(String)
    expect(await killed).toBe('Error: killed')
    expect(await engine.fillOnce(async () => {})).toBe(true)
    await engine.close()
    expect(await keepOnce(database, 'keys', () => 'another')).toBe('secret')
  })
})
