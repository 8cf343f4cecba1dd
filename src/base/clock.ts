/** Time, as a value that is handed in: a test sets it, a replay feeds the recorded one. */

export interface Clock {
  /** Milliseconds since 1970-01-01 UTC, a whole number. */
  nowMs(): number
  /** Microseconds since 1970-01-01 UTC: the resolution of a timestamp column. */
  nowMicros(): bigint
}

/** A clock that stands still until it is moved. */
export interface FixedClock extends Clock {
  /** Moves it by so many milliseconds; fractions down to a microsecond count, negative ones go back. */
  advanceMs(ms: number): void
}

/** How far the two clocks of the machine may drift apart before the finer one is set again. */
const DRIFT_MS = 2

/** How many milliseconds since 1970 the process's own fine clock started at. */
let startMs = performance.timeOrigin

/** The machine's clock. `nowMicros` may differ from `nowMs` by up to two milliseconds. */
export const systemClock: Clock = Object.freeze({
  nowMs: () => Date.now(),
  nowMicros: () => {
    // The wall clock counts milliseconds only; the fine one neither follows corrections nor sleep.
    const wallMs = Date.now()
    const sinceStartMs = performance.now()
    if (Math.abs(startMs + sinceStartMs - wallMs) > DRIFT_MS) startMs = wallMs - sinceStartMs
    return BigInt(Math.floor((startMs + sinceStartMs) * 1000))
  },
})

/** Milliseconds of a clock that only goes forward, for measuring how long something takes. */
export const steadyMs = (): number => performance.now()

/** A clock for tests and replays, standing at `ms` milliseconds since 1970-01-01 UTC. */
export function fixedClock(ms: number): FixedClock {
  let micros = microsOf(ms)
  return Object.freeze({
    nowMs: () => Number((micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n),
    nowMicros: () => micros,
    advanceMs: (by: number) => {
      micros += microsOf(by)
    },
  })
}

/** Whole milliseconds and the rest apart: a number does not hold the microseconds of far years. */
function microsOf(ms: number): bigint {
  const whole = Math.floor(ms)
  return BigInt(whole) * 1000n + BigInt(Math.round((ms - whole) * 1000))
}
