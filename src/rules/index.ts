/** Rules: the expression tree, who the caller is, and what a model's rules say. */
export { allOf, anyOf, Condition, notOf, typeOf } from './build.ts'
export { ANONYMOUS, type Caller, type Role, SERVICE } from './caller.ts'
export { type Rules, rulesOf, type TableRules } from './compile.ts'
export {
  and,
  type Comparison,
  type Expr,
  FALSE,
  type List,
  not,
  or,
  type RowName,
  type Term,
  type TextMatch,
  TRUE,
} from './expr.ts'
export { type Dialect, printExpr, printTerm, relationFrom, Scope } from './print.ts'
export { crossesRelations, renameRow, rewrite } from './rewrite.ts'
export { type Binder, finish, joinSql, raw, type Sql, sql } from './sql.ts'
