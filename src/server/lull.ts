/**
 * What a time of much work leaves behind is given back to the system when it is quiet: the collector of
 * garbage runs by itself only while more is asked for.
 */

/** Milliseconds between two looks at whether it is quiet. */
const LOOK_MS = 2000

/** Requests that may have left enough behind; a full collection takes some ten milliseconds. */
const MANY_REQUESTS = 500

export class Lull {
  private waiting = false
  private stopped = false
  /** Requests since the last look, and since the last collection. */
  private lately = 0
  private uncollected = 0

  /**
   * @param collect lets go of what nobody needs
   * @param later calls back after a while, once
   */
  constructor(
    private readonly collect: () => void = () => Bun.gc(true),
    private readonly later: (look: () => void) => void = (look) => void setTimeout(look, LOOK_MS).unref(),
  ) {}

  /** To be told of every request. */
  work(): void {
    this.lately += 1
    if (!this.waiting) this.wait()
  }

  stop(): void {
    this.stopped = true
  }

  private wait(): void {
    this.waiting = true
    this.later(() => this.look())
  }

  private look(): void {
    this.waiting = false
    if (this.stopped) return
    this.uncollected += this.lately
    const isQuiet = this.lately === 0
    this.lately = 0
    if (!isQuiet) this.wait()
    else if (this.uncollected >= MANY_REQUESTS) {
      this.uncollected = 0
      this.collect()
    }
  }
}
