/** The server to be killed: `offstage start` in a process of its own, on a database file. */
import { join } from 'node:path'

const root = join(import.meta.dir, '../..')

export const KEYS = {
  OFFSTAGE_PUBLISHABLE_KEY: 'sb_publishable_crashcrashcrashcrashcrash',
  OFFSTAGE_SECRET_KEY: 'sb_secret_crashcrashcrashcrashcrash',
  OFFSTAGE_JWT_SECRET: 'only for rows that nobody will ever miss',
}

export interface StartOptions {
  /** Of the data. */
  readonly folder: string
  readonly app?: string
  /** Words put before the command, such as a shell that sets a limit. */
  readonly before?: readonly string[]
  /** Environment that differs from the usual. */
  readonly env?: Readonly<Record<string, string>>
}

/** The line of `--json`. */
export interface Banner {
  readonly url: string
  readonly publishableKey: string
}

export class Server {
  /** What it said about its own mistakes. */
  said = ''
  private readonly listening: Promise<void>
  /** What it says once it is up; null when it ended before that. */
  readonly banner: Promise<Banner | null>

  private constructor(readonly child: Bun.Subprocess<'ignore', 'pipe', 'pipe'>) {
    this.listening = this.listen()
    this.banner = this.firstLine()
  }

  static start({
    folder,
    app = join(import.meta.dir, 'app.ts'),
    before = [],
    env: given,
  }: StartOptions): Server {
    const env = {
      ...process.env,
      ...KEYS,
      PORT: '0',
      OFFSTAGE_DATA: folder,
      DATABASE_URL: '',
      OFFSTAGE_HOST: '',
      OFFSTAGE_BUN: process.execPath,
      ...given,
    }
    const run = [process.execPath, '--no-install', join(root, 'src/cli.ts'), 'start', app, '--json']
    return new Server(
      Bun.spawn([...before, ...run], { env, cwd: root, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' }),
    )
  }

  /** The address. @throws when it ended without one */
  async up(): Promise<string> {
    const banner = await this.banner
    if (banner === null) throw new Error(`the server did not start: ${this.said}`)
    return banner.url
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.child.exited
    await this.listening
  }

  /** Asks it to end; resolves with its exit code. */
  async stop(): Promise<number> {
    this.child.kill('SIGTERM')
    const code = await this.child.exited
    await this.listening
    return code
  }

  private async listen(): Promise<void> {
    const decoder = new TextDecoder()
    for await (const chunk of this.child.stderr) this.said += decoder.decode(chunk, { stream: true })
  }

  private async firstLine(): Promise<Banner | null> {
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of this.child.stdout) {
      text += decoder.decode(chunk, { stream: true })
      if (text.includes('\n')) return JSON.parse(text.slice(0, text.indexOf('\n'))) as Banner
    }
    return null
  }
}
