/**
 * `.tenant()` as written → the column that leads every key and index. What has to be unique must be so within
 * a tenant: a database that keeps tenants apart cannot look among the rows of all of them.
 */
import { ModelError } from '../../base/errors.ts'
import type { ColumnDeclaration, TableDeclaration } from '../declaration.ts'
import { USERS } from '../users.ts'
import type { Table, Tenant } from '../value.ts'
import { didYouMean, quoted } from './names.ts'

const KINDS = ['uuid', 'integer', 'bigint', 'text']

/** The name of the column that holds the tenant; null for a table that is the same for all. */
export function tenantColumn(
  table: string,
  { tenants }: TableDeclaration,
  columns: ReadonlyMap<string, ColumnDeclaration>,
): string | null {
  const [tenant, again] = tenants
  if (tenant === undefined) return null
  if (again !== undefined) throw new ModelError(table, 'has two .tenant()', 'Keep one.')
  if (table === USERS)
    throw new ModelError(table, 'has a .tenant()', 'Drop it: a user may be one in several tenants.')
  const said = `.tenant('${tenant.column}')`
  const column = columns.get(tenant.column)
  if (column === undefined) {
    const known = didYouMean(tenant.column, [...columns.keys()])
    throw new ModelError(table, `${said}: there is no column ${tenant.column}`, known)
  }
  const place = `${table}.${tenant.column}`
  if (column.type !== null && !KINDS.includes(column.type.kind)) {
    throw new ModelError(
      place,
      `is the tenant and of type ${column.type.kind}`,
      `Make it a ref(), or one of ${KINDS.join(', ')}.`,
    )
  }
  if (column.optional)
    throw new ModelError(place, 'is the tenant and optional', 'Drop .optional(): every row has one.')
  if (column.hidden || column.access?.read !== undefined) {
    throw new ModelError(
      place,
      'is the tenant, and not shown to everybody who may read the row',
      'Drop .hidden() and its read rule: requests name the tenant.',
    )
  }
  claimOf(table, tenant)
  return tenant.column
}

/** The claim that the options name; null for none. One that is misspelt would keep nobody in their tenant. */
function claimOf(table: string, { column, options }: TableDeclaration['tenants'][number]): string[] | null {
  const wrong = (what: string) =>
    new ModelError(table, `.tenant('${column}') ${what}`, "Write { claim: 'app_metadata.team' }.")
  if (typeof options !== 'object' || options === null) throw wrong('has options that are none')
  const { claim = null, ...others }: { readonly claim?: unknown } = options
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw wrong(`does not know ${unknown}`)
  if (claim === null) return null
  const path = typeof claim === 'string' ? claim.split('.') : ['']
  if (path.includes('')) throw wrong('has a claim that is none')
  return path
}

/** The columns of the primary key, the tenant's first. */
export function keyInTenant(
  table: string,
  tenant: string,
  key: readonly string[],
  columns: ReadonlyMap<string, ColumnDeclaration>,
): readonly string[] {
  if (key.includes(tenant)) return tenantFirst(tenant, key)
  const [name = ''] = key
  const own = columns.get(name)
  if (own?.default?.kind === 'identity') {
    throw new ModelError(
      `${table}.${name}`,
      'is numbered through all tenants',
      `Write ${name}: id(): a number is counted in one place, and tenants are kept in several.`,
    )
  }
  if (own?.primaryKey === true) return [tenant, name]
  throw new ModelError(
    table,
    `.primaryKey(${quoted(key)}) leaves out the tenant`,
    `Write .primaryKey(${quoted([tenant, ...key])}).`,
  )
}

/** The columns of a unique constraint, the tenant's first. */
export function uniqueInTenant(table: string, tenant: string, names: readonly string[]): readonly string[] {
  if (names.includes(tenant)) return tenantFirst(tenant, names)
  throw new ModelError(
    table,
    `(${names.join(', ')}) is to be unique among all tenants`,
    `Write .unique(${quoted([tenant, ...names])}), or keep it in a table without a tenant.`,
  )
}

/** The columns of an index, the tenant's first. */
export const tenantFirst = (tenant: string, names: readonly string[]): readonly string[] => [
  tenant,
  ...names.filter((name) => name !== tenant),
]

export function defineTenant(table: string, { tenants }: TableDeclaration): Tenant | null {
  const [tenant] = tenants
  return tenant === undefined ? null : { column: tenant.column, claim: claimOf(table, tenant) }
}

/** @throws ModelError when two tables of the app belong to tenants of two kinds */
export function checkTenants(tables: readonly Pick<Table, 'name' | 'column' | 'tenant' | 'primaryKey'>[]) {
  let first: { readonly table: string; readonly kind: string } | null = null
  for (const { name, tenant, column, primaryKey } of tables) {
    if (tenant === null) continue
    const held = column.get(tenant.column)
    const own = primaryKey.length === 1 ? name : `any ${held?.type.kind}`
    const kind = held?.reference?.table ?? own
    first ??= { table: name, kind }
    if (kind === first.kind) continue
    throw new ModelError(
      `${name}.${tenant.column}`,
      `the tenant is one of ${kind}, and that of ${first.table} one of ${first.kind}`,
      'All tables of an app belong to tenants of one kind, or to none.',
    )
  }
}
