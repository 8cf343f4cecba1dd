/** Order by fractions: moving a song changes one row, however long the list is. */

/** Below this gap two positions are too close to put a third between them, and the list is numbered anew. */
const GAP_MIN = 1e-6

/** The position that puts entry `from` at place `to`: in the middle of its new neighbours. Null when they touch. */
export function between(
  entries: readonly { readonly position: number }[],
  from: number,
  to: number,
): number | null {
  const others = entries.filter((_, i) => i !== from).map((entry) => entry.position)
  const before = others[to - 1]
  const after = others[to]
  if (before === undefined) return (after ?? 1) - 1
  if (after === undefined) return before + 1
  return after - before < GAP_MIN ? null : (before + after) / 2
}
