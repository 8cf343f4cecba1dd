/**
 * Runs what README.md and the guides show: every block of TypeScript whose first line names a file (`//
 * app.ts`) is written to a folder, one folder a page, and its tests are run. A block without a name is part
 * of a sentence.
 */
import { expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dir, '../..')
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/** File names and contents of a page's blocks. */
async function filesOf(page: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const text = await Bun.file(join(root, page)).text()
  for (const [, block = ''] of text.matchAll(/^```ts\n(.*?)^```$/gms)) {
    const [, name] = /^\/\/ ([\w.-]+\.ts)\n/.exec(block) ?? []
    if (name !== undefined) files.set(name, block)
  }
  return files
}

for (const page of pages) {
  const files = await filesOf(page)
  if (![...files.keys()].some((name) => name.endsWith('.test.ts'))) continue
  test(`${page} does what it says`, async () => {
    // Inside the repository, so that `offstage` and its types resolve as they do for an app.
    const folder = mkdtempSync(join(root, 'test/docs/page-'))
    try {
      for (const [name, text] of files) writeFileSync(join(folder, name), text)
      const run = Bun.spawn([process.execPath, 'test', folder], { cwd: root, stdout: 'pipe', stderr: 'pipe' })
      const [output, code] = [await new Response(run.stderr).text(), await run.exited]
      expect(output).toContain(' 0 fail')
      expect(code).toBe(0)
      const config = join(folder, 'tsconfig.json')
      writeFileSync(config, JSON.stringify({ extends: join(root, 'tsconfig.json'), include: [folder] }))
      const types = Bun.spawn([join(root, 'node_modules/.bin/tsc'), '--noEmit', '-p', config], {
        cwd: root,
        stdout: 'pipe',
      })
      expect(await new Response(types.stdout).text()).toBe('')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 60_000)
}

test('the pages with code to run are known', async () => {
  expect(pages).toContain('README.md')
  expect([...(await filesOf('README.md')).keys()]).toEqual(['app.ts', 'app.test.ts'])
})
