/** A small music library in database files of their own, for the tests of schema changes. */
import type { Database } from 'bun:sqlite'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app, id, integer, ref, table, text } from '../../model/index.ts'
import { parseHints, SchemaRefusal, wantedSchema } from '../../schema/index.ts'
import { openDatabase } from './connection.ts'
import { applySchema, type MigrateOptions } from './migrate.ts'

export type Tables = Parameters<typeof app>[0]['tables']
type Checks = Record<string, { name: string; sql: string }[]>

const opened: { folder: string; database: Database }[] = []

/** Closes and deletes every database of the fixture. */
export function closeDatabases(): void {
  for (const { folder, database } of opened.splice(0)) {
    database.close()
    rmSync(folder, { recursive: true })
  }
}

/** A new database file. */
export function emptyDatabase(): Database {
  const folder = mkdtempSync(join(tmpdir(), 'offstage-migrate-'))
  const database = openDatabase(join(folder, 'data.db'))
  opened.push({ folder, database })
  return database
}

/** A database in the schema of these tables, with these rows. */
export function databaseOf(tables: Tables, statements: string[] = []): Database {
  const database = emptyDatabase()
  apply(database, tables)
  for (const sql of statements) database.run(sql)
  return database
}

export function apply(
  database: Database,
  tables: Tables,
  options: MigrateOptions = {},
  checks: Checks = {},
): string[] {
  const want = wantedSchema(app({ tables }).model, new Map(Object.entries(checks)))
  return applySchema(database, want, options).applied
}

/** The questions that the change asks; fails when asking them changed anything. */
export function questions(
  database: Database,
  tables: Tables,
  options: MigrateOptions = {},
  checks: Checks = {},
): string[] {
  const before = state(database)
  try {
    apply(database, tables, options, checks)
  } catch (error) {
    if (!(error instanceof SchemaRefusal)) throw error
    if (!Bun.deepEquals(state(database), before)) throw new Error('the refused change left something behind')
    return error.questions.map(({ text: question }) => question)
  }
  return []
}

/** Everything that the file holds, definitions and rows, and how the connection stands. */
export function state(database: Database): unknown {
  const definitions = all(database, 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name')
  const names = definitions.filter(({ type }) => type === 'table').map(({ name }) => name)
  return [
    definitions,
    names.map((name) => [name, all(database, `SELECT * FROM "${name}"`)]),
    all(database, 'PRAGMA foreign_keys'),
    database.inTransaction,
  ]
}

export function all(database: Database, sql: string): Record<string, unknown>[] {
  return database.query<Record<string, unknown>, []>(sql).all()
}

export function hints(renames: string[], drop: string[] = []): MigrateOptions {
  return { hints: parseHints(renames, drop) }
}

export const albums = table({ id: id(), name: text() })
export const songsOf = (parent: () => typeof albums) =>
  table({
    id: id(),
    title: text(),
    album: ref(parent).onDelete('cascade'),
    plays: integer(),
    genre: text().optional(),
  }).unique('title', 'album')
export const songs = songsOf(() => albums)
export const LIBRARY: Tables = { albums, songs }
/** The same songs over another table of albums. */
export const library = (next: unknown): Tables => ({
  albums: next as typeof albums,
  songs: songsOf(() => next as typeof albums),
})
export const ROWS = [
  "INSERT INTO albums VALUES ('a1', 'Blue'), ('a2', 'Red')",
  "INSERT INTO songs VALUES ('s1', 'One', 'a1', 5, 'rock'), ('s2', 'Two', 'a1', 0, NULL)",
  "INSERT INTO songs VALUES ('s3', 'One', 'a2', 9, 'jazz')",
]
