/** Parameters that name a column: which operators it takes, in words and as a pattern. */
import type { Column, ColumnType } from '../../model/index.ts'
import type { JsonObject } from './json.ts'
import type { TableReach } from './reach.ts'

const COMPARISONS = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'isdistinct', 'in', 'is']
const TEXT = ['like', 'ilike', 'match', 'imatch']

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
export function filterParameters({ table, columns }: TableReach): Record<string, JsonObject> {
  const shown = columns.filter((one) => one.read)
  return Object.fromEntries(
    shown.map(({ column }) => [filterName(table.name, column.name), filterParameter(column)]),
  )
}

export const filterName = (table: string, column: string) => `${table}.${column}`

function filterParameter(column: Column): JsonObject {
  const operators = operatorsOf(column.type)
  const example = column.oneOf === null ? EXAMPLES[column.type.kind] : `in.(${column.oneOf.join(',')})`
  const path =
    column.type.kind === 'json' ? ` \`${column.name}->key\` and \`${column.name}->>key\` look into it.` : ''
  return {
    name: column.name,
    in: 'query',
    description:
      `Only rows that satisfy \`operator.value\`, or with \`not.\` in front those that do not. ` +
      `Operators: ${operators.map((op) => `\`${op}\``).join(', ')}.${path}`,
    schema: { type: 'string', pattern: `^(not\\.)?(${operators.join('|')})(\\((any|all)\\))?\\.` },
    example,
  }
}
