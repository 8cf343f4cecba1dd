/**
 * Refusals: every "no" that Offstage says to a caller, as one value.
 *
 * A refusal is thrown where it is noticed and turned into a response once, in `rest/respond.ts`. Codes are
 * the dialect's own (PostgREST's `PGRST…` and PostgreSQL's SQLSTATE), so that clients written for those work
 * here. Our own mistakes are never refusals: they are failed assertions, answered with 500 and a trace id.
 */

/** The body that PostgREST answers with (https://docs.postgrest.org/en/stable/references/errors.html). */
export interface RefusalBody {
  readonly code: string
  /** Text, or JSON where PostgREST gives JSON (the candidates of PGRST201). */
  readonly details: unknown
  readonly hint: string | null
  readonly message: string
}

export interface RefusalOptions {
  readonly details?: unknown
  readonly hint?: string | null
  /** Extra response headers, such as `Retry-After` (seconds) or `WWW-Authenticate`. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A request that is answered with "no": stable code, message, and a hint that says what to do instead. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly details: unknown
  readonly hint: string | null
  readonly headers: Readonly<Record<string, string>>

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** `PGRST…` or a SQLSTATE. */
    readonly code: string,
    message: string,
    options: RefusalOptions = {},
  ) {
    super(message)
    this.details = options.details ?? null
    this.hint = options.hint ?? null
    this.headers = options.headers ?? {}
  }

  body(): RefusalBody {
    return { code: this.code, details: this.details, hint: this.hint, message: this.message }
  }
}

/** A mistake in `app.ts`, found when the model is built, before anything runs. Names the table and column. */
export class ModelError extends Error {
  override readonly name = 'ModelError'

  constructor(
    /** Where: `songs`, `songs.title`, or `app`. */
    readonly place: string,
    /** What is wrong, in one sentence. */
    readonly problem: string,
    /** What to write instead. */
    readonly instead: string,
  ) {
    super(`${place}: ${problem}\n  ${instead}`)
  }
}

/**
 * A mistake of the person at the command line or of its environment: printed without a stack, exit code 2.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message)
  }
}
