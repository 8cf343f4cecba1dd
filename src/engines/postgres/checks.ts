/** A model's `.check()`s as SQL for the schema: bare column names, constants in place. */
import type { Model } from '../../model/index.ts'
import { type Binder, printExpr, raw, rulesOf, Scope } from '../../rules/index.ts'
import type { CheckSchema } from '../../schema/index.ts'
import { dialect, quoteName } from './dialect.ts'
import { translatePattern } from './pattern.ts'
import { encode, encodeList, quoteText } from './storage.ts'

/** The checks of each table that has any. */
export function printChecks(model: Model): ReadonlyMap<string, readonly CheckSchema[]> {
  const printed = new Map<string, readonly CheckSchema[]>()
  const scope = new Scope(dialect).withRow('row', (column) => raw(quoteName(column)))
  for (const [table, { checks }] of rulesOf(model)) {
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
  if (binder.kind === 'constant') return textOrNull(encode(binder.type, binder.value))
  if (binder.kind === 'constants') return quoteText(encodeList(binder.type, binder.values))
  if (binder.kind === 'pattern' && binder.source.kind === 'constant') {
    const pattern = String(binder.source.value)
    return quoteText(binder.op === 'like' ? pattern : translatePattern(binder.op, pattern))
  }
  throw new Error(`a check cannot bind ${binder.kind}`)
}

const textOrNull = (text: string | null) => (text === null ? 'null' : quoteText(text))
