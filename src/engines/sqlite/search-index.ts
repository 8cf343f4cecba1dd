/**
 * The index of full-text search: one FTS5 table for each table that has one, under Offstage's own prefix. It
 * holds lexemes, made by `rules/search` when a row is written, so that FTS5 has nothing left to decide: its
 * tokenizer only splits at spaces. Triggers keep it in step, whoever writes the rows.
 * @see https://www.sqlite.org/fts5.html
 */
import type { Database } from 'bun:sqlite'
import { assert } from '../../base/assert.ts'
import { lexemesOf, SEARCH_LANGUAGES, type SearchLanguage } from '../../rules/index.ts'
import type { Schema, SearchSchema } from '../../schema/index.ts'
import { quoteName } from './dialect.ts'
import { EVERY, SEARCH_PREFIX, searchColumn, searchTable } from './search-names.ts'

/**
 * The text that FTS5 reads: lexemes between spaces. Not of ASCII, `EVERY` is a token like any other to it.
 */
function indexedText(language: SearchLanguage, text: string): string {
  return lexemesOf(language, text)
    .map((lexeme) => lexeme ?? EVERY)
    .join(' ')
}

type Register = (
  name: string,
  options: { deterministic: boolean },
  run: (language: SearchLanguage, text: string | null) => string | null,
) => void

/** The function that the triggers call. */
export function registerLexemes(database: Database): void {
  const register = (database as unknown as { function: Register }).function.bind(database)
  register('offstage_lexemes', { deterministic: true }, (language, text) =>
    text === null ? null : indexedText(language, text),
  )
}

/**
 * Makes the indexes that are missing and drops those that are not wanted.
 * @param changed tables that were changed in any way: their indexes are made anew, since a rebuilt table
 *   numbers its rows anew.
 */
export function syncSearch(database: Database, want: Schema, changed: ReadonlySet<string>): void {
  for (const trigger of namesOf(database, "type = 'trigger'")) {
    const table = tableOf(database, trigger)
    if (changed.has(table)) database.run(`DROP TRIGGER ${quoteName(trigger)}`)
  }
  const kept = new Set<string>()
  for (const index of namesOf(database, "sql LIKE 'CREATE VIRTUAL TABLE%'")) {
    const table = index.slice(SEARCH_PREFIX.length)
    const search = want.tables.find(({ name }) => name === table)?.search
    if (search !== undefined && !changed.has(table)) kept.add(table)
    else database.run(`DROP TABLE ${quoteName(index)}`)
  }
  for (const { name, search } of want.tables) {
    if (search === undefined || kept.has(name)) continue
    for (const sql of createSearch(name, search)) database.run(sql)
  }
}

function namesOf(database: Database, which: string): string[] {
  return database
    .query<{ name: string }, [string]>(
      `SELECT name FROM sqlite_schema WHERE substr(name, 1, ${SEARCH_PREFIX.length}) = ? AND ${which}`,
    )
    .all(SEARCH_PREFIX)
    .map(({ name }) => name)
}

function tableOf(database: Database, trigger: string): string {
  const row = database
    .query<{ table: string }, [string]>('SELECT tbl_name AS "table" FROM sqlite_schema WHERE name = ?')
    .get(trigger)
  assert(row !== null, `${trigger} is there`)
  return row.table
}

/** Lexemes alone, no second copy of the texts; `ascii` folds A to Z, and lexemes have none of those. */
const OPTIONS = `content='', contentless_delete=1, tokenize='ascii'`

/** The index, its triggers, and what fills it from the rows that exist. */
function createSearch(table: string, { columns }: SearchSchema): string[] {
  const index = searchTable(table)
  const cells = columns.flatMap((column) =>
    SEARCH_LANGUAGES.map((language) => ({
      name: quoteName(searchColumn(language, column)),
      from: (row: string) => `offstage_lexemes('${language}', ${row}${quoteName(column)})`,
    })),
  )
  const names = cells.map(({ name }) => name).join(', ')
  const into = `INSERT INTO ${quoteName(index)} (rowid, every, ${names})`
  const values = (row: string) =>
    `${row}_rowid_, '${EVERY}', ${cells.map(({ from }) => from(row)).join(', ')}`
  const remove = `DELETE FROM ${quoteName(index)} WHERE rowid = old._rowid_`
  const add = `${into} VALUES (${values('new.')})`
  const trigger = (on: string, body: string) =>
    `CREATE TRIGGER ${quoteName(`${index}_${on}`)} AFTER ${on.toUpperCase()} ON ${quoteName(table)} ${body}`
  const moved = ['_rowid_', ...columns.map(quoteName)].map((column) => `old.${column} IS NOT new.${column}`)
  return [
    `CREATE VIRTUAL TABLE ${quoteName(index)} USING fts5(every, ${names}, ${OPTIONS})`,
    trigger('insert', `BEGIN ${add}; END`),
    trigger('delete', `BEGIN ${remove}; END`),
    trigger('update', `WHEN ${moved.join(' OR ')} BEGIN ${remove}; ${add}; END`),
    `${into} SELECT ${values('')} FROM ${quoteName(table)}`,
  ]
}
