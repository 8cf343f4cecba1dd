/** Several `offstage start` on one database, behind a proxy. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Banner, Server } from '../crash/server.ts'
import { RoundRobin } from './round-robin.ts'

export interface FleetOptions {
  readonly app?: string
  readonly env?: Readonly<Record<string, string>>
}

export class Fleet {
  private readonly folder = mkdtempSync(join(tmpdir(), 'offstage-nodes-'))
  readonly proxy = new RoundRobin()
  readonly nodes: Server[] = []

  constructor(
    readonly database: string,
    /** What nodes are started with that are told nothing else. */
    private usual: FleetOptions = {},
  ) {}

  /** Starts so many at once, and waits for all. */
  async start(count: number): Promise<void> {
    for (let index = 0; index < count; index++) this.nodes[index] = this.node(index)
    await this.listed()
  }

  /** Stops one after the other and starts it again in another way, while the others serve. */
  async roll(options: FleetOptions, between: () => Promise<void> = async () => {}): Promise<void> {
    this.usual = { ...this.usual, ...options }
    for (const index of this.nodes.keys()) {
      await this.nodes[index]?.stop()
      await this.restart(index)
      await between()
    }
  }

  async restart(index: number): Promise<void> {
    this.nodes[index] = this.node(index)
    await this.listed()
  }

  async banners(): Promise<(Banner | null)[]> {
    return await Promise.all(this.nodes.map(({ banner }) => banner))
  }

  /** What they said about mistakes of their own. */
  get said(): string {
    return this.nodes.map(({ said }) => said).join('')
  }

  async end(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()))
    await this.proxy.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Each has a folder of its own, as on a machine of its own. */
  private node(index: number): Server {
    const { app = join(import.meta.dir, 'app.ts'), env = {} } = this.usual
    const folder = join(this.folder, String(index))
    return Server.start({ folder, app, env: { DATABASE_URL: this.database, ...env } })
  }

  private async listed(): Promise<void> {
    this.proxy.nodes = await Promise.all(this.nodes.map((node) => node.up()))
  }
}
