/** The bar at the bottom: what is playing, and the knobs. Also the keys of a keyboard and of a lock screen. */
import { cover } from './cover.ts'
import { byId, h } from './dom.ts'
import { clock } from './format.ts'
import { icon } from './icons.ts'
import type { Player, PlayerState } from './player.ts'

const SEEK_SECONDS = 5
const LOUDNESS = 'tunes.volume'
const PREVIEW = 'The library has no recording of this song: your browser composed this piece in its place.'

export function mountPlayerBar(player: Player): void {
  const root = byId('player', HTMLElement)
  const art = h('a', { class: 'player-art', href: '#/', tabindex: '-1', 'aria-hidden': 'true' })
  const title = h('a', { class: 'player-title', href: '#/' })
  const artist = h('a', { class: 'player-artist', href: '#/' })
  const preview = h('span', { class: 'tag player-preview', title: PREVIEW }, 'preview')
  const previous = button('Previous song', 'previous', () => player.previous())
  const toggle = button('Play', 'play', () => player.toggle())
  toggle.classList.add('player-toggle')
  const next = button('Next song', 'next', () => player.next())
  const at = h('span', { class: 'player-time' }, '0:00')
  const length = h('span', { class: 'player-time' }, '0:00')
  const seek = slider('Position in the song', 100, (value) => player.seek(value))
  const bar = h(
    'div',
    { class: 'player-bar' },
    h(
      'div',
      { class: 'player-song' },
      art,
      h('div', { class: 'player-words' }, title, h('span', {}, artist, preview)),
    ),
    h('div', { class: 'player-keys' }, previous, toggle, next),
    h('div', { class: 'player-seek' }, at, seek, length),
    volume(player),
  )
  root.replaceChildren(
    h('p', { class: 'player-empty' }, 'Pick a song, and it plays here.'),
    bar,
    player.audio,
  )

  let shown: string | null = null
  player.subscribe((state) => {
    root.classList.toggle('is-empty', state.song === null)
    root.classList.toggle('is-loading', state.loading)
    bar.inert = state.song === null
    if (state.song && state.song.id !== shown) {
      shown = state.song.id
      const { album } = state.song
      art.replaceChildren(cover(album.id))
      art.href = title.href = `#/album/${album.id}`
      title.textContent = state.song.title
      artist.textContent = album.artist.name
      preview.hidden = state.song.audio !== null
      artist.href = `#/artist/${album.artist.id}`
      announceMedia(state)
    }
    toggle.replaceChildren(icon(state.playing ? 'pause' : 'play'))
    toggle.setAttribute('aria-label', state.playing ? 'Pause' : 'Play')
    next.disabled = !state.hasNext
    at.textContent = clock(state.at)
    length.textContent = clock(state.length)
    seek.max = String(Math.max(1, state.length))
    fill(seek, state.at)
    seek.setAttribute('aria-valuetext', `${clock(state.at)} of ${clock(state.length)}`)
    if ('mediaSession' in navigator)
      navigator.mediaSession.playbackState = state.playing ? 'playing' : 'paused'
  })
  listenToKeys(player)
  listenToMediaKeys(player)
}

function button(label: string, name: Parameters<typeof icon>[0], press: () => void): HTMLButtonElement {
  return h('button', { type: 'button', class: 'round', 'aria-label': label, onclick: press }, icon(name))
}

function slider(label: string, max: number, moved: (value: number) => void): HTMLInputElement {
  const input = h('input', { type: 'range', min: 0, max, step: 'any', value: 0, 'aria-label': label })
  input.addEventListener('input', () => {
    fill(input, Number(input.value))
    moved(Number(input.value))
  })
  return input
}

/** Sets a slider; the part before its thumb is coloured by a custom property, as no browser does it alike. */
function fill(input: HTMLInputElement, value: number): void {
  input.value = String(value)
  input.style.setProperty('--filled', `${(100 * value) / Number(input.max)}%`)
}

function volume(player: Player): HTMLElement {
  const { audio } = player
  audio.volume = Number(localStorage.getItem(LOUDNESS) ?? '0.8')
  const mute = button('Mute', 'volume', () => {
    audio.muted = !audio.muted
  })
  const level = slider('Volume', 1, (value) => {
    audio.muted = false
    audio.volume = value
    localStorage.setItem(LOUDNESS, String(value))
  })
  const show = () => {
    const silent = audio.muted || audio.volume === 0
    fill(level, audio.muted ? 0 : audio.volume)
    level.setAttribute('aria-valuetext', `${Math.round(audio.volume * 100)} %${audio.muted ? ', muted' : ''}`)
    mute.replaceChildren(icon(silent ? 'mute' : 'volume'))
    mute.setAttribute('aria-label', silent ? 'Sound on' : 'Mute')
  }
  audio.addEventListener('volumechange', show)
  show()
  return h('div', { class: 'player-volume' }, mute, level)
}

/** Space plays and pauses, the arrows seek, `/` goes to the search: wherever the key is not needed for itself. */
function listenToKeys(player: Player): void {
  document.addEventListener('keydown', (event) => {
    const on = event.target instanceof HTMLElement ? event.target : document.body
    const typing = on.matches('input:not([type=range]), textarea, select, [contenteditable]')
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]'))
      return
    if (event.key === '/') byId('search', HTMLInputElement).focus()
    else if (event.key === ' ' && !on.matches('button, a, summary')) player.toggle()
    else if (event.key === 'ArrowRight' && !on.matches('input')) player.seek(player.state().at + SEEK_SECONDS)
    else if (event.key === 'ArrowLeft' && !on.matches('input')) player.seek(player.state().at - SEEK_SECONDS)
    else return
    event.preventDefault()
  })
}

function announceMedia({ song }: PlayerState): void {
  if (!('mediaSession' in navigator) || song === null) return
  navigator.mediaSession.metadata = new MediaMetadata({
    title: song.title,
    artist: song.album.artist.name,
    album: song.album.title,
  })
}

function listenToMediaKeys(player: Player): void {
  if (!('mediaSession' in navigator)) return
  const session = navigator.mediaSession
  session.setActionHandler('play', () => player.toggle())
  session.setActionHandler('pause', () => player.toggle())
  session.setActionHandler('nexttrack', () => player.next())
  session.setActionHandler('previoustrack', () => player.previous())
  session.setActionHandler('seekto', ({ seekTime }) => player.seek(seekTime ?? 0))
}
