/** The catalogue: artists, their albums and songs, and the charts, all from one seed. Plain rows; nothing is sent. */
import { pieces } from '../make-audio.ts'
import { GENRES, type Genre } from '../music/genres.ts'
import { between, pick, type Random, randomFrom } from '../music/random.ts'
import { expand, type Language } from './grammar.ts'
import { LANGUAGES } from './languages/index.ts'

const ARTISTS = 432
/** The year and the Monday that the library was made up for: the charts end with this week. */
const THIS_YEAR = 2026
const THIS_MONDAY_MS = Date.UTC(THIS_YEAR, 10, 16)
const WEEK_MS = 7 * 24 * 60 * 60 * 1000
const CHART_WEEKS = 8
export const CHART_PLACES = 40

export interface Artist {
  readonly id: string
  readonly name: string
  readonly genre: Genre
  readonly country: string
  readonly formed: number
}

export interface Album {
  readonly id: string
  readonly title: string
  readonly artist: string
  readonly released: string
}

export interface Song {
  readonly id: string
  readonly title: string
  readonly album: string
  readonly track: number
  seconds: number
  audio: string | null
  play_count: number
}

export interface Place {
  readonly id: string
  readonly week: string
  readonly rank: number
  readonly song: string
  readonly plays: number
}

export interface Catalogue {
  readonly artists: readonly Artist[]
  readonly albums: readonly Album[]
  readonly songs: readonly Song[]
  readonly charts: readonly Place[]
  /** Songs of a genre, the most played first. */
  readonly best: ReadonlyMap<Genre, readonly Song[]>
  /** Makes another id, by the same seed. */
  readonly newId: () => string
}

export function makeCatalogue(seed: string): Catalogue {
  const random = randomFrom(seed)
  const newId = ids(random)
  const artists: Artist[] = []
  const albums: Album[] = []
  const songs: Song[] = []
  const byGenre = new Map<Genre, Song[]>(GENRES.map((genre) => [genre, []]))
  const taken = new Set<string>()
  for (let i = 0; i < ARTISTS; i++) {
    const genre = GENRES[i % GENRES.length] as Genre
    const language = pick(random, LANGUAGES[genre])
    const artist: Artist = {
      id: newId(),
      name: unused(taken, () => expand(language.grammar, 'artist', random)),
      genre,
      country: pick(random, language.countries),
      formed: between(random, genre === 'Techno' || genre === 'Lo-fi' ? 1990 : 1958, 2021),
    }
    artists.push(artist)
    // A few are known everywhere, most by few: fame falls off as it does in real charts.
    const fame = 400_000 / (1 + i / GENRES.length) ** 1.1
    for (const album of discography(artist, language, random, newId)) {
      albums.push(album)
      const tracks = tracksOf(album, language, random, newId, fame)
      songs.push(...tracks)
      byGenre.get(genre)?.push(...tracks)
    }
  }
  recorded(songs, albums, byGenre)
  for (const list of byGenre.values()) list.sort((a, b) => b.play_count - a.play_count)
  return { artists, albums, songs, charts: chartsOf(songs, random, newId), best: byGenre, newId }
}

/** UUIDs of version 7 that count up from a fixed moment: the same seed gives the same ids. */
function ids(random: Random): () => string {
  let moment = Date.UTC(THIS_YEAR, 0, 1)
  const hex = (digits: number) =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  return () => {
    const time = (moment++).toString(16).padStart(12, '0')
    const variant = '89ab'.charAt(Math.floor(random() * 4))
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`
  }
}

/** Something that `make` has not said before. Word lists are finite: after many tries a numeral tells them apart. */
function unused(taken: Set<string>, make: () => string): string {
  for (let i = 0; ; i++) {
    const said = i < 40 ? make() : `${make()} ${['II', 'III', 'IV', 'V'][i % 4]}`
    if (taken.has(said)) continue
    taken.add(said)
    return said
  }
}

function discography(artist: Artist, language: Language, random: Random, newId: () => string): Album[] {
  const titles = new Set<string>()
  const albums: Album[] = []
  let year = artist.formed
  for (let count = between(random, 2, 4); count > 0; count--) {
    year = Math.min(THIS_YEAR, year + between(random, 1, 5))
    const month = String(between(random, 1, year === THIS_YEAR ? 10 : 12)).padStart(2, '0')
    const day = String(between(random, 1, 28)).padStart(2, '0')
    const title = unused(titles, () => expand(language.grammar, 'album', random))
    albums.push({ id: newId(), title, artist: artist.id, released: `${year}-${month}-${day}` })
  }
  return albums
}

function tracksOf(
  album: Album,
  language: Language,
  random: Random,
  newId: () => string,
  fame: number,
): Song[] {
  const titles = new Set<string>()
  return Array.from({ length: between(random, 8, 12) }, (_, i) => ({
    id: newId(),
    title: unused(titles, () => expand(language.grammar, 'song', random)),
    album: album.id,
    track: i + 1,
    seconds: between(random, 128, 341),
    audio: null,
    play_count: Math.round(fame * random() ** 3),
  }))
}

/** Gives the recordings to each genre's most played songs, one an artist, and makes those the best known of all. */
function recorded(
  songs: readonly Song[],
  albums: readonly Album[],
  byGenre: ReadonlyMap<Genre, Song[]>,
): void {
  const artistOf = new Map(albums.map((album) => [album.id, album.artist]))
  const most = Math.max(...songs.map((song) => song.play_count))
  const heard = new Set<string | undefined>()
  for (const [i, piece] of pieces().entries()) {
    const song = byGenre
      .get(piece.genre)
      ?.filter((candidate) => !heard.has(artistOf.get(candidate.album)))
      .reduce((best, candidate) => (candidate.play_count > best.play_count ? candidate : best))
    if (!song) throw new Error(`no song is left for ${piece.path}`)
    heard.add(artistOf.get(song.album))
    song.audio = piece.path
    song.seconds = piece.seconds
    song.play_count += most - i * 40
  }
}

function chartsOf(songs: readonly Song[], random: Random, newId: () => string): Place[] {
  const known = [...songs].sort((a, b) => b.play_count - a.play_count).slice(0, CHART_PLACES * 2)
  // A song's luck drifts from week to week, and so it climbs and falls by a few places.
  const luck = known.map(() => 0.6 + random() * 0.8)
  const places: Place[] = []
  for (let back = CHART_WEEKS - 1; back >= 0; back--) {
    const week = new Date(THIS_MONDAY_MS - back * WEEK_MS).toISOString().slice(0, 10)
    const counted = known.map((song, i) => {
      luck[i] = Math.min(1.6, Math.max(0.35, (luck[i] as number) + (random() - 0.5) * 0.3))
      return { song: song.id, plays: Math.round(((luck[i] as number) * song.play_count) / 30) }
    })
    counted.sort((a, b) => b.plays - a.plays)
    for (const [i, { song, plays }] of counted.slice(0, CHART_PLACES).entries()) {
      places.push({ id: newId(), week, rank: i + 1, song, plays })
    }
  }
  return places
}
