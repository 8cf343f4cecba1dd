/** Which House answers now. While it is exchanged, requests wait behind the curtain; none is dropped. */
import { shutdownTimeoutMs } from '../base/limits.ts'

/** What answers: a House, or what says why there is none. */
export interface Answers {
  answer(request: Request): Response | Promise<Response>
}

export class Stage {
  private answers: Answers | null = null
  /** Requests being answered. */
  private open = 0
  private lastEnded: (() => void) | null = null
  /** Settled when the curtain rises: until somebody answers, and during a change. */
  private curtain: PromiseWithResolvers<void> | null = Promise.withResolvers<void>()

  /** Answers any request, waiting while nobody can. */
  fetch(request: Request): Response | Promise<Response> {
    if (this.curtain !== null || this.answers === null) return this.later(request)
    const response = this.answers.answer(request)
    if (!(response instanceof Promise)) return response
    this.open += 1
    return response.finally(() => this.ended())
  }

  private async later(request: Request): Promise<Response> {
    while (this.curtain !== null) await this.curtain.promise
    return await this.fetch(request)
  }

  private ended(): void {
    this.open -= 1
    if (this.open === 0) this.lastEnded?.()
  }

  /**
   * Lets open requests end (those that take longer than `shutdownTimeoutMs` are not waited for), runs
   * `change` while new ones wait, and goes on with what it returns; with what was there before when it
   * throws.
   */
  async exchange(change: () => Answers | Promise<Answers>): Promise<void> {
    this.curtain ??= Promise.withResolvers<void>()
    try {
      await this.quiet()
      this.answers = await change()
    } finally {
      if (this.answers !== null) {
        this.curtain.resolve()
        this.curtain = null
      }
    }
  }

  private async quiet(): Promise<void> {
    if (this.open === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.lastEnded = resolve
    const timer = setTimeout(resolve, shutdownTimeoutMs)
    await promise
    clearTimeout(timer)
    this.lastEnded = null
  }
}
