/** Looks into a PostgreSQL database itself, past the server. */
import { SQL } from 'bun'
import type { Client } from './client.ts'
import { EMPTY, type Row, type State, TABLES } from './state.ts'

const WORKING = `select count(*)::integer as n from pg_stat_activity
  where datname = current_database() and application_name = 'offstage' and state <> 'idle'`

/** The rows of each client, once nothing is at work any more that a server has left behind. */
export async function statesIn(database: string): Promise<Map<number, State>> {
  const sql = new SQL(database, { max: 1 })
  const states = new Map<number, Record<string, Map<number, Row>>>()
  try {
    while ((await sql.unsafe(WORKING))[0].n > 0) await Bun.sleep(5)
    for (const table of TABLES) {
      for (const row of (await sql.unsafe(`select * from ${table}`)) as Row[]) {
        const client = Number(row.client)
        const state = states.get(client) ?? { accounts: new Map(), notes: new Map(), entries: new Map() }
        states.set(client, state)
        state[table]?.set(Number(row.id), shownAs(row))
      }
    }
  } finally {
    await sql.close()
  }
  return states as Map<number, unknown> as Map<number, State>
}

/** Without the columns that are Offstage's own. */
function shownAs(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('_offstage')))
}

/** Tells every client what is there. @returns what should not be so, and the rows */
export async function settleAll(database: string, clients: readonly Client[]) {
  const states = await statesIn(database)
  for (const client of clients) client.settle(states.get(client.number) ?? EMPTY)
  return { states, problems: clients.flatMap((client) => client.problems) }
}
