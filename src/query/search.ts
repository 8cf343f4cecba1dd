/** Full-text search in requests: filters on declared columns, `search` for all of them, and `search_rank`. */
import { assert } from '../base/assert.ts'
import type { Column, Table } from '../model/index.ts'
import { type Expr, SEARCH_LANGUAGES, type Search, type SearchMode, type Term } from '../rules/index.ts'
import { refuse } from './refusals.ts'
import type { FilterNode } from './request.ts'

type Filter = Extract<FilterNode, { kind: 'filter' }>

const MODES: readonly string[] = ['fts', 'plfts', 'phfts', 'wfts'] satisfies readonly SearchMode[]

/** Stands for all searched columns of a table together, unless a column has this name. */
const SEARCH = 'search'
/** How well a row fits the searches of the request; the higher, the better. */
const RANK = 'search_rank'

export function isSearch(op: string): op is SearchMode {
  return MODES.includes(op)
}

/** @throws Refusal 42704 for a column that is not searched, and for a language that is not known */
export function planSearch(table: Table, node: Filter, mode: SearchMode): Search {
  const columns = searchedColumns(table, node)
  const said = node.language ?? table.search?.language
  const language = SEARCH_LANGUAGES.find((one) => one === said)
  if (language === undefined) throw refuse.unknownLanguage(said ?? '', SEARCH_LANGUAGES)
  return { kind: 'search', row: 'row', columns, mode, language, index: node.value }
}

function searchedColumns(table: Table, { field }: Filter): readonly Column[] {
  const searched = table.search?.columns ?? []
  const column = table.column.get(field.name)
  if (isAll(table, field.name) && field.path.length === 0) {
    return searched.map((name) => {
      const one = table.column.get(name)
      assert(one !== undefined, `${table.name}.${name} is in the model`)
      return one
    })
  }
  if (column === undefined || column.hidden) throw refuse.unknownColumn(table, field.name)
  if (field.path.length > 0 || !searched.includes(column.name)) throw refuse.notSearched(table, column)
  return [column]
}

const isAll = (table: Table, name: string) =>
  name === SEARCH && table.search !== null && !table.column.has(SEARCH)

/** @throws Refusal 42703 for other operators on `search` */
export function refuseOnSearch(table: Table, name: string): void {
  if (isAll(table, name)) throw refuse.searchAlone(table, name)
}

/** Whether the name is the rank of the table's rows. */
export function isRank(table: Table, name: string): boolean {
  return name === RANK && table.search !== null && !table.column.has(RANK)
}

/** @throws Refusal 42703 where the request searches for nothing */
export function rankTerm(table: Table, searches: readonly Search[]): Term {
  if (searches.length === 0) throw refuse.rankWithoutSearch(table, RANK)
  return { kind: 'rank', searches, type: { kind: 'float' } }
}

/** The searches that help to pick rows: those that are not negated. */
export function searchesOf(expr: Expr): Search[] {
  if (expr.kind === 'search') return [expr]
  return expr.kind === 'and' || expr.kind === 'or' ? expr.terms.flatMap(searchesOf) : []
}
