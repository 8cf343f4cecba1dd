/** Steps of a request: each is named, and runs inside the trace that was handed down with the request. */

export interface Trace {
  /** Runs `work` as a step; what it returns or throws passes through untouched. */
  step<T>(name: string, work: () => T): T
}

/** Nobody is looking: a step costs one call. */
export const NO_TRACE: Trace = Object.freeze({ step: <T>(_: string, work: () => T): T => work() })

/** What became of all runs of one step. */
export interface StepTotal {
  runs: number
  /** Of those, the ones that threw: refusals as well as mistakes of ours. */
  failed: number
  /** Of all together, waiting included; no step inside another is counted for itself alone. */
  totalMs: number
}

/**
 * Where the time of all requests goes, and in which step one failed. Always on: it keeps no request, so it
 * costs a few look-ups each and no memory.
 */
export class Recorder implements Trace {
  readonly totals = new Map<string, StepTotal>()
  private readonly failures = new WeakMap<object, string>()

  /** @param nowMs milliseconds of any clock that only goes forward */
  constructor(private readonly nowMs: () => number) {}

  step<T>(name: string, work: () => T): T {
    const startedMs = this.nowMs()
    let result: T
    try {
      result = work()
    } catch (error) {
      this.failedIn(name, startedMs, error)
      throw error
    }
    if (result instanceof Promise) {
      result.then(
        () => this.ended(name, startedMs),
        (error) => this.failedIn(name, startedMs, error),
      )
    } else this.ended(name, startedMs)
    return result
  }

  /** The innermost step that the error was thrown in; null for none. */
  whereFailed(error: unknown): string | null {
    return typeof error === 'object' && error !== null ? (this.failures.get(error) ?? null) : null
  }

  private ended(name: string, startedMs: number): StepTotal {
    let total = this.totals.get(name)
    if (total === undefined) {
      total = { runs: 0, failed: 0, totalMs: 0 }
      this.totals.set(name, total)
    }
    total.runs += 1
    total.totalMs += this.nowMs() - startedMs
    return total
  }

  private failedIn(name: string, startedMs: number, error: unknown): void {
    this.ended(name, startedMs).failed += 1
    if (typeof error === 'object' && error !== null && !this.failures.has(error))
      this.failures.set(error, name)
  }
}
