/** Parameters that name a column: which operators it takes, in words and as a pattern. */
import type { Column, ColumnType, Table } from '../../model/index.ts'
import type { JsonObject } from './json.ts'
import type { TableReach } from './reach.ts'

const COMPARISONS = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'isdistinct', 'in', 'is']
const TEXT = ['like', 'ilike', 'match', 'imatch']
/** Full-text search, on columns that the table declares for it. */
const WORDS = ['fts', 'plfts', 'phfts', 'wfts']

function operatorsOf({ kind }: ColumnType): readonly string[] {
  if (kind === 'text') return [...COMPARISONS, ...TEXT]
  if (kind === 'array') return [...COMPARISONS, 'cs', 'cd', 'ov']
  return kind === 'json' ? [...COMPARISONS, 'cs', 'cd'] : COMPARISONS
}

const EXAMPLES: Readonly<Record<ColumnType['kind'], string>> = {
  text: 'ilike.*aria*',
  integer: 'gte.10',
  bigint: 'gte.10',
  float: 'lt.0.5',
  decimal: 'lte.9.99',
  boolean: 'is.true',
  timestamp: 'gte.2026-01-01T00:00:00Z',
  date: 'lt.2026-01-01',
  time: 'gte.18:30',
  uuid: 'eq.01890a5d-ac96-774b-bcce-b302099a8057',
  json: 'cs.{"key":"value"}',
  bytes: 'eq.\\x00ff',
  array: 'cs.{}',
}

/** `components.parameters`: one for each column that may be filtered by, named `<table>.<column>`. */
export function filterParameters(reach: TableReach): Record<string, JsonObject> {
  const { table, columns } = reach
  const found: Record<string, JsonObject> = {}
  for (const { column, read } of columns) {
    if (read) found[`${table.name}.${column.name}`] = filterParameter(table, column)
  }
  if (reach.read && table.search !== null && !table.column.has('search')) {
    found[`${table.name}.search`] = searchParameter(table.search.columns)
  }
  return found
}

function searchParameter(columns: readonly string[]): JsonObject {
  const within = columns.map((name) => `\`${name}\``).join(', ')
  return {
    name: 'search',
    in: 'query',
    description:
      `Full-text search in ${within} together. Operators: ${WORDS.map((op) => `\`${op}\``).join(', ')}. ` +
      'The best come first with `order=search_rank.desc`.',
    schema: { type: 'string', pattern: `^(not\\.)?(${WORDS.join('|')})(\\([a-z]+\\))?\\.` },
    example: 'wfts.words to find',
  }
}

function filterParameter(table: Table, column: Column): JsonObject {
  const searched = table.search?.columns.includes(column.name) ?? false
  const operators = [...operatorsOf(column.type), ...(searched ? WORDS : [])]
  const example = column.oneOf === null ? EXAMPLES[column.type.kind] : `in.(${column.oneOf.join(',')})`
  const path =
    column.type.kind === 'json' ? ` \`${column.name}->key\` and \`${column.name}->>key\` look into it.` : ''
  return {
    name: column.name,
    in: 'query',
    description:
      `Only rows that satisfy \`operator.value\`, or with \`not.\` in front those that do not. ` +
      `Operators: ${operators.map((op) => `\`${op}\``).join(', ')}.${path}`,
    schema: { type: 'string', pattern: `^(not\\.)?(${operators.join('|')})(\\([a-z]+\\))?\\.` },
    example,
  }
}
