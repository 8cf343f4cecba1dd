/** Where the references of a write may lead, and what it is like when they lead nowhere. */
import { allows, type Stage } from './judge.ts'
import { type ColumnSpec, columnOf, type Row, rowsOf, type TableSpec, tableOf } from './spec.ts'
import type { WriteSpec } from './spec-request.ts'
import { sameCell } from './values.ts'

/** The rules are asked of the row as if what it may not point at were not there: so nobody learns what is. */
export const leadingNowhere = (stage: Stage, lost: readonly ColumnSpec[], row: Row): Stage => ({
  ...stage,
  nowhere: { row, columns: lost.map((column) => column.name) },
})

/**
 * The write pointing at nothing wherever it points at a row that the caller may not; null when it never
 * does.
 */
export function pointingNowhere(
  stage: Stage,
  write: WriteSpec,
): { write: WriteSpec; ids: readonly string[] } | null {
  if (write.does === 'delete') return null
  const table = tableOf(stage.model, write.table)
  const ids: string[] = []
  const instead: string[] = []
  const batch = write.does === 'insert' ? write.rows : []
  const nowhere = (row: Row): Row =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const column = columnOf(table, name)
        if (column.to === null || value === null || isReachable(stage, column, row, batch, table))
          return [name, value]
        const plain = String(value).replace('#', '')
        if (!ids.includes(plain)) ids.push(plain)
        // What differs goes on to differ.
        const missing = `${MISSING[column.kind]?.slice(0, -2)}${10 + ids.indexOf(plain)}`
        instead.push(missing.replace('#', ''))
        return [name, missing]
      }),
    )
  const changed: WriteSpec =
    write.does === 'insert'
      ? { ...write, rows: write.rows.map(nowhere) }
      : { ...write, set: nowhere(write.set) }
  return ids.length === 0 ? null : { write: changed, ids: [...ids, ...instead] }
}

/** Keys that no row has. */
export const MISSING: Readonly<Record<string, string>> = {
  bigint: '#999999999',
  uuid: '99999999-9999-4999-8999-999999999999',
  text: 'nothing-here',
  integer: '#999999999',
}

/**
 * A reference is null, open, the caller's own by the server's doing, or leads to a row that the caller may
 * read.
 */
export function isReachable(
  stage: Stage,
  column: ColumnSpec,
  row: Row,
  fresh: readonly Row[],
  table: TableSpec,
  filled = false,
): boolean {
  const value = row[column.name] ?? null
  if (column.to === null || value === null) return true
  const target = tableOf(stage.model, column.to)
  const [key = ''] = target.key
  const isIt = (one: Row) => sameCell(column.kind, one[key] ?? null, value)
  if (target.name === table.name && fresh.some(isIt)) return true
  const there = rowsOf(stage.state, target.name).find(isIt)
  if (there === undefined) return false
  return column.open || filled || allows(stage, target.name, target.access.read, there)
}
