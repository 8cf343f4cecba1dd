/** Related rows for `generate`: reaching them, making them, and parting from them. */
import type { Relation } from '../model/index.ts'
import type { Row } from './evaluate.ts'
import type { Expr, RowName } from './expr.ts'
import type { Bindings, Bound, Scene } from './generate-scene.ts'
import { columnOf, direct } from './generate-world.ts'
import { type DirectRelation, overJunction } from './junction.ts'

export type Exists = Extract<Expr, { kind: 'exists' }>

/** The row at the end of a path, made where it is missing; null when it cannot be made. */
export function reach(
  scene: Scene,
  name: RowName,
  path: readonly Relation[],
  bindings: Bindings,
): Bound | null {
  let bound = bindings[name] ?? null
  for (const step of path) {
    if (bound === null) return null
    const relation = direct(step)
    const [there] = scene.world.related(relation, bound.row)
    const table = scene.world.table(relation.to)
    if (there !== undefined) bound = { table, row: there }
    else {
      const row = scene.world.add(table, sameTenant(relation, bound.row))
      const column = columnOf(bound.table, relation.fromColumn)
      if (!scene.world.set(bound.table, bound.row, column, row[relation.toColumn] ?? null)) return null
      bound = { table, row }
    }
  }
  return bound
}

/** The row at the end of a path, if it is there. */
function follow(scene: Scene, name: RowName, path: readonly Relation[], bindings: Bindings): Bound | null {
  let bound = bindings[name] ?? null
  for (const step of path) {
    if (bound === null) return null
    const [row] = scene.world.related(direct(step), bound.row)
    bound = row === undefined ? null : { table: scene.world.table(step.to), row }
  }
  return bound
}

/** The rows that `exists` looks at. */
export function relatedBindings(scene: Scene, expr: Exists, bindings: Bindings): Bound[] {
  const { relation } = expr
  const from = follow(scene, expr.row, expr.path, bindings)
  if (from === null || (from.row[relation.fromColumn] ?? null) === null) return []
  const table = scene.world.table(relation.to)
  const { related } = scene.world
  if (relation.kind !== 'many-to-many') return related(relation, from.row).map((row) => ({ table, row }))
  const [towards, onwards] = overJunction(relation)
  const between = related(towards, from.row).filter((row) => (row[onwards.fromColumn] ?? null) !== null)
  return between.flatMap((junction) => related(onwards, junction)).map((row) => ({ table, row }))
}

/** A related row, and the junction's row that leads to it where there is one. */
export interface Related {
  readonly bound: Bound
  readonly between: Bound | null
}

/** A row on the other side of the relation, new where there may be several; null when it cannot be made. */
export function relate(scene: Scene, expr: Exists, bindings: Bindings): Related | null {
  const { relation } = expr
  const { world } = scene
  const from = reach(scene, expr.row, expr.path, bindings)
  if (from === null) return null
  const table = world.table(relation.to)
  const key = from.row[relation.fromColumn] ?? null
  if (relation.kind === 'many-to-many') {
    const [towards, onwards] = overJunction(relation)
    const junction = world.table(relation.junction)
    const near = { [relation.junctionFrom]: key, ...sameTenant(towards, from.row) }
    const row = world.add(table, sameTenant(onwards, near))
    const keys = { ...near, [relation.junctionTo]: row[relation.toColumn] ?? null }
    return { bound: { table, row }, between: { table: junction, row: world.add(junction, keys) } }
  }
  if (relation.kind === 'to-one') {
    const bound = reach(scene, expr.as, [relation], { [expr.as]: from })
    return bound === null ? null : { bound, between: null }
  }
  const [there] = relation.single ? world.related(relation, from.row) : []
  const given = { [relation.toColumn]: key, ...sameTenant(relation, from.row) }
  return { bound: { table, row: there ?? world.add(table, given) }, between: null }
}

/** The tenant of a row that is to be related to this one. */
function sameTenant({ tenant }: DirectRelation, row: Row): Row {
  return tenant === undefined ? {} : { [tenant.to]: row[tenant.from] ?? null }
}

/** Parts a related row from the row that `exists` looks from, where a reference may be empty. */
export function breakRelation(scene: Scene, expr: Exists, bound: Bound, bindings: Bindings): void {
  const { relation } = expr
  const from = follow(scene, expr.row, expr.path, bindings)
  if (from === null || relation.kind === 'many-to-many') return
  const [side, name] = relation.kind === 'to-one' ? [from, relation.fromColumn] : [bound, relation.toColumn]
  const column = columnOf(side.table, name)
  if (column.optional) scene.world.set(side.table, side.row, column, null)
}
