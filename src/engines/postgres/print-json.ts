/**
 * Rows as JSON: records, whose column names are the keys. A key that PostgreSQL would not take for a name, or
 * would cut short, has its object written by hand.
 */
import { joinSql, raw, type Sql, sql } from '../../rules/index.ts'
import { quoteText } from './storage.ts'

/** A value of a row's JSON object, under its key. */
export interface Named {
  readonly as: string
  /** Printed when it is asked for: of a spread's members each row of the outer one needs but one. */
  readonly value: () => Sql
  /** Whether the value is JSON already: of the type `json`, which keeps its text. */
  readonly json: boolean
}

/** Bytes of a name in PostgreSQL (https://www.postgresql.org/docs/current/limits.html). */
const nameBytesMax = 63

const isName = (key: string) => key !== '' && !key.includes('\0') && Buffer.byteLength(key) <= nameBytesMax

const areNames = (keys: readonly string[]) => keys.every(isName)

/** `value as "key", …`, or under numbers where the keys are no names. */
export function valuesOf(all: readonly Named[]): Sql {
  const names = columnsOf(all.map(({ as }) => as))
  return joinSql(
    all.map(({ value }, index) => sql`${value()} as ${raw(names[index] ?? '')}`),
    ', ',
  )
}

/** The rows of a query with columns `c0`, `c1`… under the names that `valuesOf` gives. */
export function selectNamed(all: readonly Named[], rows: Sql): Sql {
  const names = columnsOf(all.map(({ as }) => as))
  const columns = all.map(({ json }, index) => `c${index}${json ? '::json' : ''} as ${names[index]}`)
  return sql`select ${raw(columns.join(', '))} from (${rows}) _offstage_g`
}

function columnsOf(keys: readonly string[]): string[] {
  if (!areNames(keys)) return keys.map((_, index) => `c${index}`)
  return keys.map((key) => `"${key.replaceAll('"', '""')}"`)
}

/** The rows of `_offstage_r` as a JSON array: a comma, a space, a line feed and a space between them. */
export function listOf(keys: readonly string[]): Sql {
  if (areNames(keys)) return raw(`coalesce(json_agg(_offstage_r),'[]')`)
  return raw(`coalesce('['||string_agg(${written(keys)},E', \\n ')||']','[]')::json`)
}

/** The row of `_offstage_r` as a JSON object. */
export function objectOf(keys: readonly string[]): Sql {
  return raw(areNames(keys) ? 'row_to_json(_offstage_r)' : `(${written(keys)})::json`)
}

function written(keys: readonly string[]): string {
  const pairs = keys.map((key, index) => {
    const start = quoteText(`${index === 0 ? '{' : ','}${JSON.stringify(key)}:`)
    return `${start}||coalesce(to_json(_offstage_r.c${index})::text,'null')`
  })
  return [...pairs, `'}'`].join('||')
}
