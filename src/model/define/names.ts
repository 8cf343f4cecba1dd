/**
 * Names of tables, columns and constraints: which are allowed, and how PostgreSQL would name what has none.
 */
import { ModelError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/
const RESERVED_START = /^(_offstage|sqlite_|pg_|rowid$)/i
const NAME_LENGTH_MAX = 63

/** Query parameters of the API: a column of this name could not be filtered by. */
const PARAMETERS = new Set(['select', 'order', 'limit', 'offset', 'columns', 'on_conflict', 'and', 'or'])

/**
 * What a rule can ask of a row or of a term: a column of this name would hide the question, or be hidden by
 * it.
 */
const RULE_WORDS = new Set([
  ...['is', 'isNot', 'gt', 'gte', 'lt', 'lte', 'in', 'notIn', 'isNull', 'isNotNull'],
  ...['like', 'ilike', 'matches', 'contains', 'related', 'via', 'some', 'every', 'none'],
])

/** @throws ModelError when `name` cannot be the name of a table or of a check */
export function checkName(place: string, name: string): void {
  if (!IDENTIFIER.test(name)) {
    throw new ModelError(
      place,
      `${JSON.stringify(name)} is not a name`,
      'Use letters, digits and underscores, no digit first, at most 63 characters.',
    )
  }
  const reserved = RESERVED_START.exec(name)?.[0]
  if (reserved !== undefined) {
    throw new ModelError(
      place,
      `names that start with ${reserved} belong to the database and to Offstage`,
      'Choose another name.',
    )
  }
}

/** @throws ModelError when `name` cannot be the name of a column */
export function checkColumnName(place: string, name: string): void {
  checkName(place, name)
  if (PARAMETERS.has(name)) {
    throw new ModelError(
      place,
      `${name} is a parameter of the API (?${name}=…), so this column could not be filtered by`,
      `Choose another name, such as ${name}_${name === 'order' ? 'id or position' : 'value'}.`,
    )
  }
  if (RULE_WORDS.has(name)) {
    throw new ModelError(
      place,
      `${name} is a word of access rules, as in row.column.${name}(…)`,
      `Choose another name, such as ${name}_value.`,
    )
  }
}

/** @throws ModelError when two of the names differ in case alone: SQLite takes them for one */
export function checkDistinct(place: string, what: string, names: readonly string[]): void {
  const seen = new Map<string, string>()
  for (const name of names) {
    const other = seen.get(name.toLowerCase())
    if (other !== undefined) {
      throw new ModelError(
        place,
        `the ${what} ${other} and ${name} differ in upper and lower case alone`,
        'Rename one: not every database tells them apart.',
      )
    }
    seen.set(name.toLowerCase(), name)
  }
}

/**
 * `songs_album_fkey`: the name that PostgreSQL gives
 * (https://www.postgresql.org/docs/current/ddl-constraints.html).
 */
export function constraintName(
  place: string,
  table: string,
  columns: readonly string[],
  label: 'fkey' | 'pkey' | 'key' | 'idx',
): string {
  const name = [table, ...columns, label].join('_')
  if (name.length > NAME_LENGTH_MAX) {
    throw new ModelError(
      place,
      `its constraint would be called ${name}, which is ${name.length} characters long`,
      `Shorten the name of the table or column: databases keep ${NAME_LENGTH_MAX} characters.`,
    )
  }
  return name
}

export const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ')

/** What to write instead of a misspelt name. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates)
  return near === null ? `There are ${candidates.join(', ')}.` : `Did you mean ${near}?`
}
