/**
 * Says which part of a rule a row broke, for developers: the parts of the check are asked one by one of the
 * row that failed it. Never shown to other callers, since the parts speak of rows that they may not see.
 */
import { type InsertPlan, insertedColumns, type UpdatePlan } from '../../query/index.ts'
import { describe, type Expr, joinSql, printExpr, raw, Scope, type Sql, sql } from '../../rules/index.ts'
import { dialect, quoteName } from './dialect.ts'
import { finishShared } from './print.ts'
import { printSource, writtenScope } from './print-write.ts'
import type { PostgresStatement } from './statement.ts'
import { bound, typeOf } from './storage.ts'

/** The parts of an expression that decide it by themselves: the terms of its `and`s and `or`s. */
function partsOf(expr: Expr): Expr[] {
  return expr.kind === 'and' || expr.kind === 'or' ? expr.terms.flatMap(partsOf) : [expr]
}

/** A statement whose one row holds the truth of each part, for the first row that broke the check. */
export function printJudgement(plan: InsertPlan | UpdatePlan): PostgresStatement {
  const scope = new Scope(dialect)
  const alias = scope.alias()
  const { from, inner } = plan.kind === 'insert' ? ofInsert(plan, scope, alias) : ofUpdate(plan, scope, alias)
  const truths = joinSql(
    partsOf(plan.check).map((part, index) => sql`${printExpr(part, inner)} as ${raw(`t${index}`)}`),
    ', ',
  )
  const broken = sql`${printExpr(plan.check, inner)} is not true`
  const given = plan.kind === 'insert' ? insertedColumns(plan) : plan.set
  return {
    plan: plan as PostgresStatement['plan'],
    ...finishShared(sql`select ${truths} ${from} ${broken} limit 1`),
    given,
    denials: [],
    apart: null,
  }
}

function ofInsert(plan: InsertPlan, scope: Scope, alias: string): { from: Sql; inner: Scope } {
  const { source, cells } = printSource(plan, alias)
  return { from: sql`from ${source} where`, inner: writtenScope(plan, cells, scope) }
}

function ofUpdate(plan: UpdatePlan, scope: Scope, alias: string): { from: Sql; inner: Scope } {
  const set = new Map(plan.set.map((column) => [column.name, column]))
  const inner = scope.withAlias('old', alias).withRow('row', (name) => {
    const column = set.get(name)
    if (column === undefined) return raw(`${alias}.${quoteName(name)}`)
    return bound({ kind: 'written', column }, typeOf(column.type))
  })
  const where = printExpr(plan.where, scope.withAlias('row', alias).withAlias('old', alias))
  return { from: sql`from ${raw(`${quoteName(plan.table.name)} ${alias}`)} where ${where} and`, inner }
}

/** `me.is("editor") is false`, for each part that is not true. */
export function judgement(plan: InsertPlan | UpdatePlan, truths: Readonly<Record<string, unknown>>): string {
  return partsOf(plan.check)
    .map((part, index) => ({ part, truth: truths[`t${index}`] }))
    .filter(({ truth }) => truth !== true)
    .map(({ part, truth }) => `${describe(part)} is ${truth === null ? 'unknown (null)' : 'false'}`)
    .join('; ')
}
