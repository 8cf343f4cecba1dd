/** Whether a request says whose rows it changes: in tables with a tenant, a change stays in one. */
import type { Table } from '../model/index.ts'
import type { Expr, Term } from '../rules/index.ts'

/** Whether the condition picks rows of one tenant alone: it says which, whatever else it says. */
export function namesTenant({ tenant }: Table, where: Expr): boolean {
  if (tenant === null) return true
  if (where.kind === 'and') return where.terms.some((term) => isTenant(tenant.column, term))
  return isTenant(tenant.column, where)
}

function isTenant(column: string, expr: Expr): boolean {
  if (expr.kind !== 'compare' || expr.op !== 'eq') return false
  const { left, right } = expr
  return (isColumn(left, column) && isGiven(right)) || (isColumn(right, column) && isGiven(left))
}

const isColumn = (term: Term, name: string) =>
  term.kind === 'column' && term.row === 'row' && term.path.length === 0 && term.column.name === name

const isGiven = ({ kind }: Term) => kind === 'parameter' || kind === 'caller' || kind === 'value'
