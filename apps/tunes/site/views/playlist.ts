/** One playlist: its songs in order, and for its owner everything there is to change. */
import { empty } from '../cards.ts'
import { mosaic } from '../cover.ts'
import { type Child, h } from '../dom.ts'
import { counted, duration } from '../format.ts'
import { icon } from '../icons.ts'
import type { Playlist } from '../queries.ts'
import { iconButton, songList } from '../song-list.ts'
import { announce, askForText, attempt, type Drawn, openDialog, type Stage, toast } from '../stage.ts'
import { between } from './position.ts'
import { sharing } from './sharing.ts'

export async function playlist(stage: Stage, id: string): Promise<Drawn> {
  const found = await stage.ask.playlist(id)
  if (found === null) {
    return {
      title: 'Playlist',
      content: [h('h1', {}, 'Playlist'), empty('There is no such playlist, or it is not shared with you.')],
    }
  }
  const me = stage.listening().id
  const owns = found.owner === me
  const members = found.playlist_members.map((member) => member.user)
  const names = await stage.ask.names([found.owner, ...members])
  const songs = found.playlist_songs.map((entry) => entry.song)
  const albums = songs.slice(0, 8).map((song) => song.album.id)
  const seconds = songs.reduce((sum, song) => sum + song.seconds, 0)
  return {
    title: found.title,
    content: [
      h(
        'header',
        { class: 'cover-head' },
        h('div', { class: 'cover-head-art' }, mosaic(albums, found.id)),
        h(
          'div',
          {},
          h(
            'p',
            { class: 'kicker' },
            found.visibility === 'private' ? [icon('lock'), 'Private playlist'] : 'Playlist',
          ),
          h('h1', { class: 'cover-head-title' }, found.title),
          found.description ? h('p', { class: 'lede' }, found.description) : null,
          h(
            'p',
            { class: 'soft' },
            `${names.get(found.owner) ?? 'Somebody'} · ${counted(songs.length, 'song')}`,
            songs.length > 0 ? `, ${duration(seconds)}` : '',
          ),
          buttons(stage, found, owns),
        ),
      ),
      songs.length > 0
        ? songList(stage, songs, { buttons: rowButtons(stage, found, owns) })
        : empty('No song yet. Find one, and press its plus.'),
      owns ? notes(stage, found) : null,
      owns || members.includes(me ?? '') ? sharing(stage, found, owns, names) : null,
    ],
  }
}

function buttons(stage: Stage, found: Playlist, owns: boolean): HTMLElement {
  const songs = found.playlist_songs.map((entry) => entry.song)
  const play = h(
    'button',
    {
      type: 'button',
      class: 'primary',
      disabled: songs.length === 0,
      onclick: () => stage.player.play(songs, 0),
    },
    icon('play'),
    'Play',
  )
  const open = found.visibility === 'public'
  const publish = () =>
    change(
      stage,
      found,
      { visibility: open ? 'private' : 'public' },
      open ? 'Private now.' : 'Everybody can listen now.',
    )
  return h(
    'p',
    { class: 'actions-row' },
    play,
    owns
      ? [
          h('button', { type: 'button', class: 'secondary', onclick: () => rename(stage, found) }, 'Rename'),
          h(
            'button',
            { type: 'button', class: 'secondary', onclick: () => void publish() },
            open ? 'Make private' : 'Publish',
          ),
          h(
            'button',
            { type: 'button', class: 'secondary', onclick: () => confirmDelete(stage, found) },
            'Delete',
          ),
        ]
      : null,
  )
}

type Change = Parameters<Stage['ask']['changePlaylist']>[1]

async function change(stage: Stage, found: Playlist, to: Change, done: string): Promise<boolean> {
  const changed = await attempt(() => stage.ask.changePlaylist(found.id, to), done)
  if (changed) await Promise.all([stage.refresh(), stage.refreshOwn()])
  return changed
}

function rename(stage: Stage, found: Playlist): void {
  askForText({
    title: 'Rename playlist',
    label: 'Name',
    value: found.title,
    action: 'Save',
    lengthMax: 120,
    save: (title) => change(stage, found, { title }, `Renamed to “${title}”.`),
  })
}

function confirmDelete(stage: Stage, found: Playlist): void {
  openDialog(`Delete “${found.title}”?`, (close) => {
    const remove = async () => {
      const gone = await attempt(() => stage.ask.deletePlaylist(found.id), `Deleted “${found.title}”.`)
      close()
      if (!gone) return
      await stage.refreshOwn()
      location.hash = '#/playlists'
    }
    return [
      h('p', { class: 'soft' }, 'Its songs stay in the library. This cannot be undone.'),
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'button', class: 'plain', autofocus: true, onclick: close }, 'Keep it'),
        h('button', { type: 'button', class: 'primary', onclick: () => void remove() }, 'Delete'),
      ),
    ]
  })
}

function rowButtons(stage: Stage, found: Playlist, owns: boolean): (index: number) => Child {
  const entries = found.playlist_songs
  const me = stage.listening().id
  const move = (from: number, to: number) =>
    attempt(async () => {
      const entry = entries[from]
      if (!entry || to < 0 || to >= entries.length) return
      const position = between(entries, from, to)
      if (position === null) {
        for (const [i, one] of entries.entries()) await stage.ask.moveSong(one.id, i + 1)
        toast('The list was numbered anew. Move the song once more.')
      } else await stage.ask.moveSong(entry.id, position)
      await stage.refresh()
      announce(`${entry.song.title} is number ${to + 1} now`)
      const up = document.querySelector<HTMLElement>(`[data-song="${entry.song.id}"] .icon-button`)
      up?.focus()
    })
  const remove = async (index: number) => {
    const entry = entries[index]
    if (!entry) return
    if (await attempt(() => stage.ask.removeSong(entry.id), `Removed “${entry.song.title}”.`))
      await stage.refresh()
  }
  return (index) => {
    const entry = entries[index]
    if (!entry) return null
    const { title } = entry.song
    return [
      owns ? iconButton(`Move ${title} up`, 'up', () => void move(index, index - 1)) : null,
      owns ? iconButton(`Move ${title} down`, 'down', () => void move(index, index + 1)) : null,
      owns || entry.added_by === me
        ? iconButton(`Remove ${title}`, 'remove', () => void remove(index))
        : null,
    ]
  }
}

/** The owner's own notes: the server sends them to nobody else. */
function notes(stage: Stage, found: Playlist): HTMLElement {
  const field = h('textarea', {
    id: 'notes',
    rows: 3,
    maxlength: 2000,
    placeholder: 'Only you can read this.',
  })
  field.value = found.notes ?? ''
  const save = (event: Event) => {
    event.preventDefault()
    const text = field.value.trim()
    void attempt(
      () => stage.ask.changePlaylist(found.id, { notes: text === '' ? null : text }),
      'Notes saved.',
    )
  }
  return h(
    'section',
    { class: 'section panel' },
    h(
      'form',
      { class: 'form', onsubmit: save },
      h('label', { for: 'notes' }, icon('lock'), 'Your notes'),
      field,
      h('div', { class: 'actions' }, h('button', { type: 'submit', class: 'secondary' }, 'Save notes')),
    ),
  )
}
