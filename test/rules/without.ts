/** What deleting rows does to the rest. */
import { isIn, type Stage } from './judge.ts'
import { type Row, rowsOf, type State, tableOf } from './spec.ts'
import { isWhole } from './worlds.ts'

/** The state without the rows, and what follows from that by `onDelete`; null when a reference forbids it. */
export function without(stage: Stage, name: string, rows: readonly Row[]): State | null {
  const next: Record<string, readonly Row[]> = { ...stage.state }
  const drop = (table: string, gone: readonly Row[]): void => {
    const there = gone.filter((row) => next[table]?.includes(row))
    if (there.length === 0) return
    next[table] = rowsOf(next, table).filter((row) => !there.includes(row))
    const [key = ''] = tableOf(stage.model, table).key
    const values = there.map((row) => row[key] ?? null)
    for (const other of stage.model.tables) {
      for (const column of other.columns) {
        if (column.to !== table || column.onDelete === 'restrict') continue
        const pointing = rowsOf(next, other.name).filter(
          (row) => isIn(column.kind, row[column.name] ?? null, values) === true,
        )
        if (column.onDelete === 'cascade') drop(other.name, pointing)
        else
          next[other.name] = rowsOf(next, other.name).map((row) =>
            pointing.includes(row) ? { ...row, [column.name]: null } : row,
          )
      }
    }
  }
  drop(name, rows)
  return isWhole(stage.model, next) ? next : null
}
