/** The one suite that every engine passes: rules, writes and values, through the whole request path. */
import { describe } from 'bun:test'
import type { Open } from './house.ts'
import { manyRowsContract } from './many-rows.ts'
import { readContract } from './rules-of-reads.ts'
import { ruleContract } from './rules-of-writes.ts'
import { valueContract } from './values.ts'
import { writeContract } from './writing.ts'

export type { House, Open, Who } from './house.ts'

/** Registers the suite's tests. Each world is opened on a new, empty database, and closed again. */
export function contract(engine: string, open: Open): void {
  describe(`contract: ${engine}`, () => {
    readContract(open)
    ruleContract(open)
    writeContract(open)
    manyRowsContract(open)
    valueContract(open)
  })
}
