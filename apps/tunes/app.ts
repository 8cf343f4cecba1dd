/**
 * Tunes: a song library. Everybody may browse and play it; editors keep the catalogue; a listener makes playlists,
 * shares them with others, and sees nobody's plays but their own.
 */
import { app, date, float, id, integer, ref, table, text, timestamp, users } from 'offstage'
import { GENRES } from './music/genres.ts'

export const artists = table({
  id: id(),
  name: text().length(1, 120),
  genre: text().oneOf(...GENRES),
  country: text().length(1, 60),
  formed: integer().min(1900).max(2100),
})
  .index('name')
  .access({ read: true, write: ({ me }) => me.is('editor') })

export const albums = table({
  id: id(),
  title: text().length(1, 200),
  artist: ref(() => artists).onDelete('cascade'),
  released: date(),
})
  .index('released')
  .access({ read: true, write: ({ me }) => me.is('editor') })

export const songs = table({
  id: id(),
  title: text().length(1, 200),
  album: ref(() => albums).onDelete('cascade'),
  track: integer().min(1).max(99),
  seconds: integer().min(1),
  audio: text().optional().readonly().comment('Path of the recording on this site; null when there is none.'),
  play_count: integer().default(0).readonly().comment('Counted by the back office, not by clients.'),
})
  .unique('album', 'track')
  .index('play_count')
  .access({ read: true, write: ({ me }) => me.is('editor') })

/** The name that a listener goes by: `users` itself stays private. */
export const profiles = table({
  user: ref(() => users)
    .default('me')
    .readonly()
    .onDelete('cascade'),
  name: text().length(1, 40),
})
  .primaryKey('user')
  .access({
    read: true,
    create: ({ row, me }) => row.user.is(me.id),
    update: ({ row, me }) => row.user.is(me.id),
  })

export const playlists = table({
  id: id(),
  owner: ref(() => users)
    .default('me')
    .readonly()
    .onDelete('cascade'),
  title: text().length(1, 120),
  description: text().length(500).optional(),
  visibility: text().oneOf('private', 'public').default('private'),
  notes: text()
    .length(2000)
    .optional()
    .comment('For the owner alone, even when the playlist is public.')
    .access({ read: ({ row, me }) => row.owner.is(me.id), write: ({ row, me }) => row.owner.is(me.id) }),
  created_at: timestamp().default('now').readonly(),
}).access({
  read: ({ row, me }) =>
    row.visibility
      .is('public')
      .or(row.owner.is(me.id))
      .or(row.related(playlist_members).some((member) => member.user.is(me.id))),
  write: ({ row, me }) => row.owner.is(me.id),
})

/** The songs of a playlist, in the order of `position`. Owner and members add; the owner reorders. */
export const playlist_songs = table({
  id: id(),
  playlist: ref(() => playlists)
    .writeOnce()
    .onDelete('cascade'),
  song: ref(() => songs)
    .writeOnce()
    .onDelete('cascade'),
  position: float().comment(
    'Sorts the list; a song moved between two others takes the number in the middle.',
  ),
  added_by: ref(() => users)
    .default('me')
    .readonly()
    .onDelete('cascade'),
})
  .unique('playlist', 'song')
  .access({
    read: ({ row, me }) =>
      row.playlist.visibility
        .is('public')
        .or(row.playlist.owner.is(me.id))
        .or(row.playlist.related(playlist_members).some((member) => member.user.is(me.id))),
    create: ({ row, me }) =>
      row.playlist.owner
        .is(me.id)
        .or(row.playlist.related(playlist_members).some((member) => member.user.is(me.id))),
    update: ({ row, me }) => row.playlist.owner.is(me.id),
    delete: ({ row, me }) => row.playlist.owner.is(me.id).or(row.added_by.is(me.id)),
  })

/** Who shares a playlist. Only its owner invites; a member may leave. */
export const playlist_members = table({
  playlist: ref(() => playlists).onDelete('cascade'),
  user: ref(() => users)
    .open()
    .onDelete('cascade'),
})
  .primaryKey('playlist', 'user')
  .access({
    read: ({ row, me }) =>
      row.playlist.owner
        .is(me.id)
        .or(row.playlist.related(playlist_members).some((member) => member.user.is(me.id))),
    create: ({ row, me }) => row.playlist.owner.is(me.id),
    delete: ({ row, me }) => row.playlist.owner.is(me.id).or(row.user.is(me.id)),
  })

export const plays = table({
  id: id(),
  song: ref(() => songs).onDelete('cascade'),
  listener: ref(() => users)
    .default('me')
    .readonly()
    .onDelete('cascade'),
  played_at: timestamp().default('now').readonly(),
})
  .index('listener', 'played_at')
  .access({ read: ({ row, me }) => row.listener.is(me.id), create: ({ row, me }) => row.listener.is(me.id) })

/** The forty most played songs of a week, written with the secret key alone: no rule lets a client in. */
export const charts = table({
  id: id(),
  week: date().comment('The Monday that the week begins on.'),
  rank: integer().min(1).max(40),
  song: ref(() => songs).onDelete('cascade'),
  plays: integer().min(0),
})
  .unique('week', 'rank')
  .unique('week', 'song')
  .access({ read: true })

export default app({
  name: 'tunes',
  tables: { artists, albums, songs, profiles, playlists, playlist_songs, playlist_members, plays, charts },
  site: './site',
  seed: './seed.ts',
})
