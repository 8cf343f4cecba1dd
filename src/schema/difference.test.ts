import { expect, test } from 'bun:test'
import { app, bigint, decimal, id, integer, ref, table, text, timestamp, uuid } from '../model/index.ts'
import { sentenceOf } from './change.ts'
import { difference } from './difference.ts'
import { wantedSchema } from './wanted.ts'

type Tables = Parameters<typeof app>[0]['tables']
const schemaOf = (tables: Tables) => wantedSchema(app({ tables }).model, new Map())
const NOTHING = schemaOf({})
const base = { id: id(), title: text() }

/** The differences as `what it does: what it loses`. */
function changes(have: Tables, want: Tables): string[] {
  return difference(schemaOf(have), schemaOf(want)).map((change) => `${sentenceOf(change)}: ${change.loses}`)
}

test('a new database gets every table', () => {
  expect(difference(null, NOTHING).map(sentenceOf)).toEqual(['created users'])
  expect(difference(NOTHING, schemaOf({ songs: table(base) })).map(sentenceOf)).toEqual(['created songs'])
})

test('the same model is no change, also after JSON', () => {
  const schema = schemaOf({ songs: table({ ...base, price: decimal(10, 2) }) })
  expect(difference(JSON.parse(JSON.stringify(schema)), schema)).toEqual([])
})

test('each kind of change, and what it may lose', () => {
  const albums = table({ id: id() })
  const rows: [have: Tables, want: Tables, expected: string[]][] = [
    [{ songs: table(base) }, {}, ['dropped songs: data']],
    [
      { songs: table(base) },
      { songs: table({ ...base, genre: text().optional() }) },
      ['added songs.genre: nothing'],
    ],
    [{ songs: table(base) }, { songs: table({ ...base, genre: text() }) }, ['added songs.genre: maybe']],
    [
      { songs: table(base) },
      { songs: table({ ...base, genre: text().default('') }) },
      ['added songs.genre: nothing'],
    ],
    [
      { songs: table(base) },
      { songs: table({ ...base, made: timestamp().default('now') }) },
      ['added songs.made: nothing'],
    ],
    [
      { songs: table(base) },
      { songs: table({ ...base, key: uuid().default('new') }) },
      ['added songs.key: maybe'],
    ],
    [{ songs: table(base) }, { songs: table({ id: id() }) }, ['dropped songs.title: data']],
    [
      { songs: table(base) },
      { songs: table({ id: id(), title: text().optional() }) },
      ['changed the optionality of songs.title: nothing'],
    ],
    [
      { songs: table({ id: id(), title: text().optional() }) },
      { songs: table(base) },
      ['changed the optionality of songs.title: maybe'],
    ],
    [
      { songs: table(base) },
      { songs: table({ id: id(), title: text().length(1, 9) }) },
      ['changed the limits of songs.title: maybe'],
    ],
    [
      { songs: table({ id: id(), title: text().length(1, 9) }) },
      { songs: table(base) },
      ['changed the limits of songs.title: nothing'],
    ],
    [
      { songs: table({ id: id(), title: text().oneOf('a', 'b') }) },
      { songs: table({ id: id(), title: text().oneOf('c', 'b', 'a') }) },
      ['changed the limits of songs.title: nothing'],
    ],
    [
      { songs: table({ id: id(), title: text().oneOf('a', 'b') }) },
      { songs: table({ id: id(), title: text().oneOf('a') }) },
      ['changed the limits of songs.title: maybe'],
    ],
    [
      { songs: table(base) },
      { songs: table({ id: id(), title: text().default('?') }) },
      ['changed the default of songs.title: nothing'],
    ],
    [{ songs: table(base) }, { songs: table(base).unique('title') }, ['added unique songs_title_key: maybe']],
    [
      { songs: table(base).unique('title') },
      { songs: table(base) },
      ['dropped unique songs_title_key: nothing'],
    ],
    [{ songs: table(base) }, { songs: table(base).index('title') }, ['added index songs_title_idx: nothing']],
    [
      { albums, songs: table({ ...base, album: ref(() => albums) }) },
      { albums, songs: table({ ...base, album: ref(() => albums).onDelete('cascade') }) },
      ['dropped foreign key songs_album_fkey: nothing', 'added foreign key songs_album_fkey: maybe'],
    ],
    [
      { songs: table({ title: text(), number: integer() }).primaryKey('title') },
      { songs: table({ title: text(), number: integer() }).primaryKey('title', 'number') },
      ['changed the primary key of songs: maybe'],
    ],
  ]
  for (const [have, want, expected] of rows) expect(changes(have, want)).toEqual(expected)
})

test('types: what converts exactly, what may not fit, what is lost', () => {
  const types = {
    text: text(),
    integer: integer(),
    bigint: bigint(),
    'decimal(12, 2)': decimal(12, 2),
    'decimal(30, 9)': decimal(30, 9),
    uuid: uuid(),
  }
  const rows: [from: keyof typeof types, to: keyof typeof types, loses: string][] = [
    ['integer', 'bigint', 'nothing'],
    ['bigint', 'integer', 'maybe'],
    ['integer', 'decimal(12, 2)', 'nothing'],
    ['bigint', 'decimal(12, 2)', 'maybe'],
    ['bigint', 'decimal(30, 9)', 'nothing'],
    ['decimal(12, 2)', 'decimal(30, 9)', 'nothing'],
    ['decimal(30, 9)', 'decimal(12, 2)', 'maybe'],
    ['decimal(12, 2)', 'integer', 'maybe'],
    ['decimal(12, 2)', 'text', 'nothing'],
    ['uuid', 'text', 'nothing'],
    ['text', 'uuid', 'data'],
    ['text', 'integer', 'data'],
  ]
  for (const [from, to, loses] of rows) {
    const made = changes({ t: table({ id: id(), v: types[from] }) }, { t: table({ id: id(), v: types[to] }) })
    expect([from, to, made]).toEqual([from, to, [`changed the type of t.v: ${loses}`]])
  }
})

test('a rename is asked about, never assumed', () => {
  const [dropped, added] = difference(
    schemaOf({ songs: table({ id: id(), name: text() }) }),
    schemaOf({ songs: table({ id: id(), title: text(), plays: integer() }) }),
  )
  expect(dropped).toMatchObject({ kind: 'drop column', renames: ['title'] })
  expect(added).toMatchObject({ kind: 'add column', want: { name: 'title' } })
  const [gone] = difference(
    schemaOf({ songs: table(base) }),
    schemaOf({ tracks: table(base), other: table({ id: id(), x: integer(), y: integer() }) }),
  )
  expect(gone).toMatchObject({ kind: 'drop table', table: 'songs', renames: ['tracks', 'other'] })
})
