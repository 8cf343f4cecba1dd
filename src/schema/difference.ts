/**
 * What must change for a database to hold what a model asks for. Renames are never guessed (see `hints.ts`).
 */
import type { Change } from './change.ts'
import { lossOfConversion } from './loss.ts'
import {
  type ColumnSchema,
  type ForeignKeySchema,
  findNamed,
  type KeySchema,
  type Schema,
  same,
  type TableSchema,
} from './schema.ts'

/**
 * @param have the schema that the database has, null when it is new.
 * @returns the changes, tables in the order of the model, what goes away before what comes.
 */
export function difference(have: Schema | null, want: Schema): Change[] {
  const before = have?.tables ?? []
  const created = want.tables.filter((table) => findNamed(before, table.name) === null)
  const changes: Change[] = []
  for (const table of before) {
    if (findNamed(want.tables, table.name) !== null) continue
    const renames = created
      .filter((candidate) => looksLike(table, candidate))
      .map((candidate) => candidate.name)
    changes.push({ kind: 'drop table', table: table.name, renames, loses: 'data' })
  }
  for (const table of want.tables) {
    const old = findNamed(before, table.name)
    if (old === null) changes.push({ kind: 'create table', table: table.name, want: table, loses: 'nothing' })
    else changes.push(...tableDifference(old, table))
  }
  return changes
}

/** At least half of the old columns are there again, with their types. */
function looksLike(old: TableSchema, candidate: TableSchema): boolean {
  const alike = old.columns.filter((column) =>
    same(findNamed(candidate.columns, column.name)?.type, column.type),
  )
  return alike.length * 2 >= old.columns.length
}

function tableDifference(have: TableSchema, want: TableSchema): Change[] {
  const table = want.name
  const primaryKey: Change[] = same(have.primaryKey, want.primaryKey)
    ? []
    : [{ kind: 'change primary key', table, want: want.primaryKey, loses: 'maybe' }]
  const uniques = compare(have.uniques, want.uniques)
  const indexes = compare(have.indexes, want.indexes)
  const foreignKeys = compare<ForeignKeySchema>(have.foreignKeys, want.foreignKeys)
  const checks = compare(have.checks, want.checks)
  const drop = (
    kind: 'drop unique' | 'drop index' | 'drop foreign key' | 'drop check',
    names: readonly string[],
  ) => names.map((name): Change => ({ kind, table, name, loses: 'nothing' }))
  return [
    ...searchDifference(have, want),
    ...drop('drop check', checks.dropped),
    ...drop('drop foreign key', foreignKeys.dropped),
    ...drop('drop index', indexes.dropped),
    ...drop('drop unique', uniques.dropped),
    ...columnDifferences(have, want),
    ...primaryKey,
    ...uniques.added.map((added): Change => ({ kind: 'add unique', table, want: added, loses: 'maybe' })),
    ...indexes.added.map((added): Change => ({ kind: 'add index', table, want: added, loses: 'nothing' })),
    ...foreignKeys.added.map(
      (added): Change => ({ kind: 'add foreign key', table, want: added, loses: 'maybe' }),
    ),
    ...checks.added.map((added): Change => ({ kind: 'add check', table, want: added, loses: 'maybe' })),
  ]
}

function searchDifference(have: TableSchema, want: TableSchema): Change[] {
  const table = want.name
  if (same(have.search, want.search)) return []
  const dropped: Change[] =
    have.search === undefined ? [] : [{ kind: 'drop search', table, loses: 'nothing' }]
  if (want.search === undefined) return dropped
  return [...dropped, { kind: 'add search', table, want: want.search, loses: 'nothing' }]
}

/** By name; one that changed is dropped and added. */
function compare<T extends { readonly name: string }>(have: readonly T[], want: readonly T[]) {
  return {
    dropped: have.filter((old) => !same(findNamed(want, old.name), old)).map((old) => old.name),
    added: want.filter((wanted) => !same(findNamed(have, wanted.name), wanted)),
  }
}

function columnDifferences(have: TableSchema, want: TableSchema): Change[] {
  const table = want.name
  const added = want.columns.filter((column) => findNamed(have.columns, column.name) === null)
  const changes: Change[] = []
  for (const column of have.columns) {
    const wanted = findNamed(want.columns, column.name)
    if (wanted !== null) changes.push(...columnDifference(table, column, wanted))
    else {
      const renames = added.filter((other) => same(other.type, column.type)).map((other) => other.name)
      changes.push({ kind: 'drop column', table, have: column, renames, loses: 'data' })
    }
  }
  for (const column of added) {
    const filled = column.optional || column.identity || column.filling !== null
    changes.push({ kind: 'add column', table, want: column, loses: filled ? 'nothing' : 'maybe' })
  }
  return changes
}

function columnDifference(table: string, have: ColumnSchema, want: ColumnSchema): Change[] {
  const changes: Change[] = []
  const add = (aspect: Extract<Change, { kind: 'change column' }>['aspect'], loses: Change['loses']) =>
    changes.push({ kind: 'change column', aspect, table, have, want, loses })
  if (!same(have.type, want.type)) add('type', lossOfConversion(have.type, want.type))
  if (have.optional !== want.optional) add('optional', want.optional ? 'nothing' : 'maybe')
  if (!same(limitsOf(have), limitsOf(want))) add('limits', isLooser(have, want) ? 'nothing' : 'maybe')
  if (have.identity !== want.identity) add('identity', 'nothing')
  if (!same(have.filling, want.filling)) add('filling', 'nothing')
  return changes
}

const limitsOf = ({ min, max, lengthMin, lengthMax, oneOf }: ColumnSchema) => [
  min,
  max,
  lengthMin,
  lengthMax,
  oneOf,
]

/** True when limits only went away or one-of only grew; everything else is counted on the rows. */
function isLooser(have: ColumnSchema, want: ColumnSchema): boolean {
  if (want.oneOf !== null) {
    const allowed = new Set(want.oneOf.map((value) => JSON.stringify(value)))
    if (have.oneOf === null || have.oneOf.some((value) => !allowed.has(JSON.stringify(value)))) return false
  }
  const kept = (one: unknown, other: unknown) => other === null || same(one, other)
  return (
    kept(have.min, want.min) &&
    kept(have.max, want.max) &&
    kept(have.lengthMin, want.lengthMin) &&
    kept(have.lengthMax, want.lengthMax)
  )
}

/** Every key of a table, those that are kept as indexes by SQLite and PostgreSQL alike. */
export function keysOf(table: TableSchema): readonly KeySchema[] {
  return [...table.uniques, ...table.indexes]
}
