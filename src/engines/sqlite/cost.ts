/**
 * An upper estimate of the rows that a statement visits, from SQLite's own query plan and the sizes of the
 * tables. A query cannot be interrupted here, and while it runs nobody else is served: one that would run for
 * seconds must be refused before it starts.
 */
import { Refusal } from '../../base/errors.ts'
import { rowsPerResponseMax, rowsVisitedMax } from '../../base/limits.ts'
import type { Model } from '../../model/index.ts'
import { SEARCH_PREFIX } from './search-names.ts'

/** A row of `explain query plan`: https://www.sqlite.org/eqp.html */
export interface Step {
  readonly detail: string
  readonly children: readonly Step[]
}

/** Sizes of tables by name; larger than they are where rows were deleted. */
export type RowCounts = (table: string) => number

export function treeOf(rows: readonly unknown[][]): Step[] {
  const steps = new Map<unknown, { detail: string; children: Step[] }>([[0, { detail: '', children: [] }]])
  for (const [id, parent, , detail] of rows) {
    const step = { detail: String(detail), children: [] }
    steps.set(id, step)
    steps.get(parent)?.children.push(step)
  }
  return [...(steps.get(0)?.children ?? [])]
}

/** Rows visited, and which whole table the most of them are of. */
export interface Cost {
  readonly visits: number
  readonly scanned: string | null
}

/** What a statement costs, by the plan that SQLite has for it. */
export function costOf(steps: readonly Step[], text: string, model: Model, rows: RowCounts): Cost {
  const { visits, scanned } = new Estimate(tablesByAlias(text), uniqueColumns(model), model.tables, rows).of(
    steps,
  )
  return { visits: text.includes('offstage_search_rank') ? visits * RANK_WEIGHT : visits, scanned }
}

/** Rows of a table that is done with in no time, whatever is asked of each. */
export const SMALL_ROWS = 500

/** Before anything was estimated. */
export const FREE: Cost = Object.freeze({ visits: 0, scanned: null })

/** @param weight what a visit costs, in plain ones */
export function isAffordable({ visits }: Cost, weight: number): boolean {
  return visits * weight <= rowsVisitedMax
}

/** @throws Refusal 54001 for a statement that would visit more than `rowsVisitedMax` rows */
export function refuseExpensive(cost: Cost, weight: number): void {
  if (isAffordable(cost, weight)) return
  const { scanned } = cost
  const where = scanned === null ? 'an indexed column' : `an indexed column of ${scanned}`
  throw new Refusal(413, '54001', 'statement too complex', {
    details: `The request would take as long as looking at ${rowsVisitedMax} rows, or longer`,
    hint: `Filter or order by ${where}, or declare one with .index(); shorten lists and patterns. The limit is named rowsVisitedMax.`,
  })
}

/**
 * The nearest power of two. Whoever is refused learns how large a table is, rows included that no rule lets
 * them see: no more of it than they could tell from the time that it takes. Of a small table it is the one
 * below: of loops inside each other, each would make the request look dearer than it is.
 */
export function roughly(rows: number): number {
  if (rows < 1) return 0
  const power = Math.log2(rows)
  return 2 ** (rows <= SMALL_ROWS ? Math.floor(power) : Math.round(power))
}

class Estimate {
  /** Rows of the subqueries that are read like tables, by their names. */
  private readonly subqueries = new Map<string, number>()
  private scanned: string | null = null
  private scannedRows = 0

  constructor(
    private readonly tables: ReadonlyMap<string, string>,
    private readonly uniques: ReadonlyMap<string, number>,
    private readonly names: ReadonlyMap<string, unknown>,
    private readonly rows: RowCounts,
  ) {}

  of(steps: readonly Step[]): Cost {
    return { visits: this.level(steps).visits, scanned: this.scanned }
  }

  /**
   * Steps side by side are loops inside each other; what hangs below a correlated one runs for each of their
   * turns.
   */
  private level(steps: readonly Step[]): { visits: number; turns: number } {
    let turns = 1
    let visits = 0
    for (const { detail, children } of steps) {
      const loop = /^(SCAN|SEARCH) (\S+)/.exec(detail)
      if (loop !== null) {
        const [, kind, name = ''] = loop
        const rows = this.rowsOfLoop(kind === 'SEARCH', name, detail)
        // A table under its own name is looked up for a foreign key: once a row, not once a turn of a loop
        // before.
        if (this.tables.has(name) || this.subqueries.has(name) || detail.includes('VIRTUAL TABLE'))
          turns *= rows
        visits += Math.max(turns, rows)
      } else if (children.length > 0) {
        const below = this.level(children)
        const named = /^(?:CO-ROUTINE|MATERIALIZE) (\S+)/.exec(detail)?.[1]
        if (named !== undefined) this.subqueries.set(named, Math.min(below.turns, rowsPerResponseMax))
        visits += below.visits * (detail.startsWith('CORRELATED') ? turns : 1)
      }
    }
    return { visits, turns }
  }

  private rowsOfLoop(searches: boolean, name: string, detail: string): number {
    const subquery = this.subqueries.get(name)
    if (subquery !== undefined && !searches) return subquery
    const own = name.startsWith(SEARCH_PREFIX) ? name.slice(SEARCH_PREFIX.length) : name
    const table = this.tables.get(name) ?? (this.names.has(own) ? own : undefined)
    if (table === undefined) return detail.includes('VIRTUAL TABLE') ? LIST_ROWS : 1
    const all = roughly(Math.max(1, this.rows(table)))
    if (!searches) return this.note(table, all)
    const index = /INDEX (\S+)/.exec(detail)?.[1] ?? null
    const [, terms = ''] = /\(([^()]*)\)[^()]*$/.exec(detail) ?? []
    const equal = terms.split(' AND ').filter((term) => term.endsWith('=?')).length
    if (index === null || equal >= (this.uniques.get(index) ?? Number.POSITIVE_INFINITY))
      return equal > 0 ? 1 : all
    // How many rows share a value nobody has counted; a range may be most of the table.
    return equal > 0 ? Math.ceil(Math.sqrt(all)) : this.note(table, all)
  }

  private note(table: string, rows: number): number {
    if (rows >= this.scannedRows) {
      this.scanned = table
      this.scannedRows = rows
    }
    return rows
  }
}

/** Ranking reads the texts of a row: so many times the cost of a visit. */
const RANK_WEIGHT = 10

/**
 * Values of a list in a parameter, read as a table: how long it is, `weight.ts` looks at for each request.
 */
const LIST_ROWS = 2

/** `"songs" t0` and `"songs" as t0` in the text. */
function tablesByAlias(text: string): Map<string, string> {
  const aliases = new Map<string, string>()
  for (const [, table = '', alias = ''] of text.matchAll(/"(\w+)" (?:as )?(_offstage_t\d+)\b/g))
    aliases.set(alias, table)
  return aliases
}

/** How many columns each unique index has, by its name. */
function uniqueColumns(model: Model): Map<string, number> {
  const columns = new Map<string, number>()
  for (const table of model.tables.values()) {
    columns.set(`sqlite_autoindex_${table.name}_1`, table.primaryKey.length)
    for (const unique of table.uniques) columns.set(unique.name, unique.columns.length)
  }
  return columns
}
