/** Songs without a recording: the page composes them itself, with the code that made the recordings. */
import { compose } from '../music/compose.ts'
import { render } from '../music/render.ts'
import { wav } from '../music/wav.ts'
import type { Song } from './queries.ts'

/** How many made pieces are kept, 1.5 MB each: going back a song must not cost the work again. */
const KEPT_MAX = 8
const kept = new Map<string, string>()

/** Where the song's sound is: its recording, or one made on the spot, in a fifth of a second. */
export async function soundOf(song: Song): Promise<string> {
  if (song.audio !== null) return song.audio
  const known = kept.get(song.id)
  if (known) return known
  // Lets the page paint the pressed button before the work begins.
  await new Promise((resolve) => setTimeout(resolve))
  const bytes = wav(render(compose(song.album.artist.genre, song.id)))
  const url = URL.createObjectURL(new Blob([bytes], { type: 'audio/wav' }))
  kept.set(song.id, url)
  for (const [id, old] of kept) {
    if (kept.size <= KEPT_MAX) break
    kept.delete(id)
    URL.revokeObjectURL(old)
  }
  return url
}
