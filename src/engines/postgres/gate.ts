/**
 * Lets so many in at a time and keeps the others waiting, but not too many and not for too long: the driver
 * itself would keep them for ever.
 */
import { Refusal } from '../../base/errors.ts'
import { connectionWaitMsMax, statementsWaitingMax } from '../../base/limits.ts'

interface Waiting {
  readonly enter: () => void
  readonly timer: ReturnType<typeof setTimeout>
}

export interface GateOptions {
  /** Milliseconds that one waits at most; `connectionWaitMsMax` unless a test says less. */
  readonly waitMs?: number
  readonly waitingMax?: number
}

export class Gate {
  private inside = 0
  private readonly waiting = new Set<Waiting>()

  constructor(
    private readonly places: number,
    private readonly options: GateOptions = {},
  ) {}

  /** Runs `work` once there is a place for it. @throws Refusal 503 when there was none in time */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside < this.places) this.inside += 1
    else await this.wait()
    try {
      return await work()
    } finally {
      this.leave()
    }
  }

  /** Whoever waits longest takes over the place. */
  private leave(): void {
    const [next] = this.waiting
    if (next === undefined) {
      this.inside -= 1
      return
    }
    this.waiting.delete(next)
    clearTimeout(next.timer)
    next.enter()
  }

  private wait(): Promise<void> {
    const { waitMs = connectionWaitMsMax, waitingMax = statementsWaitingMax } = this.options
    if (this.waiting.size >= waitingMax) return Promise.reject(exhausted())
    return new Promise((enter, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(waiting)
        reject(exhausted())
      }, waitMs)
      const waiting: Waiting = { enter, timer }
      this.waiting.add(waiting)
    })
  }
}

function exhausted(): Refusal {
  return new Refusal(503, '53300', 'the database is busy: no connection became free in time', {
    hint: 'Try again in a moment. More connections: pool, slow_pool or write_pool in DATABASE_URL.',
    headers: { 'Retry-After': '1' },
  })
}
