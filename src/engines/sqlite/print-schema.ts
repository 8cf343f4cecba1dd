/** The script that makes an empty SQLite file what the server would make it. */
import type { Database } from 'bun:sqlite'
import type { Model } from '../../model/index.ts'
import { wantedSchema } from '../../schema/index.ts'
import { printChecks } from './checks.ts'
import { openDatabase } from './connection.ts'
import { quoteText } from './dialect.ts'
import { addFunctions } from './functions.ts'
import { applySchema } from './migrate.ts'

interface Part {
  readonly name: string
  readonly sql: string
}

/** Statements with semicolons, in one transaction: read off one in memory that was made so. */
export function printSchema(model: Model): string {
  const database = openDatabase(':memory:')
  try {
    addFunctions(database)
    applySchema(database, wantedSchema(model, printChecks(model)))
    const parts = partsOf(database)
    return [
      `-- The schema of ${oneLine(model.name)} for SQLite: sqlite3 app.sqlite < schema.sql`,
      ...(parts.some(isSearch) ? SEARCHES : []),
      ...parts.flatMap(callsOf),
      '',
      'BEGIN;',
      ...parts.map(({ sql }) => `${sql};`),
      appliedRow(database),
      'COMMIT;',
    ].join('\n')
  } finally {
    database.close()
  }
}

/** As a remark can hold it. */
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ')

const SEARCHES = [
  '-- Needs SQLite 3.43. Only Offstage can write rows of tables that are searched: it makes the lexemes.',
]

const isSearch = ({ sql }: Part) => sql.startsWith('CREATE VIRTUAL TABLE')

/** A check may ask what SQLite itself cannot: it takes such a table only from who has the function. */
function callsOf({ name, sql }: Part): string[] {
  const [call] = (sql.startsWith('CREATE TABLE') ? /\boffstage_\w+(?=\()/.exec(sql) : null) ?? []
  if (call === undefined) return []
  return [`-- A check of ${name} calls ${call}, which Offstage adds: let \`offstage start\` make the table.`]
}

/** Everything that was created, without what SQLite and its full-text search create by themselves. */
function partsOf(database: Database): Part[] {
  const all = database
    .query<Part, []>(
      `SELECT name, sql FROM sqlite_schema
       WHERE sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_' ORDER BY rowid`,
    )
    .all()
  const virtual = all.filter(isSearch)
  const isShadow = ({ name, sql }: Part) =>
    sql.startsWith('CREATE TABLE') && virtual.some((index) => name.startsWith(`${index.name}_`))
  return all.filter((part) => !isShadow(part))
}

/** By this row the server knows what it finds. */
function appliedRow(database: Database): string {
  const row = database
    .query<{ format: number; schema: string }, []>('SELECT format, schema FROM _offstage_schema')
    .get()
  const values = `1, ${row?.format}, ${quoteText(row?.schema ?? '')}`
  return `INSERT INTO _offstage_schema (id, format, schema) VALUES (${values});`
}
