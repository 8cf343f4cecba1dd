import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { cleanUp, ROOT, run, scratch } from './offstage.ts'

afterAll(cleanUp)

/** npm as a user has it, asking the registry for what its cache lacks. */
async function npm(folder: string, ...args: readonly string[]) {
  const child = Bun.spawn(['npm', ...args], {
    cwd: folder,
    env: { ...process.env, OFFSTAGE_BUN: '', PORT: '0' },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { code: await child.exited, said: out + err }
}

test('the project that new leaves installs, passes its own tests and types, and is served', async () => {
  const folder = join(scratch(), 'My Tasks')
  const made = await run(['new', folder])
  expect([made.code, made.err]).toEqual([0, ''])
  const manifest = await Bun.file(join(folder, 'package.json')).json()
  expect(manifest).toMatchObject({ name: 'my-tasks', dependencies: { offstage: `file:${ROOT}` } })
  const versions = Object.values(manifest.devDependencies as Record<string, string>)
  for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/)

  const installed = await npm(folder, 'install', '--prefer-offline', '--no-audit', '--no-fund')
  if (installed.code !== 0) throw new Error(`npm install failed:\n${installed.said}`)
  const tested = await npm(folder, 'test')
  expect(tested.said).toMatch(/^ 2 pass\n 0 fail$/m)
  expect(tested.code).toBe(0)
  expect(await npm(folder, 'run', 'types')).toMatchObject({ code: 0 })

  // The installed copy is what serves: npm's own shim, its own Bun, no part of this repository.
  const shim = join(folder, 'node_modules/.bin/offstage')
  const server = Bun.spawn([shim, 'start', '--json'], {
    cwd: folder,
    env: { ...process.env, PORT: '0' },
    stdout: 'pipe',
  })
  const reader = server.stdout.getReader()
  const { url } = JSON.parse(new TextDecoder().decode((await reader.read()).value))
  expect((await fetch(`${url}/rest/v1/lists`)).status).toBe(200)
  server.kill('SIGTERM')
  expect(await server.exited).toBe(0)
}, 600_000)
