/** The keys of an app: the two API keys, the secret that signs tokens, and the public keys that it trusts. */
import { SignJWT } from 'jose'
import { UsageError } from '../base/errors.ts'
import type { Random } from '../base/random.ts'
import type { Role } from '../rules/index.ts'
import { readJwks, type SigningKey } from './jwks.ts'
import { type KeyParts, keptKeys, knownKeys, parseKeys } from './keys-file.ts'

export interface Keys {
  /** `sb_publishable_…`: says which app is meant; may be known to everybody. */
  readonly publishable: string
  /** `sb_secret_…`: rules do not apply to who holds it. */
  readonly secret: string
  /** The same two in their earlier form, as tokens for the roles `anon` and `service_role`. */
  readonly anonJwt: string
  readonly serviceJwt: string
  /** Signs and verifies HS256; its UTF-8 bytes are the key. */
  readonly jwtSecret: string
  /** Public keys of other issuers whose tokens are taken. */
  readonly signing: readonly SigningKey[]
  /** Taken as well, and never handed out: the keys before these or after them, while they are exchanged. */
  readonly other?: Readonly<Partial<KeyParts>>
}

/** Keeps a text that is made once, whichever of many nodes comes first. */
export type KeepOnce = (make: () => string) => Promise<string>

const PUBLISHABLE_PREFIX = 'sb_publishable_'
const SECRET_PREFIX = 'sb_secret_'

/** Who issues our tokens. */
export const ISSUER = 'offstage'

/** As many bytes as the digest of HS256 (RFC 7518, section 3.2). */
const JWT_SECRET_BYTES_MIN = 32
/** Behind the prefix; 22 characters of base64url hold 128 bits. */
const KEY_LENGTH_MIN = 22

/** 2025-01-01 and 2100-01-01: fixed, so that the same secret always gives the same tokens. */
const KEY_ISSUED_SECONDS = 1_735_689_600
const KEY_EXPIRES_SECONDS = 4_102_444_800

/**
 * Keys from the environment (`OFFSTAGE_PUBLISHABLE_KEY`, `OFFSTAGE_SECRET_KEY`, `OFFSTAGE_JWT_SECRET`); those
 * that it lacks from `keys.json` in `folder`, made on first use. `OFFSTAGE_JWKS` adds a JSON Web Key Set of
 * public keys, `OFFSTAGE_…_OTHER` one more of each key.
 * @param share where nodes without a common folder keep the keys that the environment lacks; the first of
 *   them leaves those of its own `keys.json` there, if it has one
 * @throws UsageError when one is not of its form
 */
export async function loadKeys(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
  random: Random,
  share: KeepOnce | null = null,
): Promise<Keys> {
  const given = {
    publishable: env.OFFSTAGE_PUBLISHABLE_KEY || null,
    secret: env.OFFSTAGE_SECRET_KEY || null,
    jwtSecret: env.OFFSTAGE_JWT_SECRET || null,
  }
  const { publishable, secret, jwtSecret } = given
  const isComplete = publishable !== null && secret !== null && jwtSecret !== null
  const make = () => newKeyParts(random)
  const missing = () => (share === null ? keptKeys(folder, make) : sharedKeys(share, folder, make))
  const kept = isComplete ? { publishable, secret, jwtSecret } : await missing()
  const parts: KeyParts = {
    publishable: publishable ?? kept.publishable,
    secret: secret ?? kept.secret,
    jwtSecret: jwtSecret ?? kept.jwtSecret,
  }
  return await keysFrom(parts, await readJwks(env.OFFSTAGE_JWKS || null), otherKeys(env))
}

async function sharedKeys(share: KeepOnce, folder: string, make: () => KeyParts): Promise<KeyParts> {
  const text = await share(() => JSON.stringify(knownKeys(folder) ?? make()))
  return parseKeys('The database', text)
}

/** @throws UsageError when one is not of its form */
function otherKeys(env: Readonly<Record<string, string | undefined>>): Readonly<Partial<KeyParts>> {
  const names = {
    publishable: 'OFFSTAGE_PUBLISHABLE_KEY_OTHER',
    secret: 'OFFSTAGE_SECRET_KEY_OTHER',
    jwtSecret: 'OFFSTAGE_JWT_SECRET_OTHER',
  } as const
  const { publishable, secret, jwtSecret } = names
  if (env[publishable]) checkKey(publishable, PUBLISHABLE_PREFIX, env[publishable])
  if (env[secret]) checkKey(secret, SECRET_PREFIX, env[secret])
  if (env[jwtSecret]) checkSecret(jwtSecret, env[jwtSecret])
  const given = Object.entries(names).flatMap(([part, name]) => (env[name] ? [[part, env[name]]] : []))
  return Object.freeze(Object.fromEntries(given))
}

/** Keys of an app that keeps none, such as one inside a test. */
export async function newKeys(random: Random): Promise<Keys> {
  return await keysFrom(newKeyParts(random), [], {})
}

function newKeyParts(random: Random): KeyParts {
  const text = (bytes: number) => Buffer.from(random.bytes(bytes)).toString('base64url')
  return { publishable: PUBLISHABLE_PREFIX + text(24), secret: SECRET_PREFIX + text(32), jwtSecret: text(48) }
}

async function keysFrom(
  parts: KeyParts,
  signing: readonly SigningKey[],
  other: Readonly<Partial<KeyParts>>,
): Promise<Keys> {
  checkKey('OFFSTAGE_PUBLISHABLE_KEY', PUBLISHABLE_PREFIX, parts.publishable)
  checkKey('OFFSTAGE_SECRET_KEY', SECRET_PREFIX, parts.secret)
  checkSecret('OFFSTAGE_JWT_SECRET', parts.jwtSecret)
  const [anonJwt, serviceJwt] = await Promise.all([
    keyToken(parts.jwtSecret, 'anon'),
    keyToken(parts.jwtSecret, 'service_role'),
  ])
  return Object.freeze({ ...parts, anonJwt, serviceJwt, signing: Object.freeze([...signing]), other })
}

function checkKey(variable: string, prefix: string, key: string): void {
  const rest = key.slice(prefix.length)
  if (key.startsWith(prefix) && rest.length >= KEY_LENGTH_MIN && /^[A-Za-z0-9_-]+$/.test(rest)) return
  throw new UsageError(
    `${variable} is not a key.`,
    `A key is ${prefix} and at least ${KEY_LENGTH_MIN} letters, digits, - or _ that nobody can guess.`,
  )
}

function checkSecret(variable: string, secret: string): void {
  if (Buffer.byteLength(secret) >= JWT_SECRET_BYTES_MIN) return
  throw new UsageError(
    `${variable} is shorter than ${JWT_SECRET_BYTES_MIN} bytes.`,
    'Make one with `openssl rand -base64 48`.',
  )
}

function keyToken(secret: string, role: Role): Promise<string> {
  return new SignJWT({ iss: ISSUER, role, iat: KEY_ISSUED_SECONDS, exp: KEY_EXPIRES_SECONDS })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(secret))
}
