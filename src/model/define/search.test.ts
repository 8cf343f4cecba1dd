import { describe, expect, test } from 'bun:test'
import { ModelError } from '../../base/errors.ts'
import { app, array, id, integer, table, text } from '../index.ts'

const songs = table({
  id: id(),
  title: text(),
  lyrics: text().optional(),
  plays: integer(),
  tags: array(text()),
  secret: text().hidden().optional(),
  draft: text().access({ read: ({ me }) => me.is('editor') }),
  open: text().access({ read: true }),
})

const searchOf = (searched: typeof songs) =>
  app({ tables: { songs: searched } }).model.tables.get('songs')?.search

test('columns and language', () => {
  expect(searchOf(songs)).toBe(null)
  expect(searchOf(songs.search('title', 'lyrics', 'open'))).toEqual({
    columns: ['title', 'lyrics', 'open'],
    language: 'english',
  })
  const simple = searchOf(songs.search({ columns: ['title'], language: 'simple' }))
  expect(simple).toEqual({ columns: ['title'], language: 'simple' })
  expect(Object.isFrozen(simple)).toBe(true)
})

describe('refusals', () => {
  test.each<[string, () => typeof songs, string]>([
    [
      'no column',
      // @ts-expect-error: at least one
      () => songs.search({ columns: [] }),
      "songs: .search() names no column\n  Write .search('title').",
    ],
    [
      'an unknown column',
      // @ts-expect-error: there is none of that name
      () => songs.search('titel'),
      "songs: .search('titel'): there is no column titel\n  Did you mean title?",
    ],
    [
      'a number',
      // @ts-expect-error: no text
      () => songs.search('plays'),
      "songs: .search('plays'): plays is of type integer\n  Only text() can be searched: keep what should be found in a text column.",
    ],
    [
      'an array',
      // @ts-expect-error: no text
      () => songs.search('tags'),
      "songs: .search('tags'): tags is of type array\n  Only text() can be searched: keep what should be found in a text column.",
    ],
    [
      'a column twice',
      () => songs.search('title', 'title'),
      "songs: .search('title', 'title') names title twice\n  Name each column once.",
    ],
    [
      'a hidden column',
      () => songs.search('secret'),
      "songs: .search('secret'): secret is .hidden()\n  A search would tell what it holds: leave it out.",
    ],
    [
      'a column that some may not read',
      () => songs.search('draft'),
      "songs: .search('draft'): draft has a read rule of its own\n  Move the column to a table of its own, with that rule as its read rule, and search there.",
    ],
    [
      'two searches',
      () => songs.search('title').search('lyrics'),
      "songs: has two .search()\n  Name all columns in one: .search('title', 'body').",
    ],
    [
      'an unknown language',
      // @ts-expect-error: there are two
      () => songs.search({ columns: ['title'], language: 'klingon' }),
      'songs: .search() does not know the language klingon\n  There are english and simple, which compares words as they are written.',
    ],
    [
      'a column with the name of row numbers',
      () => table({ id: id(), _rowid_: text() }).search('_rowid_') as never,
      'songs._rowid_: is a name that .search() needs\n  Choose another name.',
    ],
  ])('%s', (_, declare, message) => {
    let said = 'accepted'
    try {
      searchOf(declare())
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      said = error.message
    }
    expect(said).toBe(message)
  })
})
