/** Servers on data of their own, and the verbs run on them, for the tests of backups. */
import { Database } from 'bun:sqlite'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isRunning } from '../../src/verbs/running.ts'
import { cleanUp, type Ended, offstage, type Running, run, scratch, type Up, up } from '../cli/offstage.ts'
import type { Client } from '../crash/client.ts'
import { Look } from '../crash/database.ts'
import { KEYS } from '../crash/server.ts'
import { EMPTY, linesOf, type State } from '../crash/state.ts'

/** The app with each kind of constraint, and full-text search. */
export const APP = join(import.meta.dir, '../crash/app.ts')

export type Env = Readonly<Record<string, string>>

/** Servers that run by now: a launcher that is killed does not take its server along. */
const pids = new Set<number>()

/** Ends what a failed test left behind. */
export function endAll(): void {
  for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL')
  pids.clear()
  cleanUp()
}

/** A folder of data with a server or without, and a folder for its backups. */
export class House {
  readonly data: string
  readonly backups: string
  private running: Running | null = null
  url = ''
  pid = 0

  constructor(folder = scratch()) {
    this.data = join(folder, 'data')
    this.backups = join(folder, 'backups')
    for (const path of [this.data, this.backups]) mkdirSync(path, { recursive: true })
  }

  get database(): string {
    return join(this.data, 'app.sqlite')
  }

  get env(): Env {
    return { ...KEYS, PORT: '0', OFFSTAGE_DATA: this.data }
  }

  /** What it says on the standard error. */
  get server(): Running {
    if (this.running === null) throw new Error('it was not started')
    return this.running
  }

  async start(env: Env = {}, app = APP): Promise<this> {
    this.running = offstage(['start', app, '--json'], { env: { ...this.env, ...env } })
    const { url, pid }: Up = await up(this.running)
    this.url = url
    this.pid = pid
    pids.add(pid)
    return this
  }

  async stop(): Promise<Ended> {
    process.kill(this.pid, 'SIGTERM')
    const ended = await this.server.ended()
    pids.delete(this.pid)
    return ended
  }

  async kill(): Promise<void> {
    process.kill(this.pid, 'SIGKILL')
    pids.delete(this.pid)
    await this.server.ended()
  }

  async run(...words: string[]): Promise<Ended> {
    return await run(words, { env: this.env })
  }

  /** Takes a backup into the folder. @throws Error when that fails */
  async backup(): Promise<Taken> {
    const { code, out, err } = await this.run('backup', APP, '--to', this.backups, '--json')
    if (code !== 0) throw new Error(err)
    return JSON.parse(out) as Taken
  }

  async send(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
    const headers = { apikey: KEYS.OFFSTAGE_SECRET_KEY, 'Content-Type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(this.url + path, { method, headers, ...sent })
    return { status: response.status, text: await response.text() }
  }

  /** Writes accounts of these ids. */
  async write(...ids: number[]): Promise<void> {
    const rows = ids.map((id) => ({ id, client: 0, name: `n${id}`, balance: id, version: 0 }))
    const { status, text } = await this.send('POST', '/rest/v1/accounts', rows)
    if (status !== 201) throw new Error(text)
  }

  /** Makes a copy last for a while, by a table of another program's, which Offstage leaves alone. */
  addBallast(megabytes: number): void {
    const db = new Database(this.database, { readwrite: true, create: false })
    db.run('pragma busy_timeout = 5000')
    db.run('create table ballast (content blob)')
    db.run(`insert into ballast with recursive n(i) as (select 1 union all select i + 1 from n where i < ${megabytes})
            select randomblob(1000000) from n`)
    db.run('pragma wal_checkpoint(truncate)')
    db.close()
  }

  /** Bytes of a backup that is being written; -1 while there is none. */
  draftBytes(): number {
    const name = this.shelved().find((one) => /\.draft-[\w-]+-\d+$/.test(one))
    if (name === undefined) return -1
    return statSync(join(this.backups, name), { throwIfNoEntry: false })?.size ?? -1
  }

  /** Names in the folder of the backups. */
  shelved(): string[] {
    return readdirSync(this.backups).sort()
  }
}

/** What `backup --json` says. */
export interface Taken {
  readonly file: string
  readonly bytes: number
  readonly rows: Readonly<Record<string, number>>
  readonly takenAt: string
  readonly removed: readonly string[]
}

/** Rows of each client, and what is wrong with the database as such. */
export function look(database: string): { states: Map<number, State>; problems: string[] } {
  const looking = new Look(database)
  try {
    return { states: looking.states(), problems: looking.problems() }
  } finally {
    looking.close()
  }
}

/** Ids of the accounts in a database. */
export function accountsIn(database: string): number[] {
  const { states } = look(database)
  return [...states.values()].flatMap(({ accounts }) => [...accounts.keys()]).sort((a, b) => a - b)
}

/** A client that remembers each state that its acknowledged writes have made. */
export class Witness {
  readonly history: string[] = [textOf(EMPTY)]

  constructor(readonly client: Client) {}

  async write(url: string, isOver: () => boolean): Promise<void> {
    await this.client.write(url, () => {
      this.note()
      return isOver()
    })
    this.note()
  }

  private note(): void {
    const text = textOf(this.client.state)
    if (text !== this.history.at(-1)) this.history.push(text)
  }
}

export const textOf = (state: State | undefined) => linesOf(state ?? EMPTY).join('\n')

/** Waits for what a file system shows. */
export async function until(what: () => boolean): Promise<void> {
  while (!what()) await Bun.sleep(1)
}
