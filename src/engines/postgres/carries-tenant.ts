/**
 * Looks at a printed statement once more: does it say of each table with a tenant whose rows it means? Only
 * then a database that keeps tenants apart sends the statement to where they are. The text is looked at, and
 * not the plan, because it is the text that is sent.
 */
import { assert } from '../../base/assert.ts'
import type { Model } from '../../model/index.ts'

/** A table of the statement that is tied to no tenant. */
export interface Untied {
  readonly table: string
  readonly alias: string
  /** Table of the row that it is joined to; null where it is the one that the statement starts from. */
  readonly from: string | null
}

/** Text between parentheses, and what stands in them. */
type Group = readonly (string | Group)[]

/** A table under an alias, and the group that it stands in. */
interface Place {
  readonly table: string
  readonly alias: string
  readonly group: Group
  readonly isInserted: boolean
}

/** @returns the tables that are not joined on the tenant and whose tenant no value names; empty is good */
export function untiedTables(text: string, model: Model): Untied[] {
  const places = placesIn(groupOf(text))
  const tableOf = new Map(places.map(({ alias, table }) => [alias, table]))
  return places.flatMap(({ table, alias, group, isInserted }) => {
    const tenant = model.tables.get(table)?.tenant?.column
    // A new row has its tenant among its values: it is part of the key.
    if (tenant === undefined || isInserted) return []
    const said = conditionsOf(group)
    if (isTied(said, `${alias}."${tenant}"`)) return []
    const joined = new RegExp(`${alias}\\."\\w+" = \\(?(?:select )?(_offstage_t\\d+)\\.`, 'g')
    const other = [...said.matchAll(joined)].map(([, one = '']) => one).find((one) => one !== alias)
    return [{ table, alias, from: tableOf.get(other ?? '') ?? null }]
  })
}

/**
 * What joins rows joins their tenants. Only where a statement starts, or comes from rows that belong to none,
 * may it mean rows of many: a read without the tenant is slow on a distributed database, and right.
 */
export function assertJoinsTenants(text: string, model: Model): void {
  if (![...model.tables.values()].some(({ tenant }) => tenant !== null)) return
  const crossing = untiedTables(text, model).find(
    ({ from }) => from !== null && model.tables.get(from)?.tenant !== null,
  )
  assert(crossing === undefined, `${crossing?.table} is joined within its tenant`)
}

function groupOf(text: string): Group {
  const open: (string | Group)[][] = [[]]
  // Quoted text may hold anything; names in double quotes are plain.
  for (const token of text.match(/'(?:[^']|'')*'|[()]|[^()']+/g) ?? []) {
    const inner = open.at(-1)
    if (token === '(') open.push([])
    else if (token === ')' && open.length > 1) {
      open.pop()
      open.at(-1)?.push(inner ?? [])
    } else inner?.push(token.startsWith("'") ? "''" : token)
  }
  return open[0] ?? []
}

const TABLE = /(\w+) "(\w+)" (?:as )?(_offstage_t\d+)/g

function placesIn(group: Group): Place[] {
  return group.flatMap((part) => {
    if (typeof part !== 'string') return placesIn(part)
    return [...part.matchAll(TABLE)].map(([, word, table = '', alias = '']) => {
      return { table, alias, group, isInserted: word === 'into' }
    })
  })
}

/** What holds of every row that the group finds, as text; alternatives and subqueries are left out. */
function conditionsOf(group: Group): string {
  return group
    .map((part, index) => {
      if (typeof part === 'string') return part
      const [before = '', after = ''] = [group[index - 1], group[index + 1]]
      return isCondition(part, before, after) ? conditionsOf(part) : `(${firstOf(part)} …)`
    })
    .join('')
}

/** Of a subquery, the column that it gives: it says from which table a row is reached. */
function firstOf([first = '']: Group): string {
  const [select = ''] = typeof first === 'string' ? (/^select _offstage_t\d+\.\S+/.exec(first) ?? []) : []
  return select
}

function isCondition(group: Group, before: string | Group, after: string | Group): boolean {
  const words = group.filter((part) => typeof part === 'string').join(' ')
  if (typeof before !== 'string' || typeof after !== 'string') return false
  if (/\b(?:or|case|select)\b|^\s*not\b/.test(words) || /^\s*(?:is\b|[=<>:-])/.test(after)) return false
  return before.trim() === '' || /\b(?:and|where|on)\s*$/.test(before)
}

/** The column equals something that is not of the same row. */
function isTied(said: string, column: string): boolean {
  const [alias] = column.split('.')
  const name = column.replace('.', '\\.')
  const sides = [new RegExp(`${name} = (\\S+)`, 'g'), new RegExp(`(\\S+) = ${name}(?!\\w)`, 'g')]
  return sides.some((side) => [...said.matchAll(side)].some(([, other]) => !other?.startsWith(`${alias}.`)))
}
