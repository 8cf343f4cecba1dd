/**
 * A model's rules as PostgreSQL's own row level security, from the same expressions that the server prints
 * into its statements: for tools that connect to the database themselves. The script makes everything anew
 * each time, in one transaction.
 */
import type { Model } from '../../model/index.ts'
import { createFunctions } from './functions.ts'
import { oneLine } from './print-schema.ts'
import { callerFunctions, createRoles, ROLES } from './rls-caller.ts'
import { JSON_KEY, OWN, Placed } from './rls-expr.ts'
import { Policies } from './rls-policies.ts'
import { type RuledTable, ruledTables } from './rls-table.ts'
import { Triggers } from './rls-triggers.ts'
import { createView, VIEW_MARK, VIEWS } from './rls-views.ts'
import { quoteText } from './storage.ts'

/** The script, to be run by the owner of the tables on a database with the model's schema. */
export function printRls(model: Model): string {
  const [placed, tables] = [new Placed(), ruledTables(model)]
  const [policies, triggers] = [new Policies(placed), new Triggers(placed)]
  // Printed first: they know which claims are read.
  const ruled = tables.map((table) => {
    const all = [...policies.of(table), ...triggers.of(table), ...createView(table, placed)]
    return `${titleOf(table)}\n${statements(all)}`
  })
  const text = [
    section(`Row level security for ${oneLine(model.name)}, from the rules of app.ts`, ABOUT),
    statements([
      'begin',
      'set local search_path = public, pg_temp',
      'set local client_min_messages = warning',
    ]),
    section('The roles of callers: to be set, not to log in as'),
    statements([createRoles(), ...usage()]),
    section('What an earlier run has made goes away', [
      `select ${OWN}.remove() does so by itself: before a change of the schema, or to be without.`,
    ]),
    statements([removeEarlier(), `create schema ${OWN}`, removeFunction()]),
    section('Who asks'),
    statements([...callerFunctions(placed.kinds), ...comparing(ruled)]),
    ...ruled,
    statements(['commit']),
  ]
  return text.join('\n')
}

/** What rules that compare JSON call. */
function comparing(ruled: readonly string[]): string[] {
  if (!ruled.some((text) => text.includes(JSON_KEY))) return []
  const functions = createFunctions('').filter((text) => text.includes('function offstage.json_key'))
  return functions.map((text) => text.replaceAll('offstage.json_key', JSON_KEY))
}

const ABOUT = [
  'Run it as the owner of the tables, who passes by every policy: Offstage connects as that role.',
  'A caller is a role and claims, as PostgREST and Supabase set them in a transaction:',
  '  set local role authenticated;',
  `  set local request.jwt.claims = '{"sub":"…","app_metadata":{"roles":["editor"]}}';`,
  'Read the views of the schema api: they are what the data API shows. Of the tables themselves every row',
  'that may be read can be read, but no column with a read rule of its own: a policy cannot hide one cell.',
  'Whoever may send SQL can also set the claims: a role keeps tools apart, not people who mean harm.',
  '',
  'What the database does otherwise than the server:',
  '- An update that names a column in its condition must leave a row that the caller may read.',
  '- A column that is given its default value on insert counts as not given.',
  '- Of the rows of one insert, none may point at another; a row may point at itself.',
  '- On conflict do update may set neither writeOnce columns nor columns with a read rule.',
  '- Patterns, limits and other checks of values that the server makes before it writes are not made.',
  'docs/postgres-rls.md says more.',
]

function usage(): string[] {
  return [
    `create schema if not exists ${VIEWS}`,
    `revoke create on schema public, ${VIEWS} from public`,
    `grant usage on schema public, ${VIEWS} to ${ROLES.join(', ')}`,
  ]
}

function removeEarlier(): string {
  return `do $$ begin
  if to_regprocedure('${OWN}.remove()') is not null then perform ${OWN}.remove(); end if;
end $$`
}

/** Finds what was made by its names, since it may be that of another app.ts. */
function removeFunction(): string {
  return `create function ${OWN}.remove() returns void
  language plpgsql set search_path = public, pg_temp set client_min_messages = warning as $$
declare
  one record;
begin
  for one in select c.oid::regclass as view from pg_class c
    where c.relkind = 'v' and obj_description(c.oid, 'pg_class') = ${quoteText(VIEW_MARK)}
  loop
    execute format('drop view %s', one.view);
  end loop;
  for one in select d.adrelid::regclass as ruled, a.attname as name from pg_attrdef d
    join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    join pg_policy p on p.polrelid = d.adrelid and p.polname = 'offstage_service' where a.attgenerated = ''
  loop
    execute format('alter table %s alter column %I drop default', one.ruled, one.name);
  end loop;
  for one in select p.polrelid::regclass as ruled from pg_policy p where p.polname = 'offstage_service' loop
    execute format('alter table %s disable row level security', one.ruled);
    execute format('revoke all on %s from ${ROLES.join(', ')}', one.ruled);
  end loop;
  for one in select p.polrelid::regclass as ruled, p.polname as name from pg_policy p
    where p.polname like 'offstage\\_%'
  loop
    execute format('drop policy %I on %s', one.name, one.ruled);
  end loop;
  drop schema ${OWN} cascade;
end $$`
}

function titleOf({ table, rules }: RuledTable): string {
  return section(table.name, rules.read === null ? ['No rule lets anybody read it.'] : [])
}

const section = (title: string, more: readonly string[] = []) =>
  `\n-- ${title}${['', ...more].join('\n-- ').trimEnd()}\n`.replaceAll(/ +$/gm, '')

const statements = (all: readonly string[]) => all.map((text) => `${text};\n`).join('')
