/** A printed plan: text, where its values come from, and what it means when it denies. */
import type { Column } from '../../model/index.ts'
import type { Denial, GuardedPlan } from '../../query/index.ts'
import type { Binder } from '../../rules/index.ts'

export interface PostgresStatement {
  readonly plan: GuardedPlan
  readonly text: string
  readonly binders: readonly Binder[]
  /** Columns of the rows that it is given, in their order. */
  readonly given: readonly Column[]
  readonly denials: readonly Denial[]
  /** Reads the rows to send back after a write, where the write cannot return them itself. */
  readonly apart: PostgresStatement | null
}
