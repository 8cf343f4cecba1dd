/** Starts a candidate on a copy of its database, in one process or several; says when it first answered. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Candidate } from './candidates.ts'
import type { Databases } from './databases.ts'
import { operationAt } from './work.ts'

export interface Served {
  readonly pids: readonly number[]
  readonly ports: readonly number[]
  readonly database: string
  /** From the start of the first process to the end of its first answer to a read by id. */
  readonly coldStartMs: number
  stop(): Promise<void>
}

const START_MS_MAX = 60_000

/** @param filled the database that is copied, so that every round starts from the same rows */
export async function serve(
  candidate: Candidate,
  databases: Databases,
  filled: string,
  rows: number,
  nodes = 1,
): Promise<Served> {
  const database = await databases.copy(filled, candidate.name)
  const started: Node[] = []
  const stop = async () => {
    await Promise.all(started.map((node) => node.stop()))
    await databases.drop(database)
  }
  try {
    const first = await start(candidate, database, rows)
    started.push(first)
    const others = Array.from({ length: nodes - 1 }, () => start(candidate, database, rows))
    for (const node of await Promise.allSettled(others)) {
      if (node.status === 'rejected') throw node.reason
      started.push(node.value)
    }
    const [pids, ports] = [started.map(({ pid }) => pid), started.map(({ port }) => port)]
    return { pids, ports, database, coldStartMs: first.coldStartMs, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Node {
  readonly pid: number
  readonly port: number
  readonly coldStartMs: number
  stop(): Promise<void>
}

async function start(candidate: Candidate, database: string, rows: number): Promise<Node> {
  // A folder of its own, in which nothing lies that it might read.
  const folder = mkdtempSync(join(tmpdir(), 'offstage-bench-'))
  const port = await freePort()
  const env = { ...process.env, ...candidate.env(database), PORT: String(port) }
  const started = performance.now()
  const child = Bun.spawn([...candidate.command], { cwd: folder, env, stdout: 'ignore', stderr: 'pipe' })
  const complaints = new Response(child.stderr).text()
  const stop = async () => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
    await child.exited
    clearTimeout(timer)
    rmSync(folder, { recursive: true, force: true })
  }
  if (!(await firstAnswer(candidate, port, rows, () => child.exitCode !== null))) {
    await stop()
    throw new Error(`${candidate.name} did not answer: ${(await complaints).slice(0, 2000)}`)
  }
  return { pid: child.pid, port, coldStartMs: performance.now() - started, stop }
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
