import { describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countsOf } from './report.ts'

/** Runs one browser test whose body asks for nothing but a path, in an environment of its own. */
async function run(env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'browser-'))
  const browserTest = JSON.stringify(join(import.meta.dir, 'browser-test.ts'))
  const body = `import { browserTest } from ${browserTest}\nbrowserTest('b', async (path) => console.log(path))`
  writeFileSync(join(folder, 'a.test.ts'), body)
  const args = ['--no-install', 'test', './a.test.ts']
  const child = Bun.spawn([process.execPath, ...args], { cwd: folder, env, stdout: 'pipe', stderr: 'pipe' })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  rmSync(folder, { recursive: true })
  return { out, err, counts: countsOf(err, await child.exited, 1) }
}

const nowhere = join(import.meta.dir, 'no-such-browser')

describe('a browser test', () => {
  test('runs with the path of the browser', async () => {
    const { out, counts } = await run({ OFFSTAGE_CHROMIUM: process.execPath })
    expect(out).toContain(`${process.execPath}\n`)
    expect(counts).toEqual({ passed: 1, failed: 0, skipped: 0 })
  })

  test('is skipped without one', async () => {
    const { counts } = await run({ OFFSTAGE_CHROMIUM: nowhere })
    expect(counts).toEqual({ passed: 0, failed: 0, skipped: 1 })
  })

  test('fails without one in CI, and says what to do', async () => {
    const { err, counts } = await run({ OFFSTAGE_CHROMIUM: nowhere, CI: 'true' })
    expect(counts).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(err).toContain('browser tests need Chromium: OFFSTAGE_CHROMIUM points at nothing')
  })
})
