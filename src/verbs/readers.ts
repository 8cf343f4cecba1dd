/** How many threads answer reads beside the main one, and how each begins. */
import { UsageError } from '../base/errors.ts'
import { readersMax } from '../base/limits.ts'
import { Readers, type SiteFolders } from '../server.ts'
import type { Address } from './address.ts'
import { filesLoaded } from './modules.ts'
import { isServer, type Project, wholeNumber } from './project.ts'
import type { Shell } from './shell.ts'

/** What a reader is told to begin with. */
export interface ReaderBegin {
  readonly project: Project
  readonly address: Address
  readonly site: SiteFolders
  readonly personas: boolean
  readonly sources: Sources
}

/** Files of an app, each with a hash of what it said when the app was loaded. */
export type Sources = readonly (readonly [file: string, hash: string])[]

/**
 * The readers that `OFFSTAGE_READERS` asks for, not begun; null for none.
 * @throws UsageError where there can be none
 */
export function readersOf({ database }: Project, { env, err }: Shell): Readers<ReaderBegin> | null {
  const asked = env.OFFSTAGE_READERS
  const cannot = whyNot(database)
  // The main thread has a processor of its own: it writes, and reads as well.
  const free = cannot === null ? Math.min(navigator.hardwareConcurrency - 1, readersMax) : 0
  const count = asked === 'auto' ? free : wholeNumber('OFFSTAGE_READERS', asked, 0, readersMax)
  if (count === 0) return null
  if (cannot !== null)
    throw new UsageError(`OFFSTAGE_READERS=${asked}: ${cannot}`, 'Leave it out, or write auto or 0.')
  // The command line's own file: it knows that it runs in a thread.
  return new Readers({ count, start: () => new Worker(Bun.main), report: err })
}

function whyNot(database: string): string | null {
  if (database === ':memory:') return 'readers share a database file, and this one is in memory.'
  if (isServer(database)) return 'readers share a database file: on PostgreSQL start more processes.'
  if (process.platform !== 'linux') return 'only Linux deals out the connections of one port to readers.'
  return null
}

/** To be taken when the app has just been loaded. */
export async function sourcesOf(files: readonly string[] = filesLoaded()): Promise<Sources> {
  return await Promise.all(files.map(async (file) => [file, await hashOf(file)] as const))
}

/** The first file that says something else by now; null when none does. */
export async function changedSince(sources: Sources): Promise<string | null> {
  const now = await sourcesOf(sources.map(([file]) => file))
  return sources.find(([, hash], index) => now[index]?.[1] !== hash)?.[0] ?? null
}

async function hashOf(path: string): Promise<string> {
  const file = Bun.file(path)
  return (await file.exists()) ? Bun.hash(await file.bytes()).toString(36) : 'gone'
}
