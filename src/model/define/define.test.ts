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
  type Model,
  ref,
  type Table,
  table,
  tableNameOf,
  text,
  time,
  timestamp,
  users,
  uuid,
} from '../index.ts'

function tableOf(model: Model, name: string): Table {
  const found = model.tables.get(name)
  if (found === undefined) throw new Error(`no table ${name}`)
  return found
}

describe('columns', () => {
  const { model } = app({
    tables: {
      kinds: table({
        id: id().comment('made by the server'),
        text: text().optional().length(2, 9).pattern(/^a/),
        short: text().length(3).default('me'),
        choice: text().oneOf('held', 'sold').default('held'),
        integer: integer().min(-1).max(9).default(3),
        bigint: bigint().min(0).default(9007199254740993n),
        float: float().default(0.5),
        decimal: decimal(10, 2).min('0.01').max(99).default(1),
        boolean: boolean().default(false),
        timestamp: timestamp().default('now').min('2020-01-01T00:00:00Z'),
        date: date().default('2026-01-31'),
        time: time().default('now'),
        uuid: uuid().default('new').unique(),
        mine: uuid().default('me'),
        json: json().default({ b: [1], a: null }),
        tags: array(text()).default(['x', 'y']).length(4),
        prices: array(decimal(5, 1)),
        bytes: bytes().hidden().optional().length(16),
        user: ref(() => users)
          .default('me')
          .writeOnce()
          .onDelete('cascade')
          .open(),
      }),
    },
  })
  const kinds = tableOf(model, 'kinds')
  const plain = {
    table: 'kinds',
    optional: false,
    default: null,
    unique: false,
    hidden: false,
    readonly: false,
    writeOnce: false,
    min: null,
    max: null,
    lengthMin: null,
    lengthMax: null,
    pattern: null,
    oneOf: null,
    comment: null,
    reference: null,
    read: null,
    write: null,
  }
  test.each<[string, object]>([
    ['id', { type: { kind: 'uuid' }, default: { kind: 'uuid' }, comment: 'made by the server' }],
    ['text', { type: { kind: 'text' }, optional: true, lengthMin: 2, lengthMax: 9, pattern: '^a' }],
    ['short', { type: { kind: 'text' }, lengthMax: 3, default: { kind: 'value', value: 'me' } }],
    [
      'choice',
      { type: { kind: 'text' }, oneOf: ['held', 'sold'], default: { kind: 'value', value: 'held' } },
    ],
    ['integer', { type: { kind: 'integer' }, min: -1, max: 9, default: { kind: 'value', value: 3 } }],
    ['bigint', { type: { kind: 'bigint' }, min: 0n, default: { kind: 'value', value: 9007199254740993n } }],
    ['float', { type: { kind: 'float' }, default: { kind: 'value', value: 0.5 } }],
    [
      'decimal',
      {
        type: { kind: 'decimal', precision: 10, scale: 2 },
        min: '0.01',
        max: '99.00',
        default: { kind: 'value', value: '1.00' },
      },
    ],
    ['boolean', { type: { kind: 'boolean' }, default: { kind: 'value', value: false } }],
    [
      'timestamp',
      { type: { kind: 'timestamp' }, default: { kind: 'now' }, min: '2020-01-01T00:00:00+00:00' },
    ],
    ['date', { type: { kind: 'date' }, default: { kind: 'value', value: '2026-01-31' } }],
    ['time', { type: { kind: 'time' }, default: { kind: 'now' } }],
    ['uuid', { type: { kind: 'uuid' }, default: { kind: 'uuid' }, unique: true }],
    ['mine', { type: { kind: 'uuid' }, default: { kind: 'me' } }],
    ['json', { type: { kind: 'json' }, default: { kind: 'value', value: '{"a": null, "b": [1]}' } }],
    [
      'tags',
      {
        type: { kind: 'array', of: { kind: 'text' } },
        lengthMax: 4,
        default: { kind: 'value', value: ['x', 'y'] },
      },
    ],
    ['prices', { type: { kind: 'array', of: { kind: 'decimal', precision: 5, scale: 1 } } }],
    ['bytes', { type: { kind: 'bytes' }, hidden: true, optional: true, lengthMax: 16 }],
    [
      'user',
      {
        type: { kind: 'uuid' },
        default: { kind: 'me' },
        writeOnce: true,
        reference: { table: 'users', column: 'id', onDelete: 'cascade', open: true },
      },
    ],
  ])('%s', (name, given) => {
    expect(kinds.column.get(name)).toEqual({ ...plain, name, ...given } as never)
  })

  test('keep their order', () => {
    expect(kinds.columns.map((column) => column.name).slice(0, 4)).toEqual(['id', 'text', 'short', 'choice'])
    expect([...kinds.column.values()]).toEqual([...kinds.columns])
  })

  test('options make new builders and leave the old one alone', () => {
    const name = text()
    const optional = name.optional()
    const { model } = app({ tables: { t: table({ id: id(), name, optional }) } })
    expect(tableOf(model, 't').columns.map((column) => column.optional)).toEqual([false, false, true])
  })
})

describe('constraints', () => {
  const orders = table({ id: id(), number: integer().unique(), buyer: ref(() => users), day: date() })
    .unique('buyer', 'day')
    .index('day')
    .check('later', ({ row }) => row.day.gt('2020-01-01'))
  const lines = table({ sheet: ref(() => orders), item: ref(() => items), count: integer() }).primaryKey(
    'sheet',
    'item',
  )
  const items = table({
    id: identity(),
    maker: ref(() => users).unique(),
    next: ref(() => items).optional(),
  }).index('next', 'maker')
  const { model } = app({ tables: { orders, lines, items } })

  test('have the names that PostgreSQL gives', () => {
    expect(tableOf(model, 'orders').uniques).toEqual([
      { name: 'orders_number_key', columns: ['number'] },
      { name: 'orders_buyer_day_key', columns: ['buyer', 'day'] },
    ])
    expect(tableOf(model, 'orders').checks.map((check) => check.name)).toEqual(['later'])
    expect(tableOf(model, 'lines').primaryKey).toEqual(['sheet', 'item'])
  })

  test('references have an index unless they lead another', () => {
    expect(tableOf(model, 'orders').indexes).toEqual([{ name: 'orders_day_idx', columns: ['day'] }])
    expect(tableOf(model, 'lines').indexes).toEqual([{ name: 'lines_item_idx', columns: ['item'] }])
    expect(tableOf(model, 'items').indexes).toEqual([
      { name: 'items_next_maker_idx', columns: ['next', 'maker'] },
    ])
  })

  test('a reference has the type of the key it points at', () => {
    expect(tableOf(model, 'lines').columns.map((column) => column.type.kind)).toEqual([
      'uuid',
      'bigint',
      'integer',
    ])
    const profiles = table({ user: ref(() => users) }).primaryKey('user')
    const badges = table({ id: id(), profile: ref(() => profiles).default('me') })
    const badge = tableOf(app({ tables: { profiles, badges } }).model, 'badges').column.get('profile')
    expect(badge?.type).toEqual({ kind: 'uuid' })
    expect(badge?.reference?.column).toBe('user')
    expect(badge?.default).toEqual({ kind: 'me' })
  })
})

describe('access', () => {
  const one = () => true
  const two = () => false
  const accessOf = (rules: Parameters<ReturnType<typeof songs>['access']>[0]) =>
    tableOf(app({ tables: { songs: songs().access(rules) } }).model, 'songs').access
  const songs = () => table({ id: id() })

  test('everything is denied until it is allowed', () => {
    const { access } = tableOf(app({ tables: { songs: songs() } }).model, 'songs')
    expect(access).toEqual({ read: null, create: null, updateOld: null, updateNew: null, delete: null })
  })
  test('write stands for what is not given', () => {
    expect(accessOf({ write: one })).toEqual({
      read: null,
      create: one,
      updateOld: one,
      updateNew: one,
      delete: one,
    })
    expect(accessOf({ read: true, write: one, delete: false })).toEqual({
      read: true,
      create: one,
      updateOld: one,
      updateNew: one,
      delete: false,
    })
  })
  test('update is one rule, or one for before and one for after', () => {
    expect(accessOf({ update: one })).toEqual({
      read: null,
      create: null,
      updateOld: one,
      updateNew: one,
      delete: null,
    })
    expect(accessOf({ update: { old: one, new: two } })).toEqual({
      read: null,
      create: null,
      updateOld: one,
      updateNew: two,
      delete: null,
    })
  })
  test('columns have rules of their own', () => {
    const notes = table({ id: id(), secret: text().access({ read: one, write: false }) })
    const secret = tableOf(app({ tables: { notes } }).model, 'notes').column.get('secret')
    expect([secret?.read, secret?.write]).toEqual([one, false])
  })
})

describe('users', () => {
  test('is always there, and read by oneself alone', () => {
    const built = tableOf(app({ tables: {} }).model, 'users')
    expect(built.columns.map((column) => column.name)).toEqual(['id', 'email', 'created_at'])
    expect(built.access.read).toBeFunction()
    expect({ ...built.access, read: null }).toEqual({
      read: null,
      create: null,
      updateOld: null,
      updateNew: null,
      delete: null,
    })
  })
  test('takes other rules, and references to the original still find it', () => {
    const songs = table({ id: id(), owner: ref(() => users) })
    const { model } = app({ tables: { songs, users: users.access({ read: true }) } })
    expect(tableOf(model, 'users').access.read).toBe(true)
    expect(tableOf(model, 'songs').column.get('owner')?.reference?.table).toBe('users')
    expect([...model.tables.keys()]).toEqual(['songs', 'users'])
  })
})

describe('the model', () => {
  const songs = table({ id: id(), tags: array(text()).default(['a']) }, { comment: 'What is played.' })
  const { model } = app({ name: 'Tunes', tables: { songs }, site: './site', seed: './seed.ts' })

  test('holds what was said of the app', () => {
    expect(model.name).toBe('Tunes')
    expect(model.site).toEqual({ folder: './site' })
    expect(model.seed).toBe('./seed.ts')
    expect(tableOf(model, 'songs').comment).toBe('What is played.')
    const bare = app({ tables: {}, site: { folder: 'web' } }).model
    expect([bare.name, bare.site?.folder, bare.seed]).toEqual(['app', 'web', null])
  })

  test('cannot be changed', () => {
    const frozen = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      expect(Object.isFrozen(value)).toBe(true)
      for (const part of value instanceof Map ? value.values() : Object.values(value)) frozen(part)
    }
    frozen(model)
    const tables = model.tables as Map<string, Table>
    const columns = tableOf(model, 'songs').column as Map<string, unknown>
    const message = 'The model is frozen: declare the app anew to change it'
    expect(() => tables.set('more', tableOf(model, 'songs'))).toThrow(message)
    expect(() => tables.delete('songs')).toThrow(message)
    expect(() => columns.clear()).toThrow(message)
    expect(model.tables.size).toBe(2)
  })

  test('knows the names of declared tables', () => {
    expect(tableNameOf(model, songs)).toBe('songs')
    expect(tableNameOf(model, songs.index('tags'))).toBe('songs')
    expect(tableNameOf(model, users)).toBe('users')
    expect(tableNameOf(model, table({ id: id() }))).toBeNull()
    expect(tableNameOf(model, 'songs')).toBeNull()
  })
})
