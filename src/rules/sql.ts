/**
 * SQL text with its binders: the text never holds a value, so one text serves every request of a shape. Parts
 * are joined with the dialect's placeholders once, when the statement is complete.
 */
import type { Column, ColumnType, Value } from '../model/index.ts'
import type { Search } from './expr.ts'

/** Where the value of a placeholder comes from when the statement runs. */
export type Binder =
  /** A constant of the model or of the plan. */
  | { readonly kind: 'constant'; readonly type: ColumnType; readonly value: Value }
  | { readonly kind: 'constants'; readonly type: ColumnType; readonly values: readonly Value[] }
  /** Text (or a list of texts) number `index` of the request, read as `type`. */
  | { readonly kind: 'parameter'; readonly index: number; readonly type: ColumnType }
  | {
      readonly kind: 'parameters'
      readonly index: number
      readonly type: ColumnType
      /** The texts are patterns of this operator, and must be ones. */
      readonly patterns?: string
    }
  /** A pattern of `like`, `ilike`, `match` from the request or the model, translated by the dialect. */
  | { readonly kind: 'pattern'; readonly op: string; readonly source: Binder }
  /**
   * A search query from the request. `match`: as the engine's index reads it; `exact`: whether the index
   * alone tells what matches; `key`: as the functions read it that look at a row's text.
   */
  | { readonly kind: 'search'; readonly as: 'match' | 'exact' | 'key'; readonly search: Search }
  | { readonly kind: 'caller'; readonly claim: readonly string[]; readonly type: ColumnType }
  | { readonly kind: 'callers'; readonly claim: readonly string[]; readonly type: ColumnType }
  /** Whether the caller has one of these roles. */
  | { readonly kind: 'role'; readonly anyOf: readonly string[] }
  /** The value of `column` in the one row being written. */
  | { readonly kind: 'written'; readonly column: Column }
  /** All rows being written, as one JSON array of arrays in the order of `columns`. */
  | { readonly kind: 'rows'; readonly columns: readonly Column[] }
  /** A number of the request that is not a column's value: limit, offset. */
  | {
      readonly kind: 'count'
      readonly of: 'limit' | 'offset'
      readonly index: number | null
      readonly max: number
    }

export interface Sql {
  readonly parts: readonly (string | Binder)[]
}

/** A template of SQL: interpolations are other pieces or binders, never plain text. */
export function sql(strings: TemplateStringsArray, ...values: readonly (Sql | Binder)[]): Sql {
  const parts: (string | Binder)[] = []
  strings.forEach((text, index) => {
    push(parts, text)
    const value = values[index]
    if (value === undefined) return
    if ('parts' in value) for (const part of value.parts) push(parts, part)
    else parts.push(value)
  })
  return { parts }
}

/** Text that Offstage itself wrote: keywords, quoted names, numbers of its own. Never a caller's. */
export function raw(text: string): Sql {
  return { parts: [text] }
}

export function joinSql(pieces: readonly Sql[], separator: string): Sql {
  const parts: (string | Binder)[] = []
  pieces.forEach((piece, index) => {
    if (index > 0) push(parts, separator)
    for (const part of piece.parts) push(parts, part)
  })
  return { parts }
}

/** The finished text and its binders in the order of their placeholders. */
export function finish(
  piece: Sql,
  placeholder: (position: number) => string,
): { text: string; binders: Binder[] } {
  const binders: Binder[] = []
  let text = ''
  for (const part of piece.parts) {
    if (typeof part === 'string') text += part
    else {
      binders.push(part)
      text += placeholder(binders.length)
    }
  }
  return { text, binders }
}

function push(parts: (string | Binder)[], part: string | Binder): void {
  const last = parts.length - 1
  const before = parts[last]
  if (typeof part === 'string' && typeof before === 'string') parts[last] = before + part
  else if (part !== '') parts.push(part)
}
