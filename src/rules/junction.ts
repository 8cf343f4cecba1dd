/** Relations over a junction, as two steps that lead from one row to rows of one table. */
import type { Relation } from '../model/index.ts'

export type DirectRelation = Extract<Relation, { kind: 'to-one' | 'to-many' }>

/**
 * A many-to-many relation as its two steps: to the junction's rows, and from one of them to the other side.
 */
export function overJunction(
  relation: Extract<Relation, { kind: 'many-to-many' }>,
): readonly [towards: DirectRelation, onwards: DirectRelation] {
  const { from, to, fromColumn, toColumn, junction, junctionFrom, junctionTo } = relation
  const { constraintFrom, constraintTo, tenantFrom, tenantTo } = relation
  return [
    {
      kind: 'to-many',
      from,
      to: junction,
      fromColumn,
      toColumn: junctionFrom,
      constraint: constraintFrom,
      single: false,
      ...(tenantFrom === undefined ? {} : { tenant: tenantFrom }),
    },
    {
      kind: 'to-one',
      from: junction,
      to,
      fromColumn: junctionTo,
      toColumn,
      constraint: constraintTo,
      single: true,
      ...(tenantTo === undefined ? {} : { tenant: tenantTo }),
    },
  ]
}
