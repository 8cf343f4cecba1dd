/**
 * Load from many clients, `kill -9` of PostgreSQL at a random moment, recovery, comparison with what the
 * clients were told: every acknowledged write is there, no half of any other. Our own process is never
 * started again.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../../src/base/random.ts'
import { PostgresServer } from '../postgres/server.ts'
import type { Client } from './client.ts'
import { WriteMaker } from './make-write.ts'
import { settleAll } from './postgres-state.ts'
import {
  type KillsOptions,
  makeClients,
  mistakesOf,
  type Outcome,
  searchProblems,
  totals,
} from './run-kills.ts'
import { KEYS, Server } from './server.ts'

/** Milliseconds that the load runs before PostgreSQL is killed, at most. */
const LOAD_MS = 800

export async function runPostgresKills({ seed, kills, progress }: KillsOptions): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'offstage-crash-'))
  const chance = new WriteMaker(0, seededRandom(seed))
  const clients = makeClients(seed)
  const postgres = await PostgresServer.start({ durable: true })
  const database = await postgres.freshDatabase()
  const server = Server.start({ folder, env: { DATABASE_URL: database } })
  const problems: string[] = []
  let done = 0
  try {
    const url = await server.up()
    while (done < kills && problems.length === 0) {
      let over = false
      const writing = clients.map((client) => client.write(url, () => over))
      await Bun.sleep(chance.below(LOAD_MS))
      await postgres.cluster.kill()
      over = true
      await Promise.all(writing)
      problems.push(...(await whileGone(url)))
      await postgres.cluster.start()
      problems.push(...(await check(url, database, clients)), ...mistakesOf(server))
      done += 1
      progress?.(done, totals(clients).done)
    }
    if (!server.alive) problems.push(`our process has ended: ${server.said}`)
    else if ((await server.stop()) !== 0) problems.push(`it did not end well: ${server.said}`)
  } finally {
    if (server.alive) await server.kill()
    await postgres.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const told = problems.map((problem) => `seed ${seed}, after ${done} kills: ${problem}`)
  return { kills: done, counts: totals(clients), problems: told }
}

/** Without a database nobody is told anything but to come again. */
async function whileGone(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/rest/v1/notes?select=id&limit=1`, {
    headers: { apikey: KEYS.OFFSTAGE_PUBLISHABLE_KEY },
  })
  const said = `${answer.status} ${await answer.text()}`
  return said.startsWith('503') ? [] : [`without PostgreSQL it answers ${said}`]
}

async function check(url: string, database: string, clients: readonly Client[]): Promise<string[]> {
  const { states, problems } = await settleAll(database, clients)
  // The first request after it came back, over connections that are all gone.
  return problems.length > 0 ? problems : await searchProblems(url, states)
}
