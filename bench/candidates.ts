/** Who is measured: how each is given its rows, started and spoken to. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fillOffstage, fillSqlite, type Tables } from './database.ts'
import { type Dialect, payload, postgrest, type TokenOf } from './dialect.ts'
import { momentAt, userAt } from './songs.ts'
import { JWT_SECRET, KEYS_ENV, sign, userToken } from './tokens.ts'
import type { AnyWork } from './work.ts'

export interface Candidate {
  readonly name: string
  readonly about: string
  /** What it cannot do without, in the `node_modules` of a folder of the bench. */
  readonly packages: { readonly folder: string; readonly names: readonly string[] }
  readonly dialect: Dialect
  readonly tokenOf: TokenOf
  /** Works that it has no request for, each with what it lacks. */
  readonly lacks: Readonly<Partial<Record<AnyWork, string>>>
  /** Makes the tables with so many songs, in a file that is not there or a database that is empty. */
  fill(database: string, rows: number): Promise<void>
  /** The command that serves it; `PORT` and the variables of `env` are set. */
  readonly command: readonly string[]
  env(database: string): Readonly<Record<string, string>>
}

const here = import.meta.dir
/** Starts a program of TypeScript. */
export const program: readonly string[] = [process.execPath, '--no-install']
export const file = (name: string) => join(here, name)

export const plainEnv = (database: string) => ({ ...KEYS_ENV, DATABASE: database })

/** Runs a candidate's own program once, as for its schema. */
export async function once(
  command: readonly string[],
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const env = { ...process.env, ...more, NODE_ENV: 'development' }
  const child = Bun.spawn([...command], { cwd: here, env, stdout: 'ignore', stderr: 'pipe' })
  const complaints = await new Response(child.stderr).text()
  if ((await child.exited) !== 0) throw new Error(`${command.join(' ')} failed: ${complaints}`)
}

const PLAIN: Tables = {
  usersTable: 'users',
  users: (number) => ({ id: userAt(number) }),
  albums: (album) => ({ ...album }),
  songs: (song) => ({ ...song, published: song.published ? 1 : 0 }),
}

const NO_PACKAGES: Candidate['packages'] = { folder: '.', names: [] }

export const offstage: Candidate = {
  name: 'offstage',
  about: 'bench/offstage/app.ts, served by this checkout',
  packages: NO_PACKAGES,
  dialect: postgrest(false),
  tokenOf: (user) => userToken(userAt(user)),
  lacks: {},
  fill: (path, rows) => fillOffstage(path, rows),
  command: [...program, join(here, '../bin/offstage.mjs'), 'start', file('offstage/app.ts'), '--json'],
  env: (database) => ({
    ...KEYS_ENV,
    OFFSTAGE_DATA: join(here, '.data/keys'),
    DATABASE_URL: `file:${database}`,
  }),
}

const hand: Candidate = {
  name: 'hand',
  about: 'Bun.serve and bun:sqlite written by hand for this table, commits grouped',
  packages: NO_PACKAGES,
  dialect: postgrest(false),
  tokenOf: (user) => userToken(userAt(user)),
  lacks: {},
  fill: async (path, rows) => fillSqlite(path, rows, await Bun.file(file('hand/schema.sql')).text(), PLAIN),
  command: [...program, file('hand/server.ts')],
  env: plainEnv,
}

const fastify: Candidate = {
  ...hand,
  name: 'fastify',
  about: 'Fastify and better-sqlite3 on Node, a commit a write',
  packages: { folder: '.', names: ['fastify', 'better-sqlite3'] },
  command: ['node', file('fastify/server.mjs')],
}

const MANY_VALUES = 'refuses statements of more than 100 values'

const lite: Candidate = {
  ...hand,
  name: 'lite',
  about: '@supabase/lite on Bun, row level security',
  packages: { folder: '.', names: ['@supabase/lite'] },
  dialect: postgrest(true),
  lacks: { 'insert 1000': MANY_VALUES, 'insert 10000': MANY_VALUES },
  async fill(path, rows) {
    await once([...program, file('lite/server.ts'), 'schema'], plainEnv(path))
    fillSqlite(path, rows, '', { ...PLAIN, usersTable: 'auth.users' })
  },
  command: [...program, file('lite/server.ts')],
}

/** Payload signs with a digest of its secret, and notes the version of its tokens in their header. */
const payloadSecret = createHash('sha256').update(JWT_SECRET).digest('hex').slice(0, 32)
const emailAt = (user: number) => `user-${user}@example.test`
const isoAt = (moment: string) => new Date(moment).toISOString()

const platform: Candidate = {
  name: 'payload',
  about: 'Payload on Node with its SQLite adapter, REST alone',
  packages: { folder: '.', names: ['payload', '@payloadcms/db-sqlite', 'graphql'] },
  dialect: payload,
  tokenOf(user) {
    const claims = { id: userAt(user), collection: 'users', email: emailAt(user) }
    return sign(
      { ...claims, exp: Math.floor(Date.now() / 1000) + 86_400 },
      payloadSecret,
      PAYLOAD_TOKEN_VERSION,
    )
  },
  lacks: { 'insert 1000': 'one request creates one row', 'insert 10000': 'one request creates one row' },
  async fill(path, rows) {
    await once(['node', file('payload/server.mjs'), 'schema'], plainEnv(path))
    fillSqlite(path, rows, '', {
      usersTable: 'users',
      users: (number) => ({
        id: userAt(number),
        email: emailAt(number),
        created_at: isoAt(momentAt(number)),
        updated_at: isoAt(momentAt(number)),
      }),
      albums: (album) => ({ ...album }),
      songs: ({ album, owner, published, created_at, ...song }) => ({
        ...song,
        album_id: album,
        owner_id: owner,
        published: published ? 1 : 0,
        created_at: isoAt(created_at),
      }),
    })
  },
  command: ['node', file('payload/server.mjs')],
  env: (database) => ({ ...plainEnv(database), NODE_ENV: 'production' }),
}

const PAYLOAD_TOKEN_VERSION = { authVersion: 1 }

export const CANDIDATES: readonly Candidate[] = [offstage, hand, fastify, lite, platform]

export function isInstalled({ packages }: Candidate): boolean {
  return packages.names.every((name) => {
    return existsSync(join(here, packages.folder, 'node_modules', name, 'package.json'))
  })
}
