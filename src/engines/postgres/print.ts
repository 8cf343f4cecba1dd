/** Guarded plans in PostgreSQL's words. */
import type { Column } from '../../model/index.ts'
import { type Denial, type GuardedPlan, insertedColumns } from '../../query/index.ts'
import { type Binder, Scope, type Sql } from '../../rules/index.ts'
import { dialect } from './dialect.ts'
import { printRead } from './print-read.ts'
import { keyColumns, looksAround, printWritten } from './print-returned.ts'
import { printDelete, printInsert, printUpdate } from './print-write.ts'
import type { PostgresStatement } from './statement.ts'

export function print(plan: GuardedPlan): PostgresStatement {
  const scope = new Scope(dialect)
  const denials: Denial[] = []
  const piece = printPlan(plan, scope, denials)
  return { plan, ...finishShared(piece), given: givenOf(plan), denials, apart: printApart(plan) }
}

function givenOf(plan: GuardedPlan): readonly Column[] {
  if (plan.kind === 'insert') return insertedColumns(plan)
  return plan.kind === 'update' ? plan.set : []
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
function printApart(plan: GuardedPlan): PostgresStatement | null {
  if (plan.kind === 'read' || plan.kind === 'delete' || !looksAround(plan)) return null
  const piece = printWritten(plan, new Scope(dialect))
  return { plan, ...finishShared(piece), given: keyColumns(plan.table), denials: [], apart: null }
}

/**
 * The finished text. One value has one placeholder, however often it is asked: PostgreSQL only knows two
 * expressions for the same, as it must where rows are grouped, when their placeholders are the same too.
 */
export function finishShared(piece: Sql): { text: string; binders: Binder[] } {
  const places = new Map<string, number>()
  const binders: Binder[] = []
  const text = piece.parts.map((part) => {
    if (typeof part === 'string') return part
    const key = JSON.stringify(part, shortened)
    const place = places.get(key) ?? binders.push(part)
    places.set(key, place)
    return `$${place}`
  })
  return { text: text.join(''), binders }
}

function shortened(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  return isColumn(value) ? `${value.table}.${value.name}` : value
}

function isColumn(value: unknown): value is Column {
  return typeof value === 'object' && value !== null && 'writeOnce' in value
}
