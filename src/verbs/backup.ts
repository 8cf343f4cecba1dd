/** `offstage backup`: a copy of the database that can be relied on, taken while the server runs. */
import { existsSync, mkdirSync } from 'node:fs'
import { setPriority } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { UsageError } from '../base/errors.ts'
import { backupsKeptMax } from '../base/limits.ts'
import { requireFile } from './backup/database.ts'
import { isFolder } from './backup/disk.ts'
import { removeAbandoned } from './backup/draft.ts'
import { appOf, Shelf } from './backup/shelf.ts'
import { sizeOf } from './backup/size.ts'
import { take } from './backup/take.ts'
import { near } from './near.ts'
import { makeData, type Project, projectOf } from './project.ts'
import type { Shell } from './shell.ts'
import { EXIT, type Given } from './verb.ts'

/** As `nice` says it: whoever answers requests comes first. */
const NICE = 10

export async function backup(given: Given, shell: Shell): Promise<number> {
  const project = projectOf(given.words[0], shell)
  requireFile(project)
  const to = targetOf(given.text('to'), project, shell)
  const keep = keepOf(given.text('keep'), to)
  checkDatabase(project, shell)
  yieldToOthers()
  if (to.shelf !== null) to.shelf.tidy(shell.clock)
  else removeAbandoned(dirname(to.path), `${basename(to.path)}.`, shell.clock)
  const takenMs = shell.clock.nowMs()
  const path = to.shelf?.pathAt(takenMs) ?? to.path
  const taken = await take({ database: project.database, path, app: appOf(project), takenMs }, shell)
  const seconds = (shell.clock.nowMs() - takenMs) / 1000
  const removed = keep === null ? [] : prune(to, keep, shell)
  if (given.has('json')) shell.out(JSON.stringify({ file: path, ...taken, seconds, removed }))
  else {
    shell.out(near(path, shell.cwd))
    shell.out(`  ${sizeOf(taken)}, in ${seconds.toFixed(1)} s`)
    shell.out('  verified: pages, references, full-text search, rows of each table')
    if (removed.length > 0) shell.out(`  removed ${removed.length} older, kept ${keep}`)
  }
  return EXIT.ok
}

/** The new backup is good, whatever becomes of the old ones. */
function prune({ shelf, path }: Target, keep: number, { cwd, err }: Shell): string[] {
  try {
    return shelf?.prune(keep) ?? []
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    err(`Older backups in ${near(path, cwd)} could not be removed: ${why}`)
    return []
  }
}

/** A folder in which each backup gets a name of its own, or one file. */
type Target =
  | { readonly shelf: Shelf; readonly path: string }
  | { readonly shelf: null; readonly path: string }

function targetOf(to: string | null, project: Project, shell: Shell): Target {
  const named = to ?? (shell.env.OFFSTAGE_BACKUP_FOLDER || null)
  if (named === null) {
    const path = join(project.data, 'backups')
    makeData(project)
    mkdirSync(path, { recursive: true })
    return { shelf: new Shelf(path, project), path }
  }
  const path = resolve(shell.cwd, named)
  const inFolder = to === null || named.endsWith('/') || named.endsWith(sep) || isFolder(path)
  // A folder is not made: where a disk is not mounted, backups would land beside the database.
  const folder = inFolder ? path : dirname(path)
  if (!isFolder(folder)) throw new UsageError(`There is no folder ${folder}.`, 'Make it, or name another.')
  return inFolder ? { shelf: new Shelf(path, project), path } : { shelf: null, path }
}

function keepOf(text: string | null, { shelf }: Target): number | null {
  if (text === null) return null
  if (shelf === null)
    throw new UsageError('--keep is about a folder of backups, and --to names a file.', 'Leave out --keep.')
  const keep = Number(text)
  if (/^\d+$/.test(text) && keep > 0 && keep <= backupsKeptMax) return keep
  throw new UsageError(
    `--keep ${text} is not a whole number from 1 to ${backupsKeptMax}.`,
    'Write --keep 14, or leave it out to keep all.',
  )
}

function checkDatabase({ database }: Project, { cwd }: Shell): void {
  if (existsSync(database)) return
  throw new UsageError(
    `There is no database ${near(database, cwd)}.`,
    '`offstage start` makes it. OFFSTAGE_DATA and DATABASE_URL say where it is.',
  )
}

function yieldToOthers(): void {
  try {
    setPriority(NICE)
  } catch {
    // Not allowed everywhere, and not needed.
  }
}
