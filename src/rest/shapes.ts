/**
 * The statements of the shapes seen lately. A shape is planned, guarded and printed once; asked again, it
 * costs a look-up and the binding of its values. Bounded: a caller who sends endless shapes only pushes out
 * old ones.
 */
import { shapesCachedBytesMax, shapesCachedMax } from '../base/limits.ts'
import type { Shape, Statement } from '../query/index.ts'
import type { Caller } from '../rules/index.ts'

export class Shapes {
  /** In the order of their last use: a map keeps the order of insertion. */
  private readonly statements = new Map<string, Statement>()
  /** Of all keys together: a statement takes several times the room of its shape. */
  private characters = 0
  hits = 0
  misses = 0

  /** The statement of the shape for callers of this role, made by `make` when it is new. */
  statement(shape: Shape, caller: Caller, make: () => Statement): Statement {
    const key = `${caller.role} ${JSON.stringify(shape)}`
    const known = this.statements.get(key)
    if (known !== undefined) {
      this.hits += 1
      this.statements.delete(key)
      this.statements.set(key, known)
      return known
    }
    this.misses += 1
    const made = make()
    this.statements.set(key, made)
    this.characters += key.length
    while (this.statements.size > shapesCachedMax || this.characters > shapesCachedBytesMax)
      this.forgetOldest()
    return made
  }

  get size(): number {
    return this.statements.size
  }

  private forgetOldest(): void {
    const [oldest] = this.statements.keys()
    if (oldest === undefined) return
    this.statements.delete(oldest)
    this.characters -= oldest.length
  }
}
