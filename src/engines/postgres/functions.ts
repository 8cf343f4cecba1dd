/**
 * The SQL functions that Offstage adds to PostgreSQL, in a schema of their own. They are made anew with every
 * change of this file's number, and read nothing but what they are given.
 */

/** Counts up when a function changes: then they are replaced when a database is opened. */
export const FUNCTIONS_FORMAT = 1

/** SQLSTATE of a rule that ended a statement: its message is the denial's index, its detail the value. */
export const DENIED = 'OFD01'

/** Moments as `model/literal/moment.ts` reads them; what is out of range PostgreSQL itself refuses. */
const CLOCK = '([0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]*)?)?|[0-9]{4}([0-9]{2}([.][0-9]*)?)?)'
const ZONE = '( {0,3}(z|utc|gmt|[+-][0-9]+(:[0-9]{0,2}){0,2}))?'
const DAY = '([0-9]{1,9}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{8})'
const MOMENT = `^[[:space:]]*(${DAY}([t ] {0,2}${CLOCK})?${ZONE}|epoch)[[:space:]]*$`
const TIME = `^[[:space:]]*t?${CLOCK}${ZONE}[[:space:]]*$`

/** Characters of words as `rules/search/words.ts` cuts them, in ranges that need no locale. */
function rangesOf(pattern: RegExp): string {
  const ranges: string[] = []
  let start = -1
  const written = (point: number) => `\\U${point.toString(16).padStart(8, '0')}`
  for (let point = 1; point <= 0x110000; point++) {
    const isIn = point < 0x110000 && pattern.test(String.fromCodePoint(point))
    if (isIn && start < 0) start = point
    if (isIn || start < 0) continue
    ranges.push(start === point - 1 ? written(start) : `${written(start)}-${written(point - 1)}`)
    start = -1
  }
  return ranges.join('')
}

/** @param folded SQL that gives the text in `body` in lower case, as the server can */
export function createFunctions(folded: string): string[] {
  const letters = rangesOf(/[\p{L}\p{N}]/u)
  const marks = rangesOf(/\p{M}/u)
  const numbers = rangesOf(/\p{N}/u)
  return [
    `create or replace function offstage.deny(denial integer, value text) returns boolean
     language plpgsql volatile as $$
     begin
       raise exception using errcode = '${DENIED}', message = denial::text, detail = coalesce(value, '');
     end $$`,
    `create or replace function offstage.refuse_cast(value jsonb, type text) returns text
     language plpgsql immutable strict as $$
     begin
       raise exception using errcode = '22023',
         message = format('cannot cast jsonb %s to type %s',
           case jsonb_typeof(value) when 'number' then 'numeric' else jsonb_typeof(value) end, type);
     end $$`,
    `create or replace function offstage.moment(value text, type text) returns text
     language plpgsql immutable strict as $$
     begin
       if value !~* '${MOMENT}' and (type <> 'time' or value !~* '${TIME}') then
         raise exception using errcode = '22007',
           message = format('invalid input syntax for type %s: "%s"', type, value);
       end if;
       return value;
     end $$`,
    // Hexadecimal digits have one order in every collation: that of the bytes they stand for.
    `create or replace function offstage.json_key(document jsonb) returns jsonb
     language plpgsql immutable strict parallel safe as $$
     begin
       case jsonb_typeof(document)
         when 'string' then return to_jsonb(encode(convert_to(document#>>'{}', 'UTF8'), 'hex'));
         when 'array' then return coalesce((
           select jsonb_agg(offstage.json_key(item) order by place)
           from jsonb_array_elements(document) with ordinality as items(item, place)), '[]');
         when 'object' then return coalesce((
           select jsonb_object_agg(encode(convert_to(key, 'UTF8'), 'hex'), offstage.json_key(value))
           from jsonb_each(document)), '{}');
         else return document;
       end case;
     end $$`,
    // A word without letters or too long to be kept is passed over; its place is not.
    `create or replace function offstage.lexemes(language text, variadic texts text[]) returns tsvector
     language sql immutable parallel safe as $$
     select coalesce(string_agg('''' || chr(96 + place::integer) || lexeme || ''':' || at, ' '), '')::tsvector
     from (
       select place, at, case
         when language = 'simple' or word ~ ('[${numbers}]' collate "C") then word
         else (ts_lexize('pg_catalog.english_stem', word))[1] end as lexeme
       from unnest(texts) with ordinality as given(body, place)
       cross join lateral regexp_matches(
         replace(${folded}, 'ς', 'σ') collate "C", '[${letters}][${letters}${marks}]*', 'g'
       ) with ordinality as cut(words, at)
       cross join lateral (select cut.words[1] as word) as one
       where octet_length(word) < 2046
     ) as kept where lexeme is not null $$`,
    // As \`rules/search/match.ts\` ranks: the n-th time a word occurs counts a tenth of 1/n², of at most 255.
    `create or replace function offstage.search_rank(body tsvector, asked jsonb) returns double precision
     language sql immutable parallel safe as $$
     select case when body is null or (asked->>'words')::integer = 0 then 0 else
       (coalesce(sum(weight order by number), 0) / (asked->>'words')::integer)::real::text::double precision end
     from (
       select number, (
         select sum(0.1::double precision / (n * n)) from generate_series(1, least(sum(times), 255)::integer) n
       ) / 1.64493406685::double precision as weight
       from (
         select word.number, cardinality(found.positions) as times
         from jsonb_to_recordset(asked->'lexemes') as word(number integer, lexeme text, prefix boolean)
         join unnest(body) as found on found.lexeme = word.lexeme
           or (word.prefix and starts_with(found.lexeme, word.lexeme))
       ) as counted group by number
     ) as weighted $$`,
  ].map((text) => text.replaceAll('\\`', '`'))
}
