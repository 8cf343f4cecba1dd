import { afterAll, describe, expect, test } from 'bun:test'
import { UsageError } from '../../base/errors.ts'
import { decimal, id, integer, ref, table, text, uuid } from '../../model/index.ts'
import {
  albums,
  apply,
  closeDatabases,
  databaseOf,
  hints,
  LIBRARY,
  questions,
  ROWS,
  type Tables,
} from './migrate-fixture.ts'

afterAll(closeDatabases)

describe('what would lose something is asked about, and nothing is changed', () => {
  const COLUMNS = {
    id: id(),
    title: text(),
    album: ref(() => albums).onDelete('cascade'),
    plays: integer(),
    genre: text().optional(),
  }
  const { genre: _genre, ...PLAIN } = COLUMNS
  const { plays: _plays, ...UNPLAYED } = COLUMNS
  const { title: _title, ...UNTITLED } = COLUMNS
  const songs = table(COLUMNS).unique('title', 'album')

  test('each question', () => {
    const database = databaseOf(LIBRARY, ROWS)
    const rows: [tables: Tables, questions: string[]][] = [
      [{ albums }, ['songs is gone from app.ts and holds 3 rows.']],
      [
        { albums, songs: table(PLAIN).unique('title', 'album') },
        ['songs.genre is gone from app.ts and holds 2 values.'],
      ],
      [
        {
          albums,
          songs: table({ ...PLAIN, style: text().optional(), tag: text().optional() }).unique(
            'title',
            'album',
          ),
        },
        [
          'songs.genre is gone from app.ts and holds 2 values. songs.style is new: is it a rename? songs.tag is new: is it a rename?',
        ],
      ],
      [
        { albums, tracks: songs },
        ['songs is gone from app.ts and holds 3 rows. tracks is new: is it a rename?'],
      ],
      [
        { albums, songs: table({ ...COLUMNS, label: text() }).unique('title', 'album') },
        ['songs.label is new and required, but the 3 rows of songs would have no value for it.'],
      ],
      [
        { albums, songs: table({ ...PLAIN, genre: text() }).unique('title', 'album') },
        ['songs.genre: it becomes required, but 1 row has no value for it.'],
      ],
      [
        { albums, songs: table({ ...UNPLAYED, plays: integer().max(8) }).unique('title', 'album') },
        ['songs.plays: 1 value breaks its new limits (max 8).'],
      ],
      [
        {
          albums,
          songs: table({ ...PLAIN, genre: text().optional().oneOf('rock', 'folk') }).unique('title', 'album'),
        },
        ['songs.genre: 1 value breaks its new limits (one of rock, folk).'],
      ],
      [
        { albums, songs: table({ ...UNPLAYED, plays: decimal(2, 2) }).unique('title', 'album') },
        ['songs.plays changes from integer to decimal(2, 2), and 2 values do not fit.'],
      ],
      [
        { albums, songs: table({ ...UNTITLED, title: integer() }).unique('title', 'album') },
        ['songs.title changes from text to integer, and there is no exact conversion for its 3 values.'],
      ],
      [
        { albums, songs: table({ ...PLAIN, genre: ref(() => albums).optional() }).unique('title', 'album') },
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
          }).primaryKey('title'),
        },
        ['songs: 1 row would not be told apart by the primary key (title).'],
      ],
    ]
    for (const [tables, expected] of rows) expect(questions(database, tables)).toEqual(expected)
  })

  test('all at once, with what to do about each', () => {
    const database = databaseOf(LIBRARY, ROWS)
    const next = table({ id: id(), name: text(), album: ref(() => albums), plays: integer().min(1) })
    let message = ''
    try {
      apply(database, { albums, songs: next })
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
