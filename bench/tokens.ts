/** Keys and users' tokens (HS256), the same for every candidate. */
import { createHmac } from 'node:crypto'

export const JWT_SECRET = 'a-secret-of-the-bench-that-guards-nothing-at-all'
export const PUBLISHABLE_KEY = 'sb_publishable_benchbenchbenchbenchbench'
export const SECRET_KEY = 'sb_secret_benchbenchbenchbenchbenchbench'

/** What a server needs to know of them, as environment variables. */
export const KEYS_ENV = {
  OFFSTAGE_PUBLISHABLE_KEY: PUBLISHABLE_KEY,
  OFFSTAGE_SECRET_KEY: SECRET_KEY,
  OFFSTAGE_JWT_SECRET: JWT_SECRET,
}

const DAY_SECONDS = 86_400

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** @param header members besides `alg` and `typ` */
export function sign(claims: object, secret: string, header: object = {}): string {
  const text = `${part({ alg: 'HS256', typ: 'JWT', ...header })}.${part(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

/** A token as Supabase's auth hands it out to a user who signed in. */
export function userToken(id: string): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { sub: id, role: 'authenticated', aud: 'authenticated', iat: now, exp: now + DAY_SECONDS }
  return sign(claims, JWT_SECRET)
}
