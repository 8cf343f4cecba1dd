/** The declared tables by name, and how a `ref` finds the one it means: by identity of the `table()` call. */
import { ModelError } from '../../base/errors.ts'
import { ColumnDraft } from '../columns.ts'
import type { AppDeclaration, ColumnDeclaration, TableDeclaration } from '../declaration.ts'
import { TableDraft } from '../table.ts'
import { draftOfUsers, USERS } from '../users.ts'
import type { ColumnType } from '../value.ts'
import { checkColumnName, checkDistinct, checkName, quoted } from './names.ts'
import { keyInTenant, tenantColumn } from './tenant.ts'

export interface DeclaredColumns {
  readonly table: TableDeclaration
  readonly columns: ReadonlyMap<string, ColumnDeclaration>
  /** Names of the primary key's columns, the tenant's first. */
  readonly key: readonly string[]
  /** Name of the column that holds the tenant. */
  readonly tenant: string | null
}

export interface Scope {
  readonly tables: ReadonlyMap<string, DeclaredColumns>
  readonly nameOfOrigin: ReadonlyMap<object, string>
}

/** @throws ModelError for tables that cannot be told apart, or that are none */
export function collectTables(tables: AppDeclaration['tables']): Scope {
  const found = new Map<string, DeclaredColumns>()
  const nameOfOrigin = new Map<object, string>()
  const listed = Object.entries(tables)
  const all = Object.hasOwn(tables, USERS) ? listed : [...listed, [USERS, draftOfUsers()] as const]
  checkDistinct(
    'app',
    'tables',
    all.map(([name]) => name),
  )
  for (const [name, draft] of all) {
    checkName(name, name)
    if (!(draft instanceof TableDraft)) {
      throw new ModelError(name, 'is not a table', `Write ${name}: table({ id: id(), … }).`)
    }
    checkUsers(name, draft.declaration)
    const other = nameOfOrigin.get(draft.declaration.origin)
    if (other !== undefined) {
      throw new ModelError(name, `is the same table as ${other}`, 'Call table() once for each table.')
    }
    nameOfOrigin.set(draft.declaration.origin, name)
    const columns = collectColumns(name, draft.declaration)
    const tenant = tenantColumn(name, draft.declaration, columns)
    const key = primaryKeyOf(name, draft.declaration, columns)
    found.set(name, {
      table: draft.declaration,
      columns,
      key: tenant === null ? key : keyInTenant(name, tenant, key, columns),
      tenant,
    })
  }
  return { tables: found, nameOfOrigin }
}

function checkUsers(name: string, declaration: TableDeclaration): void {
  const builtIn = declaration.origin === draftOfUsers().declaration.origin
  if (builtIn && name !== USERS) {
    throw new ModelError(
      name,
      'is the built-in table users',
      'List it as users, or leave it out: it is always there.',
    )
  }
  if (!builtIn && name === USERS) {
    throw new ModelError(
      name,
      'is the name of the built-in table',
      'Import users from offstage; keep more about them in a table of yours, with user: ref(() => users).',
    )
  }
}

function collectColumns(name: string, declaration: TableDeclaration): ReadonlyMap<string, ColumnDeclaration> {
  const columns = new Map<string, ColumnDeclaration>()
  for (const [key, draft] of Object.entries(declaration.columns)) {
    const place = `${name}.${key}`
    checkColumnName(place, key)
    if (!(draft instanceof ColumnDraft)) {
      throw new ModelError(place, 'is not a column', `Write ${key}: text(), or another kind of column.`)
    }
    columns.set(key, draft.declaration)
  }
  checkDistinct(name, 'columns', [...columns.keys()])
  return columns
}

function primaryKeyOf(
  name: string,
  declaration: TableDeclaration,
  columns: ReadonlyMap<string, ColumnDeclaration>,
): readonly string[] {
  const marked = [...columns].filter(([, column]) => column.primaryKey).map(([key]) => key)
  const [first, second] = marked
  const [declared, again] = declaration.primaryKeys
  if (second !== undefined) {
    throw new ModelError(
      name,
      `has two primary keys, ${first} and ${second}`,
      'Keep one; write uuid() for the other.',
    )
  }
  if (again !== undefined || (first !== undefined && declared !== undefined)) {
    const other = `.primaryKey(${quoted(again ?? declared ?? [])})`
    throw new ModelError(
      name,
      `has two primary keys, ${first ?? declared?.join(' and ')} and ${other}`,
      'Keep one; write .unique(…) for the other.',
    )
  }
  if (declared !== undefined) return declared
  if (first !== undefined) return [first]
  throw new ModelError(
    name,
    'has no primary key',
    "Add a column id: id(), or name the columns that tell rows apart: .primaryKey('a', 'b').",
  )
}

/** The table that the column points at. */
export function targetOf(scope: Scope, place: string, target: () => unknown): string {
  const draft = callTarget(place, target)
  if (!(draft instanceof TableDraft)) {
    throw new ModelError(place, 'ref() is given something that is not a table', 'Write ref(() => songs).')
  }
  const name = scope.nameOfOrigin.get(draft.declaration.origin)
  if (name !== undefined) return name
  const columns = Object.keys(draft.declaration.columns).join(', ')
  throw new ModelError(
    place,
    `points at a table that is not in the app (its columns are ${columns})`,
    'Add it to app({ tables }).',
  )
}

function callTarget(place: string, target: () => unknown): unknown {
  try {
    return target()
  } catch (error) {
    throw new ModelError(
      place,
      `the table inside ref() does not exist yet (${error instanceof Error ? error.message : String(error)})`,
      'Call app() after every table is declared.',
    )
  }
}

/** The one key column of a table that is pointed at, besides that of its tenant. */
export function keyOf(scope: Scope, place: string, table: string): string {
  const { key: all = [], tenant = null } = scope.tables.get(table) ?? {}
  const key = all.length > 1 ? all.filter((name) => name !== tenant) : all
  const [only, second] = key
  if (only !== undefined && second === undefined) return only
  throw new ModelError(
    place,
    `points at ${table}, whose primary key has ${key.length} columns (${key.join(', ')})`,
    `Give ${table} an id: id() and make (${key.join(', ')}) unique instead.`,
  )
}

/** A column's type; a `ref` has that of the key it points at, which may be a `ref` itself. */
export function typeOf(
  scope: Scope,
  table: string,
  column: string,
  seen: readonly string[] = [],
): ColumnType {
  const place = `${table}.${column}`
  const declaration = scope.tables.get(table)?.columns.get(column)
  if (declaration?.type != null) return declaration.type
  if (seen.includes(place) || declaration?.target == null) {
    throw new ModelError(
      place,
      `is a key that points at itself, by way of ${seen.join(', ')}`,
      'Give one of the tables an id: id().',
    )
  }
  const target = targetOf(scope, place, declaration.target)
  return typeOf(scope, target, keyOf(scope, place, target), [...seen, place])
}

/** Whether the column holds ids of users: a `ref` to `users`, or to a table whose key is one. */
export function holdsUsers(scope: Scope, table: string, column: string): boolean {
  const target = scope.tables.get(table)?.columns.get(column)?.target
  if (target == null) return false
  const place = `${table}.${column}`
  const pointed = targetOf(scope, place, target)
  return pointed === USERS || holdsUsers(scope, pointed, keyOf(scope, place, pointed))
}
