/** Whether a copy of a database can be relied on. */
import type { UsageError } from '../../base/errors.ts'
import type { Schema } from '../../schema/index.ts'

export interface Sound {
  readonly rows: Readonly<Record<string, number>>
  readonly schema: Schema
}

/**
 * Opens the copy: its pages, references, full-text search, and the rows of each table are looked at.
 * @param rows how many there must be; null where nobody knows
 * @param unsound makes what is thrown of what is wrong
 */
export async function checkSound(
  path: string,
  rows: Readonly<Record<string, number>> | null,
  unsound: (problems: string) => UsageError,
): Promise<Sound> {
  const { examine } = await import('../../engines/sqlite/index.ts')
  const found = examine(path)
  const problems = [...found.problems]
  if (problems.length === 0 && rows !== null) problems.push(...differences(found.rows, rows))
  const { schema } = found
  if (schema === null && problems.length === 0) problems.push('it holds no tables of Offstage')
  if (schema === null || problems.length > 0) throw unsound(problems.join('; '))
  return { rows: found.rows, schema }
}

function differences(
  have: Readonly<Record<string, number>>,
  want: Readonly<Record<string, number>>,
): string[] {
  const tables = [...new Set([...Object.keys(have), ...Object.keys(want)])].sort()
  return tables.flatMap((table) => {
    const [found, expected] = [have[table] ?? 'no table', want[table] ?? 'no table']
    return found === expected ? [] : [`${table} has ${found} rows, not ${expected}`]
  })
}
