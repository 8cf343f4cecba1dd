/** Looks into the file of the database itself, past the server. */
import { Database } from 'bun:sqlite'
import { addFunctions } from '../../src/engines/sqlite/functions.ts'
import { registerLexemes } from '../../src/engines/sqlite/search-index.ts'
import { EVERY } from '../../src/engines/sqlite/search-names.ts'
import { type Row, type State, TABLES } from './state.ts'

/** The index of full-text search over notes. */
const INDEX = '_offstage_search_notes'

export class Look {
  private readonly db: Database

  constructor(file: string) {
    this.db = new Database(file, { readwrite: true, create: false })
    addFunctions(this.db)
    registerLexemes(this.db)
    this.db.run('pragma busy_timeout = 5000')
  }

  /** What is wrong with the database as such. */
  problems(): string[] {
    const integrity = this.db.query('pragma integrity_check').values().flat().map(String)
    const keys = this.db.query('pragma foreign_key_check').values()
    return [
      ...integrity.filter((line) => line !== 'ok'),
      ...keys.map((row) => `foreign key: ${row.join(' ')}`),
      ...this.searchProblems(),
    ]
  }

  private searchProblems(): string[] {
    try {
      this.db.run(`insert into ${INDEX} (${INDEX}) values ('integrity-check')`)
    } catch (error) {
      return [`full-text search: ${error}`]
    }
    const column = (sql: string, ...values: string[]) =>
      this.db
        .query(sql)
        .values(...values)
        .flat()
        .join()
    const indexed = column(`select rowid from ${INDEX} where ${INDEX} match ? order by rowid`, `"${EVERY}"`)
    const there = column('select rowid from notes order by rowid')
    return indexed === there ? [] : [`full-text search holds the rows ${indexed}, not ${there}`]
  }

  /** The rows of each client. */
  states(): Map<number, State> {
    const states = new Map<number, Record<string, Map<number, Row>>>()
    for (const table of TABLES) {
      for (const row of this.db.query(`select * from ${table}`).all() as Row[]) {
        const client = Number(row.client)
        const state = states.get(client) ?? { accounts: new Map(), notes: new Map(), entries: new Map() }
        states.set(client, state)
        state[table]?.set(Number(row.id), row)
      }
    }
    return states as Map<number, unknown> as Map<number, State>
  }

  close(): void {
    this.db.close()
  }
}
