import { afterAll, describe, expect, test } from 'bun:test'
import {
  bigint,
  decimal,
  id,
  identity,
  integer,
  ref,
  table,
  text,
  timestamp,
  uuid,
} from '../../model/index.ts'
import {
  albums,
  all,
  apply,
  closeDatabases,
  databaseOf,
  emptyDatabase,
  hints,
  LIBRARY,
  library,
  questions,
  ROWS,
} from './migrate-fixture.ts'

afterAll(closeDatabases)

describe('what loses nothing is done', () => {
  test('a new database', () => {
    const database = emptyDatabase()
    expect(apply(database, LIBRARY)).toEqual(['created albums', 'created songs', 'created users'])
    expect(apply(database, LIBRARY)).toEqual([])
    expect(database.query('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 })
    expect(database.inTransaction).toBe(false)
  })

  test('new columns and keys arrive in place; rows get the constant', () => {
    const database = databaseOf(LIBRARY, ROWS)
    const next = table({
      id: id(),
      title: text(),
      album: ref(() => albums).onDelete('cascade'),
      plays: integer(),
      genre: text().optional(),
      label: text().default("it's"),
      cover: ref(() => albums).optional(),
    }).index('plays')
    expect(apply(database, { albums, songs: next })).toEqual([
      'dropped unique songs_title_album_key',
      'added songs.label',
      'added songs.cover',
      'added index songs_plays_idx',
      'added index songs_cover_idx',
      'added foreign key songs_cover_fkey',
    ])
    expect(all(database, 'SELECT id, label, cover FROM songs ORDER BY id LIMIT 1')).toEqual([
      { id: 's1', label: "it's", cover: null },
    ])
    expect(() => database.run("UPDATE songs SET cover = 'nowhere'")).toThrow('FOREIGN KEY constraint failed')
    expect(apply(database, { albums, songs: next })).toEqual([])
  })

  test('a rebuilt parent keeps its children, and cascades to them afterwards', () => {
    const database = databaseOf(LIBRARY, ROWS)
    const next = table({ id: id(), name: text().length(1, 99) })
    expect(apply(database, library(next))).toEqual(['changed the limits of albums.name'])
    expect(all(database, 'SELECT count(*) AS n FROM songs')).toEqual([{ n: 3 }])
    database.run("DELETE FROM albums WHERE id = 'a1'")
    expect(all(database, 'SELECT id FROM songs')).toEqual([{ id: 's3' }])
    expect(() => database.run("INSERT INTO albums VALUES ('a3', '')")).toThrow('albums_name_check')
  })

  test('a rebuilt table keeps rows, indexes, numbering, self-references, and the triggers and indexes of others', () => {
    const node = (limit: number) => {
      const nodes = table({
        number: identity(),
        parent: ref(() => nodes).optional(),
        name: text().length(limit),
      })
      return { nodes: nodes.index('name') }
    }
    const database = databaseOf(node(9), [
      "INSERT INTO nodes VALUES (1, NULL, 'root'), (2, 1, 'leaf'), (3, 1, 'gone')",
      'DELETE FROM nodes WHERE number = 3',
      'CREATE TABLE log (text TEXT)',
      'CREATE TRIGGER nodes_log AFTER INSERT ON nodes BEGIN INSERT INTO log VALUES (new.name); END',
      'CREATE TRIGGER log_nodes AFTER DELETE ON log BEGIN UPDATE nodes SET name = old.text WHERE number = 1; END',
      'CREATE INDEX theirs ON nodes (name, parent)',
      'CREATE VIEW leaves AS SELECT * FROM nodes WHERE parent IS NOT NULL',
    ])
    expect(apply(database, node(99))).toEqual(['changed the limits of nodes.name'])
    expect(all(database, "INSERT INTO nodes (name) VALUES ('new') RETURNING number")).toEqual([{ number: 4 }])
    expect(all(database, 'SELECT text FROM log')).toEqual([{ text: 'new' }])
    expect(all(database, 'SELECT number FROM leaves')).toEqual([{ number: 2 }])
    expect(() => database.run('DELETE FROM nodes WHERE number = 1')).toThrow('FOREIGN KEY constraint failed')
    expect(
      all(
        database,
        "SELECT name FROM sqlite_schema WHERE tbl_name = 'nodes' AND sql IS NOT NULL ORDER BY name",
      ),
    ).toEqual([
      { name: 'nodes' },
      { name: 'nodes_log' },
      { name: 'nodes_name_idx' },
      { name: 'nodes_parent_idx' },
      { name: 'theirs' },
    ])
    database.run('DELETE FROM log')
    expect(all(database, 'SELECT name FROM nodes WHERE number = 1')).toEqual([{ name: 'new' }])
  })

  test('what holds nothing may go: an empty table, a column of nulls', () => {
    const extra = table({ id: id(), note: text() })
    const database = databaseOf({ ...LIBRARY, extra }, [...ROWS, 'UPDATE songs SET genre = NULL'])
    const { genre: _, ...columns } = {
      id: id(),
      title: text(),
      album: ref(() => albums).onDelete('cascade'),
      plays: integer(),
      genre: null,
    }
    expect(apply(database, { albums, songs: table(columns).unique('title', 'album') })).toEqual([
      'dropped extra',
      'dropped songs.genre',
    ])
    expect(all(database, 'SELECT count(*) AS n FROM songs')).toEqual([{ n: 3 }])
  })

  test('types change when every value fits', () => {
    const things = table({
      id: id(),
      count: bigint(),
      price: integer(),
      size: decimal(10, 4),
      key: uuid().optional(),
    })
    const database = databaseOf({ things }, [
      "INSERT INTO things VALUES ('t1', 7, 12, 15000, 'k'), ('t2', -2147483648, -3, -20000, NULL)",
    ])
    const next = table({
      id: id(),
      count: integer(),
      price: decimal(30, 2),
      size: decimal(10, 2),
      key: text().optional(),
    })
    expect(apply(database, { things: next })).toEqual([
      'changed the type of things.count',
      'changed the type of things.price',
      'changed the type of things.size',
      'changed the type of things.key',
    ])
    expect(all(database, 'SELECT * FROM things ORDER BY id')).toEqual([
      { id: 't1', count: 7, price: 'p000000000000000000000000001200', size: 150, key: 'k' },
      { id: 't2', count: -2147483648, price: 'n999999999999999999999999999699', size: -200, key: null },
    ])
  })

  test('a required column that defaults to now takes the moment of the change', () => {
    const database = databaseOf(LIBRARY, ROWS)
    const next = table({ id: id(), name: text(), created_at: timestamp().default('now') })
    expect(questions(database, library(next))).toHaveLength(1)
    const now = '2026-11-22T12:00:00+00:00'
    expect(apply(database, library(next), { now: '2026-11-22T12:00:00.000Z' })).toEqual([
      'added albums.created_at',
    ])
    expect(all(database, 'SELECT DISTINCT created_at FROM albums')).toEqual([{ created_at: now }])
  })

  test('references may be turned round within one change', () => {
    const label = table({ id: id(), name: text() })
    const database = databaseOf(LIBRARY, ROWS)
    const next = table({ id: id(), name: text(), label: ref(() => label).optional() })
    apply(database, { ...library(next), label })
    expect(() => database.run("UPDATE albums SET label = 'x'")).toThrow('FOREIGN KEY constraint failed')
  })
})

describe('answers', () => {
  const tracks = table({
    id: id(),
    name: text(),
    album: ref(() => albums).onDelete('cascade'),
    plays: integer(),
  }).unique('name', 'album')

  test('a rename keeps the values, under new names of constraints, and can be repeated', () => {
    const database = databaseOf(LIBRARY, ROWS)
    const answer = hints(['songs.title=name', 'songs=tracks'], ['tracks.genre'])
    expect(apply(database, { albums, tracks }, answer)).toEqual([
      'renamed songs.title to songs.name',
      'renamed songs to tracks',
      'dropped foreign key songs_album_fkey',
      'dropped index songs_album_idx',
      'dropped unique songs_title_album_key',
      'dropped tracks.genre',
      'added unique tracks_name_album_key',
      'added index tracks_album_idx',
      'added foreign key tracks_album_fkey',
    ])
    expect(all(database, 'SELECT id, name FROM tracks ORDER BY id')).toEqual([
      { id: 's1', name: 'One' },
      { id: 's2', name: 'Two' },
      { id: 's3', name: 'One' },
    ])
    expect(all(database, "SELECT name FROM sqlite_schema WHERE sql LIKE '%songs%' ORDER BY name")).toEqual([])
    expect(apply(database, { albums, tracks }, answer)).toEqual([])
    database.run("DELETE FROM albums WHERE id = 'a1'")
    expect(all(database, 'SELECT id FROM tracks')).toEqual([{ id: 's3' }])
  })

  test('a renamed parent is followed by its children', () => {
    const database = databaseOf(LIBRARY, ROWS)
    const records = table({ id: id(), title: text() })
    const next = table({
      id: id(),
      title: text(),
      album: ref(() => records).onDelete('cascade'),
      plays: integer(),
      genre: text().optional(),
    }).unique('title', 'album')
    expect(
      apply(database, { records, songs: next }, hints(['albums=records', 'records.name=title'])),
    ).toEqual(['renamed albums to records', 'renamed records.name to records.title'])
    expect(() => database.run("UPDATE songs SET album = 'nowhere' WHERE id = 's1'")).toThrow(
      'FOREIGN KEY constraint failed',
    )
  })

  test('--drop throws away what it names, and only that', () => {
    const database = databaseOf(LIBRARY, ROWS)
    expect(questions(database, { albums }, hints([], ['songs.title', 'albums']))).toHaveLength(1)
    expect(apply(database, { albums }, hints([], ['songs']))).toEqual(['dropped songs'])
    expect(all(database, 'SELECT count(*) AS n FROM albums')).toEqual([{ n: 2 }])
  })

  test('--drop of a column that changes its type starts it anew', () => {
    const database = databaseOf(LIBRARY, ROWS)
    const next = table({ id: id(), name: integer().default(3) })
    expect(apply(database, library(next), hints([], ['albums.name']))).toEqual([
      'changed the type of albums.name',
      'changed the default of albums.name',
    ])
    expect(all(database, 'SELECT DISTINCT name FROM albums')).toEqual([{ name: 3 }])
  })
})

describe('databases that are not ours to change', () => {
  test('of another program, of a newer Offstage, or changed by hand', () => {
    const foreign = emptyDatabase()
    foreign.run('CREATE TABLE customers (id)')
    expect(() => apply(foreign, LIBRARY)).toThrow('holds a table "customers" that Offstage did not make')
    const newer = databaseOf(LIBRARY)
    newer.run('UPDATE _offstage_schema SET format = 2')
    expect(() => apply(newer, LIBRARY)).toThrow('a newer Offstage (format 2, known is 1)')
    const changed = databaseOf(LIBRARY)
    changed.run('ALTER TABLE albums ADD COLUMN more TEXT')
    expect(() => apply(changed, LIBRARY)).toThrow(
      'albums was changed by another program: the database has a column "more"',
    )
    changed.run('ALTER TABLE albums DROP COLUMN more')
    changed.run('DROP TABLE songs')
    expect(() => apply(changed, LIBRARY)).toThrow('the database lacks the table')
    const broken = databaseOf(LIBRARY, [
      'PRAGMA foreign_keys = OFF',
      "INSERT INTO songs VALUES ('s1', 'One', 'nowhere', 0, NULL)",
    ])
    expect(() => apply(broken, { ...LIBRARY, extra: table({ id: id() }) })).toThrow(
      'Rows point at nothing (1 of them)',
    )
    expect(broken.query('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 0 })
  })
})
