/** Query: requests as values, plans, the guard, and the interface that engines implement. */
export { aggregateType } from './aggregate.ts'
export { castType } from './cast.ts'
export {
  type Denial,
  refuseCheck,
  refuseDenied,
  refuseDuplicate,
  refuseNull,
  refuseReferenced,
  refuseTooMany,
} from './denial.ts'
export type { Engine, Input, Outcome, PlanStep, Statement } from './engine.ts'
export { typeName } from './filter.ts'
export { asSystem, type GuardedPlan, guard } from './guard.ts'
export { isKeptByKey, uncheckedByKey } from './kept-by-key.ts'
export { plan, tableOf } from './plan.ts'
export type {
  Conflict,
  DeletePlan,
  Field,
  InsertPlan,
  OrderTerm,
  Page,
  Plan,
  ReadPlan,
  ReferenceCheck,
  UpdatePlan,
} from './plan-types.ts'
export { refuse } from './refusals.ts'
export type {
  Aggregate,
  At,
  CountMode,
  DataRequest,
  FieldName,
  FilterNode,
  FilterOperator,
  IsValue,
  Operation,
  OrderItem,
  Parameter,
  Preferences,
  SelectItem,
  Shape,
} from './request.ts'
export { insertedColumns, insertValues, MISSING, type Sources, updateValues } from './write-values.ts'
