/**
 * A described model in a real PostgreSQL: its tables, its rows and its rules as row level security, asked as
 * `psql` would ask, with a role and claims.
 */
import { SQL } from 'bun'
import { printRls, printSchema } from '../../src/engines/postgres/index.ts'
import type { App } from '../../src/model/index.ts'
import { sharedPostgres } from '../postgres/server.ts'
import { idOf } from '../rules/make-rows.ts'
import {
  type CallerSpec,
  type ModelSpec,
  type Row,
  rowsOf,
  type State,
  type TableSpec,
} from '../rules/spec.ts'
import { fromJson, toJson } from '../rules/values.ts'

/** How many rows a statement wrote, or why PostgreSQL refused it. */
export type Written = { readonly rows: number } | { readonly code: string; readonly message: string }

const PREPARED = 'create schema public authorization offstage; grant all on schema public to public'
const SCHEMAS = ['public', 'api', 'offstage', 'offstage_rls']

/** Two connections to one database: the superuser's, who sets the stage, and the owner's of the tables. */
export class RlsStage {
  private constructor(
    private readonly root: SQL,
    private readonly owner: SQL,
  ) {}

  static async open(): Promise<RlsStage> {
    const url = await (await sharedPostgres()).freshDatabase()
    const rootUrl = new URL(url)
    rootUrl.username = 'postgres'
    const [root, owner] = [new SQL(rootUrl.href, { max: 1 }), new SQL(url, { max: 1 })]
    const roles = ['anon', 'authenticated', 'service_role']
    const make = roles.map(
      (role) => `if to_regrole('${role}') is null then create role ${role} nologin; end if;`,
    )
    await root.unsafe(`do $$ begin ${make.join(' ')} end $$`)
    await root.unsafe(`grant ${roles.join(', ')} to offstage`)
    // What is compared is written in one way, whatever way the server is set to.
    for (const [name, value] of [
      // Else the owner's tables would lie in the schema that has its name.
      ['search_path', 'public'],
      ['timezone', 'UTC'],
      ['bytea_output', 'hex'],
      ['extra_float_digits', '1'],
    ])
      await owner.unsafe(`set ${name} = '${value}'`)
    return new RlsStage(root, owner)
  }

  async close(): Promise<void> {
    await Promise.all([this.root.close(), this.owner.close()])
  }

  /** Makes the tables of the app and its row level security, by the scripts that are printed. */
  async declare(app: App): Promise<void> {
    for (const schema of SCHEMAS) await this.root.unsafe(`drop schema if exists ${schema} cascade`)
    await this.root.unsafe(PREPARED).simple()
    await this.run(printSchema(app.model))
    await this.run(printRls(app.model))
  }

  /** Runs a script as the owner of the tables. */
  async run(script: string): Promise<void> {
    try {
      await this.owner.unsafe(script).simple()
    } catch (error) {
      await this.owner.unsafe('rollback')
      throw error
    }
  }

  /** Puts rows into the tables, past every rule and reference. */
  async fill(model: ModelSpec, state: State): Promise<void> {
    const inserts = model.tables.flatMap((table) =>
      rowsOf(state, table.name).map((row) => insertOf(table, row)),
    )
    await this.root.unsafe(`set session_replication_role = replica;\n${inserts.join(';\n')}`).simple()
  }

  /** The rows that a query of the caller gives, each as one JSON object. */
  async rows(caller: Caller, query: string): Promise<readonly Row[]> {
    const text = `select coalesce(json_agg(to_json(r)), '[]')::text as rows from (${query}) r`
    const [row] = (await this.as(caller, text)) as readonly { rows: string }[]
    return fromJson(row?.rows ?? '[]') as readonly Row[]
  }

  /** As `rows`, for a tool that logs in as a member of the caller's role, and sets none. */
  async rowsOfTool(caller: Caller, query: string): Promise<readonly Row[]> {
    const begin = `begin; create role offstage_tool; grant ${caller.role} to offstage_tool`
    const session = 'set session authorization offstage_tool'
    const claims = `set local request.jwt.claims = '${JSON.stringify(caller.claims)}'`
    const text = `select coalesce(json_agg(to_json(r)), '[]')::text as rows from (${query}) r`
    try {
      const results: Result[] = await this.root
        .unsafe(`${begin}; ${session}; ${claims}; ${text}; rollback`)
        .simple()
      const [row] = (results[5] ?? []) as readonly { rows: string }[]
      return fromJson(row?.rows ?? '') as readonly Row[]
    } catch (error) {
      await this.root.unsafe('rollback')
      throw error
    }
  }

  /** What a statement of the caller would do; nothing of it stays. */
  async write(caller: Caller, statement: string): Promise<Written> {
    try {
      return { rows: (await this.as(caller, statement)).count ?? 0 }
    } catch (error) {
      const { errno, message } = error as { errno?: string; message: string }
      if (errno === undefined) throw error
      return { code: errno, message }
    }
  }

  /** Runs a statement as the caller, in a transaction that is undone. */
  private async as({ role, claims }: Caller, statement: string): Promise<Result> {
    const said = JSON.stringify(claims).replaceAll("'", "''")
    const set = `set local role ${role}; set local request.jwt.claims = '${said}'`
    try {
      const results: Result[] = await this.owner.unsafe(`begin; ${set}; ${statement}; rollback`).simple()
      const [, , , result] = results
      if (result === undefined) throw new Error(`no result of ${statement}`)
      return result
    } catch (error) {
      await this.owner.unsafe('rollback')
      throw error
    }
  }
}

type Result = readonly unknown[] & { readonly count?: number }

/** Who asks, as `psql` says it. */
export interface Caller {
  readonly role: 'anon' | 'authenticated' | 'service_role'
  readonly claims: Readonly<Record<string, unknown>>
}

/** The described caller with the claims of the token that it would have. */
export function callerOf({ name, roles, org, level, teams }: CallerSpec): Caller {
  if (name === null) return { role: 'anon', claims: {} }
  const said = (cell: typeof org): unknown => JSON.parse(toJson(cell))
  const claims = {
    sub: idOf(name),
    ...(level === null ? {} : { level: said(level) }),
    teams: said(teams),
    app_metadata: { org: said(org), roles },
  }
  return { role: 'authenticated', claims }
}

export const quoted = (name: string) => `"${name}"`

export const listOf = (names: readonly string[]) => names.map(quoted).join(', ')

/** The cells of a row as a `select` of one row, each of the type of its column. */
export function valuesOf(table: TableSpec, row: Row): string {
  const names = Object.keys(row)
  const document = toJson(row).replaceAll("'", "''")
  const record = `null::public.${quoted(table.name)}, '${document}'`
  return `select ${listOf(names)} from jsonb_populate_record(${record})`
}

function insertOf(table: TableSpec, row: Row): string {
  const into = `insert into public.${quoted(table.name)} (${listOf(Object.keys(row))})`
  return `${into} overriding system value ${valuesOf(table, row)}`
}
