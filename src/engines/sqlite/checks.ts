/** A model's `.check()`s as SQL for the schema: bare column names, constants in place. */
import { assert } from '../../base/assert.ts'
import type { Model } from '../../model/index.ts'
import { type Binder, type Dialect, printExpr, raw, rulesOf, Scope, sql } from '../../rules/index.ts'
import type { CheckSchema } from '../../schema/index.ts'
import { dialect, quoteName, quoteText } from './dialect.ts'
import { isPlainPattern, likeToGlob, widePattern } from './pattern.ts'
import { encodeOperand, type Stored } from './storage.ts'

/** A schema's conditions may hold no subquery, so a list of constants stands in them as it is. */
const checkDialect: Dialect = {
  ...dialect,
  within(value, type, list) {
    assert(list.kind === 'constants', 'a check has constants alone')
    const items = list.values.map((item) => literal(encodeOperand(type, item)))
    return items.length === 0 ? raw('false') : sql`(${value} in (${raw(items.join(', '))}))`
  },
}

/** The checks of each table that has any. */
export function printChecks(model: Model): ReadonlyMap<string, readonly CheckSchema[]> {
  const printed = new Map<string, readonly CheckSchema[]>()
  for (const [table, { checks }] of rulesOf(model)) {
    const scope = new Scope(checkDialect).withRow('row', (column) => raw(quoteName(column)))
    const sqls = checks.map(({ name, expr }) => {
      const parts = printExpr(expr, scope).parts.map((part) =>
        typeof part === 'string' ? part : inPlace(part),
      )
      return { name, sql: parts.join('') }
    })
    if (sqls.length > 0) printed.set(table, sqls)
  }
  return printed
}

/**
 * A schema has no placeholders. What a check binds are constants of the model; `rules/compile.ts` made sure.
 */
function inPlace(binder: Binder): string {
  if (binder.kind === 'constant') return literal(encodeOperand(binder.type, binder.value))
  if (binder.kind === 'constants') {
    const values = binder.values.map((value) => literal(encodeOperand(binder.type, value)))
    return quoteText(
      `[${values.map((value) => (value.startsWith("'") ? JSON.stringify(value.slice(1, -1)) : value))}]`,
    )
  }
  if (binder.kind === 'pattern' && binder.source.kind === 'constant') {
    const pattern = String(binder.source.value)
    if (binder.op === 'plain') return isPlainPattern(pattern) ? '1' : '0'
    if (binder.op === 'wide') return quoteText(widePattern(pattern))
    return quoteText(binder.op === 'like' ? likeToGlob(pattern) : pattern)
  }
  throw new Error(`a check cannot bind ${binder.kind}`)
}

function literal(stored: Stored): string {
  if (stored === null) return 'null'
  if (stored instanceof Uint8Array) return `x'${Buffer.from(stored).toString('hex')}'`
  return typeof stored === 'string' ? quoteText(stored) : String(stored)
}
