/** A list of songs to play: the one part that nearly every view has. */
import { cover } from './cover.ts'
import { type Child, h } from './dom.ts'
import { clock, count, spokenClock } from './format.ts'
import { icon } from './icons.ts'
import type { Song } from './queries.ts'
import { askForText, attempt, openDialog, type Stage, toast } from './stage.ts'

interface Options {
  /** What stands before the song: its place in a chart, its track. A cover when it is left out. */
  readonly lead?: (index: number) => Child
  /** On an album's own page the album need not be named. */
  readonly withoutAlbum?: boolean
  /** Words instead of the count of plays. */
  readonly note?: (index: number) => Child
  /** More buttons at the end. */
  readonly buttons?: (index: number) => Child
}

export function songList(stage: Stage, songs: readonly Song[], options: Options = {}): HTMLOListElement {
  const list = h('ol', { class: 'songs' })
  for (const [index, song] of songs.entries()) list.append(songRow(stage, songs, song, index, options))
  list.addEventListener('keydown', moveBetweenRows)
  markPlaying(list, stage.player.state().song?.id ?? null, stage.player.state().playing)
  return list
}

function songRow(
  stage: Stage,
  songs: readonly Song[],
  song: Song,
  index: number,
  options: Options,
): HTMLLIElement {
  const { album } = song
  const press = () => {
    const { song: current } = stage.player.state()
    if (current?.id === song.id) stage.player.toggle()
    else stage.player.play(songs, index)
  }
  const play = h(
    'button',
    {
      type: 'button',
      class: options.withoutAlbum ? 'song-play is-bare' : 'song-play',
      'aria-label': `Play ${song.title} by ${album.artist.name}`,
      onclick: press,
    },
    h(
      'span',
      { class: 'song-art' },
      options.withoutAlbum ? null : cover(album.id),
      h('span', { class: 'song-sign', 'aria-hidden': 'true' }, icon('play'), equaliser()),
    ),
  )
  const by = h('a', { href: `#/artist/${album.artist.id}` }, album.artist.name)
  const from = options.withoutAlbum ? null : [' · ', h('a', { href: `#/album/${album.id}` }, album.title)]
  return h(
    'li',
    { class: 'song', 'data-song': song.id },
    options.lead ? h('span', { class: 'song-lead' }, options.lead(index)) : null,
    play,
    h(
      'div',
      { class: 'song-words' },
      h('span', { class: 'song-title' }, song.title),
      h('span', { class: 'song-by' }, by, from),
    ),
    h('span', { class: 'song-note' }, options.note ? options.note(index) : `${count(song.play_count)} plays`),
    h(
      'span',
      { class: 'song-time' },
      h('span', { 'aria-hidden': 'true' }, clock(song.seconds)),
      spoken(song),
    ),
    h(
      'span',
      { class: 'song-buttons' },
      stage.listening().editor
        ? iconButton(`Edit the title of ${song.title}`, 'edit', () => editTitle(stage, song))
        : null,
      options.buttons?.(index),
      iconButton(`Add ${song.title} to a playlist`, 'add', () => void addToPlaylist(stage, song)),
    ),
  )
}

function spoken(song: Song): HTMLElement {
  return h('span', { class: 'visually-hidden' }, spokenClock(song.seconds))
}

function equaliser(): HTMLElement {
  return h('span', { class: 'equaliser' }, h('i'), h('i'), h('i'))
}

export function iconButton(
  label: string,
  name: Parameters<typeof icon>[0],
  press: () => void,
): HTMLButtonElement {
  return h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick: press },
    icon(name),
  )
}

/** Marks the rows of the song that is playing, wherever it is listed. */
export function markPlaying(root: ParentNode, song: string | null, playing: boolean): void {
  for (const row of root.querySelectorAll<HTMLElement>('[data-song]')) {
    const current = row.dataset.song === song
    row.classList.toggle('is-current', current)
    row.classList.toggle('is-playing', current && playing)
    if (current) row.setAttribute('aria-current', 'true')
    else row.removeAttribute('aria-current')
  }
}

/** Up and down go from song to song, as in any list of files. */
function moveBetweenRows(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const row = event.target instanceof Element ? event.target.closest('li') : null
  const other = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling
  const play = other?.querySelector<HTMLButtonElement>('.song-play')
  if (!play) return
  event.preventDefault()
  play.focus()
}

function editTitle(stage: Stage, song: Song): void {
  askForText({
    title: 'Edit song',
    label: 'Title',
    value: song.title,
    action: 'Save',
    lengthMax: 200,
    save: async (title) => {
      const saved = await attempt(() => stage.ask.renameSong(song.id, title), `Saved as “${title}”.`)
      if (saved) await stage.refresh()
      return saved
    },
  })
}

async function addToPlaylist(stage: Stage, song: Song): Promise<void> {
  const { id } = stage.listening()
  if (id === null) {
    toast('Guests have no playlists. Choose who is listening first.', 'refused')
    return
  }
  await attempt(async () => {
    const playlists = await stage.ask.writable(id)
    openDialog(`Add “${song.title}”`, (close) => {
      const add = async (playlist: { id: string; title: string }) => {
        const added = await attempt(
          () => stage.ask.addSong(playlist.id, song.id),
          `Added to “${playlist.title}”.`,
        )
        if (!added) return
        close()
        await stage.refresh()
      }
      const fresh = async () => {
        const done = await attempt(async () => {
          const playlist = await stage.ask.createPlaylist(song.title)
          await stage.ask.addSong(playlist.id, song.id)
        }, `Made the playlist “${song.title}”.`)
        if (!done) return
        close()
        await stage.refreshOwn()
      }
      return [
        h(
          'ul',
          { class: 'choices' },
          playlists.map((playlist) =>
            h(
              'li',
              {},
              h(
                'button',
                { type: 'button', class: 'choice', onclick: () => void add(playlist) },
                playlist.title,
                playlist.owner === id ? null : h('span', { class: 'tag' }, 'shared'),
              ),
            ),
          ),
          h(
            'li',
            {},
            h(
              'button',
              { type: 'button', class: 'choice choice-new', onclick: () => void fresh() },
              icon('add'),
              'New playlist',
            ),
          ),
        ),
        h(
          'div',
          { class: 'actions' },
          h('button', { type: 'button', class: 'plain', onclick: close }, 'Cancel'),
        ),
      ]
    })
  })
}
