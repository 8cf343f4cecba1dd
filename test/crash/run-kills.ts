/**
 * Load from many clients, SIGKILL at a random moment, restart, comparison with what the clients were told:
 * every acknowledged write is there, no half of any other.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../../src/base/random.ts'
import { Client } from './client.ts'
import { Look } from './database.ts'
import { WORDS, WriteMaker } from './make-write.ts'
import { KEYS, Server } from './server.ts'
import { EMPTY, type State } from './state.ts'

const CLIENTS = 16
/** Milliseconds that the load runs before the process is killed, at most. */
const LOAD_MS = 500
/** How often the process is killed again while it starts. */
const STARTING_SHARE = 0.15
/** Milliseconds that it takes to start, about. */
const START_MS = 250

export interface KillsOptions {
  readonly seed: number
  readonly kills: number
  progress?(kills: number, done: number): void
}

export interface Outcome {
  readonly kills: number
  readonly counts: Readonly<Record<'done' | 'refused' | 'later' | 'unanswered', number>>
  /** Empty when nothing was lost. */
  readonly problems: readonly string[]
}

export async function runKills({ seed, kills, progress }: KillsOptions): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'offstage-crash-'))
  const chance = new WriteMaker(0, seededRandom(seed))
  const clients = makeClients(seed)
  const problems: string[] = []
  let server = Server.start({ folder })
  let done = 0
  try {
    while (problems.length === 0) {
      const url = await server.up()
      problems.push(...(await check(url, folder, clients)))
      if (done >= kills || problems.length > 0) break
      await load(url, clients, server, chance.below(LOAD_MS))
      problems.push(...clients.flatMap((client) => client.problems), ...mistakesOf(server))
      done += 1
      server = Server.start({ folder })
      while (done < kills && chance.chance(STARTING_SHARE)) {
        await Bun.sleep(chance.below(START_MS))
        await server.kill()
        done += 1
        server = Server.start({ folder })
      }
      progress?.(done, totals(clients).done)
    }
    if (server.alive && (await server.stop()) !== 0) problems.push(`it did not end well: ${server.said}`)
  } finally {
    if (server.alive) await server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  const told = problems.map((problem) => `seed ${seed}, after ${done} kills: ${problem}`)
  return { kills: done, counts: totals(clients), problems: told }
}

export function makeClients(seed: number): Client[] {
  return Array.from({ length: CLIENTS }, (_, index) => {
    const maker = new WriteMaker(index + 1, seededRandom(seed * 1000 + index))
    return new Client(maker, KEYS.OFFSTAGE_PUBLISHABLE_KEY)
  })
}

async function load(
  url: string,
  clients: readonly Client[],
  server: Server,
  milliseconds: number,
): Promise<void> {
  let over = false
  const writing = clients.map((client) => client.write(url, () => over))
  await Bun.sleep(milliseconds)
  over = true
  await server.kill()
  await Promise.all(writing)
}

/** What it wrote about mistakes of its own: a request that was answered with 500. */
export function mistakesOf({ said }: Server): string[] {
  return said.includes('trace ') ? [`the server complained: ${said}`] : []
}

async function check(url: string, folder: string, clients: readonly Client[]): Promise<string[]> {
  const look = new Look(join(folder, 'app.sqlite'))
  try {
    const states = look.states()
    for (const client of clients) client.settle(states.get(client.number) ?? EMPTY)
    const wrong = [...look.problems(), ...clients.flatMap((client) => client.problems)]
    return wrong.length > 0 ? wrong : await searchProblems(url, states)
  } finally {
    look.close()
  }
}

/** What a search through the server finds, against a look at every row. */
export async function searchProblems(url: string, states: ReadonlyMap<number, State>): Promise<string[]> {
  const problems: string[] = []
  for (const word of WORDS) {
    const answer = await fetch(`${url}/rest/v1/notes?select=id&body=fts(simple).${word}&order=id`, {
      headers: { apikey: KEYS.OFFSTAGE_PUBLISHABLE_KEY },
    })
    const text = await answer.text()
    if (!answer.ok) return [`a search for ${word}: ${text}`]
    const found = (JSON.parse(text) as { id: number }[]).map(({ id }) => id)
    const there = [...states.values()]
      .flatMap(({ notes }) => [...notes.values()])
      .filter(({ body }) => String(body).split(' ').includes(word))
      .map(({ id }) => Number(id))
      .sort((a, b) => a - b)
    if (found.join() !== there.join()) problems.push(`a search for ${word} finds ${found}, not ${there}`)
  }
  return problems
}

export function totals(clients: readonly Client[]): Outcome['counts'] {
  const sum = { done: 0, refused: 0, later: 0, unanswered: 0 }
  for (const { counts } of clients)
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += counts[key]
  return sum
}
