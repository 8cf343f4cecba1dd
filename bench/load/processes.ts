/** What processes use, as Linux counts it. @see https://man7.org/linux/man-pages/man5/proc.5.html */
import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of the clock are hundredths of a second on every Linux that we know. */
const TICK_MICROS = 10_000

const PAGE_BYTES = 4096

/** Fields of /proc/<pid>/stat after the name, which may hold spaces itself. */
function stat(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
}

/** What `of` says of a process; nothing of one that has ended meanwhile. */
function ofLiving(pid: number, of: (pid: number) => number): number {
  try {
    return of(pid)
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return 0
    throw error
  }
}

/** Microseconds of all processors that the process has used so far, with its threads and its children. */
export function cpuMicros(pid: number): number {
  const fields = stat(pid)
  // utime, stime, cutime, cstime: of itself, and of children that have ended.
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MICROS
  return childrenOf(pid).reduce((sum, child) => sum + ofLiving(child, cpuMicros), own)
}

/** Megabytes (2^20 bytes) of memory in use, children included. */
export function rssMegabytes(pid: number): number {
  const own = (Number(stat(pid)[21]) * PAGE_BYTES) / 2 ** 20
  return childrenOf(pid).reduce((sum, child) => sum + ofLiving(child, rssMegabytes), own)
}
