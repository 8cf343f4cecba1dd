import { beforeAll, describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { fixedClock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { clockSkewSecondsMax, tokenBytesMax } from '../base/limits.ts'
import { seededRandom } from '../base/random.ts'
import { ANONYMOUS, type Role, SERVICE } from '../rules/index.ts'
import { identifier } from './identify.ts'
import { type Keys, loadKeys } from './keys.ts'
import { mintToken } from './mint.ts'

const NOW_MS = Date.UTC(2026, 10, 22, 12)
const NOW = NOW_MS / 1000
const ANA = '01999999-aaaa-7bbb-8ccc-0123456789ab'
const SECRET = 'a secret of this test, longer than 32 bytes'
const ENV = {
  OFFSTAGE_PUBLISHABLE_KEY: 'sb_publishable_0123456789abcdefghijkl',
  OFFSTAGE_SECRET_KEY: 'sb_secret_0123456789abcdefghijkl',
  OFFSTAGE_JWT_SECRET: SECRET,
}
const USER = { sub: ANA, role: 'authenticated', aud: 'authenticated', iat: NOW, exp: NOW + 60 }
const NO_KEY = { code: 'PGRST301', message: 'No suitable key or wrong key type' }

const random = seededRandom(7)
let keys: Keys
let pair: Awaited<ReturnType<typeof generateKeyPair>>
let rsa: Awaited<ReturnType<typeof generateKeyPair>>

beforeAll(async () => {
  pair = await generateKeyPair('ES256', { extractable: true })
  rsa = await generateKeyPair('RS256', { extractable: true })
  const jwks = {
    keys: [
      { ...(await exportJWK(pair.publicKey)), kid: 'ec' },
      { ...(await exportJWK(rsa.publicKey)), kid: 'rsa' },
    ],
  }
  keys = await loadKeys({ ...ENV, OFFSTAGE_JWKS: JSON.stringify(jwks) }, '/nonexistent', random)
})

/**
 * Identifies a request with these headers at the test's moment; a new identifier each time unless one is
 * given.
 */
async function identify(headers: Record<string, string>, as = identifier(keys, fixedClock(NOW_MS))) {
  return await as(new Headers(headers))
}

async function refusal(headers: Record<string, string>): Promise<Refusal> {
  const answer = await identify(headers).catch((error: unknown) => error)
  if (answer instanceof Refusal) return answer
  throw new Error(`expected a refusal, got ${JSON.stringify(answer)}`)
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
const hs256 = (claims: Record<string, unknown>, secret = SECRET, header = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256', ...header }).sign(new TextEncoder().encode(secret))
const signed = (claims: Record<string, unknown>, alg: string, kid: string, key: CryptoKey) =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key)
/** A token by hand, for what no library would make. */
function forged(header: unknown, claims: unknown, secret: string | null = SECRET): string {
  const text = (part: unknown) =>
    Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
  const signing = `${text(header)}.${text(claims)}`
  return `${signing}.${secret === null ? '' : createHmac('sha256', secret).update(signing).digest('base64url')}`
}

describe('keys', () => {
  test('who each combination of headers is', async () => {
    const user = await hs256(USER)
    const rows: [headers: Record<string, string>, role: string][] = [
      [{}, 'anon'],
      [{ apikey: keys.publishable }, 'anon'],
      [{ apikey: keys.anonJwt }, 'anon'],
      [{ apikey: keys.secret }, 'service_role'],
      [{ apikey: keys.serviceJwt }, 'service_role'],
      [bearer(keys.publishable), 'anon'],
      [bearer(keys.secret), 'service_role'],
      [bearer(keys.serviceJwt), 'service_role'],
      [{ apikey: keys.publishable, ...bearer(keys.publishable) }, 'anon'],
      [{ apikey: keys.publishable, ...bearer(keys.secret) }, 'service_role'],
      [{ apikey: keys.secret, ...bearer(keys.anonJwt) }, 'anon'],
      [{ apikey: keys.publishable, ...bearer(user) }, 'authenticated'],
      [{ apikey: keys.secret, ...bearer(user) }, 'authenticated'],
      [{ apikey: await hs256({ role: 'anon' }), ...bearer(user) }, 'authenticated'],
      [{ Authorization: `bearer ${user}` }, 'authenticated'],
      [{ Authorization: `BEARER   ${user}` }, 'authenticated'],
      [{ apikey: keys.secret, Authorization: 'Basic YW5hOmFuYQ==' }, 'service_role'],
    ]
    for (const [headers, role] of rows)
      expect([headers, (await identify(headers)).role]).toEqual([headers, role as Role])
  })

  test('are known at once, without a promise', () => {
    const as = identifier(keys, fixedClock(NOW_MS))
    expect(as(new Headers({ apikey: keys.publishable, ...bearer(keys.publishable) }))).toBe(ANONYMOUS)
    expect(as(new Headers({ apikey: keys.secret }))).toBe(SERVICE)
  })

  test('a wrong apikey is refused, whatever the Bearer', async () => {
    const user = await hs256(USER)
    const wrong = [
      '',
      'sb_secret_wrong',
      `${keys.secret}x`,
      `${keys.secret}, ${keys.secret}`,
      user,
      await hs256({ role: 'service_role' }, 'another secret, also longer than 32 bytes'),
      forged({ alg: 'none' }, { role: 'service_role' }, null),
    ]
    for (const apikey of wrong) {
      const refused = await refusal({ apikey, ...bearer(user) })
      expect([refused.status, refused.code, refused.message]).toEqual([401, 'PGRST301', 'Invalid API key'])
    }
  })
})

describe('tokens', () => {
  test('make a Caller', async () => {
    const claims = { ...USER, sub: ANA.toUpperCase(), app_metadata: { roles: ['editor'], org: 7 } }
    expect(await identify(bearer(await hs256(claims)))).toEqual({
      role: 'authenticated',
      id: ANA,
      roles: ['editor'],
      claims,
    })
  })

  test('roles that are not a list of texts are none', async () => {
    for (const app_metadata of [null, 'editor', {}, { roles: 'editor' }, { roles: ['editor', 1] }])
      expect((await identify(bearer(await hs256({ ...USER, app_metadata })))).roles).toEqual([])
  })

  test('of the roles that are nobody have no id', async () => {
    for (const role of ['anon', 'service_role']) {
      const caller = await identify(
        bearer(await hs256({ ...USER, role, app_metadata: { roles: ['editor'] } })),
      )
      expect([caller.role, caller.id, caller.roles]).toEqual([role as Role, null, []])
    }
  })

  test('ES256 and RS256 by the keys that are trusted', async () => {
    expect((await identify(bearer(await signed(USER, 'ES256', 'ec', pair.privateKey)))).id).toBe(ANA)
    expect((await identify(bearer(await signed(USER, 'RS256', 'rsa', rsa.privateKey)))).id).toBe(ANA)
  })

  test('what mintToken makes is taken', async () => {
    const clock = fixedClock(NOW_MS)
    const token = await mintToken(
      keys,
      { id: ANA, roles: ['editor'], claims: { email: 'ana@example.com', role: 'service_role', sub: 'x' } },
      clock,
      random,
    )
    const caller = await identify(bearer(token))
    expect(caller).toMatchObject({ role: 'authenticated', id: ANA, roles: ['editor'] })
    expect(Object.keys(caller.claims).sort()).toEqual([
      'aal',
      'amr',
      'app_metadata',
      'aud',
      'email',
      'exp',
      'iat',
      'is_anonymous',
      'iss',
      'phone',
      'role',
      'session_id',
      'sub',
      'user_metadata',
    ])
    expect(caller.claims).toMatchObject({
      email: 'ana@example.com',
      aud: 'authenticated',
      iat: NOW,
      exp: NOW + 3600,
    })
  })

  test('within the clock skew are taken, a second outside of it are not', async () => {
    const skew = clockSkewSecondsMax
    const rows: [claims: Record<string, unknown>, message: string | null][] = [
      [{ exp: NOW }, null],
      [{ exp: NOW - skew }, null],
      [{ exp: NOW - skew - 1 }, 'JWT expired'],
      [{ exp: undefined }, null],
      [{ exp: null }, null],
      [{ exp: 'tomorrow' }, "The JWT 'exp' claim must be a number"],
      [{ nbf: NOW + skew }, null],
      [{ nbf: NOW + skew + 1 }, 'JWT not yet valid'],
      [{ nbf: true }, "The JWT 'nbf' claim must be a number"],
      [{ iat: NOW + skew }, null],
      [{ iat: NOW + skew + 1 }, 'JWT issued at future'],
      [{ iat: '0' }, "The JWT 'iat' claim must be a number"],
      [{ aud: ['a', 'b'] }, null],
      [{ aud: 7 }, "The JWT 'aud' claim must be a string or an array of strings"],
      [{ role: undefined }, "The JWT has no 'role' claim"],
      [{ sub: 'ana' }, "The JWT 'sub' claim must be a UUID"],
      [{ sub: undefined }, "The JWT 'sub' claim must be a UUID"],
    ]
    for (const [claims, message] of rows) {
      const token = forged({ alg: 'HS256' }, { ...USER, ...claims })
      if (message === null) expect([claims, (await identify(bearer(token))).id]).toEqual([claims, ANA])
      else {
        const refused = await refusal(bearer(token))
        expect([claims, refused.status, refused.code, refused.message]).toEqual([
          claims,
          401,
          'PGRST303',
          message,
        ])
        expect(refused.headers).toEqual({
          'WWW-Authenticate': `Bearer error="invalid_token", error_description="${message}"`,
        })
      }
    }
  })

  test('with a role that does not exist are refused as PostgreSQL would', async () => {
    const refused = await refusal(bearer(await hs256({ ...USER, role: 'postgres' })))
    expect([refused.status, refused.code, refused.message]).toEqual([
      401,
      '22023',
      'role "postgres" does not exist',
    ])
  })
})

describe('attacks', () => {
  const algorithm = { code: 'PGRST301', message: 'Wrong or unsupported encoding algorithm' }
  const parts = (n: number) => ({ code: 'PGRST301', message: `Expected 3 parts in JWT; got ${n}` })

  /** Each as `[what, token, refusal]`. */
  async function attacks(): Promise<[string, string, { code: string; message: string }][]> {
    const good = await hs256(USER)
    const [head = '', body = '', signature = ''] = good.split('.')
    const service = Buffer.from(JSON.stringify({ ...USER, role: 'service_role' })).toString('base64url')
    const pem = await exportSPKI(pair.publicKey)
    const jwk = JSON.stringify(await exportJWK(pair.publicKey))
    const stranger = await generateKeyPair('ES256')
    return [
      ['alg none', forged({ alg: 'none' }, USER, null), algorithm],
      ['alg None', forged({ alg: 'None' }, USER, null), algorithm],
      ['alg none, with our signature', forged({ alg: 'none' }, USER), algorithm],
      ['no alg', forged({}, USER), algorithm],
      ['alg HS384', forged({ alg: 'HS384' }, USER), algorithm],
      ['HS256 with the public key as secret', forged({ alg: 'HS256', kid: 'ec' }, USER, pem), NO_KEY],
      ['HS256 with the public JWK as secret', forged({ alg: 'HS256', kid: 'ec' }, USER, jwk), NO_KEY],
      ['HS256 with an empty secret', forged({ alg: 'HS256' }, USER, ''), NO_KEY],
      ['HS256 with another secret', await hs256(USER, 'another secret, also longer than 32 bytes'), NO_KEY],
      ['HS256 without a signature', `${head}.${body}.`, NO_KEY],
      ['ES256 with our HMAC', forged({ alg: 'ES256', kid: 'ec' }, USER), NO_KEY],
      ['ES256 under the kid of the RSA key', await signed(USER, 'ES256', 'rsa', pair.privateKey), NO_KEY],
      ['ES256 of a stranger', await signed(USER, 'ES256', 'ec', stranger.privateKey), NO_KEY],
      ['ES256 with an unknown kid', await signed(USER, 'ES256', 'nobody', pair.privateKey), NO_KEY],
      [
        'ES256 with a key of its own',
        forged({ alg: 'ES256', jwk: await exportJWK(stranger.publicKey) }, USER),
        NO_KEY,
      ],
      [
        'ES256 without kid',
        await new SignJWT(USER).setProtectedHeader({ alg: 'ES256' }).sign(pair.privateKey),
        NO_KEY,
      ],
      ['claims exchanged', `${head}.${service}.${signature}`, NO_KEY],
      ['signature cut', good.slice(0, -2), NO_KEY],
      ['garbage', 'a.b.c', { code: 'PGRST301', message: "JWT couldn't be decoded" }],
      ['garbage beyond base64', '%%%.%%%.%%%', { code: 'PGRST301', message: "JWT couldn't be decoded" }],
      ['header that is a list', forged([], USER), { code: 'PGRST301', message: "JWT couldn't be decoded" }],
      [
        'claims that are a list',
        forged({ alg: 'HS256' }, []),
        { code: 'PGRST303', message: 'Parsing claims failed' },
      ],
      [
        'claims that are no JSON',
        forged({ alg: 'HS256' }, '{'),
        { code: 'PGRST303', message: 'Parsing claims failed' },
      ],
      [
        'an extension',
        forged({ alg: 'HS256', crit: ['b64'], b64: false }, USER),
        { code: 'PGRST301', message: 'Unsupported token type' },
      ],
      ['one part', 'sb_secret_wrong', parts(1)],
      ['four parts', `${good}.x`, parts(4)],
      ['two tokens', `${good}, Bearer ${good}`, parts(5)],
      [
        'too long',
        await hs256({ ...USER, more: 'x'.repeat(tokenBytesMax) }),
        { code: 'PGRST301', message: 'JWT is too long' },
      ],
      ['nothing', '', { code: 'PGRST301', message: 'Empty JWT is sent in Authorization header' }],
    ]
  }

  test('are refused, each with its reason', async () => {
    for (const [what, token, expected] of await attacks()) {
      const { status, code, message, headers } = await refusal(bearer(token))
      expect({ what, status, code, message }).toEqual({ what, status: 401, ...expected })
      expect(headers['WWW-Authenticate']).toBe(`Bearer error="invalid_token", error_description="${message}"`)
    }
  })

  test('do not become a key by being sent as one', async () => {
    for (const [what, token] of await attacks()) {
      const { status, code } = await refusal({ apikey: token })
      expect({ what, status, code }).toEqual({ what, status: 401, code: 'PGRST301' })
    }
  })
})

describe('while keys are exchanged', () => {
  const other = {
    OFFSTAGE_PUBLISHABLE_KEY_OTHER: 'sb_publishable_otherotherotherotherother',
    OFFSTAGE_SECRET_KEY_OTHER: 'sb_secret_otherotherotherotherother',
    OFFSTAGE_JWT_SECRET_OTHER: 'another secret, for the time after the first',
  }
  const text = other.OFFSTAGE_JWT_SECRET_OTHER

  test('both of each are taken', async () => {
    const both = identifier(await loadKeys({ ...ENV, ...other }, '/nonexistent', random), fixedClock(NOW_MS))
    for (const apikey of [ENV.OFFSTAGE_PUBLISHABLE_KEY, other.OFFSTAGE_PUBLISHABLE_KEY_OTHER])
      expect((await identify({ apikey }, both)).role).toBe('anon')
    for (const apikey of [ENV.OFFSTAGE_SECRET_KEY, other.OFFSTAGE_SECRET_KEY_OTHER])
      expect((await identify({ apikey }, both)).role).toBe('service_role')
    for (const secret of [SECRET, text])
      expect((await identify(bearer(await hs256(USER, secret)), both)).id).toBe(ANA)
    const third = identify(bearer(await hs256(USER, 'a third secret that nobody has told anybody')), both)
    await expect(third).rejects.toThrow(NO_KEY.message)
  })

  test('without it, the other is not', async () => {
    expect(await refusal(bearer(await hs256(USER, text)))).toMatchObject(NO_KEY)
    expect((await refusal({ apikey: other.OFFSTAGE_SECRET_KEY_OTHER })).status).toBe(401)
  })
})

describe('verified tokens', () => {
  test('are known at once from the second time on, until they expire', async () => {
    const clock = fixedClock(NOW_MS)
    const as = identifier(keys, clock)
    const headers = new Headers({ apikey: keys.publishable, ...bearer(await hs256(USER)) })
    const first = as(headers)
    expect(first).toBeInstanceOf(Promise)
    const caller = await first
    expect(as(headers)).toBe(caller)
    clock.advanceMs((60 + clockSkewSecondsMax) * 1000)
    expect(as(headers)).toBe(caller)
    clock.advanceMs(1000)
    await expect((async () => await as(headers))()).rejects.toThrow('JWT expired')
  })

  test('are kept up to a number; the one unused for longest goes', async () => {
    const as = identifier(keys, fixedClock(NOW_MS), 2)
    const requests = await Promise.all(
      [1, 2, 3].map(async (n) => new Headers(bearer(await hs256({ ...USER, n })))),
    )
    const [one, two, three] = requests as [Headers, Headers, Headers]
    await as(one)
    await as(two)
    expect(as(one)).not.toBeInstanceOf(Promise)
    await as(three)
    expect(as(one)).not.toBeInstanceOf(Promise)
    expect(as(two)).toBeInstanceOf(Promise)
  })

  test('only those: a refused token is looked at anew', async () => {
    const clock = fixedClock(NOW_MS)
    const as = identifier(keys, clock)
    const headers = new Headers(bearer(await hs256({ ...USER, nbf: NOW + clockSkewSecondsMax + 1 })))
    await expect((async () => await as(headers))()).rejects.toThrow('JWT not yet valid')
    clock.advanceMs(1000)
    expect((await as(headers)).id).toBe(ANA)
  })
})
