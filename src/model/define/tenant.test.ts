import { describe, expect, test } from 'bun:test'
import { app, id, identity, integer, json, ref, table, text, users, uuid } from '../index.ts'

const teams = table({ id: id(), name: text() }).tenant('id')
const albums = table({ id: id(), team: ref(() => teams), code: text(), title: text() })
  .tenant('team')
  .unique('code', 'team')
  .index('title')
const songs = table({
  id: id(),
  team: ref(() => teams),
  album: ref(() => albums),
  singer: ref(() => users),
}).tenant('team', { claim: 'app_metadata.team' })
const { model } = app({ tables: { teams, albums, songs } })

describe('a table with a tenant', () => {
  test('has it first in every key and index', () => {
    const albums = model.tables.get('albums')
    expect(albums?.primaryKey).toEqual(['team', 'id'])
    expect(albums?.uniques).toEqual([{ name: 'albums_team_code_key', columns: ['team', 'code'] }])
    expect(albums?.indexes).toEqual([{ name: 'albums_team_title_idx', columns: ['team', 'title'] }])
    expect(model.tables.get('songs')?.indexes).toEqual([
      { name: 'songs_team_album_idx', columns: ['team', 'album'] },
      // Users have no tenant: their songs are looked for among all.
      { name: 'songs_singer_idx', columns: ['singer'] },
    ])
  })

  test('keeps the row in its tenant', () => {
    expect(model.tables.get('songs')?.tenant).toEqual({ column: 'team', claim: ['app_metadata', 'team'] })
    expect(model.tables.get('songs')?.column.get('team')?.writeOnce).toBe(true)
    expect(model.tables.get('teams')?.primaryKey).toEqual(['id'])
    expect(model.tables.get('users')?.tenant).toBeNull()
  })

  test('is related to others of the same tenant', () => {
    const tenants = model.tables.get('albums')?.relations.map((one) => {
      return [one.kind, one.to, one.kind === 'many-to-many' ? null : (one.tenant ?? null)]
    })
    // Not to teams over songs, although the tenant is a part of their key.
    expect(tenants).toEqual([
      ['to-one', 'teams', null],
      ['to-many', 'songs', { from: 'team', to: 'team' }],
    ])
  })
})

const open = { id: id(), team: ref(() => teams), code: text() }

const MISTAKES: readonly (readonly [string, () => unknown, string])[] = [
  [
    'a column that is not there',
    () => ({ teams, songs: table(open).tenant('teem' as 'team') }),
    "songs: .tenant('teem'): there is no column teem. Did you mean team?",
  ],
  [
    'two of them',
    () => ({ teams, songs: table(open).tenant('team').tenant('code') }),
    'songs: has two .tenant(). Keep one.',
  ],
  [
    'users',
    () => ({ users: users.tenant('id') }),
    'users: has a .tenant(). Drop it: a user may be one in several tenants.',
  ],
  [
    'a type that is not one',
    () => ({ songs: table({ id: id(), team: json() }).tenant('team') }),
    'songs.team: is the tenant and of type json. Make it a ref(), or one of uuid, integer, bigint, text.',
  ],
  [
    'a row without one',
    () => ({ songs: table({ id: id(), team: uuid().optional() }).tenant('team') }),
    'songs.team: is the tenant and optional. Drop .optional(): every row has one.',
  ],
  [
    'one that is not shown',
    () => ({ songs: table({ id: id(), team: uuid().hidden() }).tenant('team') }),
    'songs.team: is the tenant, and not shown to everybody who may read the row. ' +
      'Drop .hidden() and its read rule: requests name the tenant.',
  ],
  [
    'an empty claim',
    () => ({ songs: table({ id: id(), team: uuid() }).tenant('team', { claim: '' }) }),
    "songs: .tenant('team') has a claim that is none. Write { claim: 'app_metadata.team' }.",
  ],
  [
    'a claim with a step left out',
    () => ({ songs: table({ id: id(), team: uuid() }).tenant('team', { claim: 'app_metadata..team' }) }),
    "songs: .tenant('team') has a claim that is none. Write { claim: 'app_metadata.team' }.",
  ],
  [
    'an option that is misspelt',
    () => ({ songs: table({ id: id(), team: uuid() }).tenant('team', { claims: 'team' } as object) }),
    "songs: .tenant('team') does not know claims. Write { claim: 'app_metadata.team' }.",
  ],
  [
    'options that are none',
    () => ({ songs: table({ id: id(), team: uuid() }).tenant('team', 'app_metadata.team' as never) }),
    "songs: .tenant('team') has options that are none. Write { claim: 'app_metadata.team' }.",
  ],
  [
    'a primary key without it',
    () => ({ songs: table({ code: text(), team: uuid() }).primaryKey('code').tenant('team') }),
    "songs: .primaryKey('code') leaves out the tenant. Write .primaryKey('team', 'code').",
  ],
  [
    'numbers through all tenants',
    () => ({ songs: table({ id: identity(), team: uuid() }).tenant('team') }),
    'songs.id: is numbered through all tenants. ' +
      'Write id: id(): a number is counted in one place, and tenants are kept in several.',
  ],
  [
    'what is unique among all',
    () => ({ songs: table({ id: id(), team: uuid(), code: text().unique() }).tenant('team') }),
    "songs: (code) is to be unique among all tenants. Write .unique('team', 'code'), " +
      'or keep it in a table without a tenant.',
  ],
  [
    'a reference from nobody’s rows',
    () => ({ teams, albums, plays: table({ id: id(), album: ref(() => albums) }) }),
    'plays.album: points at albums, whose rows belong to a tenant, and plays has none. ' +
      'Give plays a .tenant() too, or drop that of albums.',
  ],
  [
    'a second tenant',
    () => ({ teams, songs: table({ ...open, other: ref(() => teams) }).tenant('team') }),
    'songs.other: points at a tenant, and the row belongs to one already. ' +
      'A row belongs to one tenant, and everything that it points at too.',
  ],
  [
    'a tenant that has one',
    () => ({ teams, albums, songs: table({ id: id(), album: ref(() => albums) }).tenant('album') }),
    'songs.album: is the tenant, and points at albums, whose rows have one themselves. ' +
      'A row belongs to one tenant, and everything that it points at too.',
  ],
  [
    'a reference that is forgotten',
    () => ({
      teams,
      albums,
      songs: table({
        ...open,
        album: ref(() => albums)
          .optional()
          .onDelete('set null'),
      }).tenant('team'),
    }),
    "songs.album: has .onDelete('set null'), which would forget the tenant as well. " +
      "Write .onDelete('cascade'), or leave it out.",
  ],
  [
    'tenants of two kinds',
    () => ({ teams, songs: table({ id: id(), shop: integer() }).tenant('shop') }),
    'songs.shop: the tenant is one of any integer, and that of teams one of teams. ' +
      'All tables of an app belong to tenants of one kind, or to none.',
  ],
]

describe('refused', () => {
  test.each(MISTAKES)('%s', (_, tables, message) => {
    const [problem = '', hint = ''] = message.split(/(?<=[^:])\. (?=[A-Z])/)
    expect(() => app({ tables: tables() as Parameters<typeof app>[0]['tables'] })).toThrow(
      `${problem}\n  ${hint}`,
    )
  })
})
