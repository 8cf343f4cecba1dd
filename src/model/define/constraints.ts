/**
 * Primary key, unique constraints, indexes and checks of a table, with the names that PostgreSQL gives them.
 */
import { ModelError } from '../../base/errors.ts'
import type { Check, Column, Index, Unique } from '../value.ts'
import { checkName, constraintName, didYouMean, quoted } from './names.ts'
import type { DeclaredColumns } from './scope.ts'
import { tenantFirst, uniqueInTenant } from './tenant.ts'

export interface Constraints {
  readonly primaryKey: readonly string[]
  readonly uniques: readonly Unique[]
  readonly indexes: readonly Index[]
  readonly checks: readonly Check[]
}

/** @throws ModelError for unknown columns, and for constraints that say the same twice */
export function defineConstraints(
  table: string,
  declared: DeclaredColumns,
  columns: readonly Column[],
): Constraints {
  const { key } = declared
  checkColumns(table, '.primaryKey', key, columns)
  const nullable = columns.find((column) => column.optional && key.includes(column.name))
  if (nullable !== undefined) {
    throw new ModelError(
      `${table}.${nullable.name}`,
      'is optional and part of the primary key',
      'Drop .optional(): a key is never null.',
    )
  }
  constraintName(table, table, [], 'pkey')
  const uniques = uniquesOf(table, declared, columns)
  return {
    primaryKey: [...key],
    uniques,
    indexes: indexesOf(table, declared, columns, [key, ...uniques.map((unique) => unique.columns)]),
    checks: checksOf(table, declared),
  }
}

function checkColumns(
  table: string,
  method: string,
  names: readonly string[],
  columns: readonly Column[],
): void {
  const known = columns.map((column) => column.name)
  if (names.length === 0)
    throw new ModelError(table, `${method}() names no column`, `Write ${method}('${known[0]}').`)
  for (const [index, name] of names.entries()) {
    if (!known.includes(name)) {
      throw new ModelError(
        table,
        `${method}(${quoted(names)}): there is no column ${name}`,
        didYouMean(name, known),
      )
    }
    if (columns.find((column) => column.name === name)?.type.kind === 'json') {
      throw new ModelError(
        table,
        `${method}(${quoted(names)}): ${name} is JSON, which has no order`,
        'Keep what must be found in a column of its own.',
      )
    }
    if (names.indexOf(name) !== index) {
      throw new ModelError(table, `${method}(${quoted(names)}) names ${name} twice`, 'Name each column once.')
    }
  }
}

function uniquesOf(table: string, declared: DeclaredColumns, columns: readonly Column[]): readonly Unique[] {
  const single = columns.filter((column) => column.unique).map((column) => [column.name])
  const all: Unique[] = []
  for (const written of [...single, ...declared.table.uniques]) {
    checkColumns(table, '.unique', written, columns)
    const names = declared.tenant === null ? written : uniqueInTenant(table, declared.tenant, written)
    if (declared.key.every((name) => names.includes(name))) {
      const because = names.length === declared.key.length ? 'as the primary key' : 'by the primary key in it'
      throw new ModelError(table, `(${names.join(', ')}) is unique already, ${because}`, 'Drop unique().')
    }
    if (all.some((other) => sameColumns(names, other.columns))) {
      throw new ModelError(table, `(${names.join(', ')}) is made unique twice`, 'Keep one.')
    }
    all.push({ name: constraintName(table, table, names, 'key'), columns: [...names] })
  }
  return all
}

/**
 * The declared ones, and one for each `ref` that nothing else leads with: following a `ref` backwards must be
 * fast.
 */
function indexesOf(
  table: string,
  declared: DeclaredColumns,
  columns: readonly Column[],
  keys: readonly (readonly string[])[],
): readonly Index[] {
  const all: Index[] = []
  const { tenant } = declared
  for (const written of declared.table.indexes) {
    checkColumns(table, '.index', written, columns)
    const names = tenant === null || declared.key.length === 1 ? written : tenantFirst(tenant, written)
    if ([...keys, ...all.map((index) => index.columns)].some((other) => other.join() === names.join())) {
      throw new ModelError(
        table,
        `(${names.join(', ')}) has an index already`,
        `Drop .index(${quoted(written)}).`,
      )
    }
    all.push({ name: constraintName(table, table, names, 'idx'), columns: [...names] })
  }
  for (const { name, reference } of columns) {
    // What points at a table that all tenants share is followed back from there, whatever the tenant.
    const names = tenant === null || reference?.tenant === undefined ? [name] : [tenant, name]
    const leads = [...keys, ...all.map((index) => index.columns)].some((other) =>
      names.every((each, index) => each === other[index]),
    )
    if (reference === null || leads) continue
    all.push({ name: constraintName(`${table}.${name}`, table, names, 'idx'), columns: names })
  }
  return all
}

function checksOf(table: string, declared: DeclaredColumns): readonly Check[] {
  const seen = new Set<string>()
  for (const { name, rule } of declared.table.checks) {
    checkName(`${table}.check`, name)
    if (seen.has(name.toLowerCase())) {
      throw new ModelError(table, `has two checks called ${name}`, 'Give each check a name of its own.')
    }
    seen.add(name.toLowerCase())
    if (typeof rule !== 'function') {
      throw new ModelError(
        table,
        `the check ${name} is not a function`,
        `Write .check('${name}', ({ row }) => row.ends_at.gt(row.starts_at)).`,
      )
    }
  }
  return declared.table.checks
}

const sameColumns = (a: readonly string[], b: readonly string[]) =>
  [...a].sort().join() === [...b].sort().join()
