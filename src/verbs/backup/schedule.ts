/**
 * Backups that a server takes of itself while it serves, each by `offstage backup` in a process of its own:
 * SQLite works without giving way, and requests would wait for it.
 */
import { join, resolve, sep } from 'node:path'
import { UsageError } from '../../base/errors.ts'
import {
  backupEveryMsMax,
  backupEveryMsMin,
  backupRetryMs,
  backupRunMsMax,
  backupsKeptMax,
} from '../../base/limits.ts'
import { packageRoot } from '../package.ts'
import { type Project, wholeNumber } from '../project.ts'
import type { Shell } from '../shell.ts'
import { requireFile } from './database.ts'
import { isFolder } from './disk.ts'
import { Shelf } from './shelf.ts'

const EVERY = '24h'
const KEEP = 14

/**
 * What the environment asks for; null for no scheduled backups.
 * @throws UsageError where it makes no sense, or the folder is not there: better now than in the night
 */
export function scheduleOf(project: Project, shell: Shell): Schedule | null {
  const { env, cwd } = shell
  if (!env.OFFSTAGE_BACKUP_FOLDER) return null
  const everyMs = durationOf('OFFSTAGE_BACKUP_EVERY', env.OFFSTAGE_BACKUP_EVERY || EVERY)
  const keep = wholeNumber('OFFSTAGE_BACKUP_KEEP', env.OFFSTAGE_BACKUP_KEEP, KEEP, backupsKeptMax)
  if (keep === 0)
    throw new UsageError('OFFSTAGE_BACKUP_KEEP=0 would keep no backup at all.', `Without it: ${KEEP}.`)
  requireFile(project)
  const folder = resolve(cwd, env.OFFSTAGE_BACKUP_FOLDER)
  if (!isFolder(folder))
    throw new UsageError(
      `OFFSTAGE_BACKUP_FOLDER=${env.OFFSTAGE_BACKUP_FOLDER} is no folder.`,
      'Make it, or mount its disk, then start again.',
    )
  return new Schedule(new Shelf(folder, project), everyMs, keep, project, shell)
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `90s`, `30m`, `6h`, `1d` in milliseconds. */
function durationOf(name: string, text: string): number {
  const [, count, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  const ms = Number(count) * (UNITS[unit] ?? Number.NaN)
  if (ms >= backupEveryMsMin && ms <= backupEveryMsMax) return ms
  const [min, max] = [backupEveryMsMin / 1000, backupEveryMsMax / 86_400_000]
  throw new UsageError(
    `${name}=${text} is no time between ${min}s and ${max}d.`,
    'Write a whole number and s, m, h or d, such as 6h.',
  )
}

export class Schedule {
  /** When the last good backup was begun, in milliseconds since 1970; null when there is none. */
  lastMs: number | null
  /** Backups that failed since the start. */
  failures = 0
  private timer: ReturnType<typeof setTimeout> | null = null
  private child: Bun.Subprocess<'ignore', 'pipe', 'pipe'> | null = null
  private work: Promise<void> = Promise.resolve()
  private isOver = false

  constructor(
    private readonly shelf: Shelf,
    private readonly everyMs: number,
    private readonly keep: number,
    private readonly project: Project,
    private readonly shell: Shell,
  ) {
    this.lastMs = shelf.list()[0]?.takenMs ?? null
  }

  /** The first is due as if the server had never stopped. */
  begin(): void {
    const dueMs = this.lastMs === null ? 0 : this.lastMs + this.everyMs - this.shell.clock.nowMs()
    this.wait(Math.min(Math.max(dueMs, 0), this.everyMs))
  }

  /** Ends a backup that is running too; what it has written until now is removed. */
  async end(): Promise<void> {
    this.isOver = true
    if (this.timer !== null) clearTimeout(this.timer)
    this.child?.kill('SIGKILL')
    await this.work
  }

  private wait(ms: number): void {
    this.timer = setTimeout(() => {
      this.work = this.run()
    }, ms)
  }

  private async run(): Promise<void> {
    const begunMs = this.shell.clock.nowMs()
    const failure = await this.take().catch(String)
    if (this.isOver) {
      this.shelf.tidy(this.shell.clock)
      return
    }
    if (failure !== null) {
      this.failures += 1
      this.shell.err(`The backup failed: ${failure}`)
    }
    const pauseMs = failure === null ? this.everyMs : Math.min(backupRetryMs, this.everyMs)
    this.wait(Math.max(0, begunMs + pauseMs - this.shell.clock.nowMs()))
  }

  /** @returns why there is no new backup; null when there is one */
  private async take(): Promise<string | null> {
    const { env, cwd } = this.shell
    const program = [process.execPath, '--no-install', join(packageRoot, 'src/cli.ts')]
    // The slash says that it is a folder, also when it is gone.
    const words = ['--to', this.shelf.folder + sep, '--keep', String(this.keep), '--json']
    const child = Bun.spawn([...program, 'backup', this.project.app, ...words], {
      env: { ...env },
      cwd,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
      timeout: backupRunMsMax,
      killSignal: 'SIGKILL',
    })
    this.child = child
    const [out, said] = await Promise.all([
      Bun.readableStreamToText(child.stdout),
      Bun.readableStreamToText(child.stderr),
    ])
    const code = await child.exited
    this.child = null
    if (code !== 0) return said.trim() || `it ended with ${child.signalCode ?? code}`
    const { takenAt } = JSON.parse(out) as { takenAt: string }
    this.lastMs = Date.parse(takenAt)
    return null
  }
}
