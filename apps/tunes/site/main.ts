/** The page begins here: connect, see who is listening, show the view that the address names. */
import { connect, readConfig } from './client.ts'
import { byId, h } from './dom.ts'
import { type IconName, icon } from './icons.ts'
import { guestOnly, personaMenu } from './persona.ts'
import { makePlayer } from './player.ts'
import { mountPlayerBar } from './player-bar.ts'
import { queriesOf } from './queries.ts'
import { sentenceOf } from './refusal.ts'
import { routeOf } from './router.ts'
import { markPlaying } from './song-list.ts'
import { type Stage, toast } from './stage.ts'
import { newPlaylist } from './views/playlists.ts'

/** Typing pauses this long before a search is sent. */
const SEARCH_PAUSE_MS = 160
/** A view that takes longer shows grey shapes meanwhile; a faster one would only flicker. */
const SKELETON_AFTER_MS = 140

const main = byId('main', HTMLElement)
const searchBox = byId('search', HTMLInputElement)

async function start(): Promise<void> {
  dressNavigation()
  let menu = guestOnly
  const config = await readConfig()
  const ask = queriesOf(connect(config, () => menu.now().token))
  const player = makePlayer({
    heard: (song) => {
      if (menu.now().id) ask.play(song.id).catch((error) => toast(sentenceOf(error), 'refused'))
    },
    failed: (song) => toast(`“${song.title}” cannot be played here.`, 'refused'),
  })
  mountPlayerBar(player)
  player.subscribe(({ song, playing }) => markPlaying(document, song?.id ?? null, playing))
  const stage: Stage = {
    ask,
    player,
    listening: () => menu.now(),
    refresh: () => draw(stage, false),
    refreshOwn: () => drawOwn(stage),
  }
  if (config.personas) {
    menu = await personaMenu(() => {
      void drawOwn(stage)
      void draw(stage, false)
    })
  }
  window.addEventListener('hashchange', () => {
    if (routeOf(location.hash)) void draw(stage, true)
  })
  listenToSearch()
  await Promise.all([drawOwn(stage), draw(stage, false)])
}

let drawing = 0

/** Draws the view of the address. A slower, older drawing never replaces a newer one. */
async function draw(stage: Stage, moved: boolean): Promise<void> {
  const route = routeOf(location.hash) ?? routeOf('')
  if (!route) return
  const turn = ++drawing
  const waiting = moved
    ? setTimeout(() => turn === drawing && main.replaceChildren(skeleton()), SKELETON_AFTER_MS)
    : undefined
  if (!moved && main.childElementCount === 0) main.replaceChildren(skeleton())
  main.setAttribute('aria-busy', 'true')
  try {
    const { title, content } = await route.view(stage, route.argument)
    if (turn !== drawing) return
    main.replaceChildren(h('div', { class: `view view-${route.name || 'home'}` }, content))
    document.title = `${title} · Tunes`
  } catch (error) {
    if (turn !== drawing) return
    main.replaceChildren(failure(sentenceOf(error), () => void draw(stage, true)))
  } finally {
    clearTimeout(waiting)
    if (turn === drawing) {
      main.removeAttribute('aria-busy')
      markHere(route.name)
      if (route.name !== 'search') searchBox.value = ''
      else if (document.activeElement !== searchBox) searchBox.value = route.argument
      if (moved && document.activeElement !== searchBox) {
        window.scrollTo(0, 0)
        main.focus({ preventScroll: true })
      }
      const { song, playing } = stage.player.state()
      markPlaying(document, song?.id ?? null, playing)
    }
  }
}

function skeleton(): HTMLElement {
  const rows = Array.from({ length: 8 }, () => h('div', { class: 'skeleton-row' }))
  return h('div', { class: 'skeleton', 'aria-hidden': 'true' }, h('div', { class: 'skeleton-head' }), rows)
}

function failure(words: string, again: () => void): HTMLElement {
  return h(
    'div',
    { class: 'empty', role: 'alert' },
    h('h1', {}, 'That did not work'),
    h('p', {}, words),
    h('button', { type: 'button', class: 'primary', onclick: again }, 'Try again'),
  )
}

/** The listener's playlists, beside the navigation. */
async function drawOwn(stage: Stage): Promise<void> {
  const root = byId('own-playlists', HTMLDivElement)
  const { id } = stage.listening()
  if (id === null) {
    root.replaceChildren()
    return
  }
  try {
    const playlists = await stage.ask.writable(id)
    root.replaceChildren(
      h(
        'div',
        { class: 'side-head' },
        h('h2', {}, 'Your playlists'),
        h(
          'button',
          {
            type: 'button',
            class: 'icon-button',
            'aria-label': 'New playlist',
            onclick: () => newPlaylist(stage),
          },
          icon('add'),
        ),
      ),
      h(
        'ul',
        {},
        playlists.map((playlist) =>
          h(
            'li',
            {},
            h(
              'a',
              { href: `#/playlist/${playlist.id}` },
              playlist.title,
              playlist.owner === id ? null : h('span', { class: 'tag' }, 'shared'),
            ),
          ),
        ),
      ),
    )
  } catch (error) {
    toast(sentenceOf(error), 'refused')
  }
}

function dressNavigation(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-icon]')) {
    link.prepend(icon(link.dataset.icon as IconName))
  }
  document.querySelector('.brand-mark')?.append(h('i'), h('i'), h('i'))
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    // The address after the hash is the view's: the link must not replace it.
    event.preventDefault()
    main.focus()
  })
}

const SECTIONS: Readonly<Record<string, string>> = {
  '': '#/',
  charts: '#/charts',
  artists: '#/artists',
  artist: '#/artists',
  album: '#/artists',
  playlists: '#/playlists',
  playlist: '#/playlists',
}

function markHere(name: string): void {
  for (const link of document.querySelectorAll('.side a')) {
    const href = link.getAttribute('href') ?? ''
    const exact = href === location.hash
    if (exact || href === SECTIONS[name])
      link.setAttribute('aria-current', exact || href === `#/${name}` ? 'page' : 'true')
    else link.removeAttribute('aria-current')
  }
}

function listenToSearch(): void {
  let pause: ReturnType<typeof setTimeout> | undefined
  const go = () => {
    const words = searchBox.value.trim()
    const hash = words === '' ? '#/' : `#/search/${encodeURIComponent(words)}`
    if (location.hash === hash) return
    // Letters of one search are one step back, not one each.
    if (location.hash.startsWith('#/search/')) location.replace(hash)
    else location.hash = hash
  }
  searchBox.addEventListener('input', () => {
    clearTimeout(pause)
    pause = setTimeout(go, SEARCH_PAUSE_MS)
  })
  searchBox.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      clearTimeout(pause)
      go()
      main.querySelector<HTMLElement>('.song-play')?.focus()
    } else if (event.key === 'ArrowDown') {
      event.preventDefault()
      main.querySelector<HTMLElement>('.song-play')?.focus()
    }
  })
}

start().catch((error) => main.replaceChildren(failure(sentenceOf(error), () => location.reload())))
