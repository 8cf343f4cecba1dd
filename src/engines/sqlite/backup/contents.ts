/** What a database file holds, counted: the same questions to the database and to a copy of it. */
import { quoteName } from '../dialect.ts'

/** Asks a database; both of Bun's ways to SQLite can. */
export type Ask = (sql: string) => Readonly<Record<string, unknown>>[]

/** Rows of each table, by its name. */
export type RowsOf = Readonly<Record<string, number>>

/** Ordinary tables, Offstage's own and the insides of full-text search left out. */
export function countRows(ask: Ask): RowsOf {
  const names = ask(
    `select name from pragma_table_list
     where schema = 'main' and type = 'table'
       and name not like 'sqlite\\_%' escape '\\' and name not like '\\_offstage\\_%' escape '\\'
     order by name`,
  ).map(({ name }) => String(name))
  return Object.fromEntries(names.map((name) => [name, count(ask, `from ${quoteName(name)}`)]))
}

/** @param from the rest of `select count(*) …` */
export function count(ask: Ask, from: string): number {
  return Number(ask(`select count(*) as n ${from}`)[0]?.n)
}
