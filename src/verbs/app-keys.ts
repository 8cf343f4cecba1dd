/** The keys of an app, the same for every process that serves it. */
import { type Keys, loadKeys } from '../auth/index.ts'
import { isServer, type Project } from './project.ts'
import type { Shell } from './shell.ts'

/**
 * Nodes of one database may have no folder in common: keys that the environment lacks are kept in it.
 * @throws UsageError when a key is not of its form, or the database cannot be reached
 */
export async function keysOf({ database, data }: Project, { env, random }: Shell): Promise<Keys> {
  if (!isServer(database)) return await loadKeys(env, data, random)
  return await loadKeys(env, data, random, async (make) => {
    const { keepOnce } = await import('../engines/postgres/index.ts')
    return await keepOnce(database, 'keys', make)
  })
}
