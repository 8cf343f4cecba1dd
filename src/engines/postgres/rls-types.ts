/**
 * Claims as values of a type, as `rules/claims.ts` reads them: what does not fit is null and never an error,
 * because an error would tell, and would break every statement of that caller.
 */
import type { ColumnType } from '../../model/index.ts'
import { quoteText, typeOf } from './storage.ts'

export interface Kind {
  /** Of the function that reads it. */
  readonly name: string
  readonly sql: string
  readonly type: ColumnType
}

/** @param type an operand's: a decimal has no scale */
export function kindOf(type: ColumnType): Kind {
  const name = type.kind === 'array' ? `as_${type.of.kind}s` : `as_${type.kind}`
  return { name, sql: typeOf(type), type }
}

/** The function that reads a claim as this kind; `as_text` must be there already. */
export function readerOf({ name, sql, type }: Kind, schema: string): string {
  const head = `create function ${schema}.${name}(claim jsonb) returns ${sql}`
  const simple = simpleReader(type, `${schema}.as_text(claim)`)
  if (simple !== null) return `${head}\n  language sql immutable parallel safe\n  return ${simple}`
  const read =
    type.kind === 'array'
      ? readItems(type, sql, schema)
      : `found := ${tried(type, `${schema}.as_text(claim)`)};`
  // PostgreSQL 15 has no other way to ask whether a text is of a type than to try.
  return `${head}
  language plpgsql stable
  set search_path = pg_catalog, pg_temp set timezone = 'UTC' set datestyle = 'ISO, MDY' as $$
declare
  found ${sql};
begin
  ${read}
  return ${checked(type)};
exception when data_exception then
  return null;
end $$`
}

const SPACE = `E' \\t\\n\\x0b\\f\\r'`

const HEX = '([0-9a-f]{4}-?){7}[0-9a-f]{4}'

/** An expression that cannot fail; null where there is none for the type. */
function simpleReader(type: ColumnType, text: string): string | null {
  const bare = `btrim(${text}, ${SPACE})`
  switch (type.kind) {
    case 'json':
      return `nullif(claim, 'null')`
    case 'text':
      return `case jsonb_typeof(claim) when 'string' then claim #>> '{}' when 'boolean' then claim #>> '{}'
    when 'number' then trim_scale((claim #>> '{}')::numeric)::text end`
    case 'uuid':
      return `case when ${text} ~* '^(${HEX}|\\{${HEX}\\})$' then ${text}::uuid end`
    case 'integer':
      return whole(bare, 'integer', '-2147483648', '2147483647')
    case 'bigint':
      return whole(bare, 'bigint', '-9223372036854775808', '9223372036854775807')
    case 'boolean':
      return `case when lower(${bare}) in ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1') then true
    when lower(${bare}) in ('f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0') then false end`
    default:
      return null
  }
}

function whole(bare: string, type: string, min: string, max: string): string {
  return `case when ${bare} ~ '^[+-]?[0-9]{1,40}$' then
    case when ${bare}::numeric between ${min} and ${max} then ${bare}::${type} end end`
}

/** Without what PostgreSQL takes and Offstage does not: `now`, `infinity`, a float in hexadecimal digits. */
function tried(type: ColumnType, text: string): string {
  const pattern = PATTERNS[type.kind]
  const given = pattern === undefined ? text : `case when ${text} ~* ${quoteText(pattern)} then ${text} end`
  return `(${given})::${typeOf(type)}`
}

const PATTERNS: Readonly<Partial<Record<ColumnType['kind'], string>>> = {
  timestamp: '^[[:space:]]*([0-9]|epoch[[:space:]]*$)',
  date: '^[[:space:]]*([0-9]|epoch[[:space:]]*$)',
  time: '^[[:space:]]*[0-9]',
  float: '^[[:space:]]*[+-]?([0-9.]+(e[+-]?[0-9]+)?|inf|infinity)[[:space:]]*$',
}

/** Every element has to fit; a text is the literal of an array. Of arrays in an array, none is read. */
function readItems(type: Extract<ColumnType, { kind: 'array' }>, sql: string, schema: string): string {
  const isJson = type.of.kind === 'json'
  const item = isJson ? `nullif(item, 'null')` : `(item #>> '{}')::${typeOf(type.of)}`
  const flat = isJson ? '' : ` and jsonb_typeof(claim -> 0) is distinct from 'array'`
  return `if jsonb_typeof(claim) = 'string' then found := (claim #>> '{}')::${sql};
  elsif jsonb_typeof(claim) = 'array'${flat} then
    found := array(
      select ${item} from ${schema}.items(claim) with ordinality as i(item, place) order by place);
  end if;
  if array_ndims(found) > 1 then return null; end if;`
}

function checked({ kind }: ColumnType): string {
  if (kind === 'float') return `nullif(found, 'NaN')`
  if (kind === 'decimal') return `case when found not in ('NaN', 'Infinity', '-Infinity') then found end`
  if (kind !== 'timestamp' && kind !== 'date') return 'found'
  return `case when found between '0001-01-01' and '9999-12-31 23:59:59.999999' then found end`
}
