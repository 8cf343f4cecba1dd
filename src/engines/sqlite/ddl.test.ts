import { Database } from 'bun:sqlite'
import { describe, expect, test } from 'bun:test'
import {
  app,
  array,
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  float,
  id,
  identity,
  integer,
  json,
  ref,
  table,
  text,
  timestamp,
} from '../../model/index.ts'
import { findNamed, type Schema, type TableSchema, wantedSchema } from '../../schema/index.ts'
import { addColumn, columnCheck, createIndexes, createTable, literal } from './ddl.ts'

const albums = table({ id: id(), title: text() })
const songs = table({
  number: identity(),
  title: text().length(1, 200),
  album: ref(() => albums).onDelete('cascade'),
  cover: ref(() => albums)
    .optional()
    .onDelete('set null'),
  price: decimal(10, 2).min('0').default('0.99'),
  rating: integer().optional().min(1).max(5),
  genre: text().oneOf('rock', "rock 'n' roll").optional(),
  live: boolean(),
}).unique('title', 'album')
const seats = table({ row: integer(), seat: integer() }).primaryKey('row', 'seat')

const schema: Schema = wantedSchema(
  app({ tables: { albums, songs, seats } }).model,
  new Map([['songs', [{ name: 'cheap', sql: '"price" < 10000' }]]]),
)

function tableOf(name: string, within = schema): TableSchema {
  const found = findNamed(within.tables, name)
  if (found === null) throw new Error(`no ${name}`)
  return found
}

test('a table, printed', () => {
  expect(createTable(tableOf('songs'))).toBe(`CREATE TABLE "songs" (
  "number" INTEGER PRIMARY KEY AUTOINCREMENT,
  "title" TEXT NOT NULL CONSTRAINT "songs_title_check" CHECK (length("title") >= 1 AND length("title") <= 200),
  "album" TEXT NOT NULL CONSTRAINT "songs_album_fkey" REFERENCES "albums" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE,
  "cover" TEXT CONSTRAINT "songs_cover_fkey" REFERENCES "albums" ("id") ON DELETE SET NULL DEFERRABLE INITIALLY IMMEDIATE,
  "price" INTEGER NOT NULL CONSTRAINT "songs_price_check" CHECK ("price" BETWEEN -9999999999 AND 9999999999 AND "price" >= 0),
  "rating" INTEGER CONSTRAINT "songs_rating_check" CHECK ("rating" BETWEEN -2147483648 AND 2147483647 AND "rating" >= 1 AND "rating" <= 5),
  "genre" TEXT CONSTRAINT "songs_genre_check" CHECK ("genre" IN ('rock', 'rock ''n'' roll')),
  "live" INTEGER NOT NULL CONSTRAINT "songs_live_check" CHECK ("live" IN (0, 1)),
  CONSTRAINT "cheap" CHECK ("price" < 10000)
) STRICT`)
  expect(createIndexes(tableOf('songs'))).toEqual([
    'CREATE UNIQUE INDEX "songs_title_album_key" ON "songs" ("title", "album")',
    'CREATE INDEX "songs_album_idx" ON "songs" ("album")',
    'CREATE INDEX "songs_cover_idx" ON "songs" ("cover")',
  ])
  expect(createTable(tableOf('seats'), 'other')).toStartWith('CREATE TABLE "other" (\n')
  expect(createTable(tableOf('seats'))).toContain('PRIMARY KEY ("row", "seat")')
})

test('a column added to rows that exist carries a default for them', () => {
  const [, , , , price, , genre] = tableOf('songs').columns
  if (price === undefined || genre === undefined) throw new Error('no columns')
  expect(addColumn(tableOf('songs'), price)).toEndWith(' DEFAULT 99')
  expect(addColumn(tableOf('songs'), genre)).toEndWith(`CHECK ("genre" IN ('rock', 'rock ''n'' roll'))`)
})

test('constants as they are stored', () => {
  const rows: [type: Parameters<typeof literal>[0], value: Parameters<typeof literal>[1], sql: string][] = [
    [{ kind: 'text' }, "it's", "'it''s'"],
    [{ kind: 'bigint' }, '-9223372036854775808', '-9223372036854775808'],
    [{ kind: 'float' }, 1.5e300, '1.5e+300'],
    [{ kind: 'float' }, Number.POSITIVE_INFINITY, '9e999'],
    [{ kind: 'boolean' }, false, '0'],
    [{ kind: 'decimal', precision: 5, scale: 2 }, '-1.50', '-150'],
    [{ kind: 'decimal', precision: 20, scale: 2 }, '1.50', "'p00000000000000000150'"],
    [{ kind: 'bytes' }, '\\x00ff', "X'00ff'"],
    [{ kind: 'array', of: { kind: 'text' } }, ['a', "b'"], `'["a","b''"]'`],
    [{ kind: 'array', of: { kind: 'bigint' } }, ['9007199254740993', null], "'[9007199254740993,null]'"],
    [{ kind: 'text' }, null, 'NULL'],
  ]
  for (const [type, value, sql] of rows) expect(literal(type, value)).toBe(sql)
})

describe('the database holds the line by itself', () => {
  const every = wantedSchema(
    app({
      tables: {
        things: table({
          number: identity(),
          integer: integer().optional(),
          bigint: bigint().optional(),
          small: decimal(4, 2).optional().max('50'),
          long: decimal(30, 2).optional().min('-1').max('1'),
          float: float().optional().min(0),
          boolean: boolean().optional(),
          text: text().optional().length(2, 3),
          bytes: bytes().optional().length(2),
          date: date().optional().min('2026-01-01'),
          timestamp: timestamp().optional(),
          json: json().optional(),
          list: array(integer()).optional().length(1, 2),
        }),
      },
    }).model,
    new Map(),
  )
  const database = new Database(':memory:', { strict: true })
  database.run(createTable(tableOf('things', every)))

  /** What inserting this SQL into the column says; null when it is taken. */
  function insert(column: string, value: string): string | null {
    try {
      database.run(`INSERT INTO things ("${column}") VALUES (${value})`)
      return null
    } catch (error) {
      return error instanceof Error ? error.message : 'unknown'
    }
  }

  test('what each column takes', () => {
    const taken: [string, string][] = [
      ['integer', '2147483647'],
      ['bigint', '9223372036854775807'],
      ['small', '-9999'],
      ['long', "'p000000000000000000000000000100'"],
      ['long', "'n999999999999999999999999999899'"],
      ['float', '0.0'],
      ['boolean', '1'],
      ['text', "'🎵🎵🎵'"],
      ['bytes', "X'0001'"],
      ['date', "'2026-01-01'"],
      ['list', "'[1,2]'"],
    ]
    for (const [column, value] of taken)
      expect([column, value, insert(column, value)]).toEqual([column, value, null])
  })

  test('what each column refuses, by the name of its check', () => {
    const refused: [string, string][] = [
      ['integer', '2147483648'],
      ['small', '5001'],
      ['small', '-10000'],
      ['long', "'p000000000000000000000000000101'"],
      ['long', "'n999999999999999999999999999898'"],
      ['float', '-0.5'],
      ['boolean', '2'],
      ['text', "'🎵'"],
      ['text', "'abcd'"],
      ['bytes', "X'000102'"],
      ['date', "'2025-12-31'"],
      ['list', "'[]'"],
    ]
    for (const [column, value] of refused)
      expect([column, value, insert(column, value)]).toEqual([
        column,
        value,
        `CHECK constraint failed: things_${column}_check`,
      ])
    expect(insert('integer', "'x'")).toContain('cannot store TEXT value in INTEGER column')
  })

  test('a column without limits has no check', () => {
    const [json] = tableOf('things', every).columns.filter(({ name }) => name === 'json')
    expect(json && columnCheck(json)).toBe(null)
  })

  test('numbers are never given out twice', () => {
    database.run('DELETE FROM things')
    const next = () =>
      database.query<{ number: number }, []>('INSERT INTO things DEFAULT VALUES RETURNING number').get()
        ?.number
    const first = next() ?? 0
    database.run('DELETE FROM things')
    expect(next()).toBe(first + 1)
  })
})

test('rows that point at each other can go in one statement, as in PostgreSQL', () => {
  const folders = table({ id: id(), parent: ref(() => folders).optional() })
  const database = new Database(':memory:', { strict: true })
  database.run('PRAGMA foreign_keys = ON')
  database.run(createTable(tableOf('folders', wantedSchema(app({ tables: { folders } }).model, new Map()))))
  database.run("INSERT INTO folders VALUES ('a', NULL), ('b', 'a')")
  expect(() => database.run("DELETE FROM folders WHERE id = 'a'")).toThrow('FOREIGN KEY constraint failed')
  database.run('DELETE FROM folders')
  expect(database.query('SELECT * FROM folders').all()).toEqual([])
})
