/**
 * One view for each table, in the schema `api`: the rows and columns that the data API shows. Policies hide
 * rows, and grants hide columns from all; only a view can hide one cell and show the next. It reads with the
 * rights of the tables' owner, so the rule stands in it, and needs no functions to see every row.
 */
import { TRUE } from '../../rules/index.ts'
import { quoteName } from './dialect.ts'
import { RULED } from './rls-caller.ts'
import type { Placed } from './rls-expr.ts'
import { maskOf, type RuledTable } from './rls-table.ts'

export const VIEWS = 'api'
/** The comment by which the views are found that the script has made. */
export const VIEW_MARK = 'What the data API shows. Made by Offstage.'

export function createView({ table, rules, shown }: RuledTable, placed: Placed): string[] {
  if (rules.read === null) return []
  const name = `${VIEWS}.${quoteName(table.name)}`
  const scope = placed.scope().withAlias('row', quoteName(table.name))
  const columns = shown.map((column) => {
    const own = `${quoteName(table.name)}.${quoteName(column.name)}`
    const mask = maskOf(rules, column)
    return mask === TRUE
      ? own
      : `case when ${placed.expr(mask, scope)} then ${own} end as ${quoteName(column.name)}`
  })
  const where = rules.read === TRUE ? '' : `\n  where ${placed.expr(rules.read, scope)}`
  const from = `from public.${quoteName(table.name)}`
  return [
    `create view ${name} with (security_barrier) as\n  select ${columns.join(',\n    ')}\n  ${from}${where}`,
    `comment on view ${name} is '${VIEW_MARK}'`,
    `revoke all on ${name} from public, ${RULED}`,
    `grant select on ${name} to ${RULED}`,
  ]
}
