import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock } from '../base/clock.ts'
import { UsageError } from '../base/errors.ts'
import { seededRandom } from '../base/random.ts'
import { addressOf, urlOf } from './address.ts'
import { projectOf } from './project.ts'
import type { Shell } from './shell.ts'

const folder = mkdtempSync(join(tmpdir(), 'offstage-project-'))
afterAll(() => rmSync(folder, { recursive: true }))
mkdirSync(join(folder, 'shop'))
for (const name of ['app.ts', 'shop/app.ts', 'shop/other.ts']) writeFileSync(join(folder, name), '')

const shell = (env: Record<string, string> = {}): Shell => ({
  env,
  cwd: folder,
  out: () => {},
  err: () => {},
  clock: fixedClock(0),
  random: seededRandom(1),
  packages: {},
})

test.each([
  [undefined, 'app.ts', ''],
  ['app.ts', 'app.ts', ''],
  ['shop', 'shop/app.ts', 'shop'],
  ['shop/other.ts', 'shop/other.ts', 'shop'],
])('%p is the app %s', (word, app, inside) => {
  expect(projectOf(word, shell())).toEqual({
    app: join(folder, app),
    folder: join(folder, inside),
    data: join(folder, inside, '.offstage'),
    database: join(folder, inside, '.offstage/app.sqlite'),
    replicas: [],
  })
})

test.each([
  ['', '.offstage/app.sqlite'],
  ['sqlite:///var/lib/a.sqlite', '/var/lib/a.sqlite'],
  ['sqlite://localhost/var/a.sqlite', '/var/a.sqlite'],
  ['sqlite:a.sqlite', 'a.sqlite'],
  ['file:a.sqlite', 'a.sqlite'],
  ['file:///var/a%20b.sqlite', '/var/a b.sqlite'],
  ['a.sqlite', 'a.sqlite'],
  ['/var/a.sqlite', '/var/a.sqlite'],
  [':memory:', ':memory:'],
  ['sqlite::memory:', ':memory:'],
])('DATABASE_URL=%s is the file %s', (url, path) => {
  const expected = path.startsWith('/') || path === ':memory:' ? path : join(folder, path)
  expect(projectOf(undefined, shell({ DATABASE_URL: url })).database).toBe(expected)
})

test.each(['postgres://a:b@c/d?pool=2', 'POSTGRESQL://a@b/c'])('DATABASE_URL=%s is a server', (url) => {
  expect(projectOf(undefined, shell({ DATABASE_URL: url })).database).toBe(url)
})

test.each(['mysql://a@b/c', 'sqlite://var/a.sqlite', 'sqlite:', 'file:a.sqlite?mode=ro', 'file:%E0%A4%A'])(
  'DATABASE_URL=%s is refused',
  (url) => {
    expect(() => projectOf(undefined, shell({ DATABASE_URL: url }))).toThrow(UsageError)
  },
)

test('DATABASE_REPLICAS names servers, beside a server', () => {
  const DATABASE_URL = 'postgres://a@b/c'
  const named = (DATABASE_REPLICAS: string, url = DATABASE_URL) =>
    projectOf(undefined, shell({ DATABASE_URL: url, DATABASE_REPLICAS })).replicas
  expect(named('postgres://a@d/c, postgresql://a@e/c')).toEqual(['postgres://a@d/c', 'postgresql://a@e/c'])
  expect(named('')).toEqual([])
  expect(() => named('d.example.org')).toThrow(UsageError)
  expect(() => named('postgres://a@d/c', 'sqlite:a.sqlite')).toThrow(UsageError)
})

test('OFFSTAGE_DATA is refused where it is a file', () => {
  expect(() => projectOf('shop', shell({ OFFSTAGE_DATA: 'app.ts' }))).toThrow(
    'OFFSTAGE_DATA=app.ts is no folder.',
  )
})

test('OFFSTAGE_DATA moves the data', () => {
  const { data, database } = projectOf('shop', shell({ OFFSTAGE_DATA: 'elsewhere' }))
  expect([data, database]).toEqual([join(folder, 'elsewhere'), join(folder, 'elsewhere/app.sqlite')])
})

test.each([
  [{}, { host: '127.0.0.1', port: 54_321, isLocal: true }],
  [{ PORT: '0' }, { host: '127.0.0.1', port: 0, isLocal: true }],
  [
    { PORT: '', OFFSTAGE_HOST: '0.0.0.0' },
    { host: '0.0.0.0', port: 54_321, isLocal: false },
  ],
])('%p is the address %p', (env, address) => expect(addressOf(shell(env))).toEqual(address))

test.each(['-1', '65536', '1e3', 'x', ' 1'])('PORT=%p is refused', (PORT) => {
  expect(() => addressOf(shell({ PORT }))).toThrow(UsageError)
})

test.each([
  ['127.0.0.1', 'http://127.0.0.1:1'],
  ['0.0.0.0', 'http://localhost:1'],
  ['::', 'http://localhost:1'],
  ['::1', 'http://[::1]:1'],
])('%s is reached at %s', (host, url) => expect(urlOf(host, 1)).toBe(url))
