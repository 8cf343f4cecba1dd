/** Runs Bun in the place of this process: same streams, same signals, same end. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBun, thisMachine } from './find-bun.mjs'

/** Exit code of a mistake in the command line or its surroundings, as for the verbs' own. */
const USAGE = 2

/** @type {readonly NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Never installs packages: without `--no-install`, Bun fetches what is missing while the program runs.
 *
 * @param {readonly string[]} args
 */
export function runBun(args) {
  const bun = process.versions.bun ? { file: process.execPath } : findInstalled()
  if ('problem' in bun) return refuse(bun.problem, bun.hint)
  const child = spawn(bun.file, ['--no-install', ...args], { stdio: 'inherit' })
  // Having a listener also keeps this process alive until the child has ended in its own time.
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal))
  child.on('error', (error) =>
    refuse(`Bun could not be started: ${error.message}`, `It was found at ${bun.file}`),
  )
  child.on('exit', (code, signal) => (signal === null ? process.exit(code ?? 1) : dieBy(signal)))
}

function findInstalled() {
  const here = dirname(fileURLToPath(import.meta.url))
  return findBun({ env: process.env, roots: [here, process.cwd()], machine: thisMachine() })
}

/**
 * Ends as the child did, so that a shell or supervisor sees the signal itself.
 *
 * @param {NodeJS.Signals} signal
 */
function dieBy(signal) {
  for (const name of FORWARDED) process.removeAllListeners(name)
  // The first process of a container survives signals that it sends itself: then the code says the same.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 100)
  process.kill(process.pid, signal)
}

/**
 * @param {string} problem
 * @param {string} hint
 */
function refuse(problem, hint) {
  process.stderr.write(`${problem}\n  ${hint}\n`)
  process.exitCode = USAGE
}
