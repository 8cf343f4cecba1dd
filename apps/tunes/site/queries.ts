/** Everything that the page asks of the server. Types of the answers are inferred from `app.ts` and the selection. */
import type { Client } from './client.ts'
import { told } from './refusal.ts'

const SONG =
  'id, title, track, seconds, audio, play_count, album:albums(id, title, artist:artists(id, name, genre))'
const TRACKS = 'songs(id, title, track, seconds, audio, play_count)'
const ALBUM = 'id, title, released, artist:artists(id, name, genre)'
const CARD =
  'id, owner, title, description, visibility, playlist_members(user), playlist_songs(position, song:songs(album))'

export type Song = Awaited<ReturnType<Queries['findSongs']>>['songs'][number]
export type Album = Awaited<ReturnType<Queries['newAlbums']>>[number]
export type Artist = Awaited<ReturnType<Queries['artists']>>[number]
export type Card = Awaited<ReturnType<Queries['playlists']>>[number]
export type Playlist = NonNullable<Awaited<ReturnType<Queries['playlist']>>>
export type Queries = ReturnType<typeof queriesOf>

/** The words of a search, each as a pattern that finds it anywhere. */
function patterns(search: string): string[] {
  const words = search.trim().split(/\s+/).slice(0, 6)
  return words.filter((word) => word !== '').map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`)
}

/** A value inside `or=(…)`: in double quotes, where backslash and quote are escaped. */
function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, '\\$&')}"`
}

export function queriesOf(client: Client) {
  return {
    ...catalogueQueries(client),
    ...searchQueries(client),
    ...playlistQueries(client),
    ...writes(client),
  }
}

function catalogueQueries(client: Client) {
  return {
    weeks: async () => {
      const rows = told(
        await client.from('charts').select('week').eq('rank', 1).order('week', { ascending: false }),
      )
      return rows.map((row) => row.week)
    },
    chart: async (week: string, places: number) =>
      told(
        await client
          .from('charts')
          .select(`rank, plays, song:songs(${SONG})`)
          .eq('week', week)
          .order('rank')
          .limit(places),
      ),
    ranks: async (week: string) => {
      const rows = told(await client.from('charts').select('rank, song').eq('week', week))
      return new Map(rows.map((row) => [row.song, row.rank]))
    },
    newAlbums: async (count: number) =>
      told(
        await client
          .from('albums')
          .select(ALBUM)
          .order('released', { ascending: false })
          .order('id')
          .limit(count),
      ),
    artists: async (genre: string | null, from: number, count: number) => {
      const all = client.from('artists').select('id, name, genre, country')
      const some = genre === null ? all : all.eq('genre', genre as 'Folk')
      return told(await some.order('name').range(from, from + count - 1))
    },
    /** An artist with every album and song: a few dozen rows, in one request. */
    artist: async (id: string) =>
      told(
        await client
          .from('artists')
          .select(`id, name, genre, country, formed, albums(id, title, released, ${TRACKS})`)
          .eq('id', id)
          .order('released', { referencedTable: 'albums', ascending: false })
          .maybeSingle(),
      ),
    album: async (id: string) =>
      told(
        await client
          .from('albums')
          .select(`${ALBUM}, ${TRACKS}`)
          .eq('id', id)
          .order('track', { referencedTable: 'songs' })
          .maybeSingle(),
      ),
    recentlyPlayed: async (count: number) => {
      const rows = told(
        await client
          .from('plays')
          .select(`song:songs(${SONG})`)
          .order('played_at', { ascending: false })
          .limit(count * 3),
      )
      const songs = new Map(rows.map((row) => [row.song.id, row.song]))
      return [...songs.values()].slice(0, count)
    },
  }
}

function searchQueries(client: Client) {
  return {
    findSongs: async (search: string) => {
      let query = client.from('songs').select(SONG, { count: 'exact' })
      for (const pattern of patterns(search)) query = query.ilike('title', pattern)
      const answer = await query.order('play_count', { ascending: false }).limit(30)
      return { songs: told(answer), count: answer.count ?? 0 }
    },
    findAlbums: async (search: string) => {
      let query = client.from('albums').select(ALBUM)
      for (const pattern of patterns(search)) query = query.ilike('title', pattern)
      return told(await query.order('title').limit(6))
    },
    findArtists: async (search: string) => {
      let query = client.from('artists').select('id, name, genre, country')
      for (const pattern of patterns(search)) {
        query = query.or(`name.ilike.${quoted(pattern)},genre.ilike.${quoted(pattern)}`)
      }
      return told(await query.order('name').limit(6))
    },
    findPlaylists: async (search: string) => {
      let query = client.from('playlists').select(CARD)
      for (const pattern of patterns(search)) {
        query = query.or(`title.ilike.${quoted(pattern)},description.ilike.${quoted(pattern)}`)
      }
      return told(await query.order('title').limit(6))
    },
  }
}

function playlistQueries(client: Client) {
  return {
    /** Every playlist that the listener may see: the public ones, their own, and those shared with them. */
    playlists: async () =>
      told(
        await client
          .from('playlists')
          .select(CARD)
          .order('created_at', { ascending: false })
          .order('position', { referencedTable: 'playlist_songs' })
          .limit(4, { referencedTable: 'playlist_songs' }),
      ),
    /** Those that the listener may add songs to. */
    writable: async (me: string) => {
      const shared = told(await client.from('playlist_members').select('playlist').eq('user', me))
      const ids = shared.map((row) => row.playlist)
      const mine = `owner.eq.${me}`
      return told(
        await client
          .from('playlists')
          .select('id, title, owner, visibility')
          .or(ids.length > 0 ? `${mine},id.in.(${ids.join(',')})` : mine)
          .order('created_at', { ascending: false }),
      )
    },
    playlist: async (id: string) =>
      told(
        await client
          .from('playlists')
          .select(
            `id, owner, title, description, visibility, notes, playlist_members(user),
             playlist_songs(id, position, added_by, song:songs(${SONG}))`,
          )
          .eq('id', id)
          .order('position', { referencedTable: 'playlist_songs' })
          .maybeSingle(),
      ),
    names: async (ids: readonly string[]) => {
      const rows = told(
        await client
          .from('profiles')
          .select('user, name')
          .in('user', [...new Set(ids)]),
      )
      return new Map(rows.map((row) => [row.user, row.name]))
    },
    listeners: async () => told(await client.from('profiles').select('user, name').order('name').limit(100)),
  }
}

interface PlaylistChange {
  readonly title?: string
  readonly description?: string | null
  readonly visibility?: 'private' | 'public'
  readonly notes?: string | null
}

function writes(client: Client) {
  return {
    play: async (song: string) => told(await client.from('plays').insert({ song })),
    renameSong: async (id: string, title: string) =>
      told(await client.from('songs').update({ title }).eq('id', id).select(SONG).single()),
    createPlaylist: async (title: string) =>
      told(await client.from('playlists').insert({ title }).select('id, title').single()),
    changePlaylist: async (id: string, change: PlaylistChange) =>
      told(await client.from('playlists').update(change).eq('id', id).select('id').single()),
    deletePlaylist: async (id: string) =>
      told(await client.from('playlists').delete().eq('id', id).select('id').single()),
    addSong: async (playlist: string, song: string) => {
      const last = told(
        await client
          .from('playlist_songs')
          .select('position')
          .eq('playlist', playlist)
          .order('position', { ascending: false })
          .limit(1)
          .maybeSingle(),
      )
      told(
        await client.from('playlist_songs').insert({ playlist, song, position: (last?.position ?? 0) + 1 }),
      )
    },
    moveSong: async (entry: string, position: number) =>
      told(await client.from('playlist_songs').update({ position }).eq('id', entry).select('id').single()),
    removeSong: async (entry: string) =>
      told(await client.from('playlist_songs').delete().eq('id', entry).select('id').single()),
    invite: async (playlist: string, user: string) =>
      told(await client.from('playlist_members').insert({ playlist, user })),
    uninvite: async (playlist: string, user: string) =>
      told(
        await client
          .from('playlist_members')
          .delete()
          .eq('playlist', playlist)
          .eq('user', user)
          .select('user')
          .single(),
      ),
  }
}
