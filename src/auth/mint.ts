/** Access tokens with the claims of Supabase's (https://supabase.com/docs/guides/auth/jwt-fields). */
import { SignJWT } from 'jose'
import type { Clock } from '../base/clock.ts'
import { UsageError } from '../base/errors.ts'
import { uuidV7 } from '../base/ids.ts'
import type { Random } from '../base/random.ts'
import type { Role } from '../rules/index.ts'
import type { Claims } from './claims.ts'
import { ISSUER, type Keys } from './keys.ts'

/** Who a token is for. */
export interface Persona {
  /** UUID of the person; may be left out for the roles that are nobody in particular. */
  readonly id?: string | null
  /** `authenticated` unless said otherwise. */
  readonly role?: Role
  /** The app's own roles. */
  readonly roles?: readonly string[]
  /**
   * Further claims, such as `email` or `user_metadata`; those that say who, what and until when cannot be set
   * so.
   */
  readonly claims?: Claims
  readonly expiresInSeconds?: number
}

/** As long as Supabase's tokens are taken. */
const EXPIRES_IN_SECONDS = 3600

/**
 * A token for the persona, signed with the app's secret (HS256).
 * @throws UsageError when a person has no id
 */
export async function mintToken(keys: Keys, persona: Persona, clock: Clock, random: Random): Promise<string> {
  const { id = null, role = 'authenticated', roles = [], claims = {} } = persona
  if (role === 'authenticated' && id === null)
    throw new UsageError(
      'A token for the role authenticated needs an id.',
      'Give it the UUID of a row of users.',
    )
  const now = Math.floor(clock.nowMs() / 1000)
  const payload: Record<string, unknown> = {
    email: '',
    phone: '',
    user_metadata: {},
    aal: 'aal1',
    amr: [{ method: 'password', timestamp: now }],
    is_anonymous: false,
    session_id: uuidV7(clock, random),
    ...claims,
    sub: id ?? undefined,
    aud: 'authenticated',
    role,
    iss: ISSUER,
    iat: now,
    exp: now + (persona.expiresInSeconds ?? EXPIRES_IN_SECONDS),
    app_metadata: {
      provider: 'email',
      providers: ['email'],
      ...objectOf(claims.app_metadata),
      roles: [...roles],
    },
  }
  return await new SignJWT(payload)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(keys.jwtSecret))
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}
