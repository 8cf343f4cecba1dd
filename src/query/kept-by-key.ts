/** References that a foreign key keeps by itself, so that no statement has to look for the row as well. */
import { TRUE } from '../rules/index.ts'
import type { InsertPlan, ReferenceCheck, UpdatePlan } from './plan-types.ts'

/**
 * Whether the foreign key alone keeps the reference: one to any row, of the same request or numbered by it
 * too. Not where rows may meet others: of those the foreign key sees only what is written in the end. And not
 * of an update in a tenant, which the request does not give: what is missing could not be told.
 */
export function isKeptByKey(plan: InsertPlan | UpdatePlan, { where, relation }: ReferenceCheck): boolean {
  const mayMeetOthers = plan.kind === 'insert' && plan.conflict !== null
  const isInTenant = relation.kind !== 'many-to-many' && relation.tenant !== undefined
  return where === TRUE && !mayMeetOthers && !(plan.kind === 'update' && isInTenant)
}

/** What is left for the statement to check. */
export function uncheckedByKey<P extends InsertPlan | UpdatePlan>(plan: P): Pick<P, 'check' | 'references'> {
  const { check, references } = plan
  return { check, references: references.filter((reference) => !isKeptByKey(plan, reference)) }
}
