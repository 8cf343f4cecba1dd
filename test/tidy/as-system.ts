/**
 * Who passes by the guard: `asSystem` makes a plan that no access rule limits, so each file that names it is
 * known.
 */
import { complaint, type House, isTest } from './source.ts'

export interface Bypass {
  readonly file: string
  /** Why no caller's rule can apply there. */
  readonly reason: string
}

/**
 * Every file that may call `asSystem`. Adding one is a decision about security: say why no caller is there.
 */
export const BYPASSES: readonly Bypass[] = []

/** Where it is defined, and the door that hands it on. */
const HOME = ['src/query/guard.ts', 'src/query/index.ts']

/** Compares the files that name `asSystem` to the list, both ways. */
export function bypasses(house: House, listed: readonly Bypass[] = BYPASSES): readonly string[] {
  const found: string[] = []
  const using = new Set<string>()
  for (const source of house.values()) {
    if (isTest(source.path) || HOME.includes(source.path)) continue
    const at = source.code.search(/\basSystem\b/)
    if (at === -1) continue
    using.add(source.path)
    if (listed.some(({ file }) => file === source.path)) continue
    found.push(complaint(source, at, 'names asSystem and is not listed in test/tidy/as-system.ts'))
  }
  for (const { file } of listed)
    if (!using.has(file)) found.push(`${file}:1: listed, but does not name asSystem`)
  return found
}
