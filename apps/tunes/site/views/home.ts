/** The front page: this week's number one, what is new, and playlists to begin with. */
import { albumCards, empty, playlistCards, section } from '../cards.ts'
import { cover } from '../cover.ts'
import { h } from '../dom.ts'
import { count } from '../format.ts'
import { icon } from '../icons.ts'
import type { Song } from '../queries.ts'
import { songList } from '../song-list.ts'
import type { Drawn, Stage } from '../stage.ts'

const PLACES = 6

export async function home(stage: Stage): Promise<Drawn> {
  const { ask } = stage
  const [weeks, albums, playlists, recent] = await Promise.all([
    ask.weeks(),
    ask.newAlbums(6),
    ask.playlists(),
    stage.listening().id === null ? [] : ask.recentlyPlayed(5),
  ])
  const week = weeks[0]
  const chart = week === undefined ? [] : await ask.chart(week, PLACES)
  const songs = chart.map((place) => place.song)
  const [first] = chart
  const head = first
    ? h('div', { class: 'home-top' }, hero(stage, songs, first.song, first.plays), topList(stage, songs))
    : empty('There is no chart yet.')
  const starters = playlists.filter((playlist) => playlist.visibility === 'public').slice(0, 6)
  return {
    title: 'Home',
    content: [
      h('h1', { class: 'visually-hidden' }, 'Home'),
      head,
      section('Just released', albumCards(albums)),
      recent.length > 0 ? section('Played lately', songList(stage, recent)) : null,
      section(
        'Playlists to begin with',
        playlistCards(starters),
        h('a', { class: 'more', href: '#/playlists' }, 'All playlists'),
      ),
    ],
  }
}

function hero(stage: Stage, songs: readonly Song[], song: Song, plays: number): HTMLElement {
  const { album } = song
  return h(
    'section',
    { class: 'hero', 'aria-label': 'Number one this week' },
    h('div', { class: 'hero-art' }, cover(album.id)),
    h(
      'div',
      { class: 'hero-words' },
      h('p', { class: 'kicker' }, 'Number one this week'),
      h('h2', { class: 'hero-title' }, song.title),
      h(
        'p',
        { class: 'hero-by' },
        h('a', { href: `#/artist/${album.artist.id}` }, album.artist.name),
        ` · ${count(plays)} plays`,
      ),
      h(
        'button',
        { type: 'button', class: 'primary', onclick: () => stage.player.play(songs, 0) },
        icon('play'),
        'Play the chart',
      ),
    ),
  )
}

function topList(stage: Stage, songs: readonly Song[]): HTMLElement {
  const list = songList(stage, songs, { lead: (index) => String(index + 1) })
  list.classList.add('songs-tight')
  return section('This week', list, h('a', { class: 'more', href: '#/charts' }, 'The whole chart'))
}
