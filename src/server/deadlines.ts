/**
 * Requests that have to be answered in time. All are given as long, so one timer looks after them together:
 * a timer for each would cost more than it guards.
 */
import type { Clock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'

/** One request that is being answered. */
export interface Deadline {
  /** Set once nobody waits for the answer any more. */
  passed: Refusal | null
  /** Called when that happens: stops what would go on for nothing. */
  giveUp: (() => void) | null
}

interface Waiting {
  readonly deadline: Deadline
  readonly endsMs: number
  readonly reject: (refusal: Refusal) => void
}

/** Milliseconds between two looks, and so the most that a request is given beyond its time. */
const LOOK_MS = 1000

export class Deadlines {
  /** In the order in which they end. */
  private readonly open = new Set<Waiting>()
  private timer: ReturnType<typeof setInterval> | null = null

  constructor(
    private readonly timeoutMs: number,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal 408 for an answer that takes longer than `timeoutMs` */
  within<T>(answer: (deadline: Deadline) => T | Promise<T>): T | Promise<T> {
    const deadline: Deadline = { passed: null, giveUp: null }
    const answered = answer(deadline)
    return answered instanceof Promise ? this.race(answered, deadline) : answered
  }

  private race<T>(answered: Promise<T>, deadline: Deadline): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { deadline, endsMs: this.clock.nowMs() + this.timeoutMs, reject }
      this.open.add(waiting)
      this.timer ??= this.startLooking()
      answered.then(
        (answer) => {
          this.open.delete(waiting)
          resolve(answer)
        },
        (error) => {
          this.open.delete(waiting)
          reject(error)
        },
      )
    })
  }

  private startLooking(): ReturnType<typeof setInterval> {
    const timer = setInterval(() => this.look(), Math.min(LOOK_MS, this.timeoutMs))
    timer.unref()
    return timer
  }

  private look(): void {
    const nowMs = this.clock.nowMs()
    for (const waiting of this.open) {
      if (waiting.endsMs > nowMs) break
      this.open.delete(waiting)
      const { deadline, reject } = waiting
      deadline.passed = tooSlow(this.timeoutMs)
      reject(deadline.passed)
      deadline.giveUp?.()
    }
    if (this.open.size > 0 || this.timer === null) return
    clearInterval(this.timer)
    this.timer = null
  }
}

function tooSlow(timeoutMs: number): Refusal {
  return new Refusal(408, 'OFF006', 'The request took too long', {
    details: `At most ${timeoutMs} ms are allowed`,
    hint: 'The limit is named requestTimeoutMs.',
  })
}
