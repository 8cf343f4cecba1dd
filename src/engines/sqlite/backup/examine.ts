/** Opens a copy of a database and looks for anything wrong with it. The file is not changed by that. */
import { constants, Database } from 'bun:sqlite'
import { pathToFileURL } from 'node:url'
import type { Schema } from '../../../schema/index.ts'
import { readApplied } from '../applied.ts'
import { quoteName } from '../dialect.ts'
import { isDamage } from '../errors.ts'
import { addFunctions } from '../functions.ts'
import { registerLexemes } from '../search-index.ts'
import { EVERY, SEARCH_PREFIX } from '../search-names.ts'
import { type Ask, count, countRows, type RowsOf } from './contents.ts'

export interface Examined {
  /** What is wrong, a line each; empty for a sound copy. */
  readonly problems: readonly string[]
  readonly rows: RowsOf
  /** The schema of the rows; null where Offstage has made no tables. */
  readonly schema: Schema | null
}

/** Lines of one kind of problem: the first few say enough. */
const LINES_MAX = 5

/**
 * @param path a file that nobody writes to: no lock is taken, and no log is read
 * @throws UsageError when the database is not Offstage's, or a newer Offstage's
 */
export function examine(path: string): Examined {
  const db = new Database(`${pathToFileURL(path).href}?immutable=1`, READ_ALONE)
  try {
    addFunctions(db)
    registerLexemes(db)
    const ask: Ask = (sql) => db.query<Record<string, unknown>, []>(sql).all()
    const structure = ask(`pragma integrity_check(${LINES_MAX})`)
      .map(({ integrity_check }) => String(integrity_check))
      .filter((line) => line !== 'ok')
    // What is broken in itself is not asked what it means.
    if (structure.length > 0) return { problems: structure, rows: {}, schema: null }
    const schema = readApplied(db)
    return { problems: [...referenceProblems(ask), ...searchProblems(ask)], rows: countRows(ask), schema }
  } catch (error) {
    if (!isDamage(error)) throw error
    return { problems: ['it is damaged, or no database'], rows: {}, schema: null }
  } finally {
    db.close()
  }
}

const READ_ALONE = constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI

function referenceProblems(ask: Ask): string[] {
  const broken = ask('select "table", rowid, parent from pragma_foreign_key_check')
  return broken
    .slice(0, LINES_MAX)
    .map(
      ({ table, rowid, parent }) => `row ${rowid} of ${table} refers to a row of ${parent} that is not there`,
    )
}

/** `integrity_check` has read each index by itself: here it is compared with the rows that it is of. */
function searchProblems(ask: Ask): string[] {
  const indexes = ask(
    `select name from pragma_table_list where schema = 'main' and type = 'virtual'
     and substr(name, 1, ${SEARCH_PREFIX.length}) = '${SEARCH_PREFIX}'`,
  )
  return indexes.flatMap(({ name }) => {
    const table = String(name).slice(SEARCH_PREFIX.length)
    const index = quoteName(String(name))
    const rows = count(ask, `from ${quoteName(table)}`)
    const found = count(ask, `from ${index} where ${index} match '"${EVERY}"'`)
    const missing = count(
      ask,
      `from ${quoteName(table)} t
       where not exists (select 1 from ${quoteName(`${name}_docsize`)} d where d.id = t._rowid_)`,
    )
    if (found === rows && missing === 0) return []
    return [`full-text search over ${table} holds ${found} rows of ${rows}, and misses ${missing}`]
  })
}
