/** The columns that full-text search looks through. */
import { ModelError } from '../../base/errors.ts'
import type { TableDeclaration } from '../declaration.ts'
import type { Column, Search } from '../value.ts'
import { didYouMean, quoted } from './names.ts'

/** @throws ModelError for columns that cannot be searched */
export function defineSearch(
  table: string,
  { searches }: TableDeclaration,
  columns: readonly Column[],
): Search | null {
  const [search, again] = searches
  if (search === undefined) return null
  if (again !== undefined)
    throw new ModelError(table, 'has two .search()', "Name all columns in one: .search('title', 'body').")
  const { columns: names, language = 'english' } = search
  if (language !== 'english' && language !== 'simple') {
    throw new ModelError(
      table,
      `.search() does not know the language ${String(language)}`,
      'There are english and simple, which compares words as they are written.',
    )
  }
  if (!Array.isArray(names) || names.length === 0)
    throw new ModelError(table, '.search() names no column', "Write .search('title').")
  const clash = columns.find((column) => column.name.toLowerCase() === '_rowid_')
  if (clash !== undefined)
    throw new ModelError(`${table}.${clash.name}`, 'is a name that .search() needs', 'Choose another name.')
  for (const name of names) checkSearched(table, names, name, columns)
  return { columns: [...names], language }
}

function checkSearched(
  table: string,
  names: readonly string[],
  name: string,
  columns: readonly Column[],
): void {
  const said = `.search(${quoted(names)})`
  const column = columns.find((one) => one.name === name)
  if (column === undefined) {
    const known = columns.filter(({ type }) => type.kind === 'text').map((one) => one.name)
    throw new ModelError(table, `${said}: there is no column ${name}`, didYouMean(name, known))
  }
  if (names.indexOf(name) !== names.lastIndexOf(name))
    throw new ModelError(table, `${said} names ${name} twice`, 'Name each column once.')
  if (column.type.kind !== 'text') {
    throw new ModelError(
      table,
      `${said}: ${name} is of type ${column.type.kind}`,
      'Only text() can be searched: keep what should be found in a text column.',
    )
  }
  if (column.hidden)
    throw new ModelError(
      table,
      `${said}: ${name} is .hidden()`,
      'A search would tell what it holds: leave it out.',
    )
  // One index serves every caller, and the words of a row's columns are ranked together.
  if (column.read !== null && column.read !== true) {
    throw new ModelError(
      table,
      `${said}: ${name} has a read rule of its own`,
      'Move the column to a table of its own, with that rule as its read rule, and search there.',
    )
  }
}
