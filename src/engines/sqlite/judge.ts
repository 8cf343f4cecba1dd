/**
 * Says which part of a rule a row broke, for developers: the parts of the check are asked one by one of the
 * row that failed it. Never shown to other callers, since the parts speak of rows that they may not see.
 */
import { type InsertPlan, insertedColumns, type UpdatePlan } from '../../query/index.ts'
import {
  describe,
  type Expr,
  finish,
  joinSql,
  printExpr,
  raw,
  Scope,
  type Sql,
  sql,
} from '../../rules/index.ts'
import { dialect, quoteName } from './dialect.ts'
import { rowSource, rowsSource } from './print-write.ts'
import type { SqliteStatement } from './statement.ts'

/** The parts of an expression that decide it by themselves: the terms of its `and`s and `or`s. */
function partsOf(expr: Expr): Expr[] {
  return expr.kind === 'and' || expr.kind === 'or' ? expr.terms.flatMap(partsOf) : [expr]
}

/** A statement whose one row holds the truth of each part, for the first row that broke the check. */
export function printJudgement(plan: InsertPlan | UpdatePlan): SqliteStatement {
  const scope = new Scope(dialect)
  const alias = scope.alias()
  const { from, inner } = plan.kind === 'insert' ? ofInsert(plan, scope, alias) : ofUpdate(plan, scope, alias)
  const truths = joinSql(
    partsOf(plan.check).map((part) => printExpr(part, inner)),
    ', ',
  )
  const broken = sql`${printExpr(plan.check, inner)} is not true`
  const judged = { ...plan, check: plan.check } as SqliteStatement['plan']
  return {
    plan: judged,
    ...finish(sql`select ${truths} ${from} ${broken} limit 1`, () => '?'),
    denials: [],
    byRow: false,
    weight: 0,
    apart: null,
  }
}

function ofInsert(plan: InsertPlan, scope: Scope, alias: string): { from: Sql; inner: Scope } {
  const columns = insertedColumns(plan)
  const cells = new Map(columns.map((column, index) => [column.name, `${alias}.c${index}`]))
  const source = plan.bulk ? rowsSource(columns) : rowSource(columns)
  return {
    from: sql`from (${source}) ${raw(alias)} where`,
    inner: scope.withRow('row', (name) => raw(cells.get(name) ?? 'null')),
  }
}

function ofUpdate(plan: UpdatePlan, scope: Scope, alias: string): { from: Sql; inner: Scope } {
  const set = new Map(plan.set.map((column) => [column.name, column]))
  const inner = scope.withAlias('old', alias).withRow('row', (name) => {
    const column = set.get(name)
    return column === undefined ? raw(`${alias}.${quoteName(name)}`) : sql`${{ kind: 'written', column }}`
  })
  const where = printExpr(plan.where, scope.withAlias('row', alias))
  return { from: sql`from ${raw(`${quoteName(plan.table.name)} ${alias}`)} where ${where} and`, inner }
}

/** `me.is("editor") is false`, for each part that is not true. */
export function judgement(plan: InsertPlan | UpdatePlan, truths: readonly unknown[]): string {
  const broken = partsOf(plan.check)
    .map((part, index) => ({ part, truth: truths[index] }))
    .filter(({ truth }) => truth !== 1)
  return broken
    .map(({ part, truth }) => `${describe(part)} is ${truth === null ? 'unknown (null)' : 'false'}`)
    .join('; ')
}
