/**
 * Who is asking: a request's key and token as a Caller.
 *
 * The `apikey` header takes the publishable or the secret key (either form) and must be right when it is
 * there; the `apikey` query parameter of Supabase's gateway is not read, because URLs end up in logs.
 * `Authorization: Bearer` takes the same keys or a person's token, and decides: a secret key with a person's
 * token acts as that person. Without either, a request is anonymous, as in PostgREST (the publishable key
 * would not say more). Authorization of another scheme than Bearer is not looked at.
 */
import { hash } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { tokenBytesMax, tokensCachedMax } from '../base/limits.ts'
import { ANONYMOUS, type Caller, SERVICE } from '../rules/index.ts'
import { callerOf, checkTimes, expiresAt } from './claims.ts'
import type { Keys } from './keys.ts'
import { invalidApiKey, undecodable } from './refusals.ts'
import { TokenCache } from './token-cache.ts'
import { verifySignature } from './verify.ts'

/**
 * A Caller at once for keys and for tokens seen before, a promise of one otherwise.
 * @throws Refusal 401, at once or by the promise
 */
export type Identify = (headers: Headers) => Caller | Promise<Caller>

/**
 * @param cachedMax how many verified tokens are kept
 */
export function identifier(keys: Keys, clock: Clock, cachedMax: number = tokensCachedMax): Identify {
  // Keys and tokens are found by their digest: no comparison takes longer, the more of a secret was guessed
  // right.
  const known = new Map<string, Caller>([
    [digest(keys.publishable), ANONYMOUS],
    [digest(keys.anonJwt), ANONYMOUS],
    [digest(keys.secret), SERVICE],
    [digest(keys.serviceJwt), SERVICE],
  ])
  const { publishable, secret } = keys.other ?? {}
  if (publishable !== undefined) known.set(digest(publishable), ANONYMOUS)
  if (secret !== undefined) known.set(digest(secret), SERVICE)
  const cache = new TokenCache(cachedMax)
  const pairs = new TokenCache(cachedMax)

  function credential(text: string): Caller | Promise<Caller> {
    if (text.length > tokenBytesMax)
      throw undecodable('JWT is too long', null, `A token has at most ${tokenBytesMax} bytes.`)
    const name = digest(text)
    return known.get(name) ?? cache.get(name, nowSeconds(clock)) ?? verified(text, name)
  }

  async function verified(token: string, name: string): Promise<Caller> {
    const claims = await verifySignature(token, keys)
    checkTimes(claims, nowSeconds(clock))
    const caller = callerOf(claims)
    cache.set(name, caller, expiresAt(claims))
    return caller
  }

  function apiKey(text: string): Caller | Promise<Caller> {
    if (text.split('.').length !== 3) return known.get(digest(text)) ?? refuseApiKey()
    const caller = credential(text)
    return caller instanceof Promise ? caller.then(checkedApiKey, asApiKeyRefusal) : checkedApiKey(caller)
  }

  function identify(key: string | null, bearer: string | null): Caller | Promise<Caller> {
    if (key === null) return bearer === null ? ANONYMOUS : credential(bearer)
    const keyCaller = apiKey(key)
    if (bearer === null || bearer === key) return keyCaller
    return keyCaller instanceof Promise ? keyCaller.then(() => credential(bearer)) : credential(bearer)
  }

  /** An API key that is a token itself may run out before the person's: such pairs are looked at anew. */
  function kept(name: string, key: string, caller: Caller): Caller {
    if (known.has(digest(key))) pairs.set(name, caller, expiresAt(caller.claims))
    return caller
  }

  return (headers) => {
    const key = headers.get('apikey')
    const authorization = headers.get('authorization')
    if (key === null || authorization === null) return identify(key, bearerOf(authorization))
    // Most requests bring a key and a person's token: seen before together, they cost one digest.
    const name = digest(`${key}\n${authorization}`)
    const seen = pairs.get(name, nowSeconds(clock))
    if (seen !== null) return seen
    const caller = identify(key, bearerOf(authorization))
    return caller instanceof Promise ? caller.then((who) => kept(name, key, who)) : kept(name, key, caller)
  }
}

/** Supabase's keys of an earlier form are tokens for a role and nobody in particular. */
function checkedApiKey(caller: Caller): Caller {
  return caller.role === 'authenticated' ? refuseApiKey() : caller
}

/** A token that is refused as a key is a wrong key; our own mistakes stay what they are. */
function asApiKeyRefusal(error: unknown): never {
  throw error instanceof Refusal ? invalidApiKey() : error
}

function refuseApiKey(): never {
  throw invalidApiKey()
}

/**
 * The token of `Bearer <token>`, the scheme in any case (RFC 9110, section 11.1); null for no or another
 * scheme.
 */
function bearerOf(authorization: string | null): string | null {
  const match = authorization === null ? null : /^bearer(?:\s+(.*))?$/i.exec(authorization)
  return match === null ? null : (match[1] ?? '')
}

function digest(text: string): string {
  return hash('sha256', text, 'base64')
}

function nowSeconds(clock: Clock): number {
  return Math.floor(clock.nowMs() / 1000)
}
