/**
 * Makes the recordings: `bun apps/tunes/make-audio.ts` composes and plays four pieces in each of twelve genres and
 * writes them to `site/audio/`, which git ignores. A piece that is there already is left alone.
 */
import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { compose } from './music/compose.ts'
import { GENRES, type Genre } from './music/genres.ts'
import { render } from './music/render.ts'
import { wav } from './music/wav.ts'

const PIECES_A_GENRE = 4

export interface Piece {
  readonly genre: Genre
  /** What `compose` is given; the same seed is the same music. */
  readonly seed: string
  /** Where the page finds it, relative to the site. */
  readonly path: string
  /** Length of the recording. */
  readonly seconds: number
}

/** The pieces, without playing them: composing one takes under a millisecond. */
export function pieces(): Piece[] {
  return GENRES.flatMap((genre) =>
    Array.from({ length: PIECES_A_GENRE }, (_, i) => {
      const slug = genre.toLowerCase().replaceAll(/[^a-z]+/g, '-')
      const seed = `${slug}-${i + 1}`
      return { genre, seed, path: `audio/${seed}.wav`, seconds: Math.round(compose(genre, seed).seconds) }
    }),
  )
}

/** Writes the recordings that are missing from `folder`, the site's. Calls `progress` after each. */
export async function makeAudio(
  folder: string,
  progress: (done: number, of: number) => void = () => {},
): Promise<void> {
  const all = pieces()
  mkdirSync(join(folder, 'audio'), { recursive: true })
  for (const [i, piece] of all.entries()) {
    const file = join(folder, piece.path)
    if (!(await Bun.file(file).exists())) {
      // Written aside and renamed: a half-written file never has the name of a whole one.
      const part = `${file}.${process.pid}`
      await Bun.write(part, wav(render(compose(piece.genre, piece.seed))))
      renameSync(part, file)
    }
    progress(i + 1, all.length)
  }
}

if (import.meta.main) {
  const line = (done: number, of: number) => process.stderr.write(`\rrecordings: ${done} of ${of}`)
  await makeAudio(join(import.meta.dir, 'site'), line)
  process.stderr.write('\n')
}
