/** PgBouncer in front of a server, in transaction mode, as Debian packages it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pgbouncer, pgbouncerHint } from './binaries.ts'
import { freePort } from './folder.ts'
import type { PostgresServer } from './server.ts'
import { ENVIRONMENT, unprivileged } from './unprivileged.ts'

/** Milliseconds until it must listen. */
const START_MS_MAX = 10_000

export interface PoolOptions {
  /** Connections to the server; sessions of clients take turns on them. */
  readonly connectionsMax?: number
}

export class Pool {
  private constructor(
    readonly port: number,
    private readonly child: Bun.Subprocess<'ignore', 'ignore', 'ignore'>,
  ) {}

  /** @throws when there is no PgBouncer: look at `pgbouncer` first */
  static async start(server: PostgresServer, { connectionsMax = 4 }: PoolOptions = {}): Promise<Pool> {
    if (pgbouncer === null) throw new Error(pgbouncerHint)
    const port = await freePort()
    const folder = server.folder.path
    const { username, password } = new URL(await server.freshDatabase())
    writeFileSync(join(folder, 'userlist.txt'), `"${username}" "${password}"\n`, { mode: 0o644 })
    const settings = join(folder, `pool-${port}.ini`)
    writeFileSync(settings, configuration(server.cluster.port, port, folder, connectionsMax), { mode: 0o644 })
    const options = { cwd: folder, env: ENVIRONMENT, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' }
    const child = Bun.spawn(unprivileged([pgbouncer, settings]), options as never) as Pool['child']
    const pool = new Pool(port, child)
    await pool.listening()
    return pool
  }

  async stop(): Promise<void> {
    this.child.kill('SIGINT')
    await this.child.exited
  }

  private async listening(): Promise<void> {
    for (let waited = 0; waited < START_MS_MAX; waited += 20) {
      if (this.child.exitCode !== null) break
      const socket = await Bun.connect({
        hostname: '127.0.0.1',
        port: this.port,
        socket: { data() {} },
      }).catch(() => null)
      socket?.end()
      if (socket !== null) return
      await Bun.sleep(20)
    }
    throw new Error('PgBouncer does not listen')
  }
}

function configuration(serverPort: number, port: number, folder: string, connectionsMax: number): string {
  return `[databases]
* = host=127.0.0.1 port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = md5
auth_file = ${join(folder, 'userlist.txt')}
pool_mode = transaction
default_pool_size = ${connectionsMax}
max_client_conn = 500
pidfile = ${join(folder, `pool-${port}.pid`)}
logfile = ${join(folder, `pool-${port}.log`)}
`
}
