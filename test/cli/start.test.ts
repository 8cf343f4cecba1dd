import { afterAll, expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { cleanUp, copyOfNotes, NOTES, offstage, run, scratch, up } from './offstage.ts'

afterAll(cleanUp)

const free = (data: string) => ({ PORT: '0', OFFSTAGE_DATA: data })

test('one line of JSON, then requests are answered until SIGTERM', async () => {
  const data = scratch()
  const server = offstage(['start', join(NOTES, 'app.ts'), '--json'], { env: free(data) })
  const { url, publishableKey, database, pid } = await up(server)
  expect(database).toBe(join(data, 'app.sqlite'))
  expect(pid).not.toBe(server.pid)
  const response = await fetch(`${url}/rest/v1/notes?select=title`, { headers: { apikey: publishableKey } })
  expect([response.status, await response.json()]).toEqual([
    200,
    [{ title: expect.stringMatching(/^drawn \d+$/) }],
  ])
  const persona = await fetch(`${url}/offstage/persona`, { method: 'POST', body: '{"as":"ana"}' })
  expect(persona.status).toBe(404)
  server.signal('SIGTERM')
  const { code, out, err } = await server.ended()
  expect([code, err]).toEqual([0, ''])
  expect(out.trimEnd().split('\n')).toHaveLength(1)
  expect(existsSync(`${database}-wal`) && readFileSync(`${database}-wal`).length > 0).toBe(false)
}, 60_000)

test('a request that was begun is answered after the signal, however often that comes', async () => {
  const server = offstage(['start', NOTES, '--json'], { env: free(scratch()) })
  const { url } = await up(server)
  const slow = Promise.withResolvers<string>()
  let answer = ''
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
    const head =
      'POST /rest/v1/notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 16'
    socket.write(`${head}\r\nConnection: close\r\n\r\n{"title":`)
  })
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.on('close', () => slow.resolve(answer))
  socket.on('error', slow.reject)
  await new Promise((resolve) => socket.once('connect', resolve))
  // Answered after the other's first bytes have come, since they came earlier.
  for (let i = 0; i < 3; i++) expect((await fetch(`${url}/healthz`)).status).toBe(200)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) server.signal(signal)
  while (await fetch(`${url}/healthz`).then(Boolean, () => false)) await Bun.sleep(5)
  socket.write('"late"}')
  expect(await slow.promise).toStartWith('HTTP/1.1 401 ')
  expect((await server.ended()).code).toBe(0)
}, 60_000)

test('the built site comes first, the source folder behind it; nothing of the server is in it', async () => {
  const data = scratch()
  const server = offstage(['start', NOTES, '--json'], { env: free(data) })
  const { url } = await up(server)
  const page = await (await fetch(`${url}/`)).text()
  const [, script = ''] = /src="([^"]+\.js)"/.exec(page) ?? []
  const code = await (await fetch(new URL(script, `${url}/`))).text()
  expect(code).toContain('The notes: ')
  expect(code).not.toContain('ModelError')
  expect((await fetch(`${url}/page.css`)).status).toBe(200)
  expect((await fetch(`${url}/page.ts`)).status).toBe(404)
  server.signal('SIGINT')
  expect((await server.ended()).code).toBe(0)
  expect(readdirSync(join(data, 'site'))).toContain('index.html')
}, 60_000)

test('a seed that fails leaves no database behind; the next start tries again', async () => {
  const data = scratch()
  const failed = await run(['start', NOTES, '--json'], { env: { ...free(data), NOTES_FAIL: '1' } })
  expect([failed.code, failed.out]).toEqual([1, ''])
  expect(failed.err).toMatch(/seed\.ts:17:\d+ Error: the seed was told to fail\n {2}17 \| .*\n +\| +\^/)
  expect(readdirSync(data).filter((name) => name.startsWith('app.sqlite'))).toEqual([])
  const server = offstage(['start', NOTES, '--json'], { env: free(data) })
  const { url } = await up(server)
  expect(await (await fetch(`${url}/rest/v1/notes?select=title`)).json()).toHaveLength(1)
  server.signal('SIGTERM')
  await server.ended()
}, 60_000)

test('OFFSTAGE_SEED decides what a seed draws', async () => {
  const titles: string[] = []
  for (const seed of ['1', '1', '2']) {
    const server = offstage(['start', NOTES, '--json'], { env: { ...free(scratch()), OFFSTAGE_SEED: seed } })
    const { url } = await up(server)
    titles.push(await (await fetch(`${url}/rest/v1/notes?select=title`)).text())
    server.signal('SIGTERM')
    await server.ended()
  }
  expect(titles[1]).toBe(titles[0] as string)
  expect(titles[2]).not.toBe(titles[0] as string)
}, 60_000)

test('personas are handed out to this machine alone', async () => {
  const server = offstage(['start', NOTES, '--personas', '--json'], { env: free(scratch()) })
  const { url } = await up(server)
  const ask = (headers: Record<string, string>) =>
    fetch(`${url}/offstage/persona`, { method: 'POST', headers, body: '{"as":"ana","roles":["editor"]}' })
  const { access_token, user } = (await (await ask({})).json()) as {
    access_token: string
    user: { id: string }
  }
  const made = await fetch(`${url}/rest/v1/notes`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${access_token}`,
      'Content-Type': 'application/json',
      Prefer: 'return=representation',
    },
    body: '{"title":"by ana"}',
  })
  expect([made.status, await made.json()]).toMatchObject([201, [{ title: 'by ana', author: user.id }]])
  expect((await ask({ Origin: 'http://localhost:5173' })).status).toBe(200)
  expect((await ask({ Origin: 'https://example.com' })).status).toBe(403)
  expect((await ask({ Host: 'rebound.example.com' })).status).toBe(403)
  server.signal('SIGTERM')
  await server.ended()
  const strangers = await run(['start', NOTES, '--personas'], {
    env: { ...free(scratch()), OFFSTAGE_HOST: '0.0.0.0' },
  })
  expect([strangers.code, strangers.out]).toEqual([2, ''])
  expect(strangers.err).toContain('--personas would let everybody who reaches 0.0.0.0 be anybody.')
}, 60_000)

test('a port in use is said, and what to do', async () => {
  const first = offstage(['start', NOTES, '--json'], { env: free(scratch()) })
  const { port } = new URL((await up(first)).url)
  const second = await run(['start', NOTES, '--json'], { env: { PORT: port, OFFSTAGE_DATA: scratch() } })
  expect([second.code, second.out]).toEqual([2, ''])
  expect(second.err).toBe(
    `Port ${port} is in use.\n  Stop what listens there, or choose another: PORT=${Number(port) + 1}. PORT=0 takes any free one.\n`,
  )
  first.signal('SIGTERM')
  await first.ended()
}, 60_000)

test('a change that would lose something is refused with the question, and made with the answer', async () => {
  const folder = copyOfNotes()
  const env = { PORT: '0' }
  const first = offstage(['start', '--json'], { cwd: folder, env })
  await up(first)
  first.signal('SIGTERM')
  await first.ended()
  const app = join(folder, 'app.ts')
  writeFileSync(app, readFileSync(app, 'utf8').replace('  title:', '  heading:'))
  writeFileSync(join(folder, 'site/page.ts'), 'document.body.textContent = "other"')
  const refused = await run(['start', '--json'], { cwd: folder, env })
  expect([refused.code, refused.out]).toEqual([2, ''])
  expect(refused.err).toContain('notes.title is gone from app.ts and holds 1 value.')
  expect(refused.err).toContain('--rename notes.title=heading keeps them under the new name')
  const second = offstage(['start', '--json', '--rename', 'notes.title=heading'], { cwd: folder, env })
  const { url } = await up(second)
  expect(await (await fetch(`${url}/rest/v1/notes?select=heading`)).json()).toEqual([
    { heading: expect.stringMatching(/^drawn /) },
  ])
  second.signal('SIGTERM')
  expect((await second.ended()).code).toBe(0)
}, 60_000)

test('a site that takes in the server is refused', async () => {
  const folder = copyOfNotes()
  for (const name of ['../app.ts', 'offstage']) {
    writeFileSync(join(folder, 'site/page.ts'), `import it from '${name}'\nconsole.log(it)`)
    const { code, err } = await run(['start'], { cwd: folder, env: { PORT: '0' } })
    expect(code).toBe(1)
    expect(err).toMatch(
      /page\.ts imports (?:app\.ts|offstage), which belongs to the server\.\n {2}Write `import type`/,
    )
  }
}, 60_000)
