/** Answers to the questions of a schema change: what was renamed, and what may be thrown away. */
import { UsageError } from '../base/errors.ts'
import { type ForeignKeySchema, findNamed, type KeySchema, type Schema, type TableSchema } from './schema.ts'

/** `songs.name=title` renames a column, `songs=tracks` a table (then `table` is null). */
export interface Rename {
  readonly table: string | null
  readonly from: string
  readonly to: string
}

export interface Hints {
  /** In the order in which they are carried out. */
  readonly renames: readonly Rename[]
  /** Tables (`songs`) and columns (`songs.genre`) whose values may go. */
  readonly drop: readonly string[]
}

export const NO_HINTS: Hints = Object.freeze({ renames: [], drop: [] })

const NAME = '[A-Za-z_][A-Za-z0-9_]*'
const RENAME = new RegExp(`^(?:(${NAME})\\.)?(${NAME})=(${NAME})$`)
const DROP = new RegExp(`^${NAME}(?:\\.${NAME})?$`)

/**
 * Reads the command line's `--rename songs.name=title` and `--drop songs.genre`.
 * @throws UsageError when one is not of that form.
 */
export function parseHints(renames: readonly string[], drop: readonly string[]): Hints {
  for (const text of drop)
    if (!DROP.test(text)) throw new UsageError(`--drop ${text}`, 'Write --drop songs.genre or --drop songs.')
  return { renames: renames.map(parseRename), drop }
}

function parseRename(text: string): Rename {
  const [, table = null, from, to] = RENAME.exec(text) ?? []
  if (from === undefined || to === undefined)
    throw new UsageError(`--rename ${text}`, 'Write --rename songs.name=title or --rename songs=tracks.')
  return { table, from, to }
}

/**
 * The renames that are still to be done. One that is done already is passed over, so that a command can be
 * repeated.
 * @throws UsageError when a rename names what neither the database nor the app has.
 */
export function renamesToDo(have: Schema, want: Schema, renames: readonly Rename[]): Rename[] {
  const todo: Rename[] = []
  let current = have
  for (const rename of renames) {
    if (isDone(current, rename, renames)) continue
    checkRename(current, want, rename)
    todo.push(rename)
    current = renamed(current, rename)
  }
  return todo
}

function namesOf(schema: Schema, table: string | null): readonly string[] {
  if (table === null) return schema.tables.map(({ name }) => name)
  return findNamed(schema.tables, table)?.columns.map(({ name }) => name) ?? []
}

function isDone(have: Schema, { table, from, to }: Rename, renames: readonly Rename[]): boolean {
  // Its table may have got another name in the same command.
  const moved = findNamed(have.tables, table ?? '') === null
  const owner = renames.find((other) => moved && other.table === null && other.from === table)?.to ?? table
  const names = namesOf(have, owner)
  return names.includes(to) && !names.includes(from)
}

function checkRename(have: Schema, want: Schema, { table, from, to }: Rename): void {
  const place = (name: string) => (table === null ? name : `${table}.${name}`)
  const said = `--rename ${place(from)}=${to}`
  const before = namesOf(have, table)
  // A column may be renamed before or after its table.
  const after = namesOf(want, table)
  const wanted =
    after.length > 0 ? after : want.tables.flatMap((other) => other.columns.map(({ name }) => name))
  if (!before.includes(from))
    throw new UsageError(
      `${said}: the database has no ${place(from)}`,
      `It has ${before.join(', ') || 'nothing there'}.`,
    )
  if (before.includes(to))
    throw new UsageError(`${said}: the database has a ${place(to)} already`, 'Rename to a name that is free.')
  if (after.includes(from))
    throw new UsageError(`${said}: the app still has ${place(from)}`, 'Rename it in app.ts too.')
  if (!wanted.includes(to))
    throw new UsageError(`${said}: the app has no ${place(to)}`, `It has ${wanted.join(', ')}.`)
}

/** The schema with one table or column called otherwise, in everything that speaks of it. */
export function renamed(schema: Schema, { table, from, to }: Rename): Schema {
  const rename = table === null ? renamedTable(from, to) : renamedColumn(table, from, to)
  return { tables: schema.tables.map(rename) }
}

function renamedTable(from: string, to: string) {
  const called = (name: string) => (name === from ? to : name)
  return (table: TableSchema): TableSchema => ({
    ...table,
    name: called(table.name),
    foreignKeys: table.foreignKeys.map((key) => ({ ...key, toTable: called(key.toTable) })),
  })
}

function renamedColumn(owner: string, from: string, to: string) {
  const called = (name: string) => (name === from ? to : name)
  const keys = (list: readonly KeySchema[]) =>
    list.map((key) => ({ ...key, columns: key.columns.map(called) }))
  return (table: TableSchema): TableSchema => {
    const foreignKeys = table.foreignKeys.map(
      (key): ForeignKeySchema => (key.toTable === owner ? pointingAt(key, called) : key),
    )
    if (table.name !== owner) return { ...table, foreignKeys }
    return {
      ...table,
      columns: table.columns.map((column) => ({ ...column, name: called(column.name) })),
      primaryKey: table.primaryKey.map(called),
      uniques: keys(table.uniques),
      foreignKeys: foreignKeys.map((key) => pointingFrom(key, called)),
      indexes: keys(table.indexes),
      ...(table.search === undefined
        ? {}
        : { search: { ...table.search, columns: table.search.columns.map(called) } }),
    }
  }
}

type Called = (name: string) => string

function pointingAt({ tenant, ...key }: ForeignKeySchema, called: Called): ForeignKeySchema {
  const moved = { ...key, toColumn: called(key.toColumn) }
  return tenant === undefined ? moved : { ...moved, tenant: { from: tenant.from, to: called(tenant.to) } }
}

function pointingFrom({ tenant, ...key }: ForeignKeySchema, called: Called): ForeignKeySchema {
  const moved = { ...key, column: called(key.column) }
  return tenant === undefined ? moved : { ...moved, tenant: { from: called(tenant.from), to: tenant.to } }
}
