/** Every way from a row to other rows, worked out from the `ref` columns. */
import type { Column, Reference, Relation, Table, TenantPair } from '../value.ts'
import { constraintName } from './names.ts'

type Bare = Omit<Table, 'relations'>
type RefColumn = Column & { readonly reference: Reference }

/**
 * The relations that start at `from`: its own refs, then the refs of others to it, then what junctions join
 * it with.
 */
export function relationsOf(from: Bare, tables: readonly Bare[]): readonly Relation[] {
  const toOne = refsOf(from).map((ref): Relation => {
    const { table, column, tenant } = ref.reference
    return {
      kind: 'to-one',
      from: from.name,
      to: table,
      fromColumn: ref.name,
      toColumn: column,
      constraint: foreignKey(ref),
      single: true,
      ...(tenant === undefined ? {} : { tenant }),
    }
  })
  const toMany = tables.flatMap((other) => refsTo(other, from).map((ref) => inverseOf(ref, other)))
  const manyToMany = tables.flatMap((junction) => throughJunction(from, junction))
  return [...toOne, ...toMany, ...manyToMany]
}

const isRef = (column: Column): column is RefColumn => column.reference !== null
const refsOf = (table: Bare): readonly RefColumn[] => table.columns.filter(isRef)
const refsTo = (table: Bare, target: Bare) =>
  refsOf(table).filter((ref) => ref.reference.table === target.name)
const foreignKey = (ref: RefColumn) =>
  constraintName(`${ref.table}.${ref.name}`, ref.table, [ref.name], 'fkey')

function inverseOf(ref: RefColumn, other: Bare): Relation {
  const { tenant } = ref.reference
  const equal = [ref.name, ...(tenant === undefined ? [] : [tenant.from])]
  return {
    kind: 'to-many',
    from: ref.reference.table,
    to: other.name,
    fromColumn: ref.reference.column,
    toColumn: ref.name,
    constraint: foreignKey(ref),
    single: keysOf(other).some((columns) => columns.every((name) => equal.includes(name))),
    ...(tenant === undefined ? {} : { tenant: inverted(tenant) }),
  }
}

const inverted = ({ from, to }: TenantPair): TenantPair => ({ from: to, to: from })

const keysOf = (table: Bare) => [table.primaryKey, ...table.uniques.map((unique) => unique.columns)]

/**
 * A table joins two others when its refs to them are parts of one key: then a pair is joined at most once.
 */
function throughJunction(from: Bare, junction: Bare): readonly Relation[] {
  return refsTo(junction, from).flatMap((near) =>
    refsOf(junction)
      .filter(
        (far) =>
          far !== near &&
          joinsTenant(junction, near, far) &&
          keysOf(junction).some((key) => key.includes(near.name) && key.includes(far.name)),
      )
      .map((far): Relation => {
        const { table, column } = far.reference
        return {
          kind: 'many-to-many',
          from: from.name,
          to: table,
          fromColumn: near.reference.column,
          toColumn: column,
          junction: junction.name,
          junctionFrom: near.name,
          junctionTo: far.name,
          constraintFrom: foreignKey(near),
          constraintTo: foreignKey(far),
          single: false,
          ...(near.reference.tenant === undefined ? {} : { tenantFrom: inverted(near.reference.tenant) }),
          ...(far.reference.tenant === undefined ? {} : { tenantTo: far.reference.tenant }),
        }
      }),
  )
}

/**
 * The tenant is a part of every key. A table joins it with what all tenants share, as members join teams with
 * users; everything else has the tenant in it.
 */
function joinsTenant({ tenant }: Bare, near: RefColumn, far: RefColumn): boolean {
  const other = near.name === tenant?.column ? far : far.name === tenant?.column ? near : null
  return other === null || other.reference.tenant === undefined
}
