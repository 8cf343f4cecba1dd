/** What the index of full-text search is called, and its parts. */
import type { SearchLanguage } from '../../rules/index.ts'

/** Names of this beginning are Offstage's own: no table or column of an app can have one. */
export const OWN_PREFIX = '_offstage_'

/** The generated column of a table that holds the lexemes of all its searched columns. */
export const searchColumn = (language: SearchLanguage) => `${OWN_PREFIX}search_${language}`

/** The index over it; names of indexes are the whole schema's, and at most 63 characters long. */
export const searchIndex = (table: string, language: SearchLanguage) =>
  `${OWN_PREFIX}${language}_${Bun.hash(table).toString(36)}`

/**
 * What stands before each lexeme of a searched column, by its place among them: so that one `tsvector` holds
 * them all and still tells them apart. A phrase is then found inside one column, as it must be.
 */
export const marker = (place: number) => String.fromCodePoint(0x61 + place)
