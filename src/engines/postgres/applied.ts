/** The schema that was applied last, kept in a schema of Offstage's own beside the app's tables. */
import { UsageError } from '../../base/errors.ts'
import { findNamed, type Schema } from '../../schema/index.ts'
import { createFunctions, FUNCTIONS_FORMAT } from './functions.ts'
import { OWN_PREFIX } from './search-names.ts'
import { rowsOf, type Session } from './session.ts'

/** Counts up when the form of the stored schema or of stored values changes. */
export const SCHEMA_FORMAT = 1

export const createApplied = `create table if not exists offstage.applied (
      id integer primary key check (id = 1), format integer not null, functions integer not null,
      schema text not null, filled text not null default 'new'
    )`

interface Stored {
  readonly format: number
  readonly functions: number
  readonly schema: string
}

/**
 * @returns null for a new database
 * @throws UsageError when it was made by a newer Offstage, changed behind its back, or has tables of these
 *   names from somebody else
 */
export async function readApplied(session: Session, want: Schema): Promise<Schema | null> {
  const stored = await readStored(session)
  const tables = await tablesOf(session)
  if (stored === null) {
    const foreign = want.tables.find(({ name }) => tables.has(name))
    if (foreign === undefined) return null
    throw new UsageError(
      `The database holds a table "${foreign.name}" that Offstage did not make.`,
      'Let the app use a database of its own.',
    )
  }
  if (stored.format > SCHEMA_FORMAT)
    throw new UsageError(
      `The database was last used by a newer Offstage (format ${stored.format}, known is ${SCHEMA_FORMAT}).`,
      'Install that version again, or restore a backup from before.',
    )
  const schema = JSON.parse(stored.schema) as Schema
  checkUnchanged(schema, tables)
  return schema
}

async function readStored(session: Session): Promise<Stored | null> {
  const [place] = await rowsOf<{ found: boolean }>(
    session,
    `select to_regclass('offstage.applied') is not null as found`,
  )
  if (place?.found !== true) return null
  const [stored] = await rowsOf<Stored>(session, 'select format, functions, schema from offstage.applied')
  return stored ?? null
}

/** Makes Offstage's own schema with its functions, those that are older than this Offstage anew. */
export async function prepareOwn(session: Session): Promise<void> {
  const stored = await readStored(session)
  if (stored !== null && stored.functions >= FUNCTIONS_FORMAT) return
  await session.unsafe('create schema if not exists offstage')
  for (const text of createFunctions(await foldedText(session))) await session.unsafe(text)
  await session.unsafe(createApplied)
  await session.unsafe('update offstage.applied set functions = $1::integer', [String(FUNCTIONS_FORMAT)])
}

/** Lower case by Unicode's own rules, where the server has them; by its locale's otherwise. */
async function foldedText(session: Session): Promise<string> {
  const found = await rowsOf<{ collname: string }>(
    session,
    `select collname from pg_collation where collnamespace = 'pg_catalog'::regnamespace
     and collname in ('und-x-icu', 'pg_c_utf8') order by collname desc limit 1`,
  )
  const [collation] = found
  return collation === undefined ? 'lower(body)' : `lower(body collate "${collation.collname}")`
}

export async function writeApplied(session: Session, schema: Schema): Promise<void> {
  await session.unsafe(
    `insert into offstage.applied (id, format, functions, schema)
     values (1, $1::integer, $2::integer, $3::text)
     on conflict (id) do update set format = excluded.format, schema = excluded.schema`,
    [String(SCHEMA_FORMAT), String(FUNCTIONS_FORMAT), JSON.stringify(schema)],
  )
}

/** Tables of the app's schema and the names of their columns. */
async function tablesOf(session: Session): Promise<Map<string, string[]>> {
  const rows = await rowsOf<{ table: string; column: string | null }>(
    session,
    `select c.relname as "table", a.attname as "column" from pg_class c
     left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
     order by c.relname, a.attnum`,
  )
  const tables = new Map<string, string[]>()
  for (const { table, column } of rows) {
    const columns = column === null || column.startsWith(OWN_PREFIX) ? [] : [column]
    tables.set(table, [...(tables.get(table) ?? []), ...columns])
  }
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
