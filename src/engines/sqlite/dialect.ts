/** What SQLite writes in its own way. */
import { assert } from '../../base/assert.ts'
import type { ColumnType } from '../../model/index.ts'

import { type Binder, type Dialect, joinSql, raw, type Sql, sql, typeOf } from '../../rules/index.ts'
import { printCast } from './cast.ts'
import { searchTable } from './search-names.ts'
import { fromJson, jsonPieces } from './storage.ts'

/** A name in double quotes. Names come from the model, which allows letters, digits and underscores. */
export function quoteName(name: string): string {
  assert(/^[A-Za-z_][A-Za-z0-9_]*$/.test(name), `${name} is a plain name`)
  return `"${name}"`
}

/** Text in single quotes, for what Offstage itself puts into SQL: keys of JSON objects. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

const comparable = (value: Sql, type: ColumnType) => {
  if (type.kind === 'json') return sql`offstage_json_key(${value})`
  return type.kind === 'array' ? sql`offstage_array_key(${value})` : value
}

export const dialect: Dialect = {
  name: quoteName,

  bound: (binder) => ({ parts: [binder] }),

  // One JSON parameter, whatever the number of values: `in` lists of any length share a statement.
  within: (value, type, list) => {
    const item = raw(fromJson(type, 'value'))
    const [left, right] = [comparable(value, type), comparable(item, type)]
    return sql`(${left} in (select ${right} from json_each(${list})))`
  },

  comparable,

  match(op, value, pattern) {
    const right = 'parts' in pattern ? pattern : ({ parts: [pattern] } as Sql)
    switch (op) {
      case 'like':
        return printLike(value, pattern)
      case 'ilike':
        return printIlike(value, pattern)
      case 'match':
        return sql`offstage_match(${value},${right},0)`
      case 'imatch':
        return sql`offstage_match(${value},${right},1)`
    }
  },

  quantified(expr, value, list) {
    // A list that one may be equal to is looked up as a whole.
    if (expr.op === 'eq' && expr.quantifier === 'any') return dialect.within(value, typeOf(expr.term), list)
    const holds = quantifiedTest(expr.op, value, typeOf(expr.term))
    const has = (test: Sql) => sql`exists (select 1 from json_each(${list}) as _offstage_item where ${test})`
    // Three-valued, as PostgreSQL's ANY and ALL: unknown when nothing decides and something was unknown.
    const [any, unknown] = [expr.quantifier === 'any', has(sql`(${holds}) is null`)]
    const [decided, otherwise] = any ? [raw('true'), raw('false')] : [raw('false'), raw('true')]
    const decides = any ? has(holds) : has(sql`not (${holds})`)
    return sql`(case when ${decides} then ${decided} when ${unknown} then null else ${otherwise} end)`
  },

  contains(op, left, right, type) {
    if (type.kind === 'json') {
      const [outer, inner] = op === 'cs' ? [left, right] : [right, left]
      return sql`offstage_json_contains(${outer},${inner})`
    }
    if (op === 'ov') {
      return sql`offstage_array_overlaps(${left},${right})`
    }
    const [outer, inner] = op === 'cs' ? [left, right] : [right, left]
    return sql`offstage_array_contains(${outer},${inner})`
  },

  member(value, array, type) {
    const of = type.kind === 'array' ? type.of : type
    return sql`offstage_member(concat(${joinSql(jsonPieces(of, value, true), ',')}),${array})`
  },

  json(value, path, text) {
    const steps = joinSql(
      path.map((step) => raw(typeof step === 'number' ? String(step) : quoteText(step))),
      ',',
    )
    return sql`offstage_json_path(${value},${raw(text ? '1' : '0')},${steps})`
  },

  cast: printCast,

  // The index finds rows by their number; their text is only read where it cannot tell.
  search(search, row, texts) {
    const index = quoteName(searchTable(search.columns[0]?.table ?? ''))
    const bound = (as: 'match' | 'exact' | 'key') => bind({ kind: 'search', as, search })
    const rows = sql`select rowid from ${raw(`${index} where ${index}`)} match ${bound('match')}`
    const fits = sql`offstage_search(${bound('key')},${joinSql(texts, ',')})`
    return sql`(${row('_rowid_')} in (${rows}) and (${bound('exact')} or ${fits}))`
  },

  rank: (search, _row, texts) =>
    sql`offstage_search_rank(${bind({ kind: 'search', as: 'key', search })},${joinSql(texts, ',')})`,
}

/**
 * GLOB is case-sensitive and can use an index; the pattern is translated when it is bound. Of a long one only
 * the beginning is, and our own function, which counts its steps, looks at what that lets through.
 */
function printLike(value: Sql, pattern: Binder | Sql): Sql {
  if ('parts' in pattern || pattern.kind !== 'pattern') {
    return sql`offstage_like(${value},${'parts' in pattern ? pattern : bind(pattern)})`
  }
  const [short, whole] = [bind({ ...pattern, op: 'short' }), bind({ ...pattern, op: 'as it is' })]
  return sql`(${value} glob ${pattern} and (${short} or offstage_like(${value},${whole})))`
}

/** SQLite's own LIKE where the pattern allows it: ten times faster than a function of ours. */
function printIlike(value: Sql, pattern: Binder | Sql): Sql {
  if ('parts' in pattern || pattern.kind !== 'pattern') {
    return sql`offstage_ilike(${value},${'parts' in pattern ? pattern : bind(pattern)})`
  }
  const plain = bind({ ...pattern, op: 'plain' })
  const wide = bind({ ...pattern, op: 'wide' })
  const slow = sql`(${value} like ${wide} escape '\\' and offstage_ilike(${value},${pattern}))`
  return sql`(case when ${plain} then ${value} like ${pattern} escape '\\' else ${slow} end)`
}

function quantifiedTest(op: string, value: Sql, type: ColumnType): Sql {
  const operators: Record<string, string> = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' }
  const operator = operators[op]
  if (operator !== undefined) {
    const item = raw(fromJson(type, '_offstage_item.value'))
    return sql`${comparable(value, type)} ${raw(operator)} ${comparable(item, type)}`
  }
  if (op === 'like' || op === 'ilike') return sql`${raw(`offstage_${op}`)}(${value},_offstage_item.value)`
  return sql`offstage_match(${value},_offstage_item.value,${raw(op === 'match' ? '0' : '1')})`
}

/** A binder that stands alone as SQL. */
export function bind(binder: Binder): Sql {
  return { parts: [binder] }
}
