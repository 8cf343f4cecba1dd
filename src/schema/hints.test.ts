import { expect, test } from 'bun:test'
import { app, id, ref, table, text } from '../model/index.ts'
import { difference } from './difference.ts'
import { parseHints, renamed, renamesToDo } from './hints.ts'
import { wantedSchema } from './wanted.ts'

type Tables = Parameters<typeof app>[0]['tables']
const schemaOf = (tables: Tables) => wantedSchema(app({ tables }).model, new Map())

const albums = table({ id: id(), name: text() })
const songs = table({ id: id(), name: text(), album: ref(() => albums) }).unique('name', 'album')
const have = schemaOf({ albums, songs })

test('the words of the command line', () => {
  expect(parseHints(['songs.name=title', 'songs=tracks'], ['songs.genre', 'plays'])).toEqual({
    renames: [
      { table: 'songs', from: 'name', to: 'title' },
      { table: null, from: 'songs', to: 'tracks' },
    ],
    drop: ['songs.genre', 'plays'],
  })
  for (const wrong of ['songs.name', 'a=b=c', 'songs.name=albums.title', '=x', ''])
    expect(() => parseHints([wrong], [])).toThrow(`--rename ${wrong}`)
  for (const wrong of ['', 'a.b.c', 'a b']) expect(() => parseHints([], [wrong])).toThrow(`--drop ${wrong}`)
})

test('a renamed schema differs from the wanted one in names of constraints alone', () => {
  const works = table({ id: id(), name: text() })
  const tracks = table({ id: id(), title: text(), album: ref(() => works) }).unique('title', 'album')
  const want = schemaOf({ albums: works, tracks })
  const { renames } = parseHints(['songs.name=title', 'songs=tracks'], [])
  const todo = renamesToDo(have, want, renames)
  expect(todo).toEqual([...renames])
  const kinds = difference(todo.reduce(renamed, have), want).map(({ kind }) => kind)
  expect(kinds).toEqual([
    'drop foreign key',
    'drop index',
    'drop unique',
    'add unique',
    'add index',
    'add foreign key',
  ])
})

test('a rename that is done already is passed over; one that names nothing is refused', () => {
  const want = schemaOf({ albums, songs: table({ id: id(), title: text(), album: ref(() => albums) }) })
  const todo = (hint: string, from = have) => renamesToDo(from, want, parseHints([hint], []).renames)
  expect(todo('songs.name=title', want)).toEqual([])
  expect(() => todo('songs.nmae=title')).toThrow('the database has no songs.nmae')
  expect(() => todo('songs.name=titel')).toThrow('the app has no songs.titel')
  expect(() => todo('songs.name=album')).toThrow('the database has a songs.album already')
  expect(() => todo('albums.name=title')).toThrow('the app still has albums.name')
  expect(() => todo('plays=records')).toThrow('the database has no plays')
})
