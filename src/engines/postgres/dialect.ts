/** What PostgreSQL writes in its own way. */

import { assert } from '../../base/assert.ts'
import type { Column } from '../../model/index.ts'
import { type Binder, type Dialect, raw, type Sql, sql, typeOf as typeOfTerm } from '../../rules/index.ts'
import { printCast } from './cast.ts'
import { searchColumn } from './search-names.ts'
import { bound, operandTypeOf, quoteText, typeOf } from './storage.ts'

/** A name in double quotes. Names come from the model, which allows letters, digits and underscores. */
export function quoteName(name: string): string {
  assert(/^[A-Za-z_][A-Za-z0-9_]*$/.test(name), `${name} is a plain name`)
  return `"${name}"`
}

const OPERATORS = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=', like: 'like' } as const

export const dialect: Dialect = {
  name: quoteName,

  bound: (binder, type) => bound(binder, operandTypeOf(type)),

  // One parameter, whatever the number of values: `in` lists of any length share a statement.
  within(value, type, list) {
    if (type.kind !== 'array') return sql`(${value} = any(${bound(list, `${operandTypeOf(type)}[]`)}))`
    // An array of arrays is a matrix to PostgreSQL: these travel as texts.
    const item = raw(`_offstage_item::${operandTypeOf(type)}`)
    return sql`(${value} in (select ${item} from unnest(${bound(list, 'text[]')}) _offstage_item))`
  },

  // Texts inside of JSON are ordered by the database's own collation, which may be any.
  comparable: (value, type) => (type.kind === 'json' ? sql`offstage.json_key(${value})` : value),

  match(op, value, pattern) {
    const text = 'parts' in pattern ? pattern : bound(pattern, 'text')
    // Only `like` means the same everywhere; the others are translated to regular expressions when bound.
    return sql`(${value} ${raw(op === 'like' ? 'like' : '~')} ${text})`
  },

  quantified({ op, quantifier, term }, value, list) {
    const type = typeOfTerm(term)
    const operator = op in OPERATORS ? OPERATORS[op as keyof typeof OPERATORS] : '~'
    if (type.kind !== 'array') {
      const values = bound(list, `${operandTypeOf(type)}[]`)
      return sql`(${value} ${raw(`${operator} ${quantifier}`)}(${values}))`
    }
    const item = raw(`_offstage_item::${operandTypeOf(type)}`)
    const items = sql`select ${item} from unnest(${bound(list, 'text[]')}) _offstage_item`
    return sql`(${value} ${raw(`${operator} ${quantifier}`)}(${items}))`
  },

  contains(op, left, right) {
    return sql`(${left} ${raw(op === 'cs' ? '@>' : op === 'cd' ? '<@' : '&&')} ${right})`
  },

  // The cast keeps an array that is looked up from being taken for the rows of a query.
  member: (value, array, type) => sql`(${value} = any((${array})${raw(`::${operandTypeOf(type)}`)}))`,

  json(value, path, text, type) {
    const steps = path.map((step, index) => {
      const last = text && index === path.length - 1
      return `${last ? '->>' : '->'}${typeof step === 'number' ? `(${step})` : quoteText(step)}`
    })
    const document = type.kind === 'json' ? value : sql`to_jsonb(${value})`
    const found = sql`(${document}${raw(steps.join(''))})`
    return text ? sql`(${found} collate "C")` : found
  },

  cast: printCast,

  search(search, row) {
    const query = bind({ kind: 'search', as: 'match', search })
    return sql`(${row(searchColumn(search.language))} @@ ${query}::tsquery)`
  },

  rank(search, row) {
    const words = bound({ kind: 'search', as: 'key', search }, 'jsonb')
    return sql`offstage.search_rank(${row(searchColumn(search.language))},${words})`
  },
}

/** A binder that stands alone as SQL. */
export function bind(binder: Binder): Sql {
  return { parts: [binder] }
}

/** One column of the rows of a request. PostgreSQL's arrays of arrays are matrices: these travel as texts. */
export function arrayOf(column: Column): Sql {
  const type = column.type.kind === 'array' ? 'text[]' : `${typeOf(column.type)}[]`
  return bound({ kind: 'rows', columns: [column] }, type)
}
