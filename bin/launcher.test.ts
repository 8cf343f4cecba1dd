import { afterAll, describe, expect, test } from 'bun:test'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { bunPackages, thisMachine } from './find-bun.mjs'

const here = import.meta.dir
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/**
 * A checkout of its own with the real launcher and these files; a file of null is a link to the running Bun.
 */
function checkout(files: Readonly<Record<string, string | null>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'launcher-'))
  folders.push(folder)
  cpSync(here, join(folder, 'bin'), { recursive: true })
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    if (text === null) symlinkSync(process.execPath, join(folder, path))
    else writeFileSync(join(folder, path), text)
  }
  return folder
}

function launch(folder: string, args: readonly string[], env: Record<string, string> = {}, cwd = folder) {
  const node = Bun.which('node')
  if (node === null) throw new Error('these tests start the launcher with Node: put it on the PATH')
  return Bun.spawn([node, join(folder, 'bin/offstage.mjs'), ...args], {
    cwd,
    env: { PATH: '', ...env },
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  })
}

/** Runs to the end: `[exit code, standard output, standard error]`. */
async function ended(child: ReturnType<typeof launch>): Promise<[number, string, string]> {
  const streams = Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  const [out, err] = await streams
  return [await child.exited, out, err]
}

const running = { OFFSTAGE_BUN: process.execPath }
const [packageName = ''] = bunPackages(thisMachine())
const packaged = `node_modules/${packageName}/bin/${process.platform === 'win32' ? 'bun.exe' : 'bun'}`
const installed = { [packaged]: null, [`node_modules/${packageName}/package.json`]: '{}' }
const sayHello = { 'src/cli.ts': 'console.log("hello from", process.versions.bun)' }
const hello = `hello from ${Bun.version}\n`

describe('what the program sees and leaves', () => {
  test('arguments, standard input and the exit code pass through', async () => {
    const program = `const text: string = await Bun.stdin.text()
      console.log(JSON.stringify(process.argv.slice(2)), text)
      process.exit(7)`
    const child = launch(checkout({ 'src/cli.ts': program }), ['dev', '--port=1', '--help', 'a b'], running)
    child.stdin.write('typed')
    child.stdin.end()
    expect(await ended(child)).toEqual([7, '["dev","--port=1","--help","a b"] typed\n', ''])
  })

  test('packages that are missing are not installed while it runs', async () => {
    const child = launch(checkout({ 'src/cli.ts': 'import "is-odd"' }), [], running)
    const [code, , err] = await ended(child)
    expect(code).toBe(1)
    expect(err).toContain("Cannot find package 'is-odd'")
  })

  test('bun.mjs passes its arguments to Bun', async () => {
    const folder = checkout({ 'add.ts': 'console.log(1 + Number(process.argv[2]))' })
    const child = Bun.spawn([Bun.which('node') ?? '', join(folder, 'bin/bun.mjs'), 'add.ts', '41'], {
      cwd: folder,
      env: running,
      stdout: 'pipe',
    })
    expect(await new Response(child.stdout).text()).toBe('42\n')
  })

  test('started by Bun, it stays in that process', async () => {
    const folder = checkout({ 'src/cli.ts': 'console.log(process.pid, process.argv.slice(2))' })
    const child = Bun.spawn([process.execPath, join(folder, 'bin/offstage.mjs'), 'dev'], { stdout: 'pipe' })
    expect(await new Response(child.stdout).text()).toBe(`${child.pid} [ "dev" ]\n`)
  })
})

describe.skipIf(process.platform === 'win32')('signals', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`${signal} reaches the program, which ends in its own time`, async () => {
      const program = `process.on('${signal}', async () => { await Bun.sleep(150); console.log('closed'); process.exit(3) })
        setInterval(() => {}, 1000)
        console.log('open')`
      const child = launch(checkout({ 'src/cli.ts': program }), [], running)
      const reader = child.stdout.getReader()
      const next = async () => new TextDecoder().decode((await reader.read()).value)
      expect(await next()).toBe('open\n')
      child.kill(signal)
      expect(await next()).toBe('closed\n')
      expect(await child.exited).toBe(3)
    })
  }

  test('a program that a signal kills takes the launcher with it, by the same signal', async () => {
    const child = launch(checkout({ 'src/cli.ts': 'process.kill(process.pid, "SIGKILL")' }), [], running)
    await child.exited
    expect(child.signalCode).toBe('SIGKILL')
  })
})

describe('finding Bun', () => {
  test('in the package of the platform', async () => {
    const folder = checkout({
      ...sayHello,
      [packaged]: null,
      [`node_modules/${packageName}/package.json`]: '{}',
    })
    expect(await ended(launch(folder, []))).toEqual([0, hello, ''])
  })

  test('in the package bun, once its install script has run', async () => {
    const files = { 'node_modules/bun/package.json': '{}', 'node_modules/bun/bin/bun.exe': null }
    expect(await ended(launch(checkout({ ...sayHello, ...files }), []))).toEqual([0, hello, ''])
  })

  test('in the folder where the command is given', async () => {
    const elsewhere = checkout(installed)
    expect(await ended(launch(checkout(sayHello), [], {}, elsewhere))).toEqual([0, hello, ''])
  })

  test('on the PATH', async () => {
    const folder = checkout({ ...sayHello, 'tools/bun': null })
    expect(await ended(launch(folder, [], { PATH: join(folder, 'tools') }))).toEqual([0, hello, ''])
  })

  test('placeholders, folders and absent files are not Bun: exit code 2 and what to do', async () => {
    const placeholder = 'not a binary'
    const folder = checkout({
      ...sayHello,
      [packaged]: placeholder,
      [`node_modules/${packageName}/package.json`]: '{}',
      'node_modules/bun/package.json': '{}',
      'node_modules/bun/bin/bun.exe': placeholder,
      'tools/bun': placeholder,
      'folder/bun/file': placeholder,
    })
    const path = ['tools', 'folder', 'absent'].map((name) => join(folder, name)).join(delimiter)
    const [code, out, err] = await ended(launch(folder, [], { PATH: path }))
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^No Bun was found for \S+ \S+.*\n {2}Run "npm install" .*\n$/)
  })

  test('OFFSTAGE_BUN is taken at its word, or refused', async () => {
    const tiny = checkout({ ...sayHello, ...installed, bun: 'not a binary' })
    expect(await ended(launch(tiny, [], { OFFSTAGE_BUN: join(tiny, 'bun') }))).toEqual([
      2,
      '',
      `OFFSTAGE_BUN is not a Bun binary: ${join(tiny, 'bun')}\n  Point it at the file itself (about 100 MB), or unset it to use the Bun that npm installed.\n`,
    ])
  })

  test('a file that cannot be run is said so', async () => {
    const folder = checkout({ ...sayHello, bun: 'x'.repeat(10_000_001) })
    const [code, out, err] = await ended(launch(folder, [], { OFFSTAGE_BUN: join(folder, 'bun') }))
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('Bun could not be started')
  })

  test.each([
    ['linux', 'x64', false, true, ['@oven/bun-linux-x64', '@oven/bun-linux-x64-baseline']],
    ['linux', 'x64', false, false, ['@oven/bun-linux-x64-baseline', '@oven/bun-linux-x64']],
    ['linux', 'x64', true, true, ['@oven/bun-linux-x64-musl', '@oven/bun-linux-x64-musl-baseline']],
    ['linux', 'arm64', false, true, ['@oven/bun-linux-aarch64']],
    ['linux', 'arm64', true, true, ['@oven/bun-linux-aarch64-musl']],
    ['android', 'arm64', false, true, ['@oven/bun-linux-aarch64-android']],
    ['darwin', 'arm64', false, true, ['@oven/bun-darwin-aarch64']],
    ['win32', 'x64', false, true, ['@oven/bun-windows-x64', '@oven/bun-windows-x64-baseline']],
  ])('packages for %s %s (musl: %p, AVX2: %p)', (platform, arch, musl, avx2, names) => {
    expect(bunPackages({ platform, arch, musl, avx2 })).toEqual(names)
  })
})
