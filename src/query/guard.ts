/**
 * The guard: the one place where a plan becomes a guarded plan, by joining it with the rules of every table
 * that it touches. Engines accept nothing else. What comes in speaks only of what the caller asked; what goes
 * out speaks only of rows and columns that the caller may see or change.
 */
import { assert } from '../base/assert.ts'
import type { Column, Model, Relation, Table } from '../model/index.ts'
import {
  and,
  type Caller,
  type Expr,
  FALSE,
  leadingWhere,
  or,
  type Rules,
  renameRow,
  rewrite,
  rulesOf,
  type TableRules,
  type Term,
  TRUE,
} from '../rules/index.ts'
import type {
  DeletePlan,
  Field,
  InsertPlan,
  Page,
  Plan,
  ReadPlan,
  ReferenceCheck,
  UpdatePlan,
} from './plan-types.ts'
import { refuse } from './refusals.ts'
import { namesTenant } from './tenant.ts'

declare const guarded: unique symbol

/** A plan that the guard has passed. No other file can make one. */
export type GuardedPlan = Plan & { readonly [guarded]: true }

/** The plan, held to the model's rules for this caller. @throws Refusal 42501 */
export function guard(plan: Plan, model: Model, caller: Caller): GuardedPlan {
  if (caller.role === 'service_role') return asSystem(plan, model, 'the secret key is the app itself')
  return new Guard(model, rulesOf(model), caller).plan(plan) as GuardedPlan
}

/**
 * The plan as it is: no rule applies. References are still checked, so that errors name them.
 * @param reason why this one may; a test keeps the list of callers
 */
export function asSystem(plan: Plan, model: Model, reason: string): GuardedPlan {
  assert(reason.length > 0, 'asSystem needs a reason')
  return new Guard(model, null, null).plan(plan) as GuardedPlan
}

/** `rules` and `caller` are null for the system. */
class Guard {
  constructor(
    private readonly model: Model,
    private readonly rules: Rules | null,
    private readonly caller: Caller | null,
  ) {}

  plan(plan: Plan): Plan {
    switch (plan.kind) {
      case 'read':
        return this.read(plan)
      case 'insert':
        return this.insert(plan)
      case 'update':
        return this.update(plan)
      case 'delete':
        return this.delete(plan)
    }
  }

  private read(plan: ReadPlan): ReadPlan {
    return {
      ...plan,
      fields: plan.fields.map((field) => this.field(plan.table, field)),
      where: and(this.asked(plan.where), this.readRule(plan.table)),
      order: plan.order.map((order) => ({ ...order, term: this.mask(order.term) })),
    }
  }

  private field(table: Table, field: Field): Field {
    switch (field.kind) {
      case 'value':
        return { ...field, term: this.mask(field.term) }
      case 'aggregate':
        return field.term === null ? field : { ...field, term: this.mask(field.term) }
      case 'embed': {
        assert(field.relation.from === table.name, 'an embed starts at its own table')
        const through = field.relation.kind === 'many-to-many' ? this.junctionRule(field.relation) : TRUE
        const { here, there } = this.linkRules(field.relation)
        const plan = this.read(field.plan)
        return { ...field, plan: { ...plan, where: and(plan.where, there) }, through, here }
      }
    }
  }

  private insert(plan: InsertPlan): InsertPlan {
    const rules = this.rulesFor(plan.table)
    this.refuseReadonly(plan.table, plan.given, 'create')
    const create = this.allowed(plan.table, 'create', rules?.create)
    const columns = plan.given.map((column) => rules?.columnWrite.get(column.name) ?? TRUE)
    const shown = plan.returning === null ? TRUE : this.readRule(plan.table)
    const references = this.references(plan.table, plan.given, plan.filled)
    return {
      ...plan,
      check: this.seenThrough(and(create, ...columns, shown), references),
      references,
      conflict: plan.conflict === null ? null : this.conflict(plan, plan.conflict, rules, references),
      returning: plan.returning === null ? null : this.representation(plan.returning),
    }
  }

  /** A merge is an update of the row found: the rules of both operations hold. */
  private conflict(
    plan: InsertPlan,
    conflict: NonNullable<InsertPlan['conflict']>,
    rules: TableRules | null,
    references: readonly ReferenceCheck[],
  ) {
    if (conflict.action === 'ignore') return conflict
    const old = this.allowed(plan.table, 'update', rules?.updateOld)
    const columns = conflict.set.map((column) => rules?.columnWrite.get(column.name) ?? TRUE)
    const once = rules === null ? [] : conflict.set.filter((column) => column.writeOnce)
    const unchanged = once.map(keepsValue)
    // Whether it is the value that is there, only who can see that value may learn: to others it is a guess.
    const compared = once.map((column) => this.columnRule(plan.table.name, column.name))
    const of = (expr: Expr) => renameRow(expr, 'row', 'old')
    const before = and(this.readRule(plan.table), old, ...columns, ...compared)
    const shown = plan.returning === null ? TRUE : this.readRule(plan.table)
    const after = and(this.allowed(plan.table, 'update', rules?.updateNew), ...unchanged, shown)
    return { ...conflict, check: and(of(before), this.seenThrough(after, references)) }
  }

  private update(plan: UpdatePlan): UpdatePlan {
    const rules = this.rulesFor(plan.table)
    this.refuseReadonly(plan.table, plan.set, 'update')
    const old = this.allowed(plan.table, 'update', rules?.updateOld)
    const shown = plan.returning === null ? TRUE : this.readRule(plan.table)
    const columns = plan.set.map((column) => rules?.columnWrite.get(column.name) ?? TRUE)
    const columnsMay = columns.map((rule) => renameRow(rule, 'row', 'old'))
    const references = this.references(plan.table, plan.set, [])
    const after = and(this.allowed(plan.table, 'update', rules?.updateNew), shown)
    const where = and(this.asked(plan.where), this.readRule(plan.table), old)
    this.refuseAcrossTenants(plan.table, where, 'update')
    return {
      ...plan,
      where,
      check: and(...columnsMay, this.seenThrough(after, references)),
      references,
      page: this.page(plan.page),
      returning: plan.returning === null ? null : this.representation(plan.returning),
    }
  }

  private delete(plan: DeletePlan): DeletePlan {
    const rules = this.rulesFor(plan.table)
    const may = this.allowed(plan.table, 'delete', rules?.delete)
    const where = and(this.asked(plan.where), this.readRule(plan.table), may)
    this.refuseAcrossTenants(plan.table, where, 'delete')
    return {
      ...plan,
      where,
      page: this.page(plan.page),
      returning: plan.returning === null ? null : this.representation(plan.returning),
    }
  }

  private page(page: Page | null): Page | null {
    if (page === null) return null
    return { ...page, order: page.order.map((order) => ({ ...order, term: this.mask(order.term) })) }
  }

  /** The rows sent back were held to the read rule by `check`; their columns and embeds are guarded here. */
  private representation(plan: ReadPlan): ReadPlan {
    return { ...this.read(plan), where: TRUE }
  }

  private rulesFor(table: Table): TableRules | null {
    if (this.rules === null) return null
    const rules = this.rules.get(table.name)
    assert(rules !== undefined, `rules of ${table.name} are compiled`)
    return rules
  }

  private readRule(table: Table): Expr {
    const rules = this.rulesFor(table)
    return rules === null ? TRUE : this.allowed(table, 'read', rules.read)
  }

  /** The rule of an operation; an operation without one is refused as a whole. */
  private allowed(table: Table, operation: string, rule: Expr | null | undefined): Expr {
    if (this.caller === null) return TRUE
    if (rule !== null && rule !== undefined) return rule
    const hint = `No rule of ${table.name} lets a client ${operation} its rows.`
    throw refuse.permissionDenied(this.caller, table.name, hint)
  }

  private junctionRule(relation: Extract<Relation, { kind: 'many-to-many' }>): Expr {
    const columns = [relation.junctionFrom, relation.junctionTo]
    const rules = columns.map((column) => this.columnRule(relation.junction, column))
    return and(this.readRule(this.tableOf(relation.junction)), ...rules)
  }

  /**
   * Where a column rule masks a reference, nothing is found over it: rules of the row here, and of the row
   * there.
   */
  private linkRules(relation: Relation): { here: Expr; there: Expr } {
    if (relation.kind === 'many-to-many') return { here: TRUE, there: TRUE }
    return relation.kind === 'to-one'
      ? { here: this.columnRule(relation.from, relation.fromColumn), there: TRUE }
      : { here: TRUE, there: this.columnRule(relation.to, relation.toColumn) }
  }

  private columnRule(table: string, column: string): Expr {
    return this.rules?.get(table)?.columnRead.get(column) ?? TRUE
  }

  /** The secret key may change rows of all tenants at once; a client names the tenant, or its claim does. */
  private refuseAcrossTenants(table: Table, where: Expr, operation: 'update' | 'delete'): void {
    if (this.caller !== null && !namesTenant(table, where)) throw refuse.tenantMissing(table, operation)
  }

  private tableOf(name: string): Table {
    const table = this.model.tables.get(name)
    assert(table !== undefined, `table ${name} is in the model`)
    return table
  }

  private refuseReadonly(table: Table, columns: readonly Column[], operation: 'create' | 'update'): void {
    const identity = columns.find((column) => column.default?.kind === 'identity')
    if (identity !== undefined) throw refuse.identityGiven(identity.name, operation)
    const moves = operation === 'update' && columns.some(({ name }) => name === table.tenant?.column)
    // What points at a row belongs to its tenant too, and would stay behind.
    if (moves) throw refuse.tenantChanged(table)
    if (this.caller === null) return
    // To a client a hidden column does not exist; the secret key may fill it.
    const hidden = columns.find((column) => column.hidden)
    if (hidden !== undefined) throw refuse.unknownWrittenColumn(table, hidden.name)
    const denied = columns.find((column) => column.readonly || (operation === 'update' && column.writeOnce))
    if (denied === undefined) return
    const why = denied.readonly ? 'is set by the server' : 'is set once, when the row is created'
    throw refuse.permissionDenied(this.caller, table.name, `The column ${table.name}.${denied.name} ${why}.`)
  }

  /**
   * A reference that the caller writes may point only at a row that the caller may read, unless the column is
   * open. What the server fills in only has to be there.
   */
  private references(table: Table, given: readonly Column[], filled: readonly Column[]): ReferenceCheck[] {
    return [...given, ...filled].flatMap((column) => {
      const relation = table.relations.find((one) => one.kind === 'to-one' && one.fromColumn === column.name)
      if (column.reference === null || relation === undefined) return []
      const read = this.rulesFor(this.tableOf(relation.to))?.read
      const anywhere = this.rules === null || column.reference.open || filled.includes(column)
      return [{ column, relation, where: anywhere ? TRUE : (read ?? FALSE) }]
    })
  }

  /** A rule that looks through such a reference sees nothing behind it where the caller would not. */
  private seenThrough(check: Expr, references: readonly ReferenceCheck[]): Expr {
    return references.reduce((seen, { column, relation, where }) => {
      if (where === TRUE) return seen
      const found: Expr = {
        kind: 'exists',
        quantifier: 'some',
        row: 'row',
        path: [],
        relation,
        as: 'reached',
        where: renameRow(where, 'row', 'reached'),
      }
      return leadingWhere(seen, 'row', column.name, found)
    }, check)
  }

  /**
   * An expression that the caller sent: columns with rules are masked, tables that it crosses are held to
   * theirs.
   */
  private asked(expr: Expr): Expr {
    if (this.rules === null) return expr
    return this.crossing(rewrite(expr, (term) => (term.kind === 'column' ? this.mask(term) : term)))
  }

  private crossing(expr: Expr): Expr {
    switch (expr.kind) {
      case 'and':
      case 'or':
        return { ...expr, terms: expr.terms.map((term) => this.crossing(term)) }
      case 'not':
        return { ...expr, term: this.crossing(expr.term) }
      case 'exists': {
        const rule = renameRow(this.readRule(this.tableOf(expr.relation.to)), 'row', expr.as)
        const through = expr.relation.kind === 'many-to-many' ? this.junctionRule(expr.relation) : TRUE
        const link = this.linkRules(expr.relation)
        const here = renameRow(link.here, 'row', expr.row)
        const there = renameRow(link.there, 'row', expr.as)
        return { ...expr, where: and(this.crossing(expr.where), rule, here, there), through }
      }
      default:
        return expr
    }
  }

  /** The term, null where a rule of the column (or of the table that its path leads to) hides it. */
  private mask(term: Term): Term {
    if (this.rules === null) return term
    if (term.kind === 'json' || term.kind === 'cast') return { ...term, term: this.mask(term.term) }
    if (term.kind === 'masked') return { ...term, term: this.mask(term.term), rule: this.asked(term.rule) }
    if (term.kind !== 'column') return term
    const rules = this.rules.get(term.column.table)
    const rule = rules?.columnRead.get(term.column.name) ?? TRUE
    const [first, second] = term.path
    if (first === undefined) {
      return rule === TRUE ? term : { kind: 'masked', term, rule: renameRow(rule, 'row', term.row) }
    }
    assert(second === undefined, 'a caller names one step at most')
    const target = this.tableOf(first.to)
    const here = renameRow(this.linkRules(first).here, 'row', term.row)
    const where = and(renameRow(and(this.readRule(target), rule), 'row', 'ordered'), here)
    const exists: Expr = {
      kind: 'exists',
      quantifier: 'some',
      row: term.row,
      path: [],
      relation: first,
      as: 'ordered',
      where,
    }
    return { kind: 'masked', term, rule: exists }
  }
}

/** The column keeps the value it has: a `writeOnce` column in a merge. */
function keepsValue(column: Column): Expr {
  const of = (row: string): Term => ({ kind: 'column', row, path: [], column })
  const both = { left: of('old'), right: of('row') }
  const absent = and(
    { kind: 'is', term: both.left, value: null },
    { kind: 'is', term: both.right, value: null },
  )
  return or({ kind: 'compare', op: 'eq', ...both }, absent)
}
