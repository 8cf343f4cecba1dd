/** Guarded plans in SQLite's words, one statement each. */
import type { GuardedPlan } from '../../query/index.ts'
import { finish, Scope, type Sql } from '../../rules/index.ts'
import { dialect } from './dialect.ts'
import { printRead } from './print-read.ts'
import { looksAround, printDelete, printDeleted, printInsert, printUpdate } from './print-write.ts'
import type { Denial, SqliteStatement } from './statement.ts'

export function print(plan: GuardedPlan): SqliteStatement {
  const scope = new Scope(dialect)
  const denials: Denial[] = []
  const piece = printPlan(plan, scope, denials)
  return { plan, ...finish(piece, () => '?'), denials, before: printBefore(plan) }
}

/** A deletion takes with it what its rows may be shown by: rows that refer to them, and each other. */
function printBefore(plan: GuardedPlan): SqliteStatement | null {
  if (plan.kind !== 'delete' || !looksAround(plan)) return null
  const piece = printDeleted(plan, new Scope(dialect))
  return { plan, ...finish(piece, () => '?'), denials: [], before: null }
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
