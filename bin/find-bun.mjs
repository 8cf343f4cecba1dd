/**
 * Where Bun is. npm brings it as a package of the platform (`@oven/bun-…`), which needs no install script;
 * the package `bun` has it too once its install script has run, and holds a placeholder of a few bytes until
 * then.
 */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, resolve } from 'node:path'

/** Smaller files are placeholders or wrapper scripts: the binary is about 100 MB. */
const BYTES_MIN = 10_000_000

/**
 * @typedef {object} Machine
 * @property {string} platform as in `process.platform`
 * @property {string} arch as in `process.arch`
 * @property {boolean} musl true where the C library is musl (Alpine)
 * @property {boolean} avx2 false on processors that need Bun's baseline build
 */

/**
 * Packages that carry a Bun for this machine, the best first.
 *
 * @param {Machine} machine
 * @returns {string[]}
 */
export function bunPackages({ platform, arch, musl, avx2 }) {
  const system = { win32: 'windows', android: 'linux' }[platform] ?? platform
  const processor = { arm64: 'aarch64' }[arch] ?? arch
  const library = platform === 'android' ? '-android' : musl ? '-musl' : ''
  const name = `@oven/bun-${system}-${processor}${library}`
  if (processor !== 'x64') return [name]
  return avx2 ? [name, `${name}-baseline`] : [`${name}-baseline`, name]
}

/** @returns {Machine} */
export function thisMachine() {
  const { platform, arch } = process
  const linux = platform === 'linux'
  return { platform, arch, musl: linux && isMusl(), avx2: !linux || arch !== 'x64' || hasAvx2() }
}

/**
 * @param {object} where
 * @param {Record<string, string | undefined>} where.env
 * @param {readonly string[]} where.roots folders whose `node_modules` (and those above) are searched, in
 * order
 * @param {Machine} where.machine
 * @returns {{ readonly file: string } | { readonly problem: string, readonly hint: string }}
 */
export function findBun({ env, roots, machine }) {
  const wanted = env.OFFSTAGE_BUN
  if (wanted) {
    if (isBinary(wanted)) return { file: resolve(wanted) }
    return {
      problem: `OFFSTAGE_BUN is not a Bun binary: ${wanted}`,
      hint: 'Point it at the file itself (about 100 MB), or unset it to use the Bun that npm installed.',
    }
  }
  for (const file of candidates({ env, roots, machine })) if (isBinary(file)) return { file }
  return {
    problem: `No Bun was found for ${machine.platform} ${machine.arch}${machine.musl ? ' (musl)' : ''}.`,
    hint: 'Run "npm install" with optional dependencies, or set OFFSTAGE_BUN to a Bun binary.',
  }
}

/**
 * @param {Parameters<typeof findBun>[0]} where
 * @returns {Generator<string>}
 */
function* candidates({ env, roots, machine }) {
  const windows = machine.platform === 'win32'
  const binary = windows ? 'bun.exe' : 'bun'
  for (const root of roots) {
    const { resolve: resolvePackage } = createRequire(join(root, 'package.json'))
    for (const name of bunPackages(machine)) yield* inPackage(resolvePackage, name, binary)
    yield* inPackage(resolvePackage, 'bun', 'bun.exe')
  }
  for (const folder of (env.PATH ?? env.Path ?? '').split(delimiter)) if (folder) yield join(folder, binary)
}

/**
 * @param {NodeJS.RequireResolve} resolvePackage
 * @param {string} name
 * @param {string} binary
 * @returns {Generator<string>}
 */
function* inPackage(resolvePackage, name, binary) {
  try {
    yield join(dirname(resolvePackage(`${name}/package.json`)), 'bin', binary)
  } catch {
    // Not installed here: the next place may have it.
  }
}

/** @param {string} file */
function isBinary(file) {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat?.isFile() === true && stat.size > BYTES_MIN
}

function isMusl() {
  if (existsSync('/etc/alpine-release')) return true
  const glibc = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1']
  const musl = ['/lib/ld-musl-x86_64.so.1', '/lib/ld-musl-aarch64.so.1']
  return musl.some((file) => existsSync(file)) && !glibc.some((file) => existsSync(file))
}

/**
 * Reads the first processor's entry only: on a large machine the whole file takes the kernel milliseconds.
 */
function hasAvx2() {
  try {
    const buffer = Buffer.alloc(4096)
    const file = openSync('/proc/cpuinfo', 'r')
    const bytes = readSync(file, buffer)
    closeSync(file)
    return /\bavx2\b/.test(buffer.toString('latin1', 0, bytes))
  } catch {
    return true
  }
}
