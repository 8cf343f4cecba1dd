/** Starts a candidate on a copy of its database, and says when it first answered. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Candidate } from './candidates.ts'
import { operationAt } from './work.ts'

export const DATA = join(import.meta.dir, '.data')

export interface Served {
  readonly pid: number
  readonly port: number
  /** From the start of the process to the end of its first answer to a read by id. */
  readonly coldStartMs: number
  stop(): Promise<void>
}

const START_MS_MAX = 60_000

/** @param filled the database that is copied, so that every round starts from the same rows */
export async function serve(
  candidate: Candidate,
  filled: string,
  rows: number,
  runs = join(DATA, 'run'),
): Promise<Served> {
  const folder = join(runs, candidate.name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const database = join(folder, 'songs.sqlite')
  copyFileSync(filled, database)
  // On the disk before the clock runs: the copy is not the candidate's work.
  Bun.spawnSync(['sync', database])
  const port = await freePort()
  const env = { ...process.env, ...candidate.env(database), PORT: String(port) }
  const started = performance.now()
  const child = Bun.spawn([...candidate.command], { cwd: folder, env, stdout: 'ignore', stderr: 'pipe' })
  const complaints = new Response(child.stderr).text()
  const ready = await firstAnswer(candidate, port, rows, () => child.exitCode !== null)
  if (!ready) {
    child.kill('SIGKILL')
    throw new Error(`${candidate.name} did not answer: ${(await complaints).slice(0, 2000)}`)
  }
  return {
    pid: child.pid,
    port,
    coldStartMs: performance.now() - started,
    async stop() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
      await child.exited
      clearTimeout(timer)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function firstAnswer(
  candidate: Candidate,
  port: number,
  rows: number,
  ended: () => boolean,
): Promise<boolean> {
  const ask = candidate.dialect(operationAt('read by id', 0, rows), candidate.tokenOf)
  const giveUp = performance.now() + START_MS_MAX
  while (performance.now() < giveUp && !ended()) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}${ask.path}`, { headers: ask.headers })
      await response.text()
      if (response.status === 200) return true
    } catch {
      // Nobody listens yet.
    }
    await Bun.sleep(2)
  }
  return false
}

async function freePort(): Promise<number> {
  const socket = createServer()
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve))
  const address = socket.address()
  await new Promise((resolve) => socket.close(resolve))
  if (typeof address === 'object' && address !== null) return address.port
  throw new Error('no port is free')
}
