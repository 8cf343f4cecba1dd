/** A broken promise inside Offstage itself: answered with 500 and a trace id, never with details. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed'
}

/** States what must hold. Always on: a wrong answer costs more than the check. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailed(message)
}

/** Closes a `switch` over a union: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new AssertionFailed(`unreachable: ${JSON.stringify(value)}`)
}
