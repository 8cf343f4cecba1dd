/** The script that makes an empty PostgreSQL database what the server would make it. */
import type { Model } from '../../model/index.ts'
import { difference, wantedSchema } from '../../schema/index.ts'
import { createApplied, SCHEMA_FORMAT } from './applied.ts'
import { changeStatements } from './change.ts'
import { printChecks } from './checks.ts'
import { createFunctions } from './functions.ts'
import { quoteText } from './storage.ts'

/** Statements with semicolons, in one transaction. */
export function printSchema(model: Model): string {
  const want = wantedSchema(model, printChecks(model))
  const have = { tables: [] }
  const tables = changeStatements({ have, want, dropped: new Set(), now: null }, difference(have, want))
  return [
    `-- The schema of ${oneLine(model.name)} for PostgreSQL: psql "$DATABASE_URL" < schema.sql`,
    '',
    'begin;',
    ...statements(['set local search_path = public', 'create schema offstage', ...functionsOf(tables)]),
    ...statements(tables),
    '',
    '-- How Offstage knows what it finds here. It adds its other functions when it starts.',
    ...statements([
      createApplied,
      `insert into offstage.applied (id, format, functions, schema)
    values (1, ${SCHEMA_FORMAT}, 0, ${quoteText(JSON.stringify(want))})`,
    ]),
    'commit;',
  ].join('\n')
}

/** As a remark can hold it. */
export const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ')

const statements = (all: readonly string[]) => all.map((text) => `${text};`)

/** Stands for lower case, until the server that runs the script says which it has. */
const FOLDED = '_offstage_folded'

/** Made once: they list the letters of all Unicode. */
const kept: { functions: readonly string[] | null } = { functions: null }

/** Functions that the tables themselves call. */
function functionsOf(tables: readonly string[]): string[] {
  const all = tables.join('\n')
  if (!all.includes('offstage.')) return []
  kept.functions ??= createFunctions(FOLDED)
  return kept.functions
    .filter((text) => all.includes(`${/offstage\.\w+/.exec(text)?.[0]}(`))
    .map((text) => (text.includes(FOLDED) ? folding(text) : text))
}

function folding(text: string): string {
  return `do $make$ begin
  execute replace($text$${text}$text$, '${FOLDED}', coalesce((
    select format('lower(body collate %I)', collname) from pg_collation
    where collnamespace = 'pg_catalog'::regnamespace and collname in ('und-x-icu', 'pg_c_utf8')
    order by collname desc limit 1), 'lower(body)'));
end $make$`
}
