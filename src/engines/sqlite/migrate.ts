/**
 * Brings a database to the schema that the app wants, in one transaction: everything, or nothing and a clear
 * question. The schema applied last lies beside the rows as JSON, and differences are taken from it.
 */
import type { Database } from 'bun:sqlite'
import { assert } from '../../base/assert.ts'
import { UsageError } from '../../base/errors.ts'
import {
  type Change,
  difference,
  findNamed,
  type Hints,
  NO_HINTS,
  type Question,
  questionOf,
  type Rename,
  renamed,
  renamesToDo,
  type Schema,
  SchemaRefusal,
  sentenceOf,
  type TableSchema,
} from '../../schema/index.ts'
import { readApplied, writeApplied } from './applied.ts'
import { countObstacles, type Passage } from './becoming.ts'
import { registerConversion } from './convert.ts'
import { addColumn, createIndex, createIndexes, createTable } from './ddl.ts'
import { quoteName } from './dialect.ts'
import { rebuildTable } from './rebuild.ts'
import { registerLexemes, syncSearch } from './search-index.ts'

export interface MigrateOptions {
  readonly hints?: Hints
  /**
   * The moment of the change, as text of a timestamp: for rows that get a new column with
   * `.default('now')`.
   */
  readonly now?: string
  /**
   * Refuses every change, also one that loses nothing: for who only visits, while a server may be at work.
   */
  readonly asItIs?: boolean
}

/**
 * @returns what was done, in words, one change each; empty when the database was up to date.
 * @throws SchemaRefusal with every question, when a change would lose something or rows are in its way.
 * @throws UsageError when the database is not Offstage's, is a newer Offstage's, or a rename names nothing;
 * when
 *   there is any change and `asItIs` is set.
 */
export function applySchema(
  database: Database,
  want: Schema,
  options: MigrateOptions = {},
): { applied: string[] } {
  assert(!database.inTransaction, 'foreign keys can only be switched off outside a transaction')
  const foreignKeys = database.query<{ foreign_keys: number | bigint }, []>('PRAGMA foreign_keys').get()
  registerConversion(database)
  registerLexemes(database)
  // SQLite ignores this inside a transaction, and a DROP TABLE would then delete the rows that point at the
  // table.
  database.run('PRAGMA foreign_keys = OFF')
  try {
    database.run('BEGIN IMMEDIATE')
    const applied = bringTo(database, want, options)
    database.run('COMMIT')
    return { applied }
  } catch (error) {
    if (database.inTransaction) database.run('ROLLBACK')
    throw error
  } finally {
    database.run('PRAGMA legacy_alter_table = OFF')
    if (Number(foreignKeys?.foreign_keys) === 1) database.run('PRAGMA foreign_keys = ON')
  }
}

function bringTo(database: Database, want: Schema, options: MigrateOptions): string[] {
  const before = readApplied(database)
  const hints = options.hints ?? NO_HINTS
  const renames = before === null ? [] : renamesToDo(before, want, hints.renames)
  for (const rename of renames) renameInPlace(database, rename)
  const have = renames.reduce(renamed, before ?? { tables: [] })
  const changes = difference(have, want)
  if (renames.length === 0 && changes.length === 0 && before !== null) return []
  if (options.asItIs)
    throw new UsageError(
      'The database has another schema than app.ts.',
      'Bring it up to date first: `offstage dev` and `offstage start` do.',
    )
  const passage: Passage = { have, want, dropped: new Set(hints.drop), now: options.now ?? null }
  const questions = questionsOf(database, passage, changes)
  if (questions.length > 0) throw new SchemaRefusal(questions)
  const touched = new Set(renames.map((rename) => rename.table ?? rename.to))
  carryOut(database, passage, changes, touched)
  syncSearch(database, want, new Set([...touched, ...changes.map((change) => change.table)]))
  checkForeignKeys(database)
  writeApplied(database, want)
  return [...renames.map(renameSentence), ...changes.map(sentenceOf)]
}

function questionsOf(database: Database, passage: Passage, changes: readonly Change[]): Question[] {
  return changes.flatMap((change) => {
    const count = countObstacles(database, passage, change)
    return count === 0 ? [] : [questionOf(change, count)]
  })
}

/**
 * SQLite carries a new name into keys, checks and references by itself; names of constraints are rebuilt
 * after.
 */
function renameInPlace(database: Database, { table, from, to }: Rename): void {
  if (table === null) database.run(`ALTER TABLE ${quoteName(from)} RENAME TO ${quoteName(to)}`)
  else database.run(`ALTER TABLE ${quoteName(table)} RENAME COLUMN ${quoteName(from)} TO ${quoteName(to)}`)
}

function renameSentence({ table, from, to }: Rename): string {
  return table === null ? `renamed ${from} to ${to}` : `renamed ${table}.${from} to ${table}.${to}`
}

/** @param touched tables with a renamed part: rebuilt, whatever else changes. */
function carryOut(
  database: Database,
  passage: Passage,
  changes: readonly Change[],
  touched: ReadonlySet<string>,
): void {
  // Names of indexes are the whole database's: free all that go before the first is made.
  for (const change of changes) {
    if (change.kind === 'drop table') database.run(`DROP TABLE ${quoteName(change.table)}`)
    if (change.kind === 'drop index' || change.kind === 'drop unique')
      database.run(`DROP INDEX ${quoteName(change.name)}`)
  }
  database.run('PRAGMA legacy_alter_table = ON')
  const indexes: string[] = []
  for (const table of passage.want.tables) {
    const own = changes.filter((change) => change.table === table.name)
    indexes.push(...changeTable(database, passage, table, own, touched.has(table.name)))
  }
  for (const sql of indexes) database.run(sql)
}

/** @returns the indexes that are to be made once every table is there. */
function changeTable(
  database: Database,
  passage: Passage,
  table: TableSchema,
  changes: readonly Change[],
  touched: boolean,
): string[] {
  if (findNamed(passage.have.tables, table.name) === null) {
    database.run(createTable(table))
    return createIndexes(table)
  }
  const added = changes.flatMap((change) => (change.kind === 'add column' ? [change.want] : []))
  if (touched || !changes.every((change) => isInPlace(change, new Set(added.map(({ name }) => name))))) {
    rebuildTable(database, passage, table)
    return createIndexes(table)
  }
  for (const column of added) database.run(addColumn(table, column))
  return changes.flatMap((change) => {
    if (change.kind === 'add unique') return [createIndex(table.name, change.want, true)]
    return change.kind === 'add index' ? [createIndex(table.name, change.want, false)] : []
  })
}

/** True for what SQLite does to a table of any size in one stroke; everything else rebuilds the table. */
function isInPlace(change: Change, added: ReadonlySet<string>): boolean {
  switch (change.kind) {
    case 'add index':
    case 'add unique':
    case 'drop index':
    case 'drop unique':
    case 'add search':
    case 'drop search':
      return true
    case 'add column':
      // SQLite wants a constant for existing rows of a required column, and none beside a reference.
      return change.want.filling === null ? change.want.optional : change.want.filling.kind === 'value'
    case 'add foreign key':
      return added.has(change.want.column) && change.want.tenant === undefined
    case 'change column':
      return change.aspect === 'filling'
    default:
      return false
  }
}

/** The last look before the commit: the rows of the change were counted, what others left behind was not. */
function checkForeignKeys(database: Database): void {
  const broken = database.query<{ table: string; parent: string }, []>('PRAGMA foreign_key_check').all()
  const [first] = broken
  if (first === undefined) return
  throw new UsageError(
    `Rows point at nothing (${broken.length} of them): the first in ${first.table}, at ${first.parent}.`,
    'Another program wrote them with foreign keys off: delete or mend these rows first.',
  )
}
