/** Where an app and its data lie, and how it is served: the command line and the environment, read once. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { UsageError } from '../base/errors.ts'
import type { Shell } from './shell.ts'

export interface Project {
  /** The file `app.ts`; absolute, like every path here. */
  readonly app: string
  readonly folder: string
  /** Folder of the data. */
  readonly data: string
  /** The database file, `:memory:`, or the URL of a PostgreSQL database. */
  readonly database: string
  /** URLs of its streaming replicas. */
  readonly replicas: readonly string[]
}

const APP = 'app.ts'
const MEMORY = ':memory:'

/**
 * @param word what the command line says: a file, a folder with an `app.ts`, or nothing for the one here
 * @throws UsageError when there is none, or the environment makes no sense
 */
export function projectOf(word: string | undefined, { env, cwd }: Shell): Project {
  const named = resolve(cwd, word ?? APP)
  const app = isFolder(named) ? join(named, APP) : named
  if (!existsSync(app)) {
    throw new UsageError(
      `There is no ${relative(cwd, app) || app}.`,
      word === undefined
        ? 'Go to the folder of your app, name the file, or begin with `offstage new <folder>`.'
        : 'Name the file that exports your app: `export default app({ … })`.',
    )
  }
  const folder = dirname(app)
  const data = env.OFFSTAGE_DATA ? resolve(cwd, env.OFFSTAGE_DATA) : join(folder, '.offstage')
  if (existsSync(data) && !isFolder(data))
    throw new UsageError(
      `OFFSTAGE_DATA=${env.OFFSTAGE_DATA ?? data} is no folder.`,
      'Name another, or move the file away.',
    )
  const url = env.DATABASE_URL
  const database = url ? databaseOf(url, cwd) : join(data, 'app.sqlite')
  return { app, folder, data, database, replicas: replicasOf(env.DATABASE_REPLICAS, database) }
}

function replicasOf(text: string | undefined, database: string): string[] {
  const urls = (text ?? '').split(',').flatMap((url) => (url.trim() === '' ? [] : [url.trim()]))
  if (urls.length > 0 && !isServer(database))
    throw new UsageError(
      'DATABASE_REPLICAS: only PostgreSQL has replicas.',
      'Leave it out, or name the primary: DATABASE_URL=postgres://….',
    )
  if (urls.every(isServer)) return urls
  throw new UsageError('DATABASE_REPLICAS is not a list of databases.', 'Write postgres://…,postgres://….')
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** Whether the database is a server's, and not a file. */
export function isServer(database: string): boolean {
  return /^postgres(?:ql)?:/i.test(database)
}

/** The database as it may be printed: a URL without its password. */
export function shownDatabase(database: string): string {
  if (!isServer(database)) return database
  if (!URL.canParse(database)) return 'the database of DATABASE_URL'
  const { host, pathname } = new URL(database)
  return `postgres://${host}${pathname}`
}

/** `postgres://…`, `sqlite:///absolute/path`, `file:path`, `sqlite:path`, a path alone, or `:memory:`. */
function databaseOf(url: string, cwd: string): string {
  if (url === MEMORY || url === `sqlite:${MEMORY}`) return MEMORY
  // A scheme has two letters at least: one is a drive of Windows.
  const [, scheme, rest = url] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(url) ?? []
  switch (scheme?.toLowerCase()) {
    case undefined:
      return resolve(cwd, url)
    case 'sqlite':
    case 'file':
      return resolve(cwd, pathOf(url, rest))
    case 'postgres':
    case 'postgresql':
      return url
    default:
      throw new UsageError(
        `DATABASE_URL names a database of a kind that Offstage does not know: ${scheme}.`,
        'Write sqlite:///absolute/path or postgres://…, or leave it out for a file beside app.ts.',
      )
  }
}

function pathOf(url: string, rest: string): string {
  const [, host = '', path = rest] = /^\/\/([^/]*)(.*)$/s.exec(rest) ?? []
  if ((host === '' || host === 'localhost') && path !== '' && !/[?#]/.test(path)) {
    try {
      return decodeURIComponent(path)
    } catch {
      // Refused below, like every other form that is none.
    }
  }
  throw new UsageError(
    `DATABASE_URL is not of a form that Offstage reads: ${url}`,
    'Write sqlite:///absolute/path with three slashes, file:path, or a path alone; without parameters.',
  )
}

/** Where the chance of a seed begins. */
export function seedOf({ env }: Shell): number {
  return wholeNumber('OFFSTAGE_SEED', env.OFFSTAGE_SEED, 1, 2 ** 31 - 1)
}

/** @throws UsageError when an environment variable is no number from 0 to `max` */
export function wholeNumber(name: string, text: string | undefined, fallback: number, max: number): number {
  if (text === undefined || text === '') return fallback
  if (/^\d+$/.test(text) && Number(text) <= max) return Number(text)
  throw new UsageError(`${name}=${text} is not a whole number from 0 to ${max}.`, `Without it: ${fallback}.`)
}

/** Makes the folder of the data, which no repository should take in: it holds the keys. */
export function makeData({ data }: Project): void {
  if (existsSync(data)) return
  mkdirSync(data, { recursive: true })
  writeFileSync(join(data, '.gitignore'), '*\n')
}
