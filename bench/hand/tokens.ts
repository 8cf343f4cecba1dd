/** HS256 by hand: verified once, then found by the text of the header. */
import { createHmac, timingSafeEqual } from 'node:crypto'

interface Known {
  readonly user: string
  readonly expires: number
}

const KNOWN_MAX = 10_000

/** Whose token an Authorization header carries; null when it is not valid. */
export function verifier(secret: string): (authorization: string | null) => string | null {
  const known = new Map<string, Known>()

  function verify(authorization: string): Known | null {
    if (!authorization.startsWith('Bearer ')) return null
    const [header = '', claims = '', signature = '', ...rest] = authorization.slice(7).split('.')
    if (rest.length > 0 || jsonOf(header).alg !== 'HS256') return null
    const right = createHmac('sha256', secret).update(`${header}.${claims}`).digest()
    const given = Buffer.from(signature, 'base64url')
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null
    const { sub, exp, role } = jsonOf(claims)
    if (typeof sub !== 'string' || typeof exp !== 'number' || role !== 'authenticated') return null
    return { user: sub, expires: exp * 1000 }
  }

  return (authorization) => {
    if (authorization === null) return null
    const kept = known.get(authorization)
    const found = kept ?? verify(authorization)
    if (found === null || found.expires < Date.now()) return null
    if (kept === undefined) {
      if (known.size >= KNOWN_MAX) known.clear()
      known.set(authorization, found)
    }
    return found.user
  }
}

function jsonOf(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return {}
  }
}
