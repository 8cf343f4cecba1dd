import { expect, test } from 'bun:test'
import { app, id, ref, table, text, users } from '../index.ts'

const albums = table({ id: id(), title: text() })
const songs = table({ id: id(), album: ref(() => albums), cover: ref(() => songs).optional() })
const tags = table({ id: id(), name: text() })
const song_tags = table({ song: ref(() => songs), tag: ref(() => tags) }).primaryKey('song', 'tag')
const follows = table({ id: id(), follower: ref(() => users), followed: ref(() => users) }).unique(
  'follower',
  'followed',
)
const profiles = table({ user: ref(() => users) }).primaryKey('user')
const pins = table({ id: id(), song: ref(() => songs).unique(), user: ref(() => users) })
const { model } = app({ tables: { albums, songs, tags, song_tags, follows, profiles, pins } })

/**
 * Each relation on one line: `songs.album = albums.id (songs_album_fkey)`, with the kind and whether it is
 * single.
 */
const relations = (name: string) =>
  model.tables.get(name)?.relations.map((one) => {
    const ends = `${one.from}.${one.fromColumn} = ${one.to}.${one.toColumn}`
    const single = one.single ? ' single' : ''
    if (one.kind !== 'many-to-many') return `${one.kind}${single}: ${ends} (${one.constraint})`
    const through = `${one.junction}.${one.junctionFrom}, ${one.junction}.${one.junctionTo}`
    return `${one.kind}${single}: ${ends} by ${through} (${one.constraintFrom}, ${one.constraintTo})`
  })

test.each<[string, string[]]>([
  ['albums', ['to-many: albums.id = songs.album (songs_album_fkey)']],
  [
    'songs',
    [
      'to-one single: songs.album = albums.id (songs_album_fkey)',
      'to-one single: songs.cover = songs.id (songs_cover_fkey)',
      'to-many: songs.id = songs.cover (songs_cover_fkey)',
      'to-many: songs.id = song_tags.song (song_tags_song_fkey)',
      'to-many single: songs.id = pins.song (pins_song_fkey)',
      'many-to-many: songs.id = tags.id by song_tags.song, song_tags.tag (song_tags_song_fkey, song_tags_tag_fkey)',
    ],
  ],
  [
    'tags',
    [
      'to-many: tags.id = song_tags.tag (song_tags_tag_fkey)',
      'many-to-many: tags.id = songs.id by song_tags.tag, song_tags.song (song_tags_tag_fkey, song_tags_song_fkey)',
    ],
  ],
  [
    'follows',
    [
      'to-one single: follows.follower = users.id (follows_follower_fkey)',
      'to-one single: follows.followed = users.id (follows_followed_fkey)',
    ],
  ],
  [
    'users',
    [
      'to-many: users.id = follows.follower (follows_follower_fkey)',
      'to-many: users.id = follows.followed (follows_followed_fkey)',
      'to-many single: users.id = profiles.user (profiles_user_fkey)',
      'to-many: users.id = pins.user (pins_user_fkey)',
      'many-to-many: users.id = users.id by follows.follower, follows.followed (follows_follower_fkey, follows_followed_fkey)',
      'many-to-many: users.id = users.id by follows.followed, follows.follower (follows_followed_fkey, follows_follower_fkey)',
    ],
  ],
])('relations of %s', (name, wanted) => {
  expect(relations(name)).toEqual(wanted)
})

test('two references that no key holds together join nothing', () => {
  // pins refers to songs and users, and a user may pin many songs.
  const through = model.tables.get('songs')?.relations.filter((one) => one.kind === 'many-to-many')
  expect(through?.map((one) => one.to)).toEqual(['tags'])
})
