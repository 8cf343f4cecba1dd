/**
 * The exchanges that docs/data-api.md and the pages of the errors show, played against the app of the former.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as limits from '../../src/base/limits.ts'
import type { App } from '../../src/model/index.ts'
import { exchangesOf, folded, play, type Rows } from './exchanges.ts'

const root = join(import.meta.dir, '../..')
const read = (path: string) => Bun.file(join(root, path)).text()
const dataApi = await read('docs/data-api.md')
const codes = readdirSync(join(root, 'docs/errors')).flatMap((name) =>
  name === 'README.md' ? [] : [name.slice(0, -3)],
)
const errorPages = await Promise.all(
  codes.map(async (code) => [code, await read(`docs/errors/${code}.md`)] as const),
)

/** The page's own app and rows, as it shows them; inside the repository, so that `offstage` resolves. */
const folder = mkdtempSync(join(import.meta.dir, 'exchanges-'))
let [app, rows]: [App | null, Rows] = [null, []]
beforeAll(async () => {
  for (const [, block = '', name = ''] of dataApi.matchAll(/^```ts\n(\/\/ (\S+)\n.*?)^```$/gms)) {
    writeFileSync(join(folder, name), block)
  }
  app = (await import(join(folder, 'app.ts'))).default
  rows = (await import(join(folder, 'rows.ts'))).rows
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

for (const [name, page] of [['data-api', dataApi] as const, ...errorPages]) {
  for (const { line, request, answer } of exchangesOf(page)) {
    test(`${name}:${line} ${request.start}`, async () => {
      if (app === null) throw new Error('the app of the page is there')
      const given = await play(
        app,
        rows,
        request,
        answer.headers.map(([header]) => header),
      )
      expect({ ...given, body: folded(given.body) }).toEqual({ ...answer, body: folded(answer.body) })
    })
  }
}

test('every page of an error shows its code', () => {
  for (const [code, page] of errorPages) {
    expect(page).toStartWith(`# ${code}: `)
    expect(page).toContain('**What to do.**')
    if (page.includes('```')) expect(page).toContain(`"code": "${code}"`)
  }
})

/** Codes behind a status, or behind what works one out: `Refusal(400, '22P02'`, `invalidToken('PGRST301'`. */
const CODE = /(?:\b\d{3},|\bstatusOfDenial\(caller\),|\binvalidToken\()\s*'([A-Z0-9]{5,8})'/g

test('every code has a page and a line in the index, and every page a code', async () => {
  const used = new Set<string>()
  for (const path of new Bun.Glob('src/**/*.ts').scanSync({ cwd: root })) {
    if (path.endsWith('.test.ts')) continue
    for (const [, code = ''] of (await read(path)).matchAll(CODE)) used.add(code)
  }
  expect(used.size).toBeGreaterThan(40)
  expect([...codes].sort()).toEqual([...used].sort())
  const index = await read('docs/errors/README.md')
  const linked = [...index.matchAll(/^\| [\d, ]+ +\| \[(\w+)\]\((\w+)\.md\)/gm)].map(([, text, target]) => [
    text,
    target,
  ])
  expect(linked.map(([, target]) => target).sort()).toEqual([...codes].sort())
  for (const [text, target] of linked) expect(text).toBe(target)
})

test('the table of limits is that of the constants', () => {
  const shown = [...dataApi.matchAll(/^\| `(\w+)` \| ([\d,]+) \|/gm)]
  const table = shown.map(([, name = '', value = '']) => [name, Number(value.replaceAll(',', ''))] as const)
  expect(Object.fromEntries(table)).toEqual({ ...limits })
})
