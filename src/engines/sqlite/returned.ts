/** Puts the rows that a write sends back into the order asked for, by the keys that came along with them. */
import type { OrderTerm, Plan } from '../../query/index.ts'
import { typeOf } from '../../rules/index.ts'

/** @param rows each the row's JSON, then the values of the order's terms; sorted in place */
export function sortReturned(rows: unknown[][], plan: Plan): void {
  if (plan.kind === 'read' || plan.returning === null || plan.returning.order.length === 0) return
  const { order } = plan.returning
  rows.sort((a, b) => {
    for (const [index, term] of order.entries()) {
      const compared = compareKeys(a[index + 1], b[index + 1], term)
      if (compared !== 0) return compared
    }
    return 0
  })
}

function compareWhole(a: string, b: string): number {
  const [left, right] = [BigInt(a), BigInt(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

function compareStored(a: unknown, b: unknown): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  return typeof a === 'string'
    ? Buffer.compare(Buffer.from(a), Buffer.from(String(b)))
    : Number(a) - Number(b)
}

function compareKeys(a: unknown, b: unknown, { term, descending, nulls }: OrderTerm): number {
  if (a === null || b === null) {
    if (a === b) return 0
    return (a === null) === (nulls === 'first') ? -1 : 1
  }
  const compared = typeOf(term).kind === 'bigint' ? compareWhole(String(a), String(b)) : compareStored(a, b)
  return descending ? -compared : compared
}
