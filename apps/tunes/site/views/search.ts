/** What a search finds: songs first, then artists, albums and playlists. */
import { albumCards, artistCards, empty, playlistCards, section } from '../cards.ts'
import { h } from '../dom.ts'
import { counted } from '../format.ts'
import { songList } from '../song-list.ts'
import { announce, type Drawn, type Stage } from '../stage.ts'

export async function search(stage: Stage, words: string): Promise<Drawn> {
  if (words.trim() === '') {
    return {
      title: 'Search',
      content: [h('h1', {}, 'Search'), empty('Type a few letters of a song, an album or an artist.')],
    }
  }
  const [{ songs, count }, artists, albums, playlists] = await Promise.all([
    stage.ask.findSongs(words),
    stage.ask.findArtists(words),
    stage.ask.findAlbums(words),
    stage.ask.findPlaylists(words),
  ])
  const nothing = count + artists.length + albums.length + playlists.length === 0
  const found = `${counted(count, 'song')} with “${words}”`
  announce(nothing ? `Nothing found for ${words}` : found)
  return {
    title: `Search: ${words}`,
    content: [
      h('h1', { class: 'visually-hidden' }, `Search: ${words}`),
      nothing
        ? empty(`Nothing is called “${words}”. Try fewer letters, or another word.`)
        : section(
            found,
            songs.length > 0 ? songList(stage, songs) : h('p', { class: 'soft' }, 'No song, but see below.'),
            count > songs.length ? h('span', { class: 'soft' }, `the ${songs.length} most played`) : null,
          ),
      artists.length > 0 ? section('Artists', artistCards(artists)) : null,
      albums.length > 0 ? section('Albums', albumCards(albums)) : null,
      playlists.length > 0 ? section('Playlists', playlistCards(playlists)) : null,
    ],
  }
}
