/** The schema that was applied last, kept beside the rows that it describes. */
import type { Database } from 'bun:sqlite'
import { UsageError } from '../../base/errors.ts'
import { findNamed, type Schema } from '../../schema/index.ts'

/** Counts up when the form of the stored schema or of stored values changes. */
const SCHEMA_FORMAT = 1

const TABLE = '_offstage_schema'

/**
 * @returns null for a new database.
 * @throws UsageError when the database was made by another program or a newer Offstage, or changed behind its
 *   back.
 */
export function readApplied(database: Database): Schema | null {
  const tables = tablesOf(database)
  if (!tables.has(TABLE)) {
    const [foreign] = [...tables.keys()].filter((name) => !name.startsWith('_offstage_'))
    if (foreign === undefined) return null
    throw new UsageError(
      `The database holds a table "${foreign}" that Offstage did not make.`,
      'Let the app use a database file of its own.',
    )
  }
  const row = database
    .query<{ format: number | bigint; schema: string }, []>(`SELECT format, schema FROM ${TABLE}`)
    .get()
  if (row === null) return null
  if (Number(row.format) > SCHEMA_FORMAT)
    throw new UsageError(
      `The database was last used by a newer Offstage (format ${row.format}, known is ${SCHEMA_FORMAT}).`,
      'Install that version again, or restore a backup from before.',
    )
  const schema = JSON.parse(row.schema) as Schema
  checkUnchanged(schema, tables)
  return schema
}

export function writeApplied(database: Database, schema: Schema): void {
  database.run(
    `CREATE TABLE IF NOT EXISTS ${TABLE} (
      id INTEGER PRIMARY KEY CHECK (id = 1), format INTEGER NOT NULL, schema TEXT NOT NULL
    ) STRICT`,
  )
  database.run(`INSERT OR REPLACE INTO ${TABLE} (id, format, schema) VALUES (1, ?, ?)`, [
    SCHEMA_FORMAT,
    JSON.stringify(schema),
  ])
}

/** Ordinary tables and the names of their columns. */
function tablesOf(database: Database): Map<string, string[]> {
  const rows = database
    .query<{ table: string; column: string }, []>(
      `SELECT m.name AS "table", c.name AS "column" FROM sqlite_schema m, pragma_table_info(m.name) c
       WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid`,
    )
    .all()
  const tables = new Map<string, string[]>()
  for (const { table, column } of rows) tables.set(table, [...(tables.get(table) ?? []), column])
  return tables
}

/** Tables that others added are left alone; the app's own must be as Offstage left them. */
function checkUnchanged(schema: Schema, tables: ReadonlyMap<string, readonly string[]>): void {
  for (const table of schema.tables) {
    const columns = tables.get(table.name)
    const lost = table.columns.find((column) => !columns?.includes(column.name))
    const added = columns?.find((name) => findNamed(table.columns, name) === null)
    if (lost === undefined && added === undefined) continue
    const said =
      lost === undefined
        ? `has a column "${added}"`
        : `lacks ${columns === undefined ? 'the table' : lost.name}`
    throw new UsageError(
      `${table.name} was changed by another program: the database ${said}.`,
      'Undo that change, or restore a backup: Offstage cannot tell what it meant.',
    )
  }
}
