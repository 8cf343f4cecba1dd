/** Rules: the expression tree, who the caller is, and what a model's rules say. */
export { allOf, anyOf, Condition, notOf, typeOf } from './build.ts'
export { ANONYMOUS, type Caller, type Role, SERVICE } from './caller.ts'
export { castValue } from './cast.ts'
export { callerList, callerValue, hasRole } from './claims.ts'
export { type Rules, rulesOf, type TableRules } from './compile.ts'
export { describe } from './describe.ts'
export { evaluate, type Facts } from './evaluate.ts'
export {
  and,
  type Comparison,
  type Expr,
  FALSE,
  type List,
  not,
  or,
  type RowName,
  type Search,
  type Term,
  type TextMatch,
  TRUE,
} from './expr.ts'
export { type Generated, type GenerateOptions, generate } from './generate.ts'
export { jsonContains, jsonPath } from './match-json.ts'
export { ANY, compilePattern, fold, likeSteps, matchesLike, matchesPattern, RUN } from './match-text.ts'
export {
  type Dialect,
  printComparable,
  printCondition,
  printExpr,
  printTerm,
  relationFrom,
  Scope,
} from './print.ts'
export { crossesRelations, leadingWhere, renameRow, rewrite, tablesOf } from './rewrite.ts'
export {
  lexemesOf,
  matchesSearch,
  parseSearch,
  parseSearchKey,
  rankSearch,
  SEARCH_LANGUAGES,
  type SearchLanguage,
  type SearchMode,
  type SearchQuery,
  type SearchTree,
  searchKey,
} from './search/index.ts'
export { type Binder, finish, joinSql, raw, type Sql, sql } from './sql.ts'
