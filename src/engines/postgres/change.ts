/** The DDL of a difference: what goes away before what comes, references last of all. */
import { type Change, findNamed } from '../../schema/index.ts'
import { fillingOf, newValue, type Passage } from './becoming.ts'
import {
  addCheck,
  addColumnCheck,
  addForeignKey,
  addSearch,
  addUnique,
  alter,
  columnCheckName,
  columnDefinition,
  createIndex,
  createParts,
  createTable,
  dropConstraint,
  dropSearch,
  list,
} from './ddl.ts'
import { quoteName } from './dialect.ts'
import { storageOf } from './storage.ts'

export function changeStatements(passage: Passage, changes: readonly Change[]): string[] {
  const each = (print: (change: Change) => readonly string[]) => changes.flatMap(print)
  return [
    ...each(goingAway),
    ...each((change) => (change.kind === 'create table' ? [createTable(change.want)] : [])),
    ...each((change) => columnStatements(passage, change)),
    ...each(coming),
    ...each(references),
  ]
}

function goingAway(change: Change): readonly string[] {
  const { table } = change
  switch (change.kind) {
    case 'drop table':
      // What refers to it is dropped with it or changes, and says so itself.
      return [`drop table ${quoteName(table)} cascade`]
    case 'drop index':
      return [`drop index ${quoteName(change.name)}`]
    case 'drop unique':
    case 'drop foreign key':
    case 'drop check':
      return [dropConstraint(table, change.name)]
    case 'drop search':
      return dropSearch(table)
    case 'change primary key':
      // With the references to it, which are dropped and made again where they stay.
      return [`${dropConstraint(table, `${table}_pkey`)} cascade`]
    default:
      return []
  }
}

function columnStatements(passage: Passage, change: Change): readonly string[] {
  const { table } = change
  switch (change.kind) {
    case 'drop column':
      return [`${alter(table)} drop column ${quoteName(change.have.name)}`]
    case 'add column':
      return addColumn(passage, change)
    case 'change column':
      return changeColumn(passage, change)
    default:
      return []
  }
}

/** Rows that exist are filled by a default that is dropped again: a constant rewrites no table. */
function addColumn(
  passage: Passage,
  { table, want }: Extract<Change, { kind: 'add column' }>,
): readonly string[] {
  const name = quoteName(want.name)
  const add = `${alter(table)} add column ${columnDefinition(want)}`
  if (want.filling === null) return [add, ...addColumnCheck(table, want)]
  return [
    `${add} default ${fillingOf(passage, want)}`,
    `${alter(table)} alter column ${name} drop default`,
    ...addColumnCheck(table, want),
  ]
}

function changeColumn(
  passage: Passage,
  { table, have, want, aspect }: Extract<Change, { kind: 'change column' }>,
): readonly string[] {
  const alterColumn = `${alter(table)} alter column ${quoteName(want.name)}`
  switch (aspect) {
    case 'type': {
      const before = findNamed(passage.have.tables, table)
      const value = before === null ? 'null' : newValue(passage, before, want)
      // A check speaks of the old type until it is made again.
      return [
        dropConstraint(table, columnCheckName(table, want.name)),
        `${alterColumn} drop not null`,
        `${alterColumn} type ${storageOf(want.type)} using ${value}`,
        ...(want.optional ? [] : [`${alterColumn} set not null`]),
        ...addColumnCheck(table, want),
      ]
    }
    case 'optional':
      return [`${alterColumn} ${want.optional ? 'drop' : 'set'} not null`]
    case 'limits':
      return [dropConstraint(table, columnCheckName(table, want.name)), ...addColumnCheck(table, want)]
    case 'identity':
      return have.identity ? [`${alterColumn} drop identity`] : numbered(table, want.name, alterColumn)
    case 'filling':
      return []
  }
}

/** Numbering goes on where the rows end. */
function numbered(table: string, name: string, alterColumn: string): readonly string[] {
  const sequence = `pg_get_serial_sequence('${quoteName(table)}', '${name}')`
  const next = `(select coalesce(max(${quoteName(name)}), 0) + 1 from ${quoteName(table)})`
  return [`${alterColumn} add generated always as identity`, `select setval(${sequence}, ${next}, false)`]
}

function coming(change: Change): readonly string[] {
  const { table } = change
  switch (change.kind) {
    case 'create table':
      return createParts(change.want)
    case 'change primary key':
      return [
        `${alter(table)} add constraint ${quoteName(`${table}_pkey`)} primary key (${list(change.want)})`,
      ]
    case 'add unique':
      return [addUnique(table, change.want)]
    case 'add index':
      return [createIndex(table, change.want)]
    case 'add check':
      return [addCheck(table, change.want.name, change.want.sql)]
    case 'add search':
      return addSearch(table, change.want)
    default:
      return []
  }
}

function references(change: Change): readonly string[] {
  if (change.kind === 'add foreign key') return [addForeignKey(change.table, change.want)]
  if (change.kind !== 'create table') return []
  return change.want.foreignKeys.map((key) => addForeignKey(change.table, key))
}
