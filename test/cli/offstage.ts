/** The command line as a user runs it: Node starts the launcher, in a process of its own. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const ROOT = join(import.meta.dir, '../..')
export const NOTES = join(import.meta.dir, 'fixtures/notes')

/** Nothing of what this machine sets for Offstage itself reaches a test. */
const CLEAN = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:OFFSTAGE_|PORT$|DATABASE_URL$)/.test(name)),
)

export interface Where {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A command that was started. */
export interface Running {
  readonly pid: number
  /**
   * The first line of the standard output.
   * @throws Error with all that was said when the command ended before
   */
  firstLine(): Promise<string>
  /**
   * Waits until the standard error holds the text, behind what earlier calls found, and returns what is
   * new.
   */
  said(text: string): Promise<string>
  /** Sends a signal to the launcher. */
  signal(name: NodeJS.Signals): void
  ended(): Promise<Ended>
}

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const started: { kill(signal: NodeJS.Signals): void; readonly exitCode: number | null }[] = []
const folders: string[] = []

export function offstage(args: readonly string[], { cwd = ROOT, env = {} }: Where = {}): Running {
  const node = Bun.which('node')
  if (node === null) throw new Error('these tests start the launcher with Node: put it on the PATH')
  const child = Bun.spawn([node, join(ROOT, 'bin/offstage.mjs'), ...args], {
    cwd,
    env: { ...CLEAN, ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  started.push(child)
  const out = new Heard(child.stdout)
  const err = new Heard(child.stderr)
  return {
    pid: child.pid,
    async firstLine() {
      if (await out.holds('\n')) return out.text.slice(0, out.text.indexOf('\n'))
      await err.end
      throw new Error(`ended with ${await child.exited} before the first line:\n${out.text}${err.text}`)
    },
    async said(text) {
      const start = err.read
      if (await err.holds(text)) return err.text.slice(start, err.read)
      throw new Error(`ended with ${await child.exited} without saying ${text}:\n${err.text}`)
    },
    signal: (name) => child.kill(name),
    async ended() {
      await Promise.all([out.end, err.end])
      return { code: await child.exited, out: out.text, err: err.text }
    },
  }
}

/** Runs a command to its end. */
export async function run(args: readonly string[], where: Where = {}): Promise<Ended> {
  return await offstage(args, where).ended()
}

/** What a stream has said until now. */
class Heard {
  text = ''
  /** How much of it was asked for. */
  read = 0
  readonly end: Promise<void>
  private more = Promise.withResolvers<void>()
  private isOver = false

  constructor(stream: ReadableStream<Uint8Array>) {
    this.end = this.listen(stream)
  }

  /** Whether the text comes before the end, looked for behind what was read. */
  async holds(text: string): Promise<boolean> {
    for (;;) {
      const at = this.text.indexOf(text, this.read)
      if (at !== -1) this.read = at + text.length
      if (at !== -1 || this.isOver) return at !== -1
      await this.more.promise
    }
  }

  private async listen(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      this.text += decoder.decode(chunk, { stream: true })
      this.more.resolve()
      this.more = Promise.withResolvers<void>()
    }
    this.isOver = true
    this.more.resolve()
  }
}

export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'offstage-cli-'))
  folders.push(folder)
  return folder
}

/** A copy of the fixture outside of the repository, to be changed. */
export function copyOfNotes(): string {
  const folder = scratch()
  cpSync(NOTES, folder, { recursive: true, filter: (path) => !path.endsWith('.offstage') })
  return folder
}

/** Ends what a failed test left behind. */
export function cleanUp(): void {
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}

export interface Up {
  readonly url: string
  readonly publishableKey: string
  readonly database: string
  readonly pid: number
}

export async function up(command: Running): Promise<Up> {
  return JSON.parse(await command.firstLine()) as Up
}
