/** Playlists: the listener's own, those shared with them, and everybody's public ones. */
import { empty, playlistCards, section } from '../cards.ts'
import { h } from '../dom.ts'
import { icon } from '../icons.ts'
import { askForText, attempt, type Drawn, type Stage } from '../stage.ts'

export async function playlists(stage: Stage): Promise<Drawn> {
  const { id } = stage.listening()
  const all = await stage.ask.playlists()
  const own = all.filter((playlist) => playlist.owner === id)
  const shared = all.filter((playlist) => playlist.playlist_members.some((member) => member.user === id))
  const open = all.filter((playlist) => !own.includes(playlist) && !shared.includes(playlist))
  const create = h(
    'button',
    { type: 'button', class: 'primary', onclick: () => newPlaylist(stage) },
    icon('add'),
    'New playlist',
  )
  return {
    title: 'Playlists',
    content: [
      h('div', { class: 'page-head' }, h('h1', {}, 'Playlists'), id === null ? null : create),
      id === null
        ? h(
            'p',
            { class: 'soft' },
            'You listen as a guest: choose who you are to make playlists of your own.',
          )
        : section('Yours', own.length > 0 ? playlistCards(own) : empty('You have no playlist yet.')),
      shared.length > 0 ? section('Shared with you', playlistCards(shared)) : null,
      section(
        'For everybody',
        open.length > 0 ? playlistCards(open) : empty('Nobody has published a playlist yet.'),
      ),
    ],
  }
}

export function newPlaylist(stage: Stage): void {
  askForText({
    title: 'New playlist',
    label: 'Name',
    value: '',
    action: 'Create',
    lengthMax: 120,
    save: (title) =>
      attempt(async () => {
        const made = await stage.ask.createPlaylist(title)
        await stage.refreshOwn()
        location.hash = `#/playlist/${made.id}`
      }, `Made “${title}”.`),
  })
}
