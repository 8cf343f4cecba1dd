/** A `ref` → what it points at. Where tables have tenants, it stays in the tenant. */
import { ModelError } from '../../base/errors.ts'
import type { ColumnDeclaration } from '../declaration.ts'
import type { Reference, TenantPair } from '../value.ts'
import { keyOf, type Scope, targetOf } from './scope.ts'

export function defineReference(
  scope: Scope,
  table: string,
  name: string,
  declaration: ColumnDeclaration,
): Reference | null {
  const { target, onDelete, open } = declaration
  if (target === null) return null
  const place = `${table}.${name}`
  const to = targetOf(scope, place, target)
  const tenant = tenantPair(scope, table, name, to, declaration)
  const reference = { table: to, column: keyOf(scope, place, to), onDelete, open }
  return tenant === null ? reference : { ...reference, tenant }
}

/** What else is equal in the two rows; null where the reference is the tenant, or tells nothing of it. */
function tenantPair(
  scope: Scope,
  table: string,
  name: string,
  target: string,
  { onDelete }: ColumnDeclaration,
): TenantPair | null {
  const place = `${table}.${name}`
  const from = scope.tables.get(table)?.tenant ?? null
  const to = scope.tables.get(target)?.tenant ?? null
  if (to === null) return null
  if (from === null) {
    throw new ModelError(
      place,
      `points at ${target}, whose rows belong to a tenant, and ${table} has none`,
      `Give ${table} a .tenant() too, or drop that of ${target}.`,
    )
  }
  const isTenant = keyOf(scope, place, target) === to
  if (name === from && isTenant) return null
  if (name === from || isTenant) {
    throw new ModelError(
      place,
      name === from
        ? `is the tenant, and points at ${target}, whose rows have one themselves`
        : `points at a tenant, and the row belongs to one already`,
      'A row belongs to one tenant, and everything that it points at too.',
    )
  }
  if (onDelete === 'set null') {
    throw new ModelError(
      place,
      "has .onDelete('set null'), which would forget the tenant as well",
      "Write .onDelete('cascade'), or leave it out.",
    )
  }
  return { from, to }
}
