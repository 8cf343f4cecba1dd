/** The declaration of an app → the frozen model. Pure: no file, clock or network is touched. */
import { ModelError } from '../../base/errors.ts'
import type { AppDeclaration } from '../declaration.ts'
import { TableDraft } from '../table.ts'
import type { Model, Site, Table } from '../value.ts'
import { defineAccess } from './access.ts'
import { defineColumn } from './column.ts'
import { defineConstraints } from './constraints.ts'
import { deepFreeze, frozenMap } from './freeze.ts'
import { relationsOf } from './relations.ts'
import { collectTables, type Scope } from './scope.ts'
import { defineSearch } from './search.ts'
import { checkTenants, defineTenant } from './tenant.ts'

type Bare = Omit<Table, 'relations'>

/** @throws ModelError for the first mistake found */
export function defineModel(declaration: AppDeclaration): Model {
  const scope = collectTables(declaration.tables)
  const bare = [...scope.tables.keys()].map((name) => defineTable(scope, name))
  checkIndexNames(bare)
  checkTenants(bare)
  const tables = bare.map((table) => deepFreeze({ ...table, relations: relationsOf(table, bare) }))
  const model: Model = Object.freeze({
    name: nameOf(declaration),
    tables: frozenMap(tables.map((table) => [table.name, table])),
    api: Object.freeze({ aggregates: declaration.api?.aggregates === true }),
    site: siteOf(declaration),
    seed: seedOf(declaration),
  })
  namesOf.set(model, scope.nameOfOrigin)
  return model
}

/** Kept beside the model, which is plain data: the names of the tables as `app.ts` holds them. */
const namesOf = new WeakMap<Model, ReadonlyMap<object, string>>()

/** The name that a declared table has in the model; null when it is no table of it. */
export function tableNameOf(model: Model, table: unknown): string | null {
  return table instanceof TableDraft ? (namesOf.get(model)?.get(table.declaration.origin) ?? null) : null
}

function defineTable(scope: Scope, name: string): Bare {
  const declared = scope.tables.get(name)
  if (declared === undefined) throw new TypeError(`no table ${name}`)
  const access = defineAccess(name, declared.table)
  const columns = [...declared.columns.keys()].map((column) => defineColumn(scope, name, column, access))
  return {
    name,
    columns,
    column: frozenMap(columns.map((column) => [column.name, column])),
    ...defineConstraints(name, declared, columns),
    tenant: defineTenant(name, declared.table),
    search: defineSearch(name, declared.table, columns),
    access,
    comment: declared.table.comment,
  }
}

/** Tables, keys and indexes share one space of names in a database (PostgreSQL calls them all relations). */
function checkIndexNames(tables: readonly Bare[]): void {
  const owners = new Map(tables.map((table) => [table.name.toLowerCase(), table.name]))
  for (const table of tables) {
    const names = [`${table.name}_pkey`, ...[...table.uniques, ...table.indexes].map((one) => one.name)]
    for (const name of names) {
      const owner = owners.get(name.toLowerCase())
      if (owner !== undefined) {
        throw new ModelError(
          table.name,
          `needs the name ${name} for a key or index, and ${owner} has it already`,
          'Rename one of the tables or columns.',
        )
      }
      owners.set(name.toLowerCase(), table.name)
    }
  }
}

function nameOf({ name = 'app' }: AppDeclaration): string {
  if (typeof name === 'string' && name.trim() !== '') return name
  throw new ModelError('app', 'the name is empty', "Write name: 'Tunes', or leave it out.")
}

function siteOf({ site }: AppDeclaration): Site | null {
  if (site === undefined) return null
  const folder = typeof site === 'string' ? site : site?.folder
  if (typeof folder === 'string' && folder !== '') return Object.freeze({ folder })
  throw new ModelError('app', 'site names no folder', "Write site: './site', a folder with an index.html.")
}

function seedOf({ seed }: AppDeclaration): string | null {
  if (seed === undefined) return null
  if (typeof seed === 'string' && seed !== '') return seed
  throw new ModelError(
    'app',
    'seed names no module',
    "Write seed: './seed.ts', a module that fills a new database.",
  )
}
