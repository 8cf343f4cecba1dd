/**
 * Brings a database to the schema that the app wants, in one transaction: everything, or nothing and a clear
 * question. Many nodes may start at once: one of them changes the schema, the others wait and find it done.
 */
import { UsageError } from '../../base/errors.ts'
import {
  type Change,
  difference,
  findNamed,
  type Hints,
  NO_HINTS,
  type Question,
  questionOf,
  type Rename,
  renamed,
  renamesToDo,
  type Schema,
  SchemaRefusal,
  sentenceOf,
} from '../../schema/index.ts'
import { prepareOwn, readApplied, writeApplied } from './applied.ts'
import { countObstacles, type Passage } from './becoming.ts'
import { changeStatements } from './change.ts'
import { columnCheckName } from './ddl.ts'
import { quoteName } from './dialect.ts'
import type { Session } from './session.ts'

export interface MigrateOptions {
  readonly hints?: Hints
  /**
   * The moment of the change, as text of a timestamp: for rows that get a new column with
   * `.default('now')`.
   */
  readonly now?: string
  /**
   * Refuses every change, also one that loses nothing: for who only visits, while a server may be at work.
   */
  readonly asItIs?: boolean
}

/** Held by whoever changes the schema, until the transaction ends: any number that is always the same. */
const LOCK = 6_333_787_836

/**
 * @returns what was done, in words, one change each; empty when the database was up to date, null when it is
 *   new
 * @throws SchemaRefusal with every question, when a change would lose something or rows are in its way.
 * @throws UsageError when the database is not Offstage's, is a newer Offstage's, or a rename names nothing;
 *   when there is any change and `asItIs` is set.
 */
export async function applySchema(
  session: Session,
  want: Schema,
  options: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  await session.unsafe('begin')
  try {
    // A change may take longer than any request.
    await session.unsafe('set local statement_timeout = 0')
    await session.unsafe(`select pg_advisory_xact_lock(${LOCK})`)
    const applied = await bringTo(session, want, options)
    await session.unsafe('commit')
    return { applied }
  } catch (error) {
    await Promise.resolve(session.unsafe('rollback')).catch(() => {})
    throw error
  }
}

async function bringTo(session: Session, want: Schema, options: MigrateOptions): Promise<string[]> {
  const before = await readApplied(session, want)
  const hints = options.hints ?? NO_HINTS
  const renames = before === null ? [] : renamesToDo(before, want, hints.renames)
  const have = renames.reduce(renamed, before ?? { tables: [] })
  const changes = difference(have, want)
  const isCurrent = renames.length === 0 && changes.length === 0 && before !== null
  if (options.asItIs && !isCurrent)
    throw new UsageError(
      'The database has another schema than app.ts.',
      'Bring it up to date first: `offstage dev` and `offstage start` do.',
    )
  if (!options.asItIs) await prepareOwn(session)
  if (isCurrent) return []
  for (const [index, rename] of renames.entries()) {
    const now = renames.slice(0, index).reduce(renamed, before ?? have)
    for (const text of renameStatements(now, rename)) await session.unsafe(text)
  }
  const passage: Passage = { have, want, dropped: new Set(hints.drop), now: options.now ?? null }
  const questions = await questionsOf(session, passage, changes)
  if (questions.length > 0) throw new SchemaRefusal(questions)
  for (const text of changeStatements(passage, changes)) await session.unsafe(text)
  await writeApplied(session, want)
  return [...renames.map(renameSentence), ...changes.map(sentenceOf)]
}

async function questionsOf(
  session: Session,
  passage: Passage,
  changes: readonly Change[],
): Promise<Question[]> {
  const questions: Question[] = []
  for (const change of changes) {
    const count = await countObstacles(session, passage, change)
    if (count > 0) questions.push(questionOf(change, count))
  }
  return questions
}

/**
 * PostgreSQL carries a new name into keys, checks and references by itself, but for the names of constraints:
 * those that the schema does not list are renamed here, the others are dropped and made again.
 */
function renameStatements(have: Schema, { table, from, to }: Rename): string[] {
  const rename = (owner: string, before: string, after: string) =>
    `alter table ${quoteName(owner)} rename constraint ${quoteName(before)} to ${quoteName(after)}`
  const owner = findNamed(have.tables, table ?? from)
  const checked = (owner?.columns ?? []).filter(hasCheck).map(({ name }) => name)
  if (table !== null) {
    const check = checked.includes(from)
      ? [rename(table, columnCheckName(table, from), columnCheckName(table, to))]
      : []
    return [`alter table ${quoteName(table)} rename column ${quoteName(from)} to ${quoteName(to)}`, ...check]
  }
  return [
    `alter table ${quoteName(from)} rename to ${quoteName(to)}`,
    rename(to, `${from}_pkey`, `${to}_pkey`),
    ...checked.map((column) => rename(to, columnCheckName(from, column), columnCheckName(to, column))),
  ]
}

function hasCheck({ min, max, lengthMin, lengthMax, oneOf }: Schema['tables'][number]['columns'][number]) {
  return [min, max, lengthMin, lengthMax, oneOf].some((limit) => limit !== null)
}

function renameSentence({ table, from, to }: Rename): string {
  return table === null ? `renamed ${from} to ${to}` : `renamed ${table}.${from} to ${table}.${to}`
}
