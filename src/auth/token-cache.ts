/**
 * Callers of tokens that were verified, so that a token costs one digest and one look-up from its second
 * request.
 */
import type { Caller } from '../rules/index.ts'

interface Entry {
  readonly caller: Caller
  /** Seconds since 1970 until which the token is taken. */
  readonly expiresAt: number
}

/** Bounded: the token unused for longest goes first. A map remembers the order in which keys were set. */
export class TokenCache {
  readonly #entries = new Map<string, Entry>()

  constructor(readonly entriesMax: number) {}

  get(digest: string, nowSeconds: number): Caller | null {
    const entry = this.#entries.get(digest)
    if (entry === undefined) return null
    this.#entries.delete(digest)
    if (entry.expiresAt < nowSeconds) return null
    this.#entries.set(digest, entry)
    return entry.caller
  }

  set(digest: string, caller: Caller, expiresAt: number): void {
    this.#entries.delete(digest)
    this.#entries.set(digest, { caller, expiresAt })
    if (this.#entries.size <= this.entriesMax) return
    const [oldest] = this.#entries.keys()
    if (oldest !== undefined) this.#entries.delete(oldest)
  }
}
