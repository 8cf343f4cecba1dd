import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair } from 'jose'
import { UsageError } from '../base/errors.ts'
import { seededRandom } from '../base/random.ts'
import { type Keys, loadKeys, newKeys } from './keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'offstage-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ENV = {
  OFFSTAGE_PUBLISHABLE_KEY: 'sb_publishable_0123456789abcdefghijkl',
  OFFSTAGE_SECRET_KEY: 'sb_secret_0123456789abcdefghijkl',
  OFFSTAGE_JWT_SECRET: 'a secret of this test, longer than 32 bytes',
}
const load = (env: Record<string, string>, inside = folder) => loadKeys(env, inside, seededRandom(1))

test('keys are made once, for their owner alone, and found again', async () => {
  const inside = join(folder, 'new', 'app')
  const first = await loadKeys({}, inside, seededRandom(1))
  const second = await loadKeys({}, inside, seededRandom(2))
  expect(second).toEqual(first)
  expect(first.publishable).toMatch(/^sb_publishable_[A-Za-z0-9_-]{32}$/)
  expect(first.secret).toMatch(/^sb_secret_[A-Za-z0-9_-]{43}$/)
  expect(statSync(join(inside, 'keys.json')).mode & 0o777).toBe(0o600)
  expect(readdirSync(inside)).toEqual(['keys.json'])
  const { publishable, secret, jwtSecret } = first
  expect(JSON.parse(readFileSync(join(inside, 'keys.json'), 'utf8'))).toEqual({
    publishable,
    secret,
    jwtSecret,
  })
})

test('the environment comes first, key by key; with all of it no file is read or made', async () => {
  const mixed = await load({ OFFSTAGE_SECRET_KEY: ENV.OFFSTAGE_SECRET_KEY, OFFSTAGE_PUBLISHABLE_KEY: '' })
  expect(mixed.secret).toBe(ENV.OFFSTAGE_SECRET_KEY)
  expect(mixed.publishable).toBe((await load({})).publishable)
  const given = await load(ENV, join(folder, 'untouched'))
  expect(given.jwtSecret).toBe(ENV.OFFSTAGE_JWT_SECRET)
  expect(readdirSync(folder)).not.toContain('untouched')
})

test('nodes that share keep the keys of the first, those of its file if it has one', async () => {
  let shared: string | null = null
  const share = async (make: () => string) => {
    shared ??= make()
    return shared
  }
  const inside = join(folder, 'first')
  const first = await loadKeys({}, inside, seededRandom(3))
  expect(await loadKeys({}, inside, seededRandom(4), share)).toEqual(first)
  expect(await loadKeys({}, join(folder, 'second'), seededRandom(5), share)).toEqual(first)
  expect(readdirSync(folder)).not.toContain('second')
  shared = '{"publishable":1}'
  const wrong = loadKeys({}, inside, seededRandom(6), share)
  await expect(wrong).rejects.toThrow('The database does not hold keys.')
  const never = () => Promise.reject(new Error('nothing is asked where the environment says all'))
  expect((await loadKeys(ENV, inside, seededRandom(7), never)).secret).toBe(ENV.OFFSTAGE_SECRET_KEY)
})

test('the earlier form of the keys follows from the secret alone', async () => {
  const [one, two] = [await load(ENV), await load(ENV)] as [Keys, Keys]
  expect(two.anonJwt).toBe(one.anonJwt)
  const claims = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  expect(claims(one.anonJwt)).toEqual({ iss: 'offstage', role: 'anon', iat: 1735689600, exp: 4102444800 })
  expect(claims(one.serviceJwt).role).toBe('service_role')
  expect((await newKeys(seededRandom(1))).anonJwt).not.toBe((await newKeys(seededRandom(2))).anonJwt)
})

test('what is not a key is refused before anything starts', async () => {
  const ec = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey)
  const { d: _, ...ecPublic } = ec
  const set = (...keys: unknown[]) => JSON.stringify({ keys })
  const rows: [env: Record<string, string>, problem: string][] = [
    [{ OFFSTAGE_PUBLISHABLE_KEY: 'abc' }, 'OFFSTAGE_PUBLISHABLE_KEY is not a key.'],
    [{ OFFSTAGE_SECRET_KEY: 'sb_secret_short' }, 'OFFSTAGE_SECRET_KEY is not a key.'],
    [{ OFFSTAGE_SECRET_KEY: ENV.OFFSTAGE_PUBLISHABLE_KEY }, 'OFFSTAGE_SECRET_KEY is not a key.'],
    [{ OFFSTAGE_JWT_SECRET: 'x'.repeat(31) }, 'OFFSTAGE_JWT_SECRET is shorter than 32 bytes.'],
    [{ OFFSTAGE_PUBLISHABLE_KEY_OTHER: 'abc' }, 'OFFSTAGE_PUBLISHABLE_KEY_OTHER is not a key.'],
    [{ OFFSTAGE_SECRET_KEY_OTHER: 'abc' }, 'OFFSTAGE_SECRET_KEY_OTHER is not a key.'],
    [{ OFFSTAGE_JWT_SECRET_OTHER: 'short' }, 'OFFSTAGE_JWT_SECRET_OTHER is shorter than 32 bytes.'],
    [{ OFFSTAGE_JWKS: '{' }, 'OFFSTAGE_JWKS: it is not JSON.'],
    [{ OFFSTAGE_JWKS: '[]' }, 'OFFSTAGE_JWKS: it has no list of "keys".'],
    [{ OFFSTAGE_JWKS: set(ecPublic) }, 'OFFSTAGE_JWKS: a key has no kid.'],
    [{ OFFSTAGE_JWKS: set(null) }, 'OFFSTAGE_JWKS: a key is not an object.'],
    [{ OFFSTAGE_JWKS: set({ ...ec, kid: 'a' }) }, 'OFFSTAGE_JWKS: the key a is a private one.'],
    [
      { OFFSTAGE_JWKS: set({ ...ecPublic, kid: 'a', use: 'enc' }) },
      'OFFSTAGE_JWKS: the key a is not for signatures.',
    ],
    [
      { OFFSTAGE_JWKS: set({ ...ecPublic, kid: 'a', alg: 'RS256' }) },
      'OFFSTAGE_JWKS: the key a is for RS256, not ES256.',
    ],
    [{ OFFSTAGE_JWKS: set({ ...ecPublic, kid: 'a', x: 'AA' }) }, 'OFFSTAGE_JWKS: the key a cannot be read.'],
    [
      { OFFSTAGE_JWKS: set({ ...ecPublic, kid: 'a' }, { ...ecPublic, kid: 'a' }) },
      'OFFSTAGE_JWKS: two of its keys have the same kid.',
    ],
    [
      { OFFSTAGE_JWKS: set({ kty: 'oct', k: 'AAAA', kid: 'a' }) },
      'OFFSTAGE_JWKS: the key a is a secret; that one is OFFSTAGE_JWT_SECRET.',
    ],
    [
      { OFFSTAGE_JWKS: set({ kty: 'OKP', crv: 'Ed25519', kid: 'a' }) },
      'OFFSTAGE_JWKS: the key a is neither P-256 nor RSA.',
    ],
    [
      { OFFSTAGE_JWKS: set({ kty: 'RSA', kid: 'a', e: 'AQAB', n: `vw${'A'.repeat(168)}Q` }) },
      'OFFSTAGE_JWKS: the RSA key a has 1024 bits, less than 2048.',
    ],
  ]
  for (const [env, problem] of rows) {
    const error = await load({ ...ENV, ...env }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).toBe(problem)
  }
})

test('a keys.json that holds no keys is left alone', async () => {
  const path = join(folder, 'keys.json')
  for (const text of ['', '{}', '{"publishable":1}', 'null']) {
    writeFileSync(path, text)
    await expect(load({})).rejects.toThrow('does not hold keys')
    expect(readFileSync(path, 'utf8')).toBe(text)
  }
})
