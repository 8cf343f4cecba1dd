/**
 * The app that the type tests speak of: to-one, to-many, many-to-many, self and mutual references, every kind
 * of column.
 */
import { createClient } from '@supabase/supabase-js'
import {
  app,
  array,
  bigint,
  boolean,
  bytes,
  type DatabaseOf,
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
  time,
  timestamp,
  users,
  uuid,
} from '../../src/model/index.ts'

export const artists = table({
  id: id(),
  name: text().unique(),
  owner: ref(() => users)
    .default('me')
    .readonly(),
}).access({ read: true, write: ({ row, me }) => row.owner.is(me.id) })

export const albums = table({
  id: id(),
  title: text().length(1, 200),
  artist: ref(() => artists),
  released: date().optional(),
}).access({ read: ({ row, me }) => row.artist.owner.is(me.id).or(me.is('editor')) })

export const songs = table({
  id: id(),
  title: text(),
  album: ref(() => albums),
  producer: ref(() => users).optional(),
  seconds: integer().min(1),
  status: text().oneOf('draft', 'live').default('draft'),
  isrc: text().writeOnce(),
  plays: bigint().default(0).readonly(),
  fingerprint: text().optional().hidden(),
}).access({
  read: ({ row, me }) => row.album.artist.owner.is(me.id).or(row.status.is('live')),
  update: {
    old: ({ row, me }) => row.album.artist.owner.is(me.id),
    new: ({ row, old }) => row.album.is(old.album),
  },
})

export const genres = table({
  id: identity(),
  name: text(),
  parent: ref(() => genres)
    .optional()
    .onDelete('set null'),
}).access({ read: ({ row }) => row.parent.parent.name.isNotNull() })

/** A junction: a song has many genres and a genre many songs. */
export const song_genres = table({
  song: ref(() => songs),
  genre: ref(() => genres),
  weight: float().default(1),
})
  .primaryKey('song', 'genre')
  .access({ read: true })

/** One-to-one: the key is the reference itself. */
export const profiles = table({ user: ref(() => users), bio: text().optional() })
  .primaryKey('user')
  .access({ read: true, write: ({ row, me }) => row.user.is(me.id) })

/** A reference to a table whose key is a reference. */
export const badges = table({ id: id(), profile: ref(() => profiles), name: text() })

/** Two tables that refer to each other, with rules that cross over. */
export const teams = table({ id: id(), name: text(), captain: ref(() => players).optional() }).access({
  read: ({ row, me }) => row.captain.team.captain.user.is(me.id),
})
export const players = table({ id: id(), team: ref(() => teams), user: ref(() => users), shirt: integer() })
  .unique('team', 'shirt')
  .access({ read: ({ row, me }) => row.team.captain.shirt.gt(3).and(row.user.is(me.id)) })

export const kinds = table({
  id: id(),
  integer: integer().optional(),
  bigint: bigint(),
  float: float(),
  decimal: decimal(10, 2),
  boolean: boolean(),
  timestamp: timestamp().default('now'),
  date: date(),
  time: time(),
  uuid: uuid().default('new'),
  json: json<{ tags: string[] }>(),
  tags: array(text()),
  numbers: array(bigint()).optional(),
  bytes: bytes(),
})

export const tables = { artists, albums, songs, genres, song_genres, profiles, badges, teams, players, kinds }
export const music = app({ name: 'Music', tables })

export type Database = DatabaseOf<typeof music>
export const client = createClient<Database>('http://localhost:3000', 'key')

/** Compiles when the two types are the same, and not merely assignable. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
export const same = <A, B>(_proof: Same<A, B>): void => undefined
