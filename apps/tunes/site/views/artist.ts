/** One artist: the songs people play most, and the albums, newest first. */
import { albumCards, empty, section } from '../cards.ts'
import { cover } from '../cover.ts'
import { h } from '../dom.ts'
import { songList } from '../song-list.ts'
import type { Drawn, Stage } from '../stage.ts'

/** So many of the most played songs. */
const BEST = 5

export async function artist(stage: Stage, id: string): Promise<Drawn> {
  const found = await stage.ask.artist(id)
  if (found === null)
    return { title: 'Artist', content: [h('h1', {}, 'Artist'), empty('There is no such artist.')] }
  const best = found.albums
    .flatMap((album) => album.songs.map((song) => ({ ...song, album: { ...album, artist: found } })))
    .sort((a, b) => b.play_count - a.play_count)
    .slice(0, BEST)
  return {
    title: found.name,
    content: [
      h(
        'header',
        { class: 'cover-head' },
        h('div', { class: 'cover-head-art is-round' }, cover(found.id)),
        h(
          'div',
          {},
          h('p', { class: 'kicker' }, 'Artist'),
          h('h1', { class: 'cover-head-title' }, found.name),
          h(
            'p',
            { class: 'soft' },
            h('a', { href: `#/artists/${encodeURIComponent(found.genre)}` }, found.genre),
            ` · ${found.country} · since ${found.formed}`,
          ),
        ),
      ),
      best.length > 0 ? section('Most played', songList(stage, best)) : null,
      section('Albums', found.albums.length > 0 ? albumCards(found.albums) : empty('No album yet.')),
    ],
  }
}
