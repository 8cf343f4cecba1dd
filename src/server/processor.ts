/** How long this thread has been ready to work while others had the processor. */
import { readFileSync } from 'node:fs'

/** Nanoseconds on a processor, nanoseconds of waiting for one, turns: of the thread that opens it. */
const SCHEDULE = '/proc/thread-self/schedstat'

/**
 * Milliseconds since the thread began. 0 where the system does not tell: then all waiting counts as our own.
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
export function processorWaitedMs(): number {
  try {
    const [, waitedNs] = readFileSync(SCHEDULE, 'latin1').split(' ')
    return Number(waitedNs ?? 0) / 1e6
  } catch {
    return 0
  }
}
