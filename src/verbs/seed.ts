/** Fills a new database by the module that the app names, in full or not at all. */
import { existsSync, linkSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { assert } from '../base/assert.ts'
import { UsageError } from '../base/errors.ts'
import { type Random, seededRandom } from '../base/random.ts'
import type { House } from '../server.ts'
import { importModule } from './modules.ts'
import { progressOf } from './progress.ts'
import { type Project, seedOf, shownDatabase } from './project.ts'
import { isRunning } from './running.ts'
import type { Shell } from './shell.ts'

/** What a seed is handed. */
export interface SeedContext {
  /** supabase-js with the secret key, calling the app in this process. */
  readonly client: unknown
  /** The same sequence at every run; `OFFSTAGE_SEED` names another one. */
  readonly random: Random
  /** Says what is happening, in one line. */
  readonly progress: (line: string) => void
}

/** Runs the module's default export on an open House. */
export async function runSeed(house: House, module: string, project: Project, shell: Shell): Promise<void> {
  const path = resolve(project.folder, module)
  if (!existsSync(path))
    throw new UsageError(`app.ts names a seed that is not there: ${module}.`, `It was looked for at ${path}.`)
  const { default: seed } = await importModule(path)
  if (typeof seed !== 'function')
    throw new UsageError(
      `${path} exports no function by default.`,
      'Write export default async function seed({ client, random, progress }) { … }.',
    )
  const progress = progressOf(shell)
  const context: SeedContext = {
    client: await clientOf(house),
    random: seededRandom(seedOf(shell)),
    progress: progress.say,
  }
  progress.say(`filling ${shownDatabase(project.database)}`)
  await seed(context)
  progress.end()
}

async function clientOf(house: House): Promise<unknown> {
  const { createClient } = await import('@supabase/supabase-js')
  const fetch = (input: string | URL | Request, init?: RequestInit) => house.fetch(new Request(input, init))
  return createClient('http://offstage.internal', house.keys.secret, {
    global: { fetch: fetch as typeof globalThis.fetch },
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  })
}

/**
 * Makes a database beside its place and puts it there once `fill` is done with it, so that a half filled
 * one is never taken for a whole one: not after a mistake, not after a power cut. Who comes second leaves
 * the first's alone.
 */
export async function makeWhole(database: string, fill: (draft: string) => Promise<void>): Promise<void> {
  removeAbandoned(database)
  const draft = `${database}.new-${process.pid}`
  const discard = () => removeDatabase(draft)
  process.once('exit', discard)
  try {
    await fill(draft)
    const log = statSync(`${draft}-wal`, { throwIfNoEntry: false })?.size ?? 0
    assert(log === 0, 'all of a closed database lies in its file')
    // Unlike a rename, a link does not replace what another process has put there meanwhile.
    linkSync(draft, database)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    discard()
    process.off('exit', discard)
  }
}

/** Drafts of processes that were killed. */
function removeAbandoned(database: string): void {
  const start = `${basename(database)}.new-`
  for (const name of readdirSync(dirname(database))) {
    const pid = Number(/^\d+/.exec(name.slice(start.length))?.[0])
    if (!name.startsWith(start) || (pid !== process.pid && isRunning(pid))) continue
    rmSync(join(dirname(database), name), { force: true })
  }
}

function removeDatabase(path: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(path + ending, { force: true })
}
