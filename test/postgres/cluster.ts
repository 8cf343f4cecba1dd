/** One PostgreSQL server process with its data: started, stopped, killed, started again. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, type ServerFolder } from './folder.ts'
import { runUnprivileged } from './unprivileged.ts'

export type Settings = Readonly<Record<string, string>>

/** How long a server is waited for, in seconds: copies of a database take their time on a busy machine. */
const WAIT_S = '120'

export class Cluster {
  private constructor(
    private readonly programs: string,
    private readonly folder: ServerFolder,
    /** Of its data, and of its log beside them. */
    readonly name: string,
    readonly port: number,
    private readonly settings: Settings,
  ) {}

  static async at(
    programs: string,
    folder: ServerFolder,
    name: string,
    settings: Settings,
  ): Promise<Cluster> {
    return new Cluster(programs, folder, name, await freePort(), settings)
  }

  get data(): string {
    return join(this.folder.path, this.name)
  }

  /** Makes new, empty data. Another program may make them instead. */
  async init(args: readonly string[]): Promise<void> {
    await this.run('initdb', ['--pgdata', this.data, '--encoding=UTF8', '--no-sync', ...args])
  }

  async start(): Promise<void> {
    const given = { ...this.settings, port: String(this.port), listen_addresses: '127.0.0.1' }
    const options = Object.entries({ ...given, unix_socket_directories: this.folder.path })
      .map(([name, value]) => `-c ${name}='${value}'`)
      .join(' ')
    const args = ['start', '-w', '-t', WAIT_S, '-D', this.data, '-l', this.log, '-o', options]
    try {
      await this.run('pg_ctl', args)
    } catch (error) {
      const log = existsSync(this.log) ? readFileSync(this.log, 'utf8').slice(-2000) : ''
      throw new Error(`${error instanceof Error ? error.message : error}\n${log}`)
    }
  }

  /** `fast` ends sessions, then the server; `immediate` leaves the rest to recovery. */
  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    await this.run('pg_ctl', ['stop', '-w', '-t', WAIT_S, '-m', mode, '-D', this.data])
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  /** `kill -9` of the server and of every process it made, all at once. */
  async kill(): Promise<void> {
    const server = this.pid()
    const all = [server, ...(await childrenOf(server))]
    for (const pid of all) process.kill(pid, 'SIGKILL')
    while (all.some(isAlive)) await Bun.sleep(5)
  }

  pid(): number {
    return Number(readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0])
  }

  private get log(): string {
    return join(this.folder.path, `${this.name}.log`)
  }

  private run(program: string, args: readonly string[]): Promise<void> {
    return runUnprivileged([join(this.programs, program), ...args], this.folder.path)
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const text = await new Response(Bun.spawn(['ps', '-A', '-o', 'pid=,ppid=']).stdout).text()
  const pairs = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  return pairs.flatMap(([pid, above]) => (above === parent && pid !== undefined ? [pid] : []))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
