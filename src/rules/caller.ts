/**
 * The Caller: who is asking. Made from a request's key and token by `auth/identify.ts`; the only thing that
 * rules know about the outside.
 */

export type Role = 'anon' | 'authenticated' | 'service_role'

export interface Caller {
  readonly role: Role
  /** The subject of the token (uuid); null for `anon` and for the secret key. */
  readonly id: string | null
  /** The app's own roles (`app_metadata.roles`), which `me.is('editor')` asks for. */
  readonly roles: readonly string[]
  /** Every claim of the verified token. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** Nobody in particular: a request with the publishable key alone. */
export const ANONYMOUS: Caller = Object.freeze({ role: 'anon', id: null, roles: [], claims: {} })

/** The app's own back office: a request with the secret key. Rules do not apply to it. */
export const SERVICE: Caller = Object.freeze({ role: 'service_role', id: null, roles: [], claims: {} })
