/**
 * Callers of tokens that were verified, so that a token costs one digest and one look-up from its second
 * request.
 */
import { Recent } from '../base/recent.ts'
import type { Caller } from '../rules/index.ts'

interface Entry {
  readonly caller: Caller
  /** Seconds since 1970 until which the token is taken. */
  readonly expiresAt: number
}

/** Bounded: tokens unused for longest go first. */
export class TokenCache {
  readonly #entries: Recent<Entry>

  constructor(entriesMax: number) {
    this.#entries = new Recent(entriesMax)
  }

  get(digest: string, nowSeconds: number): Caller | null {
    const entry = this.#entries.get(digest)
    if (entry === undefined) return null
    if (entry.expiresAt >= nowSeconds) return entry.caller
    this.#entries.delete(digest)
    return null
  }

  set(digest: string, caller: Caller, expiresAt: number): void {
    this.#entries.set(digest, { caller, expiresAt })
  }
}
