/** A path as seen from a folder, where that is shorter. */
import { relative } from 'node:path'

export function near(path: string, cwd: string): string {
  const short = relative(cwd, path)
  return short === '' || short.startsWith('..') ? path : short
}
