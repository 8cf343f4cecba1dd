import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import manifest from '../../package.json'
import { uuidFromName } from '../../src/base/ids.ts'
import { cleanUp, copyOfNotes, NOTES, offstage, run, scratch, up } from './offstage.ts'

afterAll(cleanUp)

describe('what is asked wrongly is answered with exit code 2 and what to write instead', () => {
  const empty = scratch()
  const rows: readonly (readonly [args: string, env: Record<string, string>, err: string])[] = [
    ['tokn', {}, 'Offstage has no verb "tokn".\n  Did you mean token?\n'],
    ['--verson', {}, 'Offstage has no option --verson.\n'],
    ['start --jsn', {}, 'start has no option --jsn.\n  Did you mean --json?\n'],
    ['start --json=yes', {}, '--json takes no value.\n'],
    [
      'start a.ts b.ts',
      {},
      'start does not know what to do with "b.ts".\n  Usage: offstage start [options] [app.ts]\n',
    ],
    ['start', {}, 'There is no app.ts.\n'],
    ['start other.ts', {}, 'There is no other.ts.\n'],
    [`start ${NOTES} --drop notes.a.b`, {}, '--drop notes.a.b\n'],
    ['token', {}, 'Whom is the token for?\n'],
    ['token --as --json', {}, '--as needs a value.\n'],
    ['token --as ana --as ben', {}, '--as is given twice.\n'],
    ['token --as ana --role anon', {}, 'The role anon is nobody in particular.\n'],
    [
      'token --role anon --role service_role',
      {},
      'A token has one of the roles anon, authenticated, service_role.\n',
    ],
    ['token --as ana --expires 1h', {}, '--expires 1h is not a number of seconds.\n'],
    ['token --as ana --claims [1]', {}, '--claims is not a JSON object.\n'],
    ['new', {}, 'Where is the project to be?\n'],
    ['new a --offstage latest', {}, '--offstage latest is neither a version nor a checkout of Offstage.\n'],
    [`start ${NOTES}`, { PORT: '99999' }, 'PORT=99999 is not a whole number from 0 to 65535.\n'],
    [`start ${NOTES}`, { OFFSTAGE_SEED: 'one' }, 'OFFSTAGE_SEED=one is not a whole number'],
    [
      `start ${NOTES}`,
      { OFFSTAGE_HOST: '203.0.113.1' },
      'OFFSTAGE_HOST=203.0.113.1 is no address of this machine.\n',
    ],
    [`start ${NOTES}`, { OFFSTAGE_SECRET_KEY: 'x' }, 'OFFSTAGE_SECRET_KEY is not a key.\n'],
    [`start ${NOTES}`, { DATABASE_URL: 'postgres://a@127.0.0.1:1/c' }, '127.0.0.1:1/c cannot be reached: '],
    [
      `start ${NOTES}`,
      { DATABASE_URL: 'mysql://a@b/c' },
      'DATABASE_URL names a database of a kind that Offstage',
    ],
    [`start ${NOTES}`, { DATABASE_URL: 'sqlite://b/c' }, 'DATABASE_URL is not of a form that Offstage reads'],
  ]
  test.each(rows)(
    'offstage %s',
    async (args, env, err) => {
      const ended = await run(args.split(' '), {
        cwd: empty,
        env: { PORT: '0', OFFSTAGE_DATA: join(empty, 'data'), ...env },
      })
      expect([ended.code, ended.out]).toEqual([2, ''])
      expect(ended.err).toStartWith(err)
      expect(ended.err.split('\n')[1]).toMatch(/^ {2}\S/)
    },
    30_000,
  )
})

test('help of the program and of each verb; the version; nothing at all', async () => {
  const help = await run(['--help'])
  expect([help.code, help.err]).toEqual([0, ''])
  for (const verb of ['dev', 'start', 'new', 'test', 'token', 'keys']) {
    expect(help.out).toMatch(new RegExp(`^ {2}${verb} `, 'm'))
    const own = await run([verb, '--help'])
    expect([own.code, own.err]).toEqual([0, ''])
    expect(own.out).toStartWith(`Usage: offstage ${verb}`)
  }
  expect((await run(['--version'])).out).toBe(`${manifest.version}\n`)
  const nothing = await run([])
  expect([nothing.code, nothing.out]).toEqual([2, ''])
  expect(nothing.err).toBe(help.out)
}, 60_000)

test('keys are made once; the environment comes first', async () => {
  const env = { OFFSTAGE_DATA: join(scratch(), 'data') }
  const json = await run(['keys', NOTES, '--json'], { env })
  const keys = JSON.parse(json.out) as Record<string, string>
  expect(Object.keys(keys)).toEqual(['publishable', 'secret', 'anon', 'service_role'])
  expect(keys.publishable).toMatch(/^sb_publishable_/)
  expect(await Bun.file(join(env.OFFSTAGE_DATA, '.gitignore')).text()).toBe('*\n')
  const text = await run(['keys', NOTES], { env })
  for (const [name, key] of Object.entries(keys))
    expect(text.out).toMatch(new RegExp(`^${name} +${key}$`, 'm'))
  const publishable = 'sb_publishable_0123456789abcdefghijkl'
  const given = await run(['keys', NOTES, '--json'], {
    env: { ...env, OFFSTAGE_PUBLISHABLE_KEY: publishable },
  })
  expect(JSON.parse(given.out)).toMatchObject({ publishable, secret: keys.secret })
}, 30_000)

test('a token is taken by a running server, and its person can be referred to', async () => {
  const folder = copyOfNotes()
  const server = offstage(['start', '--json'], { cwd: folder, env: { PORT: '0' } })
  const { url } = await up(server)
  const token = async (...args: string[]) => {
    const { code, out, err } = await run(['token', ...args], { cwd: folder })
    expect([code, err]).toEqual([0, ''])
    return out.trimEnd()
  }
  const write = async (token: string, method: string, path: string, body: object) => {
    const headers = {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      Prefer: 'return=representation',
    }
    const response = await fetch(`${url}/rest/v1/${path}`, { method, headers, body: JSON.stringify(body) })
    return [response.status, await response.json()]
  }
  const ana = await token('--as', 'ana')
  expect(await write(ana, 'POST', 'notes', { title: 'a' })).toMatchObject([
    201,
    [{ author: uuidFromName('ana') }],
  ])
  const change = { title: 'changed' }
  expect(await write(ana, 'PATCH', 'notes?title=like.drawn*', change)).toEqual([200, []])
  const editor = await token('--as', 'ana', '--role', 'editor')
  expect(await write(editor, 'PATCH', 'notes?title=like.drawn*', change)).toMatchObject([200, [change]])
  const secret = await token('--role', 'service_role')
  expect(await write(secret, 'PATCH', 'notes?title=eq.a', change)).toMatchObject([200, [change]])

  const id = '01234567-89AB-4DEF-8123-456789ABCDEF'
  const claims = '{"email":"ben@example.com","app_metadata":{"org":"acme"}}'
  const json = JSON.parse(await token('--as', id, '--expires', '60', '--claims', claims, '--json'))
  expect(Object.keys(json)).toEqual(['access_token', 'user', 'expires_at'])
  expect(json.user).toEqual({ id: id.toLowerCase() })
  const payload = JSON.parse(Buffer.from(json.access_token.split('.')[1], 'base64url').toString())
  expect(payload).toMatchObject({
    sub: id.toLowerCase(),
    role: 'authenticated',
    email: 'ben@example.com',
    app_metadata: { org: 'acme', roles: [] },
    exp: json.expires_at,
  })
  expect(payload.exp - payload.iat).toBe(60)
  server.signal('SIGTERM')
  await server.ended()
}, 60_000)

test('a token changes no schema: that is for dev and start', async () => {
  const folder = copyOfNotes()
  const server = offstage(['start', '--json'], { cwd: folder, env: { PORT: '0' } })
  const { url } = await up(server)
  const app = join(folder, 'app.ts')
  writeFileSync(app, (await Bun.file(app).text()).replace('  title:', '  mood: text().optional(),\n  title:'))
  const { code, out, err } = await run(['token', '--as', 'ana'], { cwd: folder })
  expect([code, out.split('.').length]).toEqual([0, 3])
  expect(err).toContain('The database has another schema than app.ts.\n  Bring it up to date first')
  expect((await fetch(`${url}/rest/v1/notes?select=title`)).status).toBe(200)
  server.signal('SIGTERM')
  await server.ended()
}, 60_000)

test('no database is made by asking for a token', async () => {
  const data = scratch()
  const { code, err } = await run(['token', NOTES, '--as', 'ana'], { env: { OFFSTAGE_DATA: data } })
  expect([code, err, existsSync(join(data, 'app.sqlite'))]).toEqual([0, '', false])
}, 30_000)

test('test runs the tests of the folder and ends as they do', async () => {
  const folder = scratch()
  const file = (expected: number) => `import { expect, test } from 'bun:test'
    test('one', () => expect(1).toBe(${expected}))
    test('two', () => {})`
  writeFileSync(join(folder, 'a.test.ts'), file(1))
  const passed = await run(['test', '--test-name-pattern', 'one'], { cwd: folder })
  expect([passed.code, passed.err.match(/^ \d+ pass$/m)?.[0]]).toEqual([0, ' 1 pass'])
  writeFileSync(join(folder, 'a.test.ts'), file(2))
  expect((await run(['test'], { cwd: folder })).code).toBe(1)
}, 60_000)

test('a folder that is not empty is left alone', async () => {
  const folder = scratch()
  mkdirSync(join(folder, 'taken'))
  writeFileSync(join(folder, 'taken/app.ts'), 'mine')
  writeFileSync(join(folder, 'file'), 'mine')
  for (const name of ['taken', 'file']) {
    const { code, err } = await run(['new', name], { cwd: folder })
    expect(code).toBe(2)
    expect(err).toMatch(/is not empty|is a file/)
  }
  expect(await Bun.file(join(folder, 'taken/app.ts')).text()).toBe('mine')
}, 30_000)
