/**
 * A request's shape becomes a plan: every name is resolved against the model, nothing is allowed or denied
 * yet.
 */
import { unreachable } from '../base/assert.ts'
import type { Model, Table } from '../model/index.ts'
import { planRead } from './plan-read.ts'
import type { Plan } from './plan-types.ts'
import { planDelete, planInsert, planUpdate } from './plan-write.ts'
import { refuse } from './refusals.ts'
import type { Shape } from './request.ts'

/** @throws Refusal PGRST205, PGRST200, PGRST201, PGRST204, 42703 and the other codes of `refusals.ts` */
export function plan(shape: Shape, model: Model): Plan {
  const table = tableOf(shape.table, model)
  switch (shape.operation) {
    case 'read':
      return planRead(model, table, shape)
    case 'insert':
    case 'upsert':
      return planInsert(model, table, shape)
    case 'update':
      return planUpdate(model, table, shape)
    case 'delete':
      return planDelete(model, table, shape)
    default:
      return unreachable(shape.operation)
  }
}

/** @throws Refusal PGRST205 */
export function tableOf(name: string, model: Model): Table {
  const table = model.tables.get(name)
  if (table === undefined) throw refuse.unknownTable(name, [...model.tables.keys()])
  return table
}
