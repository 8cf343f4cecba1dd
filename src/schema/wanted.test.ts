import { expect, test } from 'bun:test'
import {
  app,
  array,
  bigint,
  decimal,
  id,
  identity,
  integer,
  ref,
  table,
  text,
  timestamp,
} from '../model/index.ts'
import { wantedSchema } from './wanted.ts'

const albums = table({ id: id(), title: text().length(200) })
const songs = table({
  number: identity(),
  title: text(),
  album: ref(() => albums).onDelete('cascade'),
  price: decimal(10, 2).default('0.99').min('0'),
  plays: bigint().default(7n),
  tags: array(text()).default([]),
  genre: text().oneOf('rock', 'jazz').optional(),
  rating: integer().min(1).max(5).optional(),
  created_at: timestamp().default('now'),
}).unique('title', 'album')
const { model } = app({ tables: { albums, songs } })

const PLAIN = {
  optional: false,
  identity: false,
  filling: null,
  min: null,
  max: null,
  lengthMin: null,
  lengthMax: null,
  oneOf: null,
}

test('a model as plain data', () => {
  const schema = wantedSchema(model, new Map([['songs', [{ name: 'cheap', sql: '"price" < 100' }]]]))
  expect(schema.tables.map(({ name }) => name).toSorted()).toEqual(['albums', 'songs', 'users'])
  expect(schema.tables.find(({ name }) => name === 'songs') as unknown).toEqual({
    name: 'songs',
    columns: [
      { ...PLAIN, name: 'number', type: { kind: 'bigint' }, identity: true },
      { ...PLAIN, name: 'title', type: { kind: 'text' } },
      { ...PLAIN, name: 'album', type: { kind: 'uuid' } },
      {
        ...PLAIN,
        name: 'price',
        type: { kind: 'decimal', precision: 10, scale: 2 },
        filling: { kind: 'value', value: '0.99' },
        min: '0.00',
      },
      { ...PLAIN, name: 'plays', type: { kind: 'bigint' }, filling: { kind: 'value', value: '7' } },
      {
        ...PLAIN,
        name: 'tags',
        type: { kind: 'array', of: { kind: 'text' } },
        filling: { kind: 'value', value: [] },
      },
      { ...PLAIN, name: 'genre', type: { kind: 'text' }, optional: true, oneOf: ['rock', 'jazz'] },
      { ...PLAIN, name: 'rating', type: { kind: 'integer' }, optional: true, min: 1, max: 5 },
      { ...PLAIN, name: 'created_at', type: { kind: 'timestamp' }, filling: { kind: 'now' } },
    ],
    primaryKey: ['number'],
    uniques: [{ name: 'songs_title_album_key', columns: ['title', 'album'] }],
    foreignKeys: [
      { name: 'songs_album_fkey', column: 'album', toTable: 'albums', toColumn: 'id', onDelete: 'cascade' },
    ],
    indexes: [{ name: 'songs_album_idx', columns: ['album'] }],
    checks: [{ name: 'cheap', sql: '"price" < 100' }],
  })
})

test('it survives JSON, and is frozen to the last leaf', () => {
  const schema = wantedSchema(model, new Map())
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
  const open: string[] = []
  const look = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) return
    if (!Object.isFrozen(value)) open.push(path)
    for (const [key, part] of Object.entries(value)) look(part, `${path}.${key}`)
  }
  look(schema, 'schema')
  expect(open).toEqual([])
})
