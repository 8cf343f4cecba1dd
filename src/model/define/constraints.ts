/**
 * Primary key, unique constraints, indexes and checks of a table, with the names that PostgreSQL gives them.
 */
import { ModelError } from '../../base/errors.ts'
import type { Check, Column, Index, Unique } from '../value.ts'
import { checkName, constraintName, didYouMean } from './names.ts'
import { type DeclaredColumns, quoted } from './scope.ts'

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
  for (const names of [...single, ...declared.table.uniques]) {
    checkColumns(table, '.unique', names, columns)
    if (sameColumns(names, declared.key)) {
      throw new ModelError(
        table,
        `(${names.join(', ')}) is unique already, as the primary key`,
        'Drop unique().',
      )
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
  for (const names of declared.table.indexes) {
    checkColumns(table, '.index', names, columns)
    if ([...keys, ...all.map((index) => index.columns)].some((other) => other.join() === names.join())) {
      throw new ModelError(
        table,
        `(${names.join(', ')}) has an index already`,
        `Drop .index(${quoted(names)}).`,
      )
    }
    all.push({ name: constraintName(table, table, names, 'idx'), columns: [...names] })
  }
  for (const { name, reference } of columns) {
    const leads = [...keys, ...all.map((index) => index.columns)].some(([first]) => first === name)
    if (reference === null || leads) continue
    all.push({ name: constraintName(`${table}.${name}`, table, [name], 'idx'), columns: [name] })
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
