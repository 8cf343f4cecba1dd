/** The words of `app.ts` that need both the model and the rules: `app`, `and`, `or`, `not`. */
import { type Condition, app as declareApp } from './model/index.ts'
import { allOf, anyOf, notOf, rulesOf } from './rules/index.ts'

/**
 * Declares an app: tables with their rules, and what is served beside them. Does no I/O.
 *
 * @throws ModelError for the first mistake found, in a table or in a rule: names the place and says what to
 * write
 *   instead
 */
export const app: typeof declareApp = (options) => {
  const declared = declareApp(options)
  rulesOf(declared.model)
  return declared
}

/** All of the conditions hold. */
export const and: (...conditions: readonly Condition[]) => Condition = allOf as never

/** At least one of the conditions holds. */
export const or: (...conditions: readonly Condition[]) => Condition = anyOf as never

/** The condition does not hold; what is unknown (null) stays unknown, as in SQL. */
export const not: (condition: Condition) => Condition = notOf as never
