/** Steps of a request: each is named, and runs inside the trace that was handed down with the request. */

export interface Step {
  readonly name: string
  /** Milliseconds since the trace began, as the given clock counts them. */
  readonly startedMs: number
  readonly endedMs: number
  /** Whether the step threw. */
  readonly failed: boolean
}

export interface Trace {
  /** Runs `work` as a step; what it returns or throws passes through untouched. */
  step<T>(name: string, work: () => T): T
}

/** Nobody is looking: a step costs one call. */
export const NO_TRACE: Trace = Object.freeze({ step: <T>(_: string, work: () => T): T => work() })

/** Keeps every step of one request. */
export class Recorder implements Trace {
  readonly steps: Step[] = []

  /** @param nowMs milliseconds of any clock that only goes forward */
  constructor(private readonly nowMs: () => number) {}

  step<T>(name: string, work: () => T): T {
    const startedMs = this.nowMs()
    const note = (failed: boolean) => {
      this.steps.push(Object.freeze({ name, startedMs, endedMs: this.nowMs(), failed }))
    }
    let result: T
    try {
      result = work()
    } catch (error) {
      note(true)
      throw error
    }
    if (result instanceof Promise) {
      result.then(
        () => note(false),
        () => note(true),
      )
    } else note(false)
    return result
  }
}
