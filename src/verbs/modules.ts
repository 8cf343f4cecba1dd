/**
 * Imports `app.ts`, again and again where it changes.
 *
 * Bun keeps every module that it has loaded, and has no way to forget one whose last version failed. So
 * each reload asks for its modules under a new name, `song.ts?v=7`: a plugin adds the query to whatever an
 * app's module imports by a relative path. The modules stay what they are on the disk, which a bundle would
 * not be: `import.meta.dir` is theirs, stacks name their lines, and the list of what was loaded is the list
 * of what to watch. Modules reached by another kind of name, such as packages, are loaded once. Old
 * versions stay in memory until the process ends.
 */
import { isAbsolute, join, sep } from 'node:path'
import { UsageError } from '../base/errors.ts'
import type { App } from '../model/index.ts'
import { packageRoot } from './package.ts'
import type { Shell } from './shell.ts'

/** Counts the reloads; modules of the first are asked for by their plain names. */
export type Generation = number

let generation: Generation = 0

const PACKAGES = /[\\/]node_modules[\\/]/
const OURS = join(packageRoot, 'src') + sep

/**
 * Lets apps import `offstage` from the package that runs them, wherever they lie: an app and its server
 * must have the same one, since what `table()` made is known by identity.
 */
export function providePackages({ packages }: Shell): void {
  Bun.plugin({
    name: 'offstage',
    setup(build) {
      for (const [name, load] of Object.entries(packages))
        build.module(name, async () => ({ exports: { ...(await load()) }, loader: 'object' }))
      let asking = false
      build.onResolve({ filter: /^\.{1,2}\// }, ({ path, importer }) => {
        if (generation === 0 || asking || !isOfApp(importer)) return undefined
        // Asking Bun where it is comes back here.
        asking = true
        try {
          const found = Bun.resolveSync(path, importer.slice(0, importer.search(/[^\\/]*$/)))
          return { path: versioned(found, generation), namespace: 'file' }
        } catch {
          return undefined
        } finally {
          asking = false
        }
      })
    },
  })
}

/** Whether a file belongs to the app, rather than to a package or to Offstage. */
export function isOfApp(path: string): boolean {
  return isAbsolute(path) && !PACKAGES.test(path) && !path.startsWith(OURS)
}

function versioned(path: string, version: Generation): string {
  return version === 0 ? path : `${path}?v=${version}`
}

/** Makes what is imported from now on be read from the disk again. */
export function forgetModules(): void {
  generation += 1
}

/**
 * @throws UsageError when the module exports no app by default
 * @throws whatever the modules throw
 */
export async function importApp(file: string): Promise<App> {
  Error.stackTraceLimit = 50
  const { default: exported } = await importModule(file)
  if (isApp(exported)) return exported
  throw new UsageError(
    `${file} exports no app.`,
    'End it with `export default app({ tables: { … } })`, app being imported from offstage.',
  )
}

/** A module of the app, such as its seed, in the version that the app has now. */
export async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  return await import(versioned(file, generation))
}

function isApp(value: unknown): value is App {
  if (typeof value !== 'object' || value === null || !('model' in value)) return false
  const { model } = value
  return typeof model === 'object' && model !== null && 'tables' in model && Object.isFrozen(model)
}

/** Files that the app was loaded from, as far as loading got. */
export function filesLoaded(): string[] {
  const ending = versioned('', generation)
  return Object.keys(require.cache).flatMap((path) =>
    path.endsWith(ending) && isOfApp(path) ? [path.slice(0, path.length - ending.length)] : [],
  )
}
