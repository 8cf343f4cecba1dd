/** Collects the values of a request, apart from its shape. */
import { type Parameter, refuse } from '../../query/index.ts'

export class Values {
  readonly list: Parameter[] = []
  private filters = 0

  /** Keeps the value; gives the index that the shape knows it by. */
  add(value: Parameter): number {
    this.list.push(value)
    return this.list.length - 1
  }

  /** @throws Refusal when the request has more filters than `max` */
  countFilter(max: number): void {
    this.filters += 1
    if (this.filters > max) throw refuse.tooMany('filters', 'filtersPerRequestMax', max)
  }
}
