/** `and`, `or` and `not` for rules, typed as `app.ts` sees them. */
import type { Condition } from './model/index.ts'
import { allOf, anyOf, notOf } from './rules/index.ts'

/** All of the conditions hold. */
export const and: (...conditions: readonly Condition[]) => Condition = allOf as never

/** At least one of the conditions holds. */
export const or: (...conditions: readonly Condition[]) => Condition = anyOf as never

/** The condition does not hold; what is unknown (null) stays unknown, as in SQL. */
export const not: (condition: Condition) => Condition = notOf as never
