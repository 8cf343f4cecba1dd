/** Functions that say who asks, from the settings that PostgREST and Supabase make for each request. */
import { OWN } from './rls-expr.ts'
import { type Kind, kindOf, readerOf } from './rls-types.ts'

/** `'anon', 'authenticated'`: the roles that rules apply to. */
export const RULED = 'anon, authenticated'
export const ROLES = ['anon', 'authenticated', 'service_role'] as const

export function createRoles(): string {
  const each = ROLES.map(
    (role) => `  if to_regrole('${role}') is null then create role ${role} nologin noinherit; end if;`,
  )
  return `do $$ begin\n${each.join('\n')}\nend $$`
}

/** @param kinds what claims are read as */
export function callerFunctions(kinds: ReadonlySet<Kind>): string[] {
  const readers = [...kinds].filter(({ type }) => type.kind !== 'text').map((kind) => readerOf(kind, OWN))
  return [
    `create function ${OWN}.role() returns text
  language sql stable parallel safe
  return case
    when current_setting('role') in ('anon', 'authenticated', 'service_role') then current_setting('role')
    when pg_has_role(session_user, 'service_role', 'member') then 'service_role'
    when pg_has_role(session_user, 'authenticated', 'member') then 'authenticated'
    else 'anon' end`,
    `create function ${OWN}.claims() returns jsonb
  language sql stable parallel safe
  return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb, '{}')`,
    // Whoever is not signed in is nobody, whatever the claims say.
    `create function ${OWN}.me() returns uuid
  language sql stable parallel safe
  return case when ${OWN}.role() = 'authenticated' and jsonb_typeof(${OWN}.claims() -> 'sub') = 'string'
    and ${OWN}.claims() ->> 'sub' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    then (${OWN}.claims() ->> 'sub')::uuid end`,
    `create function ${OWN}.claim(path text[]) returns jsonb
  language sql stable parallel safe
  return case when path = '{sub}' then to_jsonb(${OWN}.me()) else ${OWN}.claims() #> path end`,
    // The app's roles count where all that stands in the list is text, and for who is signed in.
    `create function ${OWN}.has_role(roles text[]) returns boolean
  language sql stable parallel safe
  return ${OWN}.role() = any (roles) or coalesce(case
    when ${OWN}.role() = 'authenticated' and jsonb_typeof(${OWN}.claim('{app_metadata,roles}')) = 'array'
    then ${OWN}.claim('{app_metadata,roles}') ?| roles and not jsonb_path_exists(
      ${OWN}.claim('{app_metadata,roles}'), 'strict $[*] ? (@.type() != "string")') end, false)`,
    `create function ${OWN}.items(claim jsonb) returns setof jsonb
  language sql immutable parallel safe
  begin atomic;
    select * from jsonb_array_elements(
      case when jsonb_typeof(claim) = 'array' then claim else jsonb_build_array(claim) end);
  end`,
    // Triggers ask whether the rules are for who writes: not for the tables' owner, who is Offstage itself.
    `create function ${OWN}.applies(to_table regclass) returns boolean
  language sql stable
  return row_security_active(to_table) and ${OWN}.role() <> 'service_role'`,
    readerOf(kindOf({ kind: 'text' }), OWN),
    ...readers,
  ]
}
