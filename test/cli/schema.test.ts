/** `offstage schema` prints what a database would be made, and makes none. */
import { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cleanUp, copyOfNotes, run } from './offstage.ts'

afterAll(cleanUp)

const url = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' }

test('the tables, for the database of DATABASE_URL or another, and no database is opened', async () => {
  const folder = copyOfNotes()
  const sqlite = await run(['schema', folder])
  const postgres = await run(['schema', folder], { env: url })
  expect([sqlite.code, postgres.code]).toEqual([0, 0])
  expect(sqlite.out).toContain('STRICT;')
  expect(postgres.out).toContain('alter table "notes" add constraint')
  expect((await run(['schema', folder, '--engine', 'postgres'])).out).toBe(postgres.out)
  expect((await run(['schema', folder, '--engine=sqlite'], { env: url })).out).toBe(sqlite.out)
  expect(existsSync(join(folder, '.offstage'))).toBe(false)
  const database = new Database(':memory:')
  database.run(sqlite.out)
  expect(database.query('select count(*) as n from notes').get()).toEqual({ n: 0 })
})

test('the rules, as row level security', async () => {
  const { code, out } = await run(['schema', copyOfNotes(), '--rls'])
  expect(code).toBe(0)
  expect(out).toContain('alter table "notes" enable row level security;')
  expect(out).not.toContain('create table')
})

test.each([
  ['schema --engine mysql', 'Offstage has no engine "mysql".\n  There are sqlite and postgres.\n'],
  ['schema --engine postgre', 'Offstage has no engine "postgre".\n  Did you mean postgres?\n'],
  [
    'schema --engine sqlite --rls',
    'SQLite has no row level security.\n  Leave out --engine sqlite, or --rls.\n',
  ],
])('offstage %s', async (args, err) => {
  const ended = await run([...args.split(' '), copyOfNotes()])
  expect([ended.code, ended.out, ended.err]).toEqual([2, '', err])
})
