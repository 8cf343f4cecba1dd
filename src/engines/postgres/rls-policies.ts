/**
 * A table's grants and policies. A policy's subquery would obey the policies of the tables that it reads;
 * rules see every row (decision 006). So what a rule asks of other tables stands in functions that run with
 * the rights of the tables' owner, one for each such question; the rest stands in the policy.
 */
import { and, crossesRelations, describe, type Expr, type Scope, TRUE } from '../../rules/index.ts'
import { list } from './ddl.ts'
import { quoteName } from './dialect.ts'
import { RULED } from './rls-caller.ts'
import { OWN, type Placed } from './rls-expr.ts'
import { defaultOf, newRow, type RuledTable, remark } from './rls-table.ts'

/** Clauses that a function of ours with the owner's rights has: nobody slips other tables under it. */
export const DEFINER = 'security definer set search_path = public, pg_temp'

type Row = 'stored' | 'new'

export class Policies {
  /** Counted over all tables, so that no two names become one when they are cut. */
  private made = 0
  /** Functions that the policies call, by what they ask. */
  private readonly asked = new Map<string, { name: string; text: string }>()

  constructor(private readonly placed: Placed) {}

  /** Statements for the table; functions that they need come first. */
  of(ruled: RuledTable): string[] {
    const { table, rules } = ruled
    this.asked.clear()
    const { read, create, updateOld, updateNew } = rules
    const reads = read ?? TRUE
    const policies: string[] = []
    const add = (name: string, command: string, clauses: string) =>
      policies.push(
        `create policy ${name} on ${quoteName(table.name)} for ${command} to ${RULED}\n  ${clauses}`,
      )
    const holds = (expr: Expr, row: Row = 'stored') => this.condition(ruled, expr, row)
    if (read !== null) add('offstage_read', 'select', `using (${holds(read)})`)
    if (create !== null) add('offstage_create', 'insert', `with check (${holds(create, 'new')})`)
    if (ruled.updatable.length > 0 && updateOld !== null && updateNew !== null) {
      const becomes = speaksOfOld(updateNew) ? 'true' : holds(updateNew)
      add('offstage_update', 'update', `using (${holds(and(reads, updateOld))})\n  with check (${becomes})`)
    }
    if (read !== null && rules.delete !== null)
      add('offstage_delete', 'delete', `using (${holds(and(reads, rules.delete))})`)
    const all = 'using (true) with check (true)'
    policies.push(`create policy offstage_service on ${quoteName(table.name)} to service_role ${all}`)
    return [
      `alter table ${quoteName(table.name)} enable row level security`,
      ...defaults(ruled),
      ...grants(ruled),
      ...[...this.asked.values()].map(({ text }) => text),
      ...policies,
    ]
  }

  private condition(ruled: RuledTable, expr: Expr, row: Row): string {
    if (expr.kind === 'and' || expr.kind === 'or')
      return `(${expr.terms.map((term) => this.condition(ruled, term, row)).join(` ${expr.kind} `)})`
    if (expr.kind === 'not') return `(not ${this.condition(ruled, expr.term, row)})`
    const name = quoteName(ruled.table.name)
    if (crossesRelations(expr)) return `${this.function(ruled, expr, row)}(${name}.*)`
    return this.placed.expr(expr, this.scope(ruled, name, row))
  }

  private scope({ table }: RuledTable, alias: string, row: Row): Scope {
    const scope = this.placed.scope()
    return row === 'new' ? newRow(scope, table, alias) : scope.withAlias('row', alias)
  }

  /** The name of the function that asks this of a row. */
  private function(ruled: RuledTable, expr: Expr, row: Row): string {
    const body = this.placed.expr(expr, this.scope(ruled, '($1)', row))
    const known = this.asked.get(body)
    if (known !== undefined) return known.name
    this.made += 1
    const name = `${OWN}.${quoteName(shortened(ruled.table.name, `_${this.made}`))}`
    const text = `${remark(describe(expr))}
create function ${name}(${quoteName(ruled.table.name)}) returns boolean
  language sql stable ${DEFINER}
  as ${dollars(`select ${body}`)}`
    this.asked.set(body, { name, text })
    return name
  }
}

/** PostgreSQL cuts longer names, and two could become one. */
const NAME_LENGTH_MAX = 63

export function shortened(name: string, tail: string): string {
  return name.slice(0, NAME_LENGTH_MAX - tail.length) + tail
}

/** A body in dollar quotes; a constant of the model may hold dollars too. */
export function dollars(body: string): string {
  let tag = '$$'
  for (let number = 1; body.includes(tag); number++) tag = `$q${number}$`
  return `${tag}${body}${tag}`
}

export function speaksOfOld(expr: Expr): boolean {
  const text = JSON.stringify(expr, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  return text.includes('"row":"old"')
}

function defaults({ table }: RuledTable): string[] {
  return table.columns.flatMap((column) => {
    const value = defaultOf(column)
    const alter = `alter table ${quoteName(table.name)} alter column ${quoteName(column.name)}`
    return value === null ? [] : [`${alter} set default ${value}`]
  })
}

function grants({ table, rules, open, shown, insertable, updatable }: RuledTable): string[] {
  const on = `on ${quoteName(table.name)} to`
  const may = (command: string, columns: readonly { readonly name: string }[], to: string) =>
    columns.length === 0 ? [] : [`grant ${command} (${list(columns.map(({ name }) => name))}) ${on} ${to}`]
  const numbered = table.columns.filter((column) => column.default?.kind === 'identity')
  const writable = table.columns.filter((column) => !numbered.includes(column))
  return [
    `revoke all on ${quoteName(table.name)} from public, ${RULED}, service_role`,
    ...(rules.read === null ? [] : may('select', open, RULED)),
    ...may('insert', insertable, RULED),
    ...may('update', updatable, RULED),
    ...(rules.read === null || rules.delete === null ? [] : [`grant delete ${on} ${RULED}`]),
    ...may('select', shown, 'service_role'),
    ...may('insert', writable, 'service_role'),
    ...may('update', writable, 'service_role'),
    `grant delete ${on} service_role`,
  ]
}
