/** Files under a temporary name, until they are whole: what carries its final name, can be relied on. */
import { linkSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { draftIdleMs } from '../../base/limits.ts'
import { isRunning } from '../running.ts'

const ENDINGS = ['', '-wal', '-shm', '-journal']
const MARK = '.draft-'
const HOST = hostname().replaceAll(/[^\w-]/g, '-')

/** Names the process that makes it, so that others can tell whether it still does. */
export const draftOf = (path: string) => `${path}${MARK}${HOST}-${process.pid}`

/** What cannot be removed, as from a disk that fails, is left to the next backup. */
export function discard(draft: string): void {
  for (const ending of ENDINGS) remove(draft + ending)
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Said nowhere: whatever it was that went wrong before, is said.
  }
}

/** @throws Error EEXIST when there is such a file by now */
export function putInPlace(draft: string, path: string): void {
  try {
    // Unlike a rename, a link does not replace what another process has put there meanwhile.
    linkSync(draft, path)
    rmSync(draft)
  } catch (error) {
    if (!lacksLinks(error)) throw error
    if (statSync(path, { throwIfNoEntry: false }) !== undefined)
      throw Object.assign(new Error(`${path} exists`), { code: 'EEXIST' })
    renameSync(draft, path)
  }
}

/** As on FAT and some disks of a network. */
function lacksLinks(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)
}

/**
 * Removes drafts of processes that were killed.
 * @param start what their names begin with
 */
export function removeAbandoned(folder: string, start: string, clock: Clock): void {
  for (const name of readdirSync(folder)) {
    const [, host, pid] = /\.draft-([\w-]+)-(\d+)(?:-wal|-shm|-journal)?$/.exec(name) ?? []
    if (!name.startsWith(start) || host === undefined) continue
    const path = join(folder, name)
    if (host === HOST ? isGone(Number(pid)) : isIdle(path, clock)) remove(path)
  }
}

/** A draft of this process's own number is of one that had it before. */
const isGone = (pid: number) => pid === process.pid || !isRunning(pid)

/** Of a process on another machine nothing is known but how long ago it wrote. */
function isIdle(path: string, clock: Clock): boolean {
  const changedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return clock.nowMs() - changedMs > draftIdleMs
}
