/**
 * Changes one table as SQLite advises (https://www.sqlite.org/lang_altertable.html#otheralter): build the new
 * one beside it, copy, drop, rename. Runs inside a transaction with foreign keys off and `legacy_alter_table`
 * on: then dropping deletes no children, and renaming rewrites nobody's references.
 */
import type { Database } from 'bun:sqlite'
import { assert } from '../../base/assert.ts'
import { findNamed, keysOf, type TableSchema } from '../../schema/index.ts'
import { becoming, type Passage } from './becoming.ts'
import { createTable } from './ddl.ts'
import { quoteName } from './dialect.ts'
import { SEARCH_PREFIX } from './search-names.ts'

const TEMPORARY = '_offstage_new_'

/**
 * Builds `want` over the table of the same name; its indexes are gone afterwards, save those that others
 * made.
 */
export function rebuildTable(database: Database, passage: Passage, want: TableSchema): void {
  const rows = becoming(passage, want)
  assert(rows !== null, `${want.name} is there to be rebuilt`)
  const temporary = TEMPORARY + want.name
  const others = othersOf(database, passage, want.name)
  const lastNumber = lastNumberOf(database, want.name)
  database.run(createTable(want, temporary))
  const columns = want.columns.map((column) => quoteName(column.name)).join(', ')
  database.run(`INSERT INTO ${quoteName(temporary)} (${columns}) ${rows}`)
  database.run(`DROP TABLE ${quoteName(want.name)}`)
  database.run(`ALTER TABLE ${quoteName(temporary)} RENAME TO ${quoteName(want.name)}`)
  if (lastNumber !== null && want.columns.some((column) => column.identity))
    continueNumbering(database, want.name, lastNumber)
  for (const sql of others) database.run(sql)
}

/**
 * Triggers and indexes on the table that Offstage did not make: they go with the old table and must come
 * back.
 */
function othersOf(database: Database, passage: Passage, table: string): string[] {
  const have = findNamed(passage.have.tables, table)
  const own = new Set(have === null ? [] : keysOf(have).map((key) => key.name))
  return database
    .query<{ name: string; sql: string }, [string]>(
      `SELECT name, sql FROM sqlite_schema
       WHERE tbl_name = ? AND type IN ('trigger', 'index') AND sql IS NOT NULL`,
    )
    .all(table)
    .filter(({ name }) => !own.has(name) && !name.startsWith(SEARCH_PREFIX))
    .map(({ sql }) => sql)
}

/** The highest number that the table ever gave out, the rows deleted since included. */
function lastNumberOf(database: Database, table: string): number | bigint | null {
  if (!hasSequences(database)) return null
  const found = database
    .query<{ seq: number | bigint }, [string]>('SELECT seq FROM sqlite_sequence WHERE name = ?')
    .get(table)
  return found?.seq ?? null
}

function hasSequences(database: Database): boolean {
  return database.query("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").get() !== null
}

function continueNumbering(database: Database, table: string, lastNumber: number | bigint): void {
  database.run('DELETE FROM sqlite_sequence WHERE name = ?', [table])
  database.run('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', [table, lastNumber])
}
