/**
 * The relations of a described model, worked out here anew: those of the product are what is being tested.
 */
import {
  type ColumnSpec,
  keysOf,
  type ModelSpec,
  type RelationSpec,
  type TableSpec,
  tableOf,
} from './spec.ts'

const references = (table: TableSpec) => table.columns.filter((column) => column.to !== null)

/** Every relation that starts at the table. */
export function relationsOf(model: ModelSpec, from: string): RelationSpec[] {
  const start = tableOf(model, from)
  const forward = references(start).map((column) => toOne(from, column))
  const others = model.tables.flatMap((other) =>
    references(other)
      .filter((column) => column.to === from)
      .flatMap((near) => [toMany(from, other, near), ...manyToMany(from, other, near)]),
  )
  return [...forward, ...others]
}

function toOne(from: string, column: ColumnSpec): RelationSpec {
  const to = column.to ?? ''
  return { kind: 'to-one', from, to, column: column.name, junction: null, far: null, single: true }
}

function toMany(from: string, other: TableSpec, near: ColumnSpec): RelationSpec {
  const single = keysOf(other).some((key) => key.length === 1 && key[0] === near.name)
  return { kind: 'to-many', from, to: other.name, column: near.name, junction: null, far: null, single }
}

function manyToMany(from: string, junction: TableSpec, near: ColumnSpec): RelationSpec[] {
  return references(junction)
    .filter((far) => far.name !== near.name)
    .filter((far) => keysOf(junction).some((key) => key.includes(near.name) && key.includes(far.name)))
    .map((far) => ({
      kind: 'many-to-many',
      from,
      to: far.to ?? '',
      column: near.name,
      junction: junction.name,
      far: far.name,
      single: false,
    }))
}

const constraint = (table: string, column: string) => `${table}_${column}_fkey`

/** How an embed names the relation so that no other can be meant; null when the dialect has no such words. */
export function embedName(model: ModelSpec, relation: RelationSpec): string | null {
  const all = relationsOf(model, relation.from)
  const { kind, from, to, column, junction } = relation
  if (kind === 'to-one') {
    // The constraint names the reference whatever else leads there; tables are never called so.
    return constraint(from, column)
  }
  if (kind === 'to-many') {
    return all.some((one) => one.to === to && one.junction === to) ? null : `${to}!${constraint(to, column)}`
  }
  const twins = all.filter(
    (one) =>
      one.kind === 'many-to-many' && one.to === to && one.junction === junction && one.column === column,
  )
  const hint = all.filter((one) => one.kind === 'many-to-many' && one.to === to && one.junction === junction)
  if (junction === null || twins.length > 1) return null
  if (hint.length === 1) return `${to}!${junction}`
  return hint.some((one) => one !== relation && one.far === column)
    ? null
    : `${to}!${constraint(junction, column)}`
}

/** How a rule speaks of the rows on the other side; null when the rules have no such words. */
export function ruleName(model: ModelSpec, relation: RelationSpec): string | null {
  if (relation.kind === 'to-one') return null
  const others = relationsOf(model, relation.from).filter(
    (one) => one.to === relation.to && one.kind !== 'to-one',
  )
  const start = tableOf(model, relation.from)
  if (start.columns.some((column) => column.name === relation.to)) return null
  if (relation.kind === 'to-many') return `${relation.to}.via('${relation.column}')`
  return others.length === 1 ? relation.to : null
}
