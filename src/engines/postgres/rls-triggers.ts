/**
 * What policies cannot ask: of a row as it was and as it becomes at once, of the columns that a statement
 * names, of what a reference points at. Triggers do, before the policies look at the new row, so that what
 * they refuse of a reference tells nothing of the row behind it.
 */

import type { Column, Relation } from '../../model/index.ts'
import { type Expr, FALSE, raw, renameRow, type Scope, TRUE } from '../../rules/index.ts'
import { quoteName } from './dialect.ts'
import { OWN, type Placed } from './rls-expr.ts'
import { DEFINER, dollars, shortened, speaksOfOld } from './rls-policies.ts'
import { defaultOf, newRow, type RuledTable } from './rls-table.ts'
import { quoteText, typeOf } from './storage.ts'

type DirectRelation = Exclude<Relation, { kind: 'many-to-many' }>

export class Triggers {
  /** Counted over all tables, so that no two names become one when they are cut. */
  private made = 0

  constructor(private readonly placed: Placed) {}

  of(ruled: RuledTable): string[] {
    return [...this.ofInsert(ruled), ...this.ofColumns(ruled), ...this.ofUpdate(ruled)]
  }

  private ofInsert(ruled: RuledTable): string[] {
    const { table, rules, insertable } = ruled
    const scope = newRow(this.placed.scope(), table, 'new')
    const tests = insertable.flatMap((column) => {
      const rule = rules.columnWrite.get(column.name) ?? TRUE
      const reference = this.reference(ruled, column, scope)
      const asked = [...reference, ...(rule === TRUE ? [] : [this.denial(ruled, rule, scope)])]
      if (asked.length === 0) return []
      // A trigger is not told which columns were named: what differs from the default must have been.
      const filled = defaultOf(column) ?? `null::${typeOf(column.type)}`
      const given = `new.${quoteName(column.name)} is distinct from ${filled}`
      return [`if ${given} then\n${asked.map(indented).join('\n')}\n  end if;`]
    })
    return tests.length === 0 ? [] : this.trigger(ruled, 'insert', tests)
  }

  /** A trigger for each column that asks more than the table: it runs when a statement names the column. */
  private ofColumns(ruled: RuledTable): string[] {
    const scope = changedRow(this.placed.scope())
    return ruled.updatable.flatMap((column) => {
      const rule = renameRow(ruled.rules.columnWrite.get(column.name) ?? TRUE, 'row', 'old')
      const reference = this.reference(ruled, column, scope)
      const tests = [...reference, ...(rule === TRUE ? [] : [this.denial(ruled, rule, scope)])]
      if (tests.length === 0) return []
      return this.trigger(ruled, `update of ${quoteName(column.name)}`, tests)
    })
  }

  private ofUpdate(ruled: RuledTable): string[] {
    const { updatable, rules } = ruled
    if (updatable.length === 0 || rules.updateNew === null || !speaksOfOld(rules.updateNew)) return []
    const test = this.denial(ruled, rules.updateNew, changedRow(this.placed.scope()))
    return this.trigger(ruled, 'update', [test])
  }

  /** Ends the statement unless the rule holds. */
  private denial({ table }: RuledTable, rule: Expr, scope: Scope): string {
    const message = quoteText(`new row violates row-level security policy for table "${table.name}"`)
    return `if (${this.placed.expr(rule, scope)}) is not true then
    raise exception using errcode = '42501', message = ${message};
  end if;`
  }

  /** Ends the statement unless the column points at a row that the caller may read. */
  private reference({ table, readRuleOf }: RuledTable, column: Column, scope: Scope): string[] {
    const relation = table.relations.find((one) => one.kind === 'to-one' && one.fromColumn === column.name)
    if (column.reference === null || column.reference.open || relation?.kind !== 'to-one') return []
    const value = `new.${quoteName(column.name)}`
    const found = this.found(relation, readRuleOf(relation.to) ?? FALSE, relation.to === table.name)
    const constraint = `${table.name}_${column.name}_fkey`
    const message = quoteText(
      `insert or update on table "${table.name}" violates foreign key constraint "${constraint}"`,
    )
    return [
      `if ${value} is not null and not ${found(scope)} then
    raise exception using errcode = '23503', message = ${message},
      table = ${quoteText(table.name)}, constraint = ${quoteText(constraint)};
  end if;`,
    ]
  }

  /** The row that is pointed at is stored and may be read, or is the very row that is being written. */
  private found(relation: DirectRelation, rule: Expr, isOwn: boolean): (scope: Scope) => string {
    return (scope) => {
      const alias = scope.alias()
      const of = (name: string) => `new.${quoteName(name)}`
      const pairs = [{ from: relation.fromColumn, to: relation.toColumn }, relation.tenant].filter(
        (pair) => pair !== undefined,
      )
      const key = pairs.map(({ from, to }) => `${alias}.${quoteName(to)} = ${of(from)}`).join(' and ')
      const stored = `exists (select 1 from ${quoteName(relation.to)} ${alias} where ${key}`
      const readable = `${stored} and ${this.placed.expr(rule, scope.withAlias('row', alias))})`
      if (!isOwn) return readable
      const itself = scope.column('row', relation.toColumn).parts.join('')
      return `(${readable} or (${of(relation.fromColumn)} is not distinct from ${itself} and not ${stored})))`
    }
  }

  private trigger({ table }: RuledTable, on: string, tests: readonly string[]): string[] {
    this.made += 1
    const own = `${OWN}.${quoteName(shortened(table.name, `_on_${this.made}`))}`
    const body = `\nbegin\n  ${tests.join('\n  ')}\n  return new;\nend `
    return [
      `create function ${own}() returns trigger\n  language plpgsql stable ${DEFINER} as ${dollars(body)}`,
      `create trigger offstage_${this.made} before ${on} on ${quoteName(table.name)} for each row
  when (${OWN}.applies(${quoteText(`public.${quoteName(table.name)}`)}::regclass))
  execute function ${own}()`,
    ]
  }
}

/** The scope of a rule about a change. */
function changedRow(scope: Scope): Scope {
  const of = (row: string) => (name: string) => raw(`${row}.${quoteName(name)}`)
  return scope.withRow('row', of('new')).withRow('old', of('old'))
}

const indented = (text: string) => `    ${text.replaceAll('\n', '\n  ')}`
