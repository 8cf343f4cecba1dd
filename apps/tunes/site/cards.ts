/** Pictures with words under them, in a grid: albums, artists, playlists. */
import { cover, mosaic } from './cover.ts'
import { type Child, h } from './dom.ts'
import { year } from './format.ts'
import { icon } from './icons.ts'
import type { Artist, Card } from './queries.ts'

function card(href: string, art: Child, title: string, words: Child, round = false): HTMLLIElement {
  return h(
    'li',
    { class: round ? 'card card-round' : 'card' },
    h('div', { class: 'card-art' }, art),
    h('a', { class: 'card-title', href }, title),
    h('p', { class: 'card-words' }, words),
  )
}

interface AlbumCard {
  readonly id: string
  readonly title: string
  readonly released: string
  readonly artist?: { readonly id: string; readonly name: string }
}

export function albumCards(albums: readonly AlbumCard[]): HTMLUListElement {
  return h(
    'ul',
    { class: 'cards' },
    albums.map((album) => {
      const by = album.artist
      const words = by
        ? [h('a', { href: `#/artist/${by.id}` }, by.name), ` · ${year(album.released)}`]
        : year(album.released)
      return card(`#/album/${album.id}`, cover(album.id), album.title, words)
    }),
  )
}

export function artistCards(artists: readonly Artist[]): HTMLUListElement {
  return h(
    'ul',
    { class: 'cards' },
    artists.map((artist) =>
      card(
        `#/artist/${artist.id}`,
        cover(artist.id),
        artist.name,
        `${artist.genre} · ${artist.country}`,
        true,
      ),
    ),
  )
}

export function playlistCards(playlists: readonly Card[]): HTMLUListElement {
  return h(
    'ul',
    { class: 'cards' },
    playlists.map((playlist) => {
      const albums = playlist.playlist_songs.map((entry) => entry.song.album)
      const { description } = playlist
      const locked = [
        icon('lock'),
        description === null ? 'Private' : h('span', { class: 'visually-hidden' }, 'Private. '),
      ]
      const words = [playlist.visibility === 'private' ? locked : null, description]
      return card(`#/playlist/${playlist.id}`, mosaic(albums, playlist.id), playlist.title, words)
    }),
  )
}

/** A heading with what belongs to it; `more` is a link at its end. */
export function section(title: string, content: Child, more?: Child): HTMLElement {
  return h(
    'section',
    { class: 'section' },
    h('div', { class: 'section-head' }, h('h2', {}, title), more ?? null),
    content,
  )
}

export function empty(words: string, more?: Child): HTMLElement {
  return h('div', { class: 'empty' }, h('p', {}, words), more ?? null)
}
