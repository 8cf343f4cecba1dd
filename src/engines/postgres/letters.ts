/** Which characters are one letter in upper and lower case, by Unicode alone: no locale is asked. */
import { fold } from '../../rules/index.ts'

/** No letter with two cases lies beyond. */
const casedPointsMax = 0x1f000

type Alike = ReadonlyMap<string, readonly string[]>

function groupsBy(key: (point: string) => string): Alike {
  const groups = new Map<string, string[]>()
  for (let code = 0; code < casedPointsMax; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    const point = String.fromCodePoint(code)
    const group = key(point)
    const known = groups.get(group)
    if (known === undefined) groups.set(group, [point])
    else known.push(point)
  }
  for (const [group, [only, other]] of groups) if (only === group && other === undefined) groups.delete(group)
  return groups
}

const kept: { folded: Alike | null; cased: Alike | null } = { folded: null, cased: null }

/** Every character that `ilike` takes for this one: those that lower case makes the same. */
export function foldedAlike(point: string): readonly string[] {
  kept.folded ??= groupsBy(fold)
  const folded = fold(point)
  return kept.folded.get(folded) ?? [folded]
}

/** Every character that RE2 takes for this one where case is ignored: Unicode's simple folding. */
export function casedAlike(point: string): readonly string[] {
  kept.cased ??= groupsBy(simpleFold)
  return kept.cased.get(simpleFold(point)) ?? [point]
}

/** Every character that has another case. */
export function casedPoints(): readonly string[] {
  kept.cased ??= groupsBy(simpleFold)
  return [...kept.cased.values()].flat()
}

/** Up and down again, as far as one character stays one. The dotless i is no i to Unicode's folding. */
function simpleFold(point: string): string {
  if (point === 'ı') return point
  return single(single(point, point.toUpperCase()), single(point, point.toUpperCase()).toLowerCase())
}

const single = (point: string, changed: string) => ([...changed].length === 1 ? changed : point)
