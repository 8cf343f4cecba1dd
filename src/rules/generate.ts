/**
 * Makes rows on a wanted side of an expression: rows that it lets through, and rows that it keeps out. What
 * is wanted of the whole is pushed down to its parts; a comparison tries values near those that it compares
 * with. Every answer is checked with `evaluate` before it is given.
 */
import type { Model, Table } from '../model/index.ts'
import type { Caller } from './caller.ts'
import type { Facts, Row } from './evaluate.ts'
import type { Expr, RowName } from './expr.ts'
import { type Leaf, makeLeaf, masksOf } from './generate-leaf.ts'
import { breakRelation, type Exists, relate, relatedBindings } from './generate-related.ts'
import { type Bindings, Scene } from './generate-scene.ts'
import { type DraftRow, Stuck, World } from './generate-world.ts'
import { rewrite } from './rewrite.ts'

export interface GenerateOptions {
  /** The table of the row that the expression calls `row`. */
  readonly table: Table
  readonly model: Model
  /** A number from 0 up to, but not including, 1. */
  readonly random: () => number
  readonly caller: Caller
  /** What the expression is to be of the row: true, false or unknown. */
  readonly truth: boolean | null
  readonly parameters?: Facts['parameters']
}

export interface Generated {
  /** Every row there has to be, by table; referred rows come before those that refer to them. */
  readonly rows: ReadonlyMap<string, readonly Row[]>
  /** The row that the expression speaks of, one of `rows`. */
  readonly row: Row
  /** The row before an update, where the expression speaks of `old`; not one of `rows`. */
  readonly old: Row | null
}

const triesMax = 24
const passesMax = 4

/**
 * Rows for which the expression has the wanted truth; null when none were found in a bounded number of
 * tries.
 */
export function generate(expr: Expr, options: GenerateOptions): Generated | null {
  for (let i = 0; i < triesMax; i++) {
    try {
      const found = attempt(expr, options)
      if (found !== null) return found
    } catch (error) {
      if (!(error instanceof Stuck)) throw error
    }
  }
  return null
}

function attempt(
  expr: Expr,
  { table, model, random, caller, truth, parameters = [] }: GenerateOptions,
): Generated | null {
  const world = new World(model, random)
  const row = world.add(table)
  const old: DraftRow | null = speaksOf(expr, 'old') ? { ...world.add(table), ...keyOf(table, row) } : null
  const bindings: Bindings = { row: { table, row }, ...(old === null ? {} : { old: { table, row: old } }) }
  const scene = new Scene(world, random, caller, parameters)
  const maker = new Maker(scene)
  for (let pass = 0; pass < passesMax; pass++) {
    maker.make(expr, truth, bindings)
    if (scene.truth(expr, bindings) === truth && world.isConsistent())
      return { rows: world.ordered(), row, old }
  }
  return null
}

function keyOf(table: Table, row: Row): Row {
  return Object.fromEntries(table.primaryKey.map((column) => [column, row[column] ?? null]))
}

function speaksOf(expr: Expr, name: RowName): boolean {
  let found = false
  rewrite(
    expr,
    (term) => term,
    (row) => {
      found ||= row === name
      return row
    },
  )
  return found
}

/** Changes the scene until expressions are what is wanted of them, as far as it can. */
class Maker {
  constructor(private readonly scene: Scene) {}

  make(expr: Expr, wanted: boolean | null, bindings: Bindings): void {
    if (this.scene.truth(expr, bindings) === wanted) return
    switch (expr.kind) {
      case 'constant':
      case 'role':
        break
      case 'not':
        this.make(expr.term, wanted === null ? null : !wanted, bindings)
        break
      case 'and':
      case 'or':
        this.makeJoined(expr, wanted, bindings)
        break
      case 'exists':
        if (wanted !== null) this.makeExists(expr, wanted, bindings)
        break
      default:
        this.makeSingle(expr, wanted, bindings)
    }
  }

  private makeJoined(
    expr: Extract<Expr, { kind: 'and' | 'or' }>,
    wanted: boolean | null,
    bindings: Bindings,
  ): void {
    const deciding = expr.kind === 'or'
    const terms = this.scene.shuffled(expr.terms)
    if (wanted === !deciding) {
      for (const term of terms) this.make(term, wanted, bindings)
      return
    }
    // One term decides, or is unknown; then no other may decide against it.
    const chosen = terms.find((term) => {
      this.make(term, wanted, bindings)
      return this.scene.truth(term, bindings) === wanted
    })
    if (wanted === deciding) return
    for (const term of terms) {
      if (term !== chosen && this.scene.truth(term, bindings) === deciding)
        this.make(term, !deciding, bindings)
    }
  }

  /** A column under a rule shows its value where the rule holds; null is had by either way. */
  private makeSingle(leaf: Leaf, wanted: boolean | null, bindings: Bindings): void {
    const shown = wanted !== null || this.scene.chance() < 0.5
    for (const rule of masksOf(leaf)) this.make(rule, shown, bindings)
    if (this.scene.truth(leaf, bindings) !== wanted) makeLeaf(this.scene, leaf, wanted, bindings)
  }

  private makeExists(expr: Exists, wanted: boolean, bindings: Bindings): void {
    // `every` is broken by one row that is not true, `some` and `none` are decided by one that is.
    const telling = expr.quantifier !== 'every'
    if (wanted === (expr.quantifier === 'some')) {
      this.makeOne(expr, telling, bindings)
      return
    }
    for (const bound of relatedBindings(this.scene, expr, bindings)) {
      const inner = { ...bindings, [expr.as]: bound }
      if (this.holds(expr, inner) !== telling) continue
      this.make(expr.where, telling ? this.notTrue() : true, inner)
      if (this.holds(expr, inner) === telling) breakRelation(this.scene, expr, bound, bindings)
    }
  }

  /** One related row that tells. */
  private makeOne(expr: Exists, telling: boolean, bindings: Bindings): void {
    const existing =
      this.scene.chance() < 0.6 ? this.scene.shuffled(relatedBindings(this.scene, expr, bindings)) : []
    const made = existing.some((bound) => this.tell(expr, telling, { ...bindings, [expr.as]: bound }))
    if (made) return
    const related = relate(this.scene, expr, bindings)
    if (related === null) return
    const { bound, between } = related
    if (between !== null && expr.through !== undefined)
      this.make(expr.through, true, { ...bindings, row: between })
    this.tell(expr, telling, { ...bindings, [expr.as]: bound })
  }

  private tell(expr: Exists, telling: boolean, inner: Bindings): boolean {
    this.make(expr.where, telling ? true : this.notTrue(), inner)
    return this.holds(expr, inner) === telling
  }

  private holds(expr: Exists, inner: Bindings): boolean {
    return this.scene.truth(expr.where, inner) === true
  }

  private notTrue(): false | null {
    return this.scene.chance() < 0.7 ? false : null
  }
}
