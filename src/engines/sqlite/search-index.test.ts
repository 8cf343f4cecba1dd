/** The index of full-text search while schemas change: always there where it is wanted, always in step. */
import type { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { id, integer, table, text } from '../../model/index.ts'
import { parseSearch } from '../../rules/index.ts'
import { openDatabase } from './connection.ts'
import { all, apply, closeDatabases, databaseOf, emptyDatabase, hints } from './migrate-fixture.ts'
import { indexQuery } from './search-match.ts'
import { searchTable } from './search-names.ts'

afterAll(closeDatabases)

const bare = () => table({ id: id(), title: text(), body: text().optional() })
const rows = ["INSERT INTO notes VALUES ('a', 'Fat cats', 'one'), ('b', 'Dogs', NULL), ('c', 'A cat', 'two')"]

/** Ids of the rows that the index finds, and a look at the index itself. */
function found(database: Database, name: string, column: string, query: string): string {
  const index = searchTable(name)
  database.run(`INSERT INTO "${index}"("${index}") VALUES ('integrity-check')`)
  const { text: match } = indexQuery(parseSearch('fts', 'english', query), {
    kind: 'search',
    row: 'row',
    columns: [{ name: column }] as never,
    mode: 'fts',
    language: 'english',
    index: 0,
  })
  const ids = database
    .query<{ id: string }, [string]>(
      `SELECT id FROM "${name}" WHERE rowid IN (SELECT rowid FROM "${index}" WHERE "${index}" MATCH ?) ORDER BY id`,
    )
    .all(match)
  return ids.map((row) => row.id).join(' ')
}

const ours = (database: Database) =>
  all(
    database,
    `SELECT name FROM sqlite_schema WHERE name LIKE '\\_offstage\\_search%' ESCAPE '\\'
     AND (type = 'trigger' OR sql LIKE 'CREATE VIRTUAL%') ORDER BY name`,
  ).map(({ name }) => name)

const OF_NOTES = ['', '_delete', '_insert', '_update'].map((end) => `_offstage_search_notes${end}`)

test('it comes with a new table, and is filled where there are rows', () => {
  const fresh = emptyDatabase()
  expect(apply(fresh, { notes: bare().search('title') })).toEqual(['created notes', 'created users'])
  fresh.run(rows[0] ?? '')
  expect(found(fresh, 'notes', 'title', 'cat')).toBe('a c')
  const database = databaseOf({ notes: bare() }, rows)
  expect(ours(database)).toEqual([])
  const searched = { notes: bare().search('title', 'body') }
  expect(apply(database, searched)).toEqual(['added full-text search of notes (title, body)'])
  expect(ours(database)).toEqual(OF_NOTES)
  expect(found(database, 'notes', 'title', 'cat')).toBe('a c')
  expect(found(database, 'notes', 'body', 'two')).toBe('c')
  expect(apply(database, searched)).toEqual([])
})

test('its columns may change, and it may go, without a question', () => {
  const database = databaseOf({ notes: bare().search('title') }, rows)
  expect(apply(database, { notes: bare().search('body') })).toEqual([
    'dropped full-text search of notes',
    'added full-text search of notes (body)',
  ])
  expect(found(database, 'notes', 'body', 'one | two')).toBe('a c')
  expect(() => found(database, 'notes', 'title', 'cat')).toThrow('no such column: english_title')
  expect(apply(database, { notes: bare() })).toEqual(['dropped full-text search of notes'])
  expect(ours(database)).toEqual([])
  database.run("UPDATE notes SET title = 'x'")
})

test('another language alone changes nothing in the database', () => {
  const database = databaseOf({ notes: bare().search('title') }, rows)
  expect(apply(database, { notes: bare().search({ columns: ['title'], language: 'simple' }) })).toEqual([])
})

test('it survives a rebuilt table, whose rows have other numbers', () => {
  const database = databaseOf({ notes: bare().search('title') }, rows)
  database.run("DELETE FROM notes WHERE id = 'a'")
  const next = table({
    id: id(),
    title: text().length(20),
    body: text().optional(),
    size: integer().optional(),
  })
  expect(apply(database, { notes: next.search('title') })).toEqual([
    'changed the limits of notes.title',
    'added notes.size',
  ])
  expect(all(database, 'SELECT rowid, id FROM notes')).toEqual([
    { rowid: 1, id: 'b' },
    { rowid: 2, id: 'c' },
  ])
  expect(ours(database)).toEqual(OF_NOTES)
  expect(found(database, 'notes', 'title', 'cat')).toBe('c')
  expect(found(database, 'notes', 'title', '!cat')).toBe('b')
  database.run("UPDATE notes SET title = 'cat' WHERE id = 'b'")
  expect(found(database, 'notes', 'title', 'cat')).toBe('b c')
})

test('it follows renamed tables and columns, and goes with a dropped one', () => {
  const database = databaseOf({ notes: bare().search('title', 'body') }, rows)
  const renamed = table({ id: id(), name: text(), body: text().optional() }).search('name', 'body')
  apply(database, { pages: renamed }, hints(['notes=pages', 'pages.title=name']))
  expect(ours(database)).toEqual(OF_NOTES.map((name) => name.replace('notes', 'pages')))
  expect(found(database, 'pages', 'name', 'cat')).toBe('a c')
  database.run("INSERT INTO pages VALUES ('d', 'cat', NULL)")
  expect(found(database, 'pages', 'name', 'cat')).toBe('a c d')
  apply(database, { other: bare() }, hints([], ['pages']))
  expect(ours(database)).toEqual([])
})

test('it is left alone when another table changes', () => {
  const database = databaseOf({ notes: bare().search('title'), other: bare() }, rows)
  const before = all(database, 'SELECT * FROM _offstage_search_notes_data ORDER BY id')
  apply(database, { notes: bare().search('title'), other: bare().search('body') })
  expect(all(database, 'SELECT * FROM _offstage_search_notes_data ORDER BY id')).toEqual(before)
})

test('a refused change leaves it as it was', () => {
  const database = databaseOf({ notes: bare().search('title') }, rows)
  const required = table({ id: id(), title: text(), body: text() }).search('body')
  expect(() => apply(database, { notes: required })).toThrow('has no value for it')
  expect(ours(database)).toEqual(OF_NOTES)
  expect(found(database, 'notes', 'title', 'cat')).toBe('a c')
})

test('VACUUM, and a copy made by it, keep the numbers of the rows', () => {
  const database = databaseOf({ notes: bare().search('title') }, rows)
  database.run("DELETE FROM notes WHERE id = 'a'")
  database.run('VACUUM')
  expect(found(database, 'notes', 'title', 'cat')).toBe('c')
  const copy = join(database.filename, '../copy.db')
  database.run('VACUUM INTO ?', [copy])
  const copied = openDatabase(copy)
  expect(apply(copied, { notes: bare().search('title') })).toEqual([])
  expect(found(copied, 'notes', 'title', 'cat')).toBe('c')
  copied.run("INSERT INTO notes VALUES ('d', 'cat', NULL)")
  expect(found(copied, 'notes', 'title', 'cat')).toBe('c d')
  copied.close()
})

test('a transaction that is rolled back leaves no word behind', () => {
  const database = databaseOf({ notes: bare().search('title') }, rows)
  database.run('BEGIN')
  database.run("UPDATE notes SET title = 'walrus'")
  expect(found(database, 'notes', 'title', 'walrus')).toBe('a b c')
  database.run('ROLLBACK')
  expect(found(database, 'notes', 'title', 'walrus')).toBe('')
  expect(found(database, 'notes', 'title', 'cat')).toBe('a c')
})
