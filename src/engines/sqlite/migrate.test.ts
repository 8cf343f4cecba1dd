import type { Database } from 'bun:sqlite'
import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../../base/errors.ts'
import {
  app,
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
import { parseHints, SchemaRefusal, wantedSchema } from '../../schema/index.ts'
import { openDatabase } from './connection.ts'
import { applySchema, type MigrateOptions } from './migrate.ts'

type Tables = Parameters<typeof app>[0]['tables']
type Checks = Record<string, { name: string; sql: string }[]>

const folder = mkdtempSync(join(tmpdir(), 'offstage-migrate-'))
const opened: Database[] = []
afterAll(() => {
  for (const database of opened) database.close()
  rmSync(folder, { recursive: true })
})

/** A database file of its own, in the schema of these tables, with these rows. */
function databaseOf(tables: Tables, statements: string[] = [], checks: Checks = {}): Database {
  const database = openDatabase(join(folder, `${opened.length}.db`))
  opened.push(database)
  apply(database, tables, {}, checks)
  for (const sql of statements) database.run(sql)
  return database
}

function apply(
  database: Database,
  tables: Tables,
  options: MigrateOptions = {},
  checks: Checks = {},
): string[] {
  const want = wantedSchema(app({ tables }).model, new Map(Object.entries(checks)))
  return applySchema(database, want, options).applied
}

/** Every question that the change asks. */
function questions(
  database: Database,
  tables: Tables,
  options: MigrateOptions = {},
  checks: Checks = {},
): string[] {
  const before = dump(database)
  try {
    apply(database, tables, options, checks)
  } catch (error) {
    expect(dump(database)).toEqual(before)
    expect(database.query('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 })
    if (error instanceof SchemaRefusal) return error.questions.map(({ text: question }) => question)
    throw error
  }
  return []
}

/** Everything that the file holds: definitions and rows. */
function dump(database: Database): unknown {
  const definitions = database
    .query('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name')
    .all()
  const names = database
    .query<{ name: string }, []>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
  return [definitions, ...names.map(({ name }) => [name, database.query(`SELECT * FROM "${name}"`).all()])]
}

const all = (database: Database, sql: string) => database.query<Record<string, unknown>, []>(sql).all()
const hints = (renames: string[], drop: string[] = []) => ({ hints: parseHints(renames, drop) })

const albums = table({ id: id(), name: text() })
const songsOf = (parent: () => typeof albums) =>
  table({
    id: id(),
    title: text(),
    album: ref(parent).onDelete('cascade'),
    plays: integer(),
    genre: text().optional(),
  }).unique('title', 'album')
const songs = songsOf(() => albums)
const LIBRARY: Tables = { albums, songs }
/** The same songs over another table of albums. */
const library = (next: unknown): Tables => ({
  albums: next as typeof albums,
  songs: songsOf(() => next as typeof albums),
})
const ROWS = [
  "INSERT INTO albums VALUES ('a1', 'Blue'), ('a2', 'Red')",
  "INSERT INTO songs VALUES ('s1', 'One', 'a1', 5, 'rock'), ('s2', 'Two', 'a1', 0, NULL), ('s3', 'One', 'a2', 9, 'jazz')",
]

describe('what loses nothing is done', () => {
  test('a new database', () => {
    const database = openDatabase(':memory:')
    opened.push(database)
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
    const of = (v: Tables) => v
    const things = table({
      id: id(),
      count: bigint(),
      price: integer(),
      size: decimal(10, 4),
      key: uuid().optional(),
    })
    const database = databaseOf(of({ things }), [
      "INSERT INTO things VALUES ('t1', 7, 12, 15000, 'k'), ('t2', -2147483648, -3, -20000, NULL)",
    ])
    const next = table({
      id: id(),
      count: integer(),
      price: decimal(30, 2),
      size: decimal(10, 2),
      key: text().optional(),
    })
    expect(apply(database, of({ things: next }))).toEqual([
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
    expect(apply(database, library(next), { now })).toEqual(['added albums.created_at'])
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

describe('what would lose something is asked about, and nothing is changed', () => {
  const with_ = (change: Record<string, unknown>, drop: string[] = []) => {
    const columns: Record<string, unknown> = {
      id: id(),
      title: text(),
      album: ref(() => albums).onDelete('cascade'),
      plays: integer(),
      genre: text().optional(),
      ...change,
    }
    for (const name of drop) delete columns[name]
    return {
      albums,
      songs: table(columns as never).unique('title' as never, 'album' as never),
    } as unknown as Tables
  }

  test('each question', () => {
    const database = databaseOf(LIBRARY, ROWS)
    const rows: [tables: Tables, questions: string[]][] = [
      [{ albums }, ['songs is gone from app.ts and holds 3 rows.']],
      [with_({}, ['genre']), ['songs.genre is gone from app.ts and holds 2 values.']],
      [
        with_({ style: text().optional(), tag: text().optional() }, ['genre']),
        [
          'songs.genre is gone from app.ts and holds 2 values. songs.style is new: is it a rename? songs.tag is new: is it a rename?',
        ],
      ],
      [
        { albums, tracks: songs },
        ['songs is gone from app.ts and holds 3 rows. tracks is new: is it a rename?'],
      ],
      [
        with_({ label: text() }),
        ['songs.label is new and required, but the 3 rows of songs would have no value for it.'],
      ],
      [with_({ genre: text() }), ['songs.genre: it becomes required, but 1 row has no value for it.']],
      [with_({ plays: integer().max(8) }), ['songs.plays: 1 value breaks its new limits (max 8).']],
      [
        with_({ genre: text().optional().oneOf('rock', 'folk') }),
        ['songs.genre: 1 value breaks its new limits (one of rock, folk).'],
      ],
      [
        with_({ plays: decimal(2, 2) }),
        ['songs.plays changes from integer to decimal(2, 2), and 2 values do not fit.'],
      ],
      [
        with_({ title: integer() }),
        ['songs.title changes from text to integer, and there is no exact conversion for its 3 values.'],
      ],
      [
        with_({ genre: ref(() => albums).optional() }),
        ['songs.genre changes from text to uuid, and there is no exact conversion for its 2 values.'],
      ],
      [{ albums, songs: songs.unique('title') }, ['songs: 1 value of (title) occurs more than once.']],
      [
        {
          albums,
          songs: table({
            id: uuid(),
            title: text(),
            album: ref(() => albums).onDelete('cascade'),
            plays: integer(),
            genre: text().optional(),
          })
            .unique('title', 'album')
            .primaryKey('title'),
        },
        ['songs: 1 row would not be told apart by the primary key (title).'],
      ],
    ]
    for (const [tables, expected] of rows) expect(questions(database, tables)).toEqual(expected)
  })

  test('all at once, with what to do about each', () => {
    const database = databaseOf(LIBRARY, ROWS)
    const tables = with_({ title: undefined, name: text(), plays: integer().min(1) }, ['title', 'genre'])
    const { songs: _, ...rest } = tables as { songs: unknown; albums: typeof albums }
    const next = table({
      id: id(),
      name: text(),
      album: ref(() => albums).onDelete('cascade'),
      plays: integer().min(1),
    })
    let message = ''
    try {
      apply(database, { ...rest, songs: next })
    } catch (error) {
      if (error instanceof UsageError) message = `${error.message}\n${error.hint}`
    }
    expect(message).toBe(`app.ts asks for a schema that this database cannot take over without an answer:
  songs.title is gone from app.ts and holds 3 values. songs.name is new: is it a rename?
    - --rename songs.title=name keeps them under the new name
    - --drop songs.title throws them away
  songs.plays: 1 value breaks its new limits (min 1).
    - change these rows first, with the app as it was
    - or take the new requirement back
  songs.genre is gone from app.ts and holds 2 values. songs.name is new: is it a rename?
    - --rename songs.genre=name keeps them under the new name
    - --drop songs.genre throws them away
  songs.name is new and required, but the 3 rows of songs would have no value for it.
    - make it .optional()
    - give it a constant: .default(…)
Nothing was changed. Answer each question, then run the command again.`)
  })

  test('checks and references that rows break', () => {
    const database = databaseOf(LIBRARY, ROWS)
    const checks = { songs: [{ name: 'played', sql: '"plays" > 0' }] }
    expect(questions(database, LIBRARY, {}, checks)).toEqual(['songs: 1 row breaks the check played.'])
    database.run('UPDATE songs SET plays = 1')
    expect(apply(database, LIBRARY, {}, checks)).toEqual(['added check played'])
    expect(() => database.run('UPDATE songs SET plays = 0')).toThrow('CHECK constraint failed: played')
    const loose = databaseOf({ albums, likes: table({ id: id(), album: uuid() }) }, [
      "INSERT INTO albums VALUES ('a1', 'Blue')",
      "INSERT INTO likes VALUES ('l1', 'a1'), ('l2', 'nowhere')",
    ])
    const likes = table({ id: id(), album: ref(() => albums) })
    expect(questions(loose, { albums, likes })).toEqual(['likes.album: 1 row points at no row of albums.'])
    expect(
      questions(
        loose,
        { other: albums, likes: table({ id: id(), album: ref(() => albums) }) },
        hints([], ['albums']),
      ),
    ).toEqual(['likes.album: 2 rows point at no row of other.'])
    loose.run("DELETE FROM likes WHERE id = 'l2'")
    expect(apply(loose, { albums, likes })).toEqual([
      'added index likes_album_idx',
      'added foreign key likes_album_fkey',
    ])
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
    const foreign = openDatabase(':memory:')
    opened.push(foreign)
    foreign.run('CREATE TABLE customers (id)')
    expect(() => apply(foreign, LIBRARY)).toThrow('holds a table "customers" that Offstage did not make')
    const newer = databaseOf(LIBRARY)
    newer.run('UPDATE _offstage_schema SET format = 2')
    expect(() => apply(newer, LIBRARY)).toThrow('a newer Offstage (schema format 2; this one knows 1)')
    const changed = databaseOf(LIBRARY)
    changed.run('ALTER TABLE albums ADD COLUMN more TEXT')
    expect(() => apply(changed, LIBRARY)).toThrow(
      'albums was changed by another program: the database has a column "more"',
    )
    changed.run('ALTER TABLE albums DROP COLUMN more')
    changed.run('DROP TABLE songs')
    expect(() => apply(changed, LIBRARY)).toThrow('the database lacks the table')
  })
})

describe('a change that fails half-way', () => {
  const next: Tables = {
    albums: table({ id: id(), name: text().length(99) }).index('name'),
    tracks: table({
      id: id(),
      name: text(),
      album: ref(() => albums).onDelete('cascade'),
      plays: bigint(),
    }),
    extra: table({ id: id() }),
  }
  const answer = hints(['songs=tracks', 'tracks.title=name'], ['tracks.genre'])

  /** The database, failing at its n-th statement from now. */
  function failingAt(database: Database, n: number): Database {
    let statements = 0
    return new Proxy(database, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        if (name !== 'run') return value.bind(target)
        return (sql: string, ...rest: []) => {
          const isWork = !/^(PRAGMA|ROLLBACK)/.test(sql)
          if (isWork && statements++ === n) throw new Error(`the disk is full at ${sql}`)
          return target.run(sql, ...rest)
        }
      },
    })
  }

  test('leaves the database as it was, wherever it fails', () => {
    const tables = {
      ...next,
      tracks: table({
        id: id(),
        name: text(),
        album: ref(() => next.albums as typeof albums).onDelete('cascade'),
        plays: bigint(),
      }),
    }
    const database = databaseOf(LIBRARY, ROWS)
    const before = dump(database)
    let failures = 0
    for (let n = 0; ; n++) {
      try {
        apply(failingAt(database, n), tables, answer)
        break
      } catch (error) {
        expect(String(error)).toContain('the disk is full')
        failures++
      }
      expect(dump(database)).toEqual(before)
      expect(database.inTransaction).toBe(false)
      expect(database.query('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 })
    }
    expect(failures).toBeGreaterThan(15)
    expect(all(database, 'SELECT id, name, plays FROM tracks ORDER BY id LIMIT 1')).toEqual([
      { id: 's1', name: 'One', plays: 5 },
    ])
    expect(apply(database, tables)).toEqual([])
  })
})
