/**
 * A real PostgreSQL for tests. `freshDatabase()` gives the URL of a new, empty database on a server that all
 * tests of the process share; it is stopped and removed with the process, whatever ends that.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SQL } from 'bun'
import { type Place, postgres, postgresHint } from './binaries.ts'
import { Cluster, type Settings } from './cluster.ts'
import { ServerFolder } from './folder.ts'
import { runUnprivileged } from './unprivileged.ts'

export interface ServerOptions {
  /** Whether a commit reaches the disk: for tests that kill the server. */
  readonly durable?: boolean
  readonly settings?: Settings
}

/** The role that apps connect as: it owns its databases and is no superuser. */
const ROLE = 'offstage'
const PASSWORD = 'only-for-tests'

/**
 * A server may be set up in any way: what an answer depends on, the engine has to say itself. So nothing here
 * is as the engine would have it.
 */
const ELSEWHERE: Settings = {
  timezone: 'Asia/Kolkata',
  datestyle: 'German, DMY',
  intervalstyle: 'sql_standard',
  bytea_output: 'escape',
  extra_float_digits: '0',
}

const COMMON: Settings = {
  ...ELSEWHERE,
  max_connections: '300',
  wal_level: 'replica',
  max_wal_senders: '8',
  jit: 'off',
}
/** Nothing is kept when the machine dies, and nobody waits for a disk. */
const FORGETFUL: Settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
}

export class PostgresServer {
  private made = 0
  private replicas = 0

  private constructor(
    /** The URL of the server's own database, as the role that makes the others. */
    private readonly adminUrl: string,
    /** Null for a server that somebody else has started. */
    private readonly own: {
      readonly programs: string
      readonly folder: ServerFolder
      readonly cluster: Cluster
    } | null,
  ) {}

  /** @throws when there is no PostgreSQL: look at `postgres` first */
  static async start(options: ServerOptions = {}, place: Place | null = postgres): Promise<PostgresServer> {
    if (place === null) throw new Error(postgresHint)
    if (place.kind === 'server') return new PostgresServer(place.url, null)
    const folder = new ServerFolder()
    const settings = { ...COMMON, ...(options.durable ? {} : FORGETFUL), ...options.settings }
    const cluster = await Cluster.at(place.folder, folder, 'primary', settings)
    await init(cluster, folder)
    await cluster.start()
    const own = { programs: place.folder, folder, cluster }
    const server = new PostgresServer(urlOf(ROLE, cluster.port, 'postgres'), own)
    const root = new SQL(urlOf('postgres', cluster.port, 'postgres'), { max: 1 })
    await root.unsafe(`create role ${ROLE} login createdb password '${PASSWORD}'`)
    await root.close()
    return server
  }

  /**
   * The URL of a new database.
   * @param like the URL of one that it is a copy of, which nobody is connected to; without it, it is empty
   */
  async freshDatabase(like: string | null = null): Promise<string> {
    this.made += 1
    const name = `offstage_test_${process.pid}_${this.made}`
    const template = like === null ? 'template0' : nameOf(like)
    await this.admin(`create database ${name} template ${template} strategy file_copy`)
    const url = new URL(this.adminUrl)
    url.pathname = `/${name}`
    return url.href
  }

  /** Databases are dropped with the server; a test that makes hundreds drops them itself. */
  async dropDatabase(url: string): Promise<void> {
    await this.admin(`drop database ${nameOf(url)} with (force)`)
  }

  /** The server itself, to be stopped, killed and started. */
  get cluster(): Cluster {
    return this.ownership.cluster
  }

  get folder(): ServerFolder {
    return this.ownership.folder
  }

  /** Starts a streaming replica of everything that the server holds. Its databases are read only. */
  async replica(settings: Settings = {}): Promise<Cluster> {
    const { programs, folder, cluster } = this.ownership
    this.replicas += 1
    const all = { ...COMMON, ...FORGETFUL, ...settings }
    const copy = await Cluster.at(programs, folder, `replica-${this.replicas}`, all)
    const from = urlOf('postgres', cluster.port, 'postgres')
    const args = ['-d', from, '-D', copy.data, '--write-recovery-conf', '--no-sync', '--checkpoint=fast']
    await runUnprivileged([join(programs, 'pg_basebackup'), ...args], folder.path)
    await copy.start()
    return copy
  }

  /** The same database behind another port: a replica's, or a pool's. */
  at(port: number, url: string): string {
    const moved = new URL(url)
    moved.port = String(port)
    return moved.href
  }

  /** Stops the server and removes its folder. */
  async close(): Promise<void> {
    await this.own?.folder.remove()
  }

  private get ownership() {
    if (this.own === null) throw new Error('this server is not ours: look at noServerOfOurOwn first')
    return this.own
  }

  private async admin(statement: string): Promise<void> {
    // A connection of its own each time: the server may have been killed since the last.
    const sql = new SQL(this.adminUrl, { max: 1 })
    try {
      await sql.unsafe(statement)
    } finally {
      await sql.close()
    }
  }
}

/** Text is ordered as in a dictionary unless a statement says otherwise; one needs ICU for that. */
async function init(cluster: Cluster, folder: ServerFolder): Promise<void> {
  const password = join(folder.path, 'password')
  writeFileSync(password, `${PASSWORD}\n`, { mode: 0o644 })
  // The cheapest way to ask for a password: tests open many connections.
  const args = ['--username=postgres', '--auth=md5', `--pwfile=${password}`]
  try {
    await cluster.init([...args, '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US'])
  } catch {
    await cluster.init([...args, '--locale=C.UTF-8'])
  }
}

const urlOf = (role: string, port: number, database: string) =>
  `postgres://${role}:${PASSWORD}@127.0.0.1:${port}/${database}`

const nameOf = (url: string) => new URL(url).pathname.slice(1)

let shared: Promise<PostgresServer> | null = null

/** The server that all tests of this process share. */
export function sharedPostgres(): Promise<PostgresServer> {
  shared ??= PostgresServer.start()
  return shared
}

/** The URL of a new, empty database on the shared server. */
export async function freshDatabase(): Promise<string> {
  return await (await sharedPostgres()).freshDatabase()
}
