/** Guarded plans in SQLite's words. */
import type { Denial, GuardedPlan } from '../../query/index.ts'
import { finish, printCondition, printExpr, Scope, type Sql } from '../../rules/index.ts'
import { dialect } from './dialect.ts'
import { printRead } from './print-read.ts'
import { looksAround, printDeleted, printWritten } from './print-returned.ts'
import { printDelete, printInsert, printRows, printUpdate, runsByRow } from './print-write.ts'
import type { SqliteStatement } from './statement.ts'
import { weightOfText } from './weight.ts'

/**
 * A bare `?` may change SQLite's plan, so it compiles the statement anew at each value. The sign says that it
 * may not; it does nothing else, to numbers and texts alike.
 */
export const PLACEHOLDER = () => '+?'

export function print(plan: GuardedPlan): SqliteStatement {
  const scope = new Scope(dialect)
  const denials: Denial[] = []
  const piece = printPlan(plan, scope, denials)
  return {
    plan,
    ...finish(piece, PLACEHOLDER),
    denials,
    byRow: plan.kind === 'insert' && runsByRow(plan),
    weight: weightOfPlan(plan),
    apart: printApart(plan),
  }
}

/** Of the conditions alone: what is selected is only written for the rows of the page. */
function weightOfPlan(plan: GuardedPlan): number {
  if (plan.kind === 'insert') return 0
  const scope = new Scope(dialect).withAlias('row', 'row').withAlias('old', 'old')
  return weightOfText(finish(printExpr(plan.where, scope), PLACEHOLDER).text)
}

function printPlan(plan: GuardedPlan, scope: Scope, denials: Denial[]): Sql {
  switch (plan.kind) {
    case 'read':
      return printRead(plan, scope)
    case 'insert':
      return printInsert(plan, scope, denials)
    case 'update':
      return printUpdate(plan, scope, denials)
    case 'delete':
      return printDelete(plan, scope)
  }
}

/** The statement that reads the rows to send back, where the write itself cannot return them. */
function printApart(plan: GuardedPlan): SqliteStatement | null {
  if (plan.kind === 'read' || !looksAround(plan)) return null
  const scope = new Scope(dialect)
  const piece =
    plan.kind === 'delete'
      ? printDeleted(plan, scope, (target) =>
          printRows(plan, target, printCondition(plan.where, scope.withAlias('row', target)), scope),
        )
      : printWritten(plan, scope)
  return {
    plan,
    ...finish(piece, PLACEHOLDER),
    denials: [],
    byRow: false,
    weight: weightOfPlan(plan),
    apart: null,
  }
}
