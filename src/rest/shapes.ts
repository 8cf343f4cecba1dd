/**
 * The statements of the shapes seen lately. A shape is planned, guarded and printed once; asked again, it
 * costs a look-up and the binding of its values. Bounded: a caller who sends endless shapes only pushes out
 * old ones.
 */
import { shapesCachedBytesMax, shapesCachedMax } from '../base/limits.ts'
import { Recent } from '../base/recent.ts'
import type { Shape, Statement } from '../query/index.ts'
import type { Caller } from '../rules/index.ts'

type OfRoles = Partial<Record<Caller['role'], Statement>>

export class Shapes {
  /** A statement takes several times the room of its shape, whose text is the key. */
  private readonly statements = new Recent<Statement>(shapesCachedMax, shapesCachedBytesMax)
  /** The same, by shapes that the parser gives out again: comparing those needs no text. */
  private readonly known = new WeakMap<Shape, OfRoles>()
  hits = 0
  misses = 0

  /** The statement of the shape for callers of this role, made by `make` when it is new. */
  statement(shape: Shape, caller: Caller, make: () => Statement): Statement {
    const known = this.known.get(shape)?.[caller.role]
    if (known !== undefined) {
      this.hits += 1
      return known
    }
    const statement = this.alike(shape, caller, make)
    this.known.set(shape, { ...this.known.get(shape), [caller.role]: statement })
    return statement
  }

  get size(): number {
    return this.statements.size
  }

  private alike(shape: Shape, caller: Caller, make: () => Statement): Statement {
    const key = `${caller.role} ${JSON.stringify(shape)}`
    const alike = this.statements.get(key)
    if (alike !== undefined) {
      this.hits += 1
      return alike
    }
    this.misses += 1
    const made = make()
    this.statements.set(key, made)
    return made
  }
}
