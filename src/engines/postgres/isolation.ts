/**
 * How much a write must be kept apart from others (decision 013): only where one may look at what another
 * changes does it matter in which order they come.
 */
import type { Model } from '../../model/index.ts'
import type { GuardedPlan } from '../../query/index.ts'
import { and, type Expr, rulesOf, type TableRules, TRUE, tablesOf } from '../../rules/index.ts'

/** `alone`: one statement, whole by itself. */
export type Isolation = 'alone' | 'serializable'

export class Isolations {
  /** Tables that a rule of another row looks at. */
  private readonly watched: ReadonlySet<string>

  constructor(private readonly model: Model) {
    this.watched = new Set([...rulesOf(model).values()].flatMap(watchedBy).concat(referred(model)))
  }

  of(plan: GuardedPlan): Isolation {
    const asks = tablesOf(and(...conditionsOf(plan))).size > 0 || refersByRule(plan)
    const writes = plan.kind === 'delete' ? this.deleted(plan.table.name) : [plan.table.name]
    return asks || writes.some((name) => this.watched.has(name)) ? 'serializable' : 'alone'
  }

  /** The table and those whose rows go or change with its rows. */
  private deleted(name: string, found = new Set<string>()): string[] {
    if (found.has(name)) return []
    found.add(name)
    for (const table of this.model.tables.values()) {
      const follows = table.columns.some(
        ({ reference }) => reference?.table === name && reference.onDelete !== 'restrict',
      )
      if (follows) this.deleted(table.name, found)
    }
    return [...found]
  }
}

function watchedBy(rules: TableRules): string[] {
  const { read, create, updateOld, updateNew, columnRead, columnWrite } = rules
  const all = [
    read,
    create,
    updateOld,
    updateNew,
    rules.delete,
    ...columnRead.values(),
    ...columnWrite.values(),
  ]
  return all.flatMap((rule) => (rule === null ? [] : [...tablesOf(rule)]))
}

/** Tables whose rows may only be pointed at by whom their rules let read them. */
function referred(model: Model): string[] {
  const all = [...model.tables.values()].flatMap(({ columns }) => columns)
  return all.flatMap(({ reference }) => {
    if (reference === null || reference.open) return []
    return rulesOf(model).get(reference.table)?.read === TRUE ? [] : [reference.table]
  })
}

function conditionsOf(plan: GuardedPlan): readonly Expr[] {
  if (plan.kind === 'insert') return [plan.check, plan.conflict?.check ?? TRUE]
  return plan.kind === 'update' ? [plan.check, plan.where] : [plan.where]
}

function refersByRule(plan: GuardedPlan): boolean {
  if (plan.kind !== 'insert' && plan.kind !== 'update') return false
  return plan.references.some(({ where }) => where !== TRUE)
}
