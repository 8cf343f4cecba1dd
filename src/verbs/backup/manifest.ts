/** What is known of a backup, in a file beside it: `tunes-….sqlite.json`. */
import { existsSync, readFileSync } from 'node:fs'
import { UsageError } from '../../base/errors.ts'

/** Counts up when older versions of Offstage could misread a manifest. */
const FORMAT = 1

export interface Manifest {
  readonly format: number
  /** The version of Offstage that made the backup. */
  readonly offstage: string
  /** Name of the folder of the app. */
  readonly app: string
  /** When the copy began, as ISO 8601: every write acknowledged before is in it. */
  readonly takenAt: string
  readonly bytes: number
  /** Digest of the file. */
  readonly sha256: string
  /** Digest of the schema of the rows: equal for equal schemas. */
  readonly schema: string
  /** Rows of each table. */
  readonly rows: Readonly<Record<string, number>>
}

export const manifestOf = (backup: string) => `${backup}.json`

export function manifestText(manifest: Omit<Manifest, 'format'>): string {
  return `${JSON.stringify({ format: FORMAT, ...manifest }, null, 2)}\n`
}

/**
 * @returns null when there is none beside the backup
 * @throws UsageError when it cannot be understood
 */
export function readManifest(backup: string): Manifest | null {
  const path = manifestOf(backup)
  if (!existsSync(path)) return null
  const manifest = parsed(readFileSync(path, 'utf8'))
  if (manifest === null)
    throw new UsageError(
      `${path} is no manifest of a backup.`,
      'Move it away to use the backup without its checksum and counts of rows.',
    )
  if (manifest.format > FORMAT)
    throw new UsageError(`${path} was written by a newer Offstage.`, `Install ${manifest.offstage} or later.`)
  return manifest
}

function parsed(text: string): Manifest | null {
  try {
    const value: Partial<Manifest> | null = JSON.parse(text)
    const isOurs =
      typeof value?.format === 'number' &&
      typeof value.app === 'string' &&
      typeof value.sha256 === 'string' &&
      typeof value.rows === 'object'
    return isOurs ? (value as Manifest) : null
  } catch {
    return null
  }
}
