/** What a verified token's claims say: whether it holds now, and who is asking. */
import { clockSkewSecondsMax } from '../base/limits.ts'
import type { Caller } from '../rules/index.ts'
import { unknownRole, wrongClaims } from './refusals.ts'

export type Claims = Readonly<Record<string, unknown>>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Refuses a token outside of its time, allowing for clocks that differ by `clockSkewSecondsMax`. A token
 * without `exp` does not expire, as in PostgREST.
 * @param nowSeconds whole seconds since 1970
 * @throws Refusal PGRST303
 */
export function checkTimes(claims: Claims, nowSeconds: number): void {
  if (expiresAt(claims) < nowSeconds)
    throw wrongClaims('JWT expired', 'Refresh the session, or sign in again.')
  const latest = nowSeconds + clockSkewSecondsMax
  const clocks = "Compare this server's clock with that of the token's issuer."
  if ((numberClaim(claims, 'nbf') ?? 0) > latest) throw wrongClaims('JWT not yet valid', clocks)
  if ((numberClaim(claims, 'iat') ?? 0) > latest) throw wrongClaims('JWT issued at future', clocks)
}

/** The last second at which the token is taken, clock skew included; infinite without `exp`. */
export function expiresAt(claims: Claims): number {
  return (numberClaim(claims, 'exp') ?? Number.POSITIVE_INFINITY) + clockSkewSecondsMax
}

function numberClaim(claims: Claims, name: 'exp' | 'nbf' | 'iat'): number | null {
  const value = claims[name] ?? null
  if (value !== null && typeof value !== 'number')
    throw wrongClaims(
      `The JWT '${name}' claim must be a number`,
      'It counts the seconds since 1970-01-01 UTC.',
    )
  return value
}

/**
 * @throws Refusal PGRST303 or 22023 when the claims do not say who is asking
 */
export function callerOf(claims: Claims): Caller {
  checkAudience(claims.aud ?? null)
  const { role } = claims
  if (typeof role !== 'string')
    throw wrongClaims(
      "The JWT has no 'role' claim",
      "Let its issuer add 'role': 'authenticated' to the claims.",
    )
  // Without a person: rules speak of `me.id` only for those who signed in.
  if (role === 'anon' || role === 'service_role') return Object.freeze({ role, id: null, roles: [], claims })
  if (role !== 'authenticated') throw unknownRole(role)
  const { sub } = claims
  if (typeof sub !== 'string' || !UUID.test(sub))
    throw wrongClaims(
      "The JWT 'sub' claim must be a UUID",
      "With the role 'authenticated', it is the caller's id.",
    )
  return Object.freeze({ role, id: sub.toLowerCase(), roles: rolesOf(claims), claims })
}

/** No audience is asked for, but the claim must have its form, as in PostgREST. */
function checkAudience(aud: unknown): void {
  if (aud === null || typeof aud === 'string' || isTextList(aud)) return
  const message = "The JWT 'aud' claim must be a string or an array of strings"
  throw wrongClaims(message, "Supabase's tokens say 'authenticated' there.")
}

/** Anything but a list of texts gives no roles: what is not understood grants nothing. */
function rolesOf(claims: Claims): readonly string[] {
  const metadata = claims.app_metadata
  if (typeof metadata !== 'object' || metadata === null || !('roles' in metadata)) return []
  return isTextList(metadata.roles) ? metadata.roles : []
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
