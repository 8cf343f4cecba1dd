/** What the index of full-text search is called, and its parts. */
import type { SearchLanguage } from '../../rules/index.ts'

/** Names of this beginning are Offstage's own: no table of an app can have one. */
export const SEARCH_PREFIX = '_offstage_search_'

/** In the column `every` of every row, where `not` starts from; in the others at the place of a stop word. */
export const EVERY = '·'

/** The index of a table. */
export const searchTable = (table: string) => SEARCH_PREFIX + table

/** The index's column with the lexemes of one column. */
export const searchColumn = (language: SearchLanguage, column: string) => `${language}_${column}`
