/** Changes of the schema on a real server: what is carried over, what is asked, what is undone. */
import { describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { postgres, postgresHint } from '../../../test/postgres/binaries.ts'
import { sharedPostgres } from '../../../test/postgres/server.ts'
import { app, decimal, float, id, identity, integer, ref, table, text, timestamp } from '../../model/index.ts'
import { parseHints, SchemaRefusal } from '../../schema/index.ts'
import { type OpenOptions, PostgresEngine } from './index.ts'

const server = postgres === null ? null : await sharedPostgres()

type Tables = Parameters<typeof app>[0]['tables']

const albums = table({ id: id(), name: text() })
const songsOf = (columns: object, of = albums) =>
  table({ id: id(), album: ref(() => of), ...columns } as never)

/** A database that has been through these schemas, with rows made in between. */
class Story {
  readonly sql: SQL
  constructor(readonly database: string) {
    this.sql = new SQL(database, { max: 1 })
  }

  static async begin(tables: Tables, statements: readonly string[] = []): Promise<Story> {
    const story = new Story((await server?.freshDatabase()) ?? '')
    await story.change(tables)
    for (const statement of statements) await story.sql.unsafe(statement)
    return story
  }

  async change(tables: Tables, options: OpenOptions = {}): Promise<string[]> {
    const { engine, applied } = await PostgresEngine.open(this.database, app({ tables }).model, options)
    await engine.close()
    return applied
  }

  async asked(tables: Tables, options: OpenOptions = {}): Promise<string[]> {
    const error = await this.change(tables, options).catch((thrown: unknown) => thrown)
    if (!(error instanceof SchemaRefusal)) throw error
    return error.questions.map((question) => question.text)
  }

  async rows(statement: string): Promise<unknown[]> {
    return [...((await this.sql.unsafe(statement)) as unknown[])]
  }
}

const A = '00000000-0000-4000-8000-00000000000a'
const S = '00000000-0000-4000-8000-00000000000b'
const ROWS = [
  `insert into albums values ('${A}', 'Blue')`,
  `insert into songs (id, album, plays) values ('${S}', '${A}', 5)`,
]
const library = (songs: object): Tables => ({ albums, songs: songsOf(songs) })

describe.skipIf(server === null)(`schema changes${server ? '' : ` (left out: ${postgresHint})`}`, () => {
  test('the same again changes nothing', async () => {
    const story = await Story.begin(library({ plays: integer() }))
    expect(await story.change(library({ plays: integer() }))).toEqual([])
  })

  test('new columns are filled, and their defaults stay with Offstage', async () => {
    const story = await Story.begin(library({ plays: integer() }), ROWS)
    const next = {
      plays: integer(),
      genre: text().default('pop'),
      seen: timestamp().default('now'),
      note: text().optional(),
    }
    expect(await story.change(library(next), { now: '2026-01-02T00:00:00Z' })).toEqual([
      'added songs.genre',
      'added songs.seen',
      'added songs.note',
    ])
    expect(await story.rows('select genre, seen::text, note from songs')).toEqual([
      { genre: 'pop', seen: expect.stringContaining('2026'), note: null },
    ])
    expect(
      await story.rows(`select column_default from information_schema.columns where column_name = 'genre'`),
    ).toEqual([{ column_default: null }])
  })

  test('what would be lost is asked first, and nothing changes', async () => {
    const story = await Story.begin(library({ plays: integer() }), ROWS)
    expect(await story.asked(library({ count: integer().optional() }))).toEqual([
      'songs.plays is gone from app.ts and holds 1 value. songs.count is new: is it a rename?',
    ])
    expect(await story.asked(library({ plays: integer(), title: text() }))).toEqual([
      'songs.title is new and required, but the 1 row of songs would have no value for it.',
    ])
    expect(await story.asked(library({ plays: integer().max(4) }))).toEqual([
      'songs.plays: 1 value breaks its new limits (max 4).',
    ])
    expect(await story.rows('select plays from songs')).toEqual([{ plays: 5 }])
  })

  test('a rename keeps rows, checks and keys under their new names', async () => {
    const story = await Story.begin(library({ plays: integer().min(0) }), ROWS)
    const records = table({ id: id(), name: text() })
    const tables = { records, tracks: songsOf({ count: integer().min(0) }, records) }
    const hints = parseHints(['albums=records', 'songs=tracks', 'tracks.plays=count'], [])
    const applied = await story.change(tables, { hints })
    expect(applied.slice(0, 3)).toEqual([
      'renamed albums to records',
      'renamed songs to tracks',
      'renamed tracks.plays to tracks.count',
    ])
    expect(await story.rows('select count from tracks')).toEqual([{ count: 5 }])
    const names = await story.rows(
      `select conname from pg_constraint where connamespace = 'public'::regnamespace order by conname collate "C"`,
    )
    expect(names.map((row) => (row as { conname: string }).conname)).toEqual([
      'records_pkey',
      'tracks_album_fkey',
      'tracks_count_check',
      'tracks_pkey',
      'users_email_key',
      'users_pkey',
    ])
    expect(await story.change(tables)).toEqual([])
  })

  test('types change where every value fits exactly', async () => {
    const story = await Story.begin(library({ plays: float() }), ROWS)
    expect(await story.change(library({ plays: integer() }))).toEqual(['changed the type of songs.plays'])
    expect(await story.change(library({ plays: decimal(5, 2) }))).toEqual(['changed the type of songs.plays'])
    await story.sql.unsafe(`update songs set plays = 1.25`)
    expect(await story.asked(library({ plays: integer() }))).toEqual([
      'songs.plays changes from decimal(5, 2) to integer, and 1 value does not fit.',
    ])
    expect(await story.change(library({ plays: text() }))).toEqual(['changed the type of songs.plays'])
    expect(await story.rows('select plays from songs')).toEqual([{ plays: '1.25' }])
  })

  test('full-text search comes and goes', async () => {
    const plain = table({ id: identity(), body: text() })
    const story = await Story.begin({ plain }, [`insert into plain (body) values ('running cats')`])
    const searched = table({ id: identity(), body: text() }).search('body')
    expect(await story.change({ plain: searched })).toEqual(['added full-text search of plain (body)'])
    expect(await story.rows('select _offstage_search_english::text as words from plain')).toEqual([
      { words: `'acat':2 'arun':1` },
    ])
    expect(await story.change({ plain })).toEqual(['dropped full-text search of plain'])
  })

  test('a table of somebody else is not taken over', async () => {
    const story = new Story((await server?.freshDatabase()) ?? '')
    await story.sql.unsafe('create table albums (id integer)')
    expect(story.change({ albums })).rejects.toThrow('holds a table "albums" that Offstage did not make')
  })

  test('a column added behind its back is noticed', async () => {
    const story = await Story.begin({ albums })
    await story.sql.unsafe('alter table albums add column sneaky integer')
    expect(story.change({ albums })).rejects.toThrow('albums was changed by another program')
  })
})
