/**
 * Fills a new library: the catalogue, some listeners, and the recordings. Everything comes from one seed, so two
 * libraries made with the same seed are equal to the last row. `OFFSTAGE_SEED=2` makes another one.
 */
import { join } from 'node:path'
import type { SupabaseClient } from '@supabase/supabase-js'
import { makeCatalogue } from './library/catalogue.ts'
import { makeListeners } from './library/listeners.ts'
import { makeAudio } from './make-audio.ts'

/** Rows in one request. */
const BATCH = 1000

export interface SeedContext {
  /** Holds the secret key: rules do not apply to it, and it may set what clients may not. */
  readonly client: SupabaseClient
  /** Begins at `OFFSTAGE_SEED`. */
  readonly random: { fraction(): number }
  /** Says what is happening, in one line. */
  readonly progress: (line: string) => void
}

export default async function seed({ client, random, progress }: SeedContext): Promise<void> {
  const name = Math.floor(random.fraction() * 2 ** 32).toString(36)
  progress(`seed ${name}: writing songs`)
  const catalogue = makeCatalogue(name)
  const listeners = makeListeners(name, catalogue)
  // Those who are pointed at come first.
  const tables = {
    artists: catalogue.artists,
    albums: catalogue.albums,
    songs: catalogue.songs,
    charts: catalogue.charts,
    users: listeners.users,
    profiles: listeners.profiles,
    playlists: listeners.playlists,
    playlist_songs: listeners.playlist_songs,
    playlist_members: listeners.playlist_members,
    plays: listeners.plays,
  }
  for (const [table, rows] of Object.entries<readonly object[]>(tables)) {
    for (let at = 0; at < rows.length; at += BATCH) {
      const { error } = await client.from(table).insert(rows.slice(at, at + BATCH))
      if (error) throw new Error(`${table}: ${error.message}`, { cause: error })
      progress(`${table}: ${Math.min(at + BATCH, rows.length)} of ${rows.length}`)
    }
  }
  await makeAudio(join(import.meta.dir, 'site'), (done, of) => progress(`recordings: ${done} of ${of}`))
}
