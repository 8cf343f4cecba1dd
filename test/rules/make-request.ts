/** Random requests over every path of the data API. */
import type { Dice } from './dice.ts'
import type { Without } from './make-model.ts'
import { ReadMaker } from './make-read.ts'
import { WriteMaker } from './make-write.ts'
import type { ModelSpec, State, TableSpec } from './spec.ts'
import type { Media, ReadRequest, RequestSpec } from './spec-request.ts'

export class RequestMaker {
  private readonly reads: ReadMaker
  private readonly writes: WriteMaker

  constructor(
    private readonly dice: Dice,
    private readonly model: ModelSpec,
    state: State,
    without: Without,
  ) {
    this.reads = new ReadMaker(dice, model, state, without)
    this.writes = new WriteMaker(dice, state, this.reads)
  }

  request(): RequestSpec {
    const roll = this.dice.below(100)
    if (roll < 2) return { does: 'describe' }
    if (roll < 54) return this.read()
    if (roll < 73) return this.writes.insert(this.table())
    return roll < 88 ? this.writes.update(this.table()) : this.writes.remove(this.table())
  }

  private table(): TableSpec {
    return this.dice.pick(this.model.tables)
  }

  private read(): ReadRequest {
    const { dice } = this
    const read = this.reads.top(this.table())
    const roll = dice.below(100)
    const media: Media =
      roll < 76 ? 'json' : roll < 84 ? 'object' : roll < 90 ? 'csv' : roll < 95 ? 'stripped' : 'plan'
    const count = dice.chance(45) ? dice.pick(['exact', 'exact', 'planned', 'estimated'] as const) : null
    return { does: 'read', read, count, head: dice.chance(6), media }
  }
}
