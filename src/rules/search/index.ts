/** Full-text search in memory: text to lexemes, queries to trees, and the one against the other. */
export { matchesSearch, rankSearch } from './match.ts'
export {
  parseSearch,
  parseSearchKey,
  type SearchMode,
  type SearchQuery,
  searchKey,
} from './parse.ts'
export type { SearchTree } from './tree.ts'
export { lexemesOf, SEARCH_LANGUAGES, type SearchLanguage } from './words.ts'
