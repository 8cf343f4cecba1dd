/** A JSON Web Key Set (RFC 7517) of public keys to trust: P-256 for ES256 and RSA for RS256. */
import { importJWK, type JWK } from 'jose'
import { UsageError } from '../base/errors.ts'

export interface SigningKey {
  readonly kid: string
  readonly alg: 'ES256' | 'RS256'
  /** Public; can only verify. */
  readonly key: CryptoKey
}

/** Below this, RSA is no longer thought safe (RFC 7518, section 3.3). */
const RSA_BITS_MIN = 2048

/**
 * @param text the value of `OFFSTAGE_JWKS`; null gives no keys
 * @throws UsageError when it is not a set of public keys, each with a `kid` of its own
 */
export async function readJwks(text: string | null): Promise<readonly SigningKey[]> {
  if (text === null) return []
  const keys = await Promise.all(jwksOf(text).map(readKey))
  const kids = new Set(keys.map(({ kid }) => kid))
  if (kids.size < keys.length) throw wrong('two of its keys have the same kid')
  return keys
}

function jwksOf(text: string): readonly JWK[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw wrong('it is not JSON')
  }
  const keys = typeof parsed === 'object' && parsed !== null && 'keys' in parsed ? parsed.keys : null
  if (!Array.isArray(keys)) throw wrong('it has no list of "keys"')
  return keys
}

async function readKey(jwk: JWK | null): Promise<SigningKey> {
  if (typeof jwk !== 'object' || jwk === null) throw wrong('a key is not an object')
  const { kid } = jwk
  if (typeof kid !== 'string' || kid === '') throw wrong('a key has no kid')
  if (jwk.d !== undefined) throw wrong(`the key ${kid} is a private one`)
  if (jwk.use !== undefined && jwk.use !== 'sig') throw wrong(`the key ${kid} is not for signatures`)
  const alg = algorithmOf(kid, jwk)
  if (jwk.alg !== undefined && jwk.alg !== alg) throw wrong(`the key ${kid} is for ${jwk.alg}, not ${alg}`)
  const key = await imported(kid, jwk, alg)
  return Object.freeze({ kid, alg, key })
}

function algorithmOf(kid: string, { kty, crv }: JWK): SigningKey['alg'] {
  if (kty === 'EC' && crv === 'P-256') return 'ES256'
  if (kty === 'RSA') return 'RS256'
  if (kty === 'oct') throw wrong(`the key ${kid} is a secret; that one is OFFSTAGE_JWT_SECRET`)
  throw wrong(`the key ${kid} is neither P-256 nor RSA`)
}

async function imported(
  kid: string,
  { kty, crv, x, y, n, e }: JWK,
  alg: SigningKey['alg'],
): Promise<CryptoKey> {
  const material = alg === 'ES256' ? { kty, crv, x, y } : { kty, n, e }
  let key: CryptoKey | Uint8Array
  try {
    key = await importJWK(material as JWK, alg)
  } catch {
    throw wrong(`the key ${kid} cannot be read`)
  }
  if (key instanceof Uint8Array) throw wrong(`the key ${kid} is a secret`)
  const { modulusLength } = key.algorithm as Partial<RsaKeyAlgorithm>
  if (modulusLength !== undefined && modulusLength < RSA_BITS_MIN)
    throw wrong(`the RSA key ${kid} has ${modulusLength} bits, less than ${RSA_BITS_MIN}`)
  return key
}

function wrong(problem: string): UsageError {
  return new UsageError(
    `OFFSTAGE_JWKS: ${problem}.`,
    'It is the text of a /.well-known/jwks.json: {"keys":[…]}, public, for ES256 or RS256, with kids.',
  )
}
