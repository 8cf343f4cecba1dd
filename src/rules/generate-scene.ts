import { Refusal } from '../base/errors.ts'
import type { Table } from '../model/index.ts'
import type { Caller } from './caller.ts'
import { evaluate, type Facts } from './evaluate.ts'
import type { Expr, RowName } from './expr.ts'
import type { DraftRow, World } from './generate-world.ts'
import type { Chance } from './sample-pattern.ts'

/** A row that a name stands for, with its table. */
export interface Bound {
  readonly table: Table
  readonly row: DraftRow
}

export type Bindings = Readonly<Record<RowName, Bound>>

/** The rows under construction, who asks about them, and the chance that shapes them. */
export class Scene {
  constructor(
    readonly world: World,
    readonly chance: Chance,
    readonly caller: Caller,
    readonly parameters: Facts['parameters'],
  ) {}

  facts(bindings: Bindings): Facts {
    const rows = Object.fromEntries(Object.entries(bindings).map(([name, bound]) => [name, bound.row]))
    return { rows, related: this.world.related, caller: this.caller, parameters: this.parameters }
  }

  /** Undefined when the expression cannot be evaluated: a cast or a pattern that is refused. */
  truth(expr: Expr, bindings: Bindings): boolean | null | undefined {
    try {
      return evaluate(expr, this.facts(bindings))
    } catch (error) {
      if (error instanceof Refusal) return undefined
      throw error
    }
  }

  shuffled<T>(items: readonly T[]): T[] {
    const drawn = items.map((item) => ({ item, at: this.chance() }))
    return drawn.sort((a, b) => a.at - b.at).map(({ item }) => item)
  }
}
