/** Verbs: what the command line can do. */

import type { Shell } from './shell.ts'

export { run } from './run.ts'
export type { Shell } from './shell.ts'

/** What the thread of a reader does. Loaded there alone. */
export async function read(shell: Shell): Promise<number> {
  await (await import('./read.ts')).read(shell)
  return 0
}
