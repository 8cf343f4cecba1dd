/** A request before it becomes bytes. */
export interface Request {
  readonly method: string
  /** Path and query as they stand in the request line; Latin-1. */
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Uint8Array | null
}
