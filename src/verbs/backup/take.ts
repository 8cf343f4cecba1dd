/** Takes a backup: copies the database, looks whether the copy is sound, and only then gives it its name. */
import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from '../../base/errors.ts'
import { progressOf } from '../progress.ts'
import type { Shell } from '../shell.ts'
import { digestOf, diskFailure, existsAlready, sync, writeThrough } from './disk.ts'
import { discard, draftOf, putInPlace } from './draft.ts'
import { type Manifest, manifestOf, manifestText } from './manifest.ts'
import { checkSound } from './sound.ts'

export interface Taking {
  /** The database. */
  readonly database: string
  /** Where the backup is to be. */
  readonly path: string
  readonly app: string
  readonly takenMs: number
}

/** @throws UsageError when it cannot be read or written, or the copy is not sound; then nothing is left */
export async function take(
  { database, path, app, takenMs }: Taking,
  shell: Shell,
): Promise<Omit<Manifest, 'format'>> {
  for (const one of [path, manifestOf(path)]) if (existsSync(one)) throw existsAlready(one)
  const [{ copyDatabase }, { version }] = await Promise.all([
    import('../../engines/sqlite/index.ts'),
    import('../package.ts'),
  ])
  const draft = draftOf(path)
  const manifestDraft = draftOf(manifestOf(path))
  const progress = progressOf(shell)
  try {
    const rows = await copyDatabase({
      from: database,
      to: draft,
      name: path,
      progress: (share) => {
        // Little by little: a flush of the whole at the end would hold up every commit of the server. Closing
        // the file again lets go of SQLite's lock on it, which nobody else asks for.
        sync(draft)
        progress.say(`copied ${Math.floor(share * 100)} %`)
      },
    })
    progress.say('verifying')
    sync(draft)
    const { schema } = await checkSound(draft, rows, damaged(database))
    const manifest: Omit<Manifest, 'format'> = {
      offstage: version,
      app,
      takenAt: new Date(takenMs).toISOString(),
      bytes: statSync(draft).size,
      sha256: await digestOf(draft),
      schema: new Bun.CryptoHasher('sha256').update(JSON.stringify(schema)).digest('hex'),
      rows,
    }
    writeThrough(manifestDraft, manifestText(manifest))
    putBoth(draft, manifestDraft, path)
    progress.end()
    return manifest
  } catch (error) {
    throw diskFailure(error, path)
  } finally {
    discard(draft)
    discard(manifestDraft)
  }
}

/** The manifest first: without its backup it says nothing wrong, and another process gives way to it. */
function putBoth(draft: string, manifestDraft: string, path: string): void {
  putInPlace(manifestDraft, manifestOf(path))
  try {
    putInPlace(draft, path)
  } catch (error) {
    rmSync(manifestOf(path), { force: true })
    throw error
  }
  sync(dirname(path))
}

const damaged = (database: string) => (problems: string) =>
  new UsageError(
    `The copy is not sound, so that ${database} may be damaged: ${problems}.`,
    'No backup was made, and none was removed. Keep the file as it is, and look at the disk.',
  )
