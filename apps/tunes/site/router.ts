/** From the address to a view: `#/album/0190…` shows one album. */

import type { View } from './stage.ts'
import { album } from './views/album.ts'
import { artist } from './views/artist.ts'
import { artists } from './views/artists.ts'
import { charts } from './views/charts.ts'
import { home } from './views/home.ts'
import { playlist } from './views/playlist.ts'
import { playlists } from './views/playlists.ts'
import { search } from './views/search.ts'

const VIEWS: Readonly<Record<string, View>> = {
  '': home,
  charts,
  artists,
  artist,
  album,
  playlists,
  playlist,
  search,
}

export interface Route {
  /** First part of the address; the navigation marks its own. */
  readonly name: string
  readonly view: View
  readonly argument: string
}

/** The route of a hash; null for one that is no address of ours, such as `#main`. */
export function routeOf(hash: string): Route | null {
  if (hash !== '' && !hash.startsWith('#/')) return null
  const [name = '', argument = ''] = hash.slice(2).split('/')
  const known = name in VIEWS ? name : ''
  return { name: known, view: VIEWS[known] as View, argument: decode(argument) }
}

/** An address typed by hand may hold a stray `%`. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
