/** Verbs: what the command line can do. */

export { run } from './run.ts'
export type { Shell } from './shell.ts'
