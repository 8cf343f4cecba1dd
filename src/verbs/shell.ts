/** Where a verb runs: everything that it may ask of the machine, handed in. */
import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'

export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder in which the command was given; absolute. */
  readonly cwd: string
  /** Writes one line of the answer. */
  readonly out: (line: string) => void
  /** Writes one line for the person who watches. */
  readonly err: (line: string) => void
  readonly clock: Clock
  readonly random: Random
  /** What `app.ts` imports from this package, by the name that it uses. */
  readonly packages: Readonly<Record<string, () => Promise<object>>>
}
