/** Finds in an answer what only denied cells hold: marks and ids that stand nowhere in the caller's sight. */
import type { View } from './judge.ts'
import type { ModelSpec, State } from './spec.ts'

/** Marks, ids and keys of numbers: texts that chance does not make twice. */
const TOKEN =
  /mk\d{4}z|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![\d.])\d{6}(?![\d.])/g

const tokensOf = (text: string): string[] => text.match(TOKEN) ?? []

/**
 * Texts of the answer that the caller has no way to know.
 * @param states the rows before and after the request
 * @param views what the caller saw before and after it
 * @param known what the caller sent, and its own id
 */
export function leaked(
  answer: string,
  states: readonly State[],
  views: readonly View[],
  known: readonly string[],
): string[] {
  const held = new Set(states.flatMap((state) => tokensOf(JSON.stringify(state))))
  const open = new Set([
    ...views.flatMap((view) => tokensOf(JSON.stringify(view))),
    ...known.flatMap(tokensOf),
  ])
  return [...new Set(tokensOf(answer))].filter((token) => held.has(token) && !open.has(token))
}

/** Hidden columns that the answer names, though the request did not. */
export function namesOfHidden(model: ModelSpec, answer: string, sent: string): string[] {
  const names = model.tables.flatMap((table) =>
    table.columns.filter((column) => column.hidden).map((one) => one.name),
  )
  const shown = model.tables.flatMap((table) =>
    table.columns.filter((column) => !column.hidden).map((one) => one.name),
  )
  return names.filter((name) => !shown.includes(name) && answer.includes(name) && !sent.includes(name))
}
