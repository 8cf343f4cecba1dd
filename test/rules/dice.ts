/** Chance for making cases: the same seed, the same case. */
import { seededRandom } from '../../src/base/random.ts'

export class Dice {
  private readonly fraction: () => number
  private marks = 0

  constructor(seed: number) {
    this.fraction = seededRandom(seed).fraction
  }

  /** A whole number from 0 up to, but not including, `below`. */
  below(below: number): number {
    return Math.floor(this.fraction() * below)
  }

  /** A whole number from `min` to `max`, both possible. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1)
  }

  /** True so many times in a hundred. */
  chance(percent: number): boolean {
    return this.fraction() * 100 < percent
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }

  /** Some of them, at most `max`, in their order. */
  some<T>(from: readonly T[], max: number): T[] {
    const left = [...from]
    while (left.length > max || (left.length > 0 && this.chance(30))) left.splice(this.below(left.length), 1)
    return left
  }

  /** A text that no other cell of the case holds. */
  mark(): string {
    this.marks += 1
    return `mk${String(this.marks).padStart(4, '0')}z`
  }

  /** An id that no other cell of the case holds. */
  uuid(): string {
    this.marks += 1
    const tail = String(this.marks).padStart(4, '0')
    const head = this.below(2 ** 31)
      .toString(16)
      .padStart(8, '0')
    return `${head}-0000-4000-8000-00000000${tail}`
  }
}
