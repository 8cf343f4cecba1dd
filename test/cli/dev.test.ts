import { afterAll, expect, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanUp, copyOfNotes, NOTES, offstage, run, up } from './offstage.ts'

afterAll(cleanUp)

const env = { PORT: '0' }

/** Saves a file with one text in the place of another. */
function change(folder: string, file: string, from: string | RegExp, to: string): void {
  const path = join(folder, file)
  const before = readFileSync(path, 'utf8')
  const after = before.replace(from, to)
  if (after === before) throw new Error(`${file} has no ${from}`)
  writeFileSync(path, after)
}

async function developing(folder: string, args: readonly string[] = []) {
  const server = offstage(['dev', '--json', ...args], { cwd: folder, env })
  const { url } = await up(server)
  const get = async (path: string) => {
    const response = await fetch(url + path)
    return [response.status, await response.json()] as const
  }
  const stop = async () => {
    server.signal('SIGTERM')
    return await server.ended()
  }
  return { server, url, get, stop }
}

test('a change is served without a request being dropped', async () => {
  const folder = copyOfNotes()
  const { server, url, get, stop } = await developing(folder)
  const answers = new Map<number, number>()
  let hammering = true
  const hammer = async (write: boolean) => {
    while (hammering) {
      const response = write
        ? await fetch(`${url}/rest/v1/notes`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: '{"title":"x"}',
          })
        : await fetch(`${url}/rest/v1/notes?select=title`)
      await response.text()
      answers.set(response.status, (answers.get(response.status) ?? 0) + 1)
    }
  }
  const hammers = [false, false, true].map(hammer)
  for (let round = 1; round <= 5; round++) {
    change(folder, 'app.ts', '  title:', `  mood_${round}: text().optional(),\n  title:`)
    expect(await server.said('app.ts: reloaded\n')).not.toContain('Until then')
    await server.said(`  added notes.mood_${round}\n`)
  }
  // What an imported module says is part of the app too.
  change(folder, 'lengths.ts', '80', '90')
  await server.said('app.ts: reloaded\n')
  hammering = false
  await Promise.all(hammers)
  expect([...answers.keys()].sort()).toEqual([200, 401])
  expect(await get('/rest/v1/notes?select=mood_5')).toEqual([200, [{ mood_5: null }]])
  expect((await stop()).code).toBe(0)
}, 120_000)

test('a mistake is shown with its place, and the app goes on as it was', async () => {
  const folder = copyOfNotes()
  const { server, get, stop } = await developing(folder)
  const mistakes: readonly (readonly [file: string, from: string, to: string, said: string])[] = [
    [
      'app.ts',
      '.length(1, TITLE_MAX)',
      '.length(9, 2)',
      'app.ts:9:3 notes.title: .length(9, 2) allows nothing\n  9 |   title: text().length(9, 2),\n    |   ^\n  Write .length(2, 9).\n',
    ],
    [
      'app.ts',
      'row.author.is(me.id)',
      'row.autor.is(me.id)',
      'app.ts:10:49 notes.access.create: notes has no column and no relation "autor"\n',
    ],
    ['app.ts', 'id: id(),', 'id: id(,', 'app.ts:5:10 Unexpected ,\n  5 |   id: id(,\n    |          ^\n'],
    ['app.ts', 'id: id(),', 'id: id().foo(),', 'app.ts:5:12 TypeError: '],
    [
      'lengths.ts',
      'TITLE_MAX',
      'TITLE_MIN',
      'app.ts:2:10 No matching export in "lengths.ts" for import "TITLE_MAX"\n',
    ],
    ['app.ts', './lengths.ts', './length.ts', 'app.ts:2:27 Could not resolve: "./length.ts"\n'],
    ['app.ts', 'export default', 'export const main =', 'app.ts exports no app.\n'],
  ]
  for (const [file, from, to, said] of mistakes) {
    change(folder, file, from, to)
    expect(await server.said('Until then the app is served as it was.\n')).toContain(said)
    expect((await get('/rest/v1/notes?select=title'))[0]).toBe(200)
    change(folder, file, to, from)
    await server.said('app.ts: reloaded\n')
  }
  await stop()
}, 120_000)

test('a question about the schema is asked, and answered by the next start', async () => {
  const folder = copyOfNotes()
  const { server, get, stop } = await developing(folder)
  change(folder, 'app.ts', '  title:', '  heading:')
  const question = await server.said('Until then the app is served as it was.\n')
  expect(question).toContain(
    'notes.title is gone from app.ts and holds 1 value. notes.heading is new: is it a rename?',
  )
  expect(question).toContain('--rename notes.title=heading keeps them under the new name')
  expect(question).toContain('To answer: stop (Ctrl-C), and start again with --rename or --drop as above.')
  expect((await get('/rest/v1/notes?select=title'))[0]).toBe(200)
  expect((await stop()).code).toBe(0)

  const answered = await developing(folder, ['--rename', 'notes.title=heading'])
  expect(await answered.get('/rest/v1/notes?select=heading')).toEqual([
    200,
    [{ heading: expect.stringMatching(/^drawn /) }],
  ])
  await answered.stop()
}, 120_000)

test('what --drop allows is allowed once', async () => {
  const folder = copyOfNotes()
  const { server, get, url, stop } = await developing(folder, ['--drop', 'notes.mood'])
  change(folder, 'app.ts', '  title:', '  mood: text().default("good"),\n  title:')
  await server.said('  added notes.mood\n')
  expect(await get('/rest/v1/notes?select=mood')).toEqual([200, [{ mood: 'good' }]])
  change(folder, 'app.ts', '  mood: text().default("good"),\n', '')
  await server.said('notes.mood is gone from app.ts and holds 1 value.')
  expect((await fetch(`${url}/rest/v1/notes?select=mood`)).status).toBe(200)
  await stop()
}, 120_000)

test('an app that is wrong from the beginning is mended by saving it', async () => {
  const folder = copyOfNotes()
  change(folder, 'app.ts', 'id: id(),', 'id: id(,')
  const { server, get, stop } = await developing(folder)
  const [status, body] = await get('/rest/v1/notes')
  expect([status, body]).toMatchObject([
    503,
    { code: 'PGRST002', details: expect.stringContaining('app.ts:5:10') },
  ])
  change(folder, 'app.ts', 'id: id(,', 'id: id(),')
  await server.said('  new database, filled by ./seed.ts\n')
  expect((await get('/rest/v1/notes?select=title'))[0]).toBe(200)
  await stop()
}, 120_000)

test('a page that does not build says so; the data is served, and the page again once it builds', async () => {
  const folder = copyOfNotes()
  const { server, url, get, stop } = await developing(folder)
  const page = async () => await (await fetch(`${url}/`)).text()
  const script = async () => {
    const [, path = ''] = /src="([^"]+\.js)"/.exec(await page()) ?? []
    return await (await fetch(new URL(path, `${url}/`))).text()
  }
  expect(await script()).toContain('The notes: ')
  change(folder, 'site/page.ts', 'textContent = `The notes', 'textContent = = `The notes')
  await server.said('site/page.ts:8:29 Unexpected =\n')
  expect(await page()).toContain('site/page.ts:8:29 Unexpected =')
  expect((await get('/rest/v1/notes?select=title'))[0]).toBe(200)
  change(folder, 'site/page.ts', 'textContent = = `The notes', 'textContent = `All notes')
  while (!(await script()).includes('All notes: ')) await Bun.sleep(20)
  await stop()
}, 120_000)

test('personas are on for this machine alone', async () => {
  const folder = copyOfNotes()
  const ask = async (args: readonly string[]) => {
    const { url, stop } = await developing(folder, args)
    const { status } = await fetch(`${url}/offstage/persona`, { method: 'POST', body: '{"as":"ana"}' })
    await stop()
    return status
  }
  expect(await ask([])).toBe(200)
  expect(await ask(['--no-personas'])).toBe(404)
  const both = await run(['dev', NOTES, '--personas', '--no-personas'], { env })
  expect([both.code, both.err]).toEqual([
    2,
    '--personas and --no-personas say the opposite.\n  Leave out one of them.\n',
  ])
}, 120_000)
