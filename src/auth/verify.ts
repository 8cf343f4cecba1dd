/** A token's signature, checked against the secrets and the public keys that we trust. */
import { compactVerify, decodeProtectedHeader, errors, type ProtectedHeaderParameters } from 'jose'
import type { Claims } from './claims.ts'
import type { Keys } from './keys.ts'
import { undecodable, wrongClaims } from './refusals.ts'

/**
 * The key is chosen by the algorithm first: a public key never verifies an HMAC, the secret never anything
 * else, so a token cannot choose how it is looked at.
 * @returns the claims, not yet looked at
 * @throws Refusal PGRST301 or PGRST303
 */
export async function verifySignature(token: string, keys: Keys): Promise<Claims> {
  const parts = token.split('.').length
  if (token === '')
    throw undecodable('Empty JWT is sent in Authorization header', null, 'Send a token, or no header at all.')
  if (parts !== 3) {
    const hint = 'Authorization takes `Bearer <access token>`; `offstage token` makes one.'
    throw undecodable(`Expected 3 parts in JWT; got ${parts}`, null, hint)
  }
  const header = headerOf(token)
  const { algorithm, candidates } = keysFor(header, keys)
  for (const key of candidates) {
    try {
      const { payload } = await compactVerify(token, key, { algorithms: [algorithm] })
      return claimsFrom(payload)
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error
    }
  }
  throw noSuitableKey('It was signed with another secret or key, or changed on its way.')
}

function headerOf(token: string): ProtectedHeaderParameters {
  let header: ProtectedHeaderParameters
  try {
    header = decodeProtectedHeader(token)
  } catch {
    throw undecodable("JWT couldn't be decoded", null, 'Its first part must be JSON in base64url.')
  }
  // Extensions change what the signature means: none is understood here.
  if (header.crit === undefined && header.b64 === undefined) return header
  throw undecodable(
    'Unsupported token type',
    null,
    "Tokens with 'crit' or 'b64' in their header are not taken.",
  )
}

function keysFor(
  header: ProtectedHeaderParameters,
  keys: Keys,
): { algorithm: string; candidates: (CryptoKey | Uint8Array)[] } {
  const { alg, kid } = header
  switch (alg) {
    case 'HS256':
      return { algorithm: alg, candidates: secretsOf(keys).map((secret) => new TextEncoder().encode(secret)) }
    case 'ES256':
    case 'RS256': {
      const found = keys.signing.find((candidate) => candidate.kid === kid)
      if (found?.alg === alg) return { algorithm: alg, candidates: [found.key] }
      throw noSuitableKey(`OFFSTAGE_JWKS holds no ${alg} key under the token's 'kid'.`)
    }
    default: {
      const details = `Expected HS256, ES256 or RS256; got ${JSON.stringify(alg ?? null)}`
      throw undecodable(
        'Wrong or unsupported encoding algorithm',
        details,
        'Let the issuer sign with one of these.',
      )
    }
  }
}

/** Two while one is exchanged for the other. */
function secretsOf({ jwtSecret, other }: Keys): string[] {
  return other?.jwtSecret === undefined ? [jwtSecret] : [jwtSecret, other.jwtSecret]
}

function noSuitableKey(hint: string) {
  const details = 'None of the keys was able to decode the JWT'
  return undecodable('No suitable key or wrong key type', details, hint)
}

function claimsFrom(payload: Uint8Array): Claims {
  let claims: unknown
  try {
    claims = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    claims = null
  }
  if (typeof claims === 'object' && claims !== null && !Array.isArray(claims))
    return Object.freeze(claims) as Claims
  throw wrongClaims('Parsing claims failed', 'The second part of a token must be a JSON object in base64url.')
}
