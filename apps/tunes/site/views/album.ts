/** One album, track by track. */
import { empty } from '../cards.ts'
import { cover } from '../cover.ts'
import { h } from '../dom.ts'
import { counted, duration, longDate } from '../format.ts'
import { icon } from '../icons.ts'
import { songList } from '../song-list.ts'
import type { Drawn, Stage } from '../stage.ts'

export async function album(stage: Stage, id: string): Promise<Drawn> {
  const found = await stage.ask.album(id)
  if (found === null)
    return { title: 'Album', content: [h('h1', {}, 'Album'), empty('There is no such album.')] }
  const songs = found.songs.map((song) => ({ ...song, album: found }))
  const seconds = songs.reduce((sum, song) => sum + song.seconds, 0)
  return {
    title: `${found.title} by ${found.artist.name}`,
    content: [
      h(
        'header',
        { class: 'cover-head' },
        h('div', { class: 'cover-head-art' }, cover(found.id)),
        h(
          'div',
          {},
          h('p', { class: 'kicker' }, 'Album'),
          h('h1', { class: 'cover-head-title' }, found.title),
          h(
            'p',
            { class: 'soft' },
            h('a', { href: `#/artist/${found.artist.id}` }, found.artist.name),
            ` · ${longDate(found.released)} · ${counted(songs.length, 'song')}, ${duration(seconds)}`,
          ),
          h(
            'p',
            { class: 'actions-row' },
            h(
              'button',
              { type: 'button', class: 'primary', onclick: () => stage.player.play(songs, 0) },
              icon('play'),
              'Play',
            ),
          ),
        ),
      ),
      songList(stage, songs, { lead: (index) => String(songs[index]?.track ?? ''), withoutAlbum: true }),
    ],
  }
}
