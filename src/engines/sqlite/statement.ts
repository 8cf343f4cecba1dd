/** A printed plan: text, where its values come from, and what it means when it denies. */
import type { Denial, GuardedPlan } from '../../query/index.ts'
import type { Binder } from '../../rules/index.ts'

export interface SqliteStatement {
  readonly plan: GuardedPlan
  readonly text: string
  readonly binders: readonly Binder[]
  readonly denials: readonly Denial[]
  /** Run once for each row of the request: it holds the values of one. */
  readonly byRow: boolean
  /** What its conditions cost at each row, beside a plain visit (`weight.ts`). */
  readonly weight: number
  /**
   * Reads the rows to send back: before a deletion, after another write. Null where the write returns them.
   */
  readonly apart: SqliteStatement | null
}
