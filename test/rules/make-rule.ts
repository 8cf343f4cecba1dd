/** Random rules over a described model: own columns, the caller, relations both ways, every connective. */
import type { Dice } from './dice.ts'
import { relationsOf, ruleName } from './relations.ts'
import {
  type ColumnTerm,
  type Comparison,
  type ExistsSpec,
  type Kind,
  type ModelSpec,
  type RuleSpec,
  type TermSpec,
  tableOf,
} from './spec.ts'
import { anyValue, isOrdered } from './values.ts'

/** The rows that a rule may speak of, with their tables. */
export interface InScope {
  readonly row: string
  readonly table: string
}

export const ROLES = ['editor', 'chief']

export class RuleMaker {
  private bound = 0

  constructor(
    private readonly dice: Dice,
    private readonly model: ModelSpec,
  ) {}

  /** A rule of the table; `withOld` lets it speak of `old` too. */
  rule(table: string, withOld = false): RuleSpec {
    const scope: InScope[] = [{ row: 'row', table }]
    if (withOld) scope.push({ row: 'old', table })
    return this.any(scope, 2, 3)
  }

  private any(scope: readonly InScope[], size: number, depth: number): RuleSpec {
    const { dice } = this
    const roll = dice.below(100)
    if (size > 0 && roll < 22) {
      const of = Array.from({ length: dice.between(2, 3) }, () => this.any(scope, size - 1, depth))
      return { is: dice.pick(['and', 'or', 'or']), of }
    }
    if (size > 0 && roll < 30) return { is: 'not', of: this.any(scope, size - 1, depth) }
    if (roll < 36) return { is: 'role', anyOf: dice.chance(80) ? [dice.pick(ROLES)] : ROLES }
    if (roll < 39) return { is: 'constant', value: dice.chance(80) }
    if (depth > 0 && roll < 60) return this.exists(scope, size, depth) ?? this.leaf(scope, depth)
    return this.leaf(scope, depth)
  }

  private exists(scope: readonly InScope[], size: number, depth: number): ExistsSpec | null {
    const { dice, model } = this
    const start = dice.pick(scope)
    const { path, table } = this.path(start.table, dice.chance(25) ? 1 : 0)
    const possible = relationsOf(model, table).filter((relation) => ruleName(model, relation) !== null)
    if (possible.length === 0) return null
    const relation = dice.pick(possible)
    this.bound += 1
    const as = `r${this.bound}`
    const is = dice.pick(['some', 'some', 'some', 'none', 'every'] as const)
    const inner = [...scope.slice(-1), { row: as, table: relation.to }]
    const where = is !== 'every' && dice.chance(15) ? null : this.any(inner, size - 1, depth - 1)
    return { is, row: start.row, path, relation, as, where }
  }

  /** A way over so many references at most. */
  private path(from: string, steps: number): { path: string[]; table: string } {
    const path: string[] = []
    let table = from
    for (let step = 0; step < steps; step++) {
      const references = tableOf(this.model, table).columns.filter((column) => column.to !== null)
      if (references.length === 0) break
      const next = this.dice.pick(references)
      path.push(next.name)
      table = next.to ?? table
    }
    return { path, table }
  }

  private term(scope: readonly InScope[], depth: number, fits: (kind: Kind) => boolean): ColumnTerm | null {
    const { dice } = this
    const last = scope.at(-1)
    const { row, table: start } = last !== undefined && dice.chance(70) ? last : dice.pick(scope)
    const { path, table } = this.path(start, dice.chance(35) ? dice.between(1, Math.max(1, depth)) : 0)
    const columns = tableOf(this.model, table).columns.filter((column) => fits(column.kind))
    if (columns.length === 0) return null
    const mine = columns.filter((column) => column.to === 'users')
    const column = mine.length > 0 && dice.chance(40) ? dice.pick(mine) : dice.pick(columns)
    return { of: 'column', row, path, column: column.name, kind: column.kind }
  }

  private leaf(scope: readonly InScope[], depth: number): RuleSpec {
    const { dice } = this
    const roll = dice.below(100)
    if (roll < 10) {
      const term = this.term(scope, depth, () => true)
      if (term !== null) return { is: 'null', term, negated: dice.chance(50) }
    }
    if (roll < 22) {
      const term = this.term(scope, depth, (kind) => isOrdered(kind))
      if (term !== null) return { is: 'in', term, list: this.list(term.kind), negated: dice.chance(30) }
    }
    if (roll < 30) {
      const term = this.term(scope, depth, (kind) => kind === 'text')
      const pattern = dice.pick(['a%', '%r%', '_sh', 'ASH%', '%é%', '', '1_%', '%'])
      if (term !== null) return { is: dice.pick(['like', 'ilike']), term, pattern }
    }
    if (roll < 36) {
      const term = this.term(scope, depth, (kind) => kind.endsWith('[]'))
      const item = term === null ? null : anyValue(dice, term.kind === 'text[]' ? 'text' : 'integer')
      if (term !== null) return { is: 'contains', term, value: item }
    }
    const left = this.term(scope, depth, isOrdered)
    if (left === null) return { is: 'role', anyOf: [dice.pick(ROLES)] }
    const right = this.right(scope, depth, left)
    const ops: readonly Comparison[] = ['is', 'is', 'is', 'is', 'isNot', 'gt', 'gte', 'lt', 'lte']
    return { is: 'compare', op: right.of === 'me' ? 'is' : dice.pick(ops), left, right }
  }

  private right(scope: readonly InScope[], depth: number, left: ColumnTerm): TermSpec {
    const { dice } = this
    if (left.kind === 'uuid' && dice.chance(75)) return { of: 'me' }
    if (left.kind === 'text' && dice.chance(25)) return { of: 'claim', path: 'app_metadata.org' }
    if (left.kind === 'integer' && dice.chance(25)) return { of: 'claim', path: 'level' }
    if (dice.chance(25)) {
      const other = this.term(scope, depth, (kind) => kind === left.kind)
      if (other !== null) return other
    }
    return { of: 'value', kind: left.kind, value: anyValue(dice, left.kind) }
  }

  private list(kind: Kind): readonly import('./spec.ts').Cell[] | string {
    if (kind === 'text' && this.dice.chance(40)) return 'teams'
    return Array.from({ length: this.dice.between(0, 3) }, () => anyValue(this.dice, kind))
  }
}
