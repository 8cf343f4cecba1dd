/** `offstage restore`: puts a backup in the place of the database, and keeps what was there. */
import { accessSync, chmodSync, chownSync, constants, mkdirSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { UsageError } from '../base/errors.ts'
import type { Schema } from '../schema/index.ts'
import { requireFile } from './backup/database.ts'
import { copyFile, diskFailure, sync } from './backup/disk.ts'
import { discard, draftOf, removeAbandoned } from './backup/draft.ts'
import { type Manifest, manifestOf, readManifest } from './backup/manifest.ts'
import { stampOf } from './backup/shelf.ts'
import { sizeOf } from './backup/size.ts'
import { checkSound, type Sound } from './backup/sound.ts'
import { complaintOf } from './complaint.ts'
import { importApp, providePackages } from './modules.ts'
import { near } from './near.ts'
import { makeData, type Project, projectOf } from './project.ts'
import type { Shell } from './shell.ts'
import { EXIT, type Given } from './verb.ts'

export async function restore(given: Given, shell: Shell): Promise<number> {
  const [word, app] = given.words
  if (word === undefined)
    throw new UsageError(
      'Which backup?',
      'Write offstage restore <file>, a file that `offstage backup` made.',
    )
  const project = projectOf(app, shell)
  requireFile(project)
  const from = resolve(shell.cwd, word)
  checkFile(from, project)
  const manifest = readManifest(from)
  const { database } = project
  makeData(project)
  mkdirSync(dirname(database), { recursive: true })
  removeAbandoned(dirname(database), `${basename(database)}.`, shell.clock)
  const draft = draftOf(database)
  try {
    const sound = await copySound(from, draft, manifest)
    takeOwner(draft, database)
    const { replaceDatabase } = await import('../engines/sqlite/index.ts')
    const aside = `${database}.before-${stampOf(shell.clock.nowMs())}`
    const kept = replaceDatabase(database, draft, aside)
    sync(dirname(database))
    const restored = { rows: sound.rows, bytes: statSync(database).size }
    const changes = await changesSince(sound.schema, project, shell)
    const takenAt = manifest?.takenAt ?? null
    if (given.has('json')) shell.out(JSON.stringify({ database, takenAt, ...restored, kept, changes }))
    else say({ database, takenAt, kept, changes, size: sizeOf(restored) }, shell)
    return EXIT.ok
  } catch (error) {
    throw diskFailure(error, database)
  } finally {
    discard(draft)
  }
}

function checkFile(from: string, { database }: Project): void {
  if (statSync(from, { throwIfNoEntry: false })?.isFile() !== true)
    throw new UsageError(`There is no file ${from}.`, 'Name a file that `offstage backup` made.')
  try {
    accessSync(from, constants.R_OK)
  } catch {
    throw new UsageError(`${from} cannot be read.`, 'Run the command as somebody who may read it.')
  }
  if (from === database)
    throw new UsageError(`${from} is the database itself.`, 'Name a file that `offstage backup` made.')
  if ((statSync(`${from}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0) return
  throw new UsageError(
    `Beside ${from} lies a log with writes that are not in it: it is a database, not a backup.`,
    'Take a backup of it with `offstage backup`, and restore that.',
  )
}

/** Who restores need not be who serves. */
function takeOwner(draft: string, database: string): void {
  const before = statSync(database, { throwIfNoEntry: false })
  if (before === undefined) return
  chmodSync(draft, before.mode)
  // Root alone may give a file away; anybody else restores as whom the server runs.
  if (process.getuid?.() === 0) chownSync(draft, before.uid, before.gid)
}

/** What is verified is the copy that will be served: the disk may fail on the way too. */
async function copySound(from: string, draft: string, manifest: Manifest | null): Promise<Sound> {
  const unsound = (problems: string) =>
    new UsageError(
      `${from} is damaged: ${problems}.`,
      'Nothing was changed. Restore another backup, or another copy of this one.',
    )
  const digest = await copyFile(from, draft)
  if (manifest !== null && digest !== manifest.sha256)
    throw unsound(`its bytes are not those of ${basename(manifestOf(from))}`)
  return await checkSound(draft, manifest?.rows ?? null, unsound)
}

/** Null where that cannot be said, which is said: a backup must not need a working `app.ts`. */
async function changesSince(schema: Schema, project: Project, shell: Shell): Promise<string[] | null> {
  try {
    providePackages(shell)
    const { model } = await importApp(project.app)
    const { schemaChanges } = await import('../engines/sqlite/index.ts')
    return schemaChanges(schema, model)
  } catch (error) {
    const why = await complaintOf(error, shell.cwd, project.app)
    shell.err(`Whether app.ts has another schema by now is not known:\n${why}`)
    return null
  }
}

interface Restored {
  readonly database: string
  readonly takenAt: string | null
  readonly size: string
  readonly kept: readonly string[]
  readonly changes: readonly string[] | null
}

function say({ database, takenAt, size, kept, changes }: Restored, shell: Shell): void {
  const { cwd } = shell
  shell.out(`${near(database, cwd)} is the backup${takenAt === null ? '' : ` of ${takenAt}`} now`)
  shell.out(`  ${size}`)
  shell.out(
    takenAt === null
      ? '  verified: pages, references, full-text search; without a manifest neither bytes nor rows'
      : '  verified: bytes, pages, references, full-text search, rows of each table',
  )
  for (const path of kept) shell.out(`  kept what was there: ${near(path, cwd)}`)
  if (changes === null || changes.length === 0) return
  shell.out('  app.ts has another schema by now. The next start changes this, or asks first:')
  for (const change of changes) shell.out(`    ${change}`)
}
