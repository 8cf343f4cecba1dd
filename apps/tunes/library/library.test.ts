import { describe, expect, test } from 'bun:test'
import { randomFrom } from '../music/random.ts'
import { CHART_PLACES, makeCatalogue } from './catalogue.ts'
import { expand, phrases } from './grammar.ts'
import { LANGUAGES } from './languages/index.ts'
import { makeListeners } from './listeners.ts'

const catalogue = makeCatalogue('test')
const listeners = makeListeners('test', catalogue)

describe('the grammars', () => {
  test('fill in every blank, whatever is chosen', () => {
    const random = randomFrom('grammars')
    for (const { grammar } of Object.values(LANGUAGES).flat()) {
      for (const symbol of ['artist', 'album', 'song']) {
        for (let i = 0; i < 400; i++) expect(expand(grammar, symbol, random)).not.toMatch(/[{}]|^\s*$|\s\s/)
      }
    }
  })

  test('a list of phrases may run over lines', () => {
    expect(phrases('one two,\n   three\n four')).toEqual(['one two', 'three four'])
  })

  test('an unknown blank is a mistake', () => {
    expect(() => expand({ song: ['{moon}'] }, 'song', randomFrom('x'))).toThrow('{moon}')
  })
})

describe('the catalogue', () => {
  test('is large enough to search in', () => {
    expect(catalogue.artists.length).toBeGreaterThanOrEqual(400)
    expect(catalogue.albums.length).toBeGreaterThanOrEqual(1200)
    expect(catalogue.songs.length).toBeGreaterThanOrEqual(12_000)
  })

  test('is the same for the same seed, and another for another', () => {
    expect(makeCatalogue('test').songs).toEqual(catalogue.songs)
    expect(makeCatalogue('other').songs[0]).not.toEqual(catalogue.songs[0])
  })

  test('no two things share an id, no two artists a name, no two songs of an album a title', () => {
    const { artists, albums, songs, charts } = catalogue
    const all = [...artists, ...albums, ...songs, ...charts].map((row) => row.id)
    expect(new Set(all).size).toBe(all.length)
    expect(new Set(artists.map((artist) => artist.name)).size).toBe(artists.length)
    expect(new Set(songs.map((song) => `${song.album} ${song.title}`)).size).toBe(songs.length)
  })

  test('nothing is released before its artist began', () => {
    const formed = new Map(catalogue.artists.map((artist) => [artist.id, artist.formed]))
    const early = catalogue.albums.filter(
      (album) => Number(album.released.slice(0, 4)) < (formed.get(album.artist) ?? 0),
    )
    expect(early).toEqual([])
  })

  test('each recording belongs to one song', () => {
    const paths = catalogue.songs.flatMap((song) => song.audio ?? [])
    expect(paths.length).toBe(48)
    expect(new Set(paths).size).toBe(paths.length)
  })

  test('eight charts of forty places, the most played first', () => {
    const weeks = Map.groupBy(catalogue.charts, (place) => place.week)
    expect(weeks.size).toBe(8)
    for (const places of weeks.values()) {
      expect(places.map((place) => place.rank)).toEqual(Array.from({ length: CHART_PLACES }, (_, i) => i + 1))
      expect(places.map((place) => place.plays)).toEqual(
        places.map((place) => place.plays).sort((a, b) => b - a),
      )
    }
  })
})

describe('the listeners', () => {
  test('no playlist has a song twice', () => {
    const entries = listeners.playlist_songs.map((entry) => `${entry.playlist} ${entry.song}`)
    expect(new Set(entries).size).toBe(entries.length)
  })

  test('nobody is a member of their own playlist', () => {
    const owners = new Map(listeners.playlists.map((playlist) => [playlist.id, playlist.owner]))
    expect(
      listeners.playlist_members.filter((member) => owners.get(member.playlist) === member.user),
    ).toEqual([])
  })
})
