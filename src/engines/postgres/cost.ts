/** What PostgreSQL has in mind with a statement: its plan, for people, and what it will cost. */
import { slowCostMin } from '../../base/limits.ts'
import type { PlanStep } from '../../query/index.ts'

/** A node of `explain (format json)`. */
interface PlanNode {
  readonly [property: string]: unknown
  readonly Plans?: readonly PlanNode[]
}

export const explained = (text: string) => `explain (format json) ${text}`

/** @param rows what the statement `explained` gave */
function rootOf(rows: readonly Readonly<Record<string, unknown>>[]): PlanNode {
  const [row] = rows
  const [root] = (row?.['QUERY PLAN'] ?? []) as { Plan: PlanNode }[]
  return root?.Plan ?? {}
}

/** Whether the statement belongs to the connections for slow reads. */
export function isSlow(rows: readonly Readonly<Record<string, unknown>>[]): boolean {
  return Number(rootOf(rows)['Total Cost'] ?? 0) >= slowCostMin
}

export function stepsOf(rows: readonly Readonly<Record<string, unknown>>[]): PlanStep[] {
  const flat = (node: PlanNode, depth: number): PlanStep[] => [
    { depth, text: textOf(node) },
    ...(node.Plans ?? []).flatMap((child) => flat(child, depth + 1)),
  ]
  return flat(rootOf(rows), 0)
}

const CONDITIONS = ['Index Cond', 'Hash Cond', 'Merge Cond', 'Filter', 'Sort Key', 'Group Key'] as const

function textOf(node: PlanNode): string {
  const index = node['Index Name'] === undefined ? '' : ` using ${node['Index Name']}`
  const table = node['Relation Name'] === undefined ? '' : ` on ${node['Relation Name']}`
  const conditions = CONDITIONS.flatMap((name) => {
    const value = node[name]
    return value === undefined ? [] : [`${name}: ${Array.isArray(value) ? value.join(', ') : value}`]
  })
  const cost = `cost=${node['Startup Cost']}..${node['Total Cost']} rows=${node['Plan Rows']}`
  return `${node['Node Type']}${index}${table} (${[cost, ...conditions].join('; ')})`
}
