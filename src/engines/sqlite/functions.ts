/**
 * The SQL functions that Offstage adds to SQLite: what its own functions cannot do as PostgreSQL does it.
 * Each is called for single rows of a statement; none reads or changes the database.
 */
import type { Database } from 'bun:sqlite'
import { writeJson } from '../../model/index.ts'
import {
  jsonContains,
  jsonPath,
  matchesLike,
  matchesPattern,
  matchesSearch,
  parseSearchKey,
  rankSearch,
  type SearchQuery,
} from '../../rules/index.ts'
import { castStored } from './cast.ts'
import { decodeDecimal } from './decimal.ts'
import { arrayContains, arrayKey, arrayOverlaps, jsonKey, memberOf } from './json-key.ts'
import { addTo, averageOf, startTotal, sumOf } from './numeric.ts'

/** What a running statement noted on its way: which check failed, and how many rows a merge changed. */
export interface Signals {
  /** Index of the denial in the statement, and the value it is about. */
  denied: { readonly index: number; readonly value: unknown } | null
  updated: number
}

/** Thrown inside SQLite to end a statement; what it means stands in `Signals.denied`. */
export class Denied extends Error {
  override readonly name = 'Denied'
}

type Register = (
  name: string,
  options: { deterministic?: boolean; varargs?: boolean },
  run: (...args: never[]) => unknown,
) => void

/** Adds the functions to a connection; gives the signals that they leave. */
export function addFunctions(db: Database): Signals {
  const signals: Signals = { denied: null, updated: 0 }
  const register = (db as unknown as { function: Register }).function.bind(db)
  const pure = { deterministic: true }

  register('offstage_deny', {}, (index: number, value: unknown) => {
    signals.denied = { index: Number(index), value }
    throw new Denied(`denied by check ${index}`)
  })
  register('offstage_touch', {}, () => {
    signals.updated += 1
    return 1
  })
  register('offstage_float', pure, (value: number | null) => writeJson({ kind: 'float' }, value))
  register('offstage_decimal', pure, (precision: number, scale: number, stored: string | null) =>
    stored === null ? null : decodeDecimal(Number(precision), Number(scale), stored),
  )
  register('offstage_like', pure, (text: string | null, pattern: string | null) =>
    text === null || pattern === null ? null : Number(matchesLike(text, pattern, false)),
  )
  register('offstage_ilike', pure, (text: string | null, pattern: string | null) =>
    text === null || pattern === null ? null : Number(matchesLike(text, pattern, true)),
  )
  register('offstage_match', pure, (text: string | null, pattern: string | null, insensitive: number) =>
    text === null || pattern === null
      ? null
      : Number(matchesPattern(text, pattern, Number(insensitive) === 1)),
  )
  register('offstage_json_contains', pure, (outer: string | null, inner: string | null) =>
    outer === null || inner === null ? null : Number(jsonContains(outer, inner)),
  )
  register('offstage_array_contains', pure, (outer: string | null, inner: string | null) =>
    outer === null || inner === null ? null : Number(arrayContains(outer, inner)),
  )
  register('offstage_array_overlaps', pure, (left: string | null, right: string | null) =>
    left === null || right === null ? null : Number(arrayOverlaps(left, right)),
  )
  register('offstage_member', pure, (item: string, array: string | null) => memberOf(item, array))
  register('offstage_array_key', pure, (json: string | null) => (json === null ? null : arrayKey(json)))
  register('offstage_json_key', pure, (json: string | null) => (json === null ? null : jsonKey(json)))
  register(
    'offstage_json_path',
    { ...pure, varargs: true },
    (value: string | null, text: number, ...path: never[]) =>
      value === null ? null : jsonPath(value, path, Number(text) === 1),
  )
  register('offstage_cast', pure, castStored as (...args: never[]) => unknown)
  const search =
    (run: (query: SearchQuery, texts: readonly (string | null)[]) => boolean | number | null) =>
    (key: string, ...texts: (string | null)[]) => {
      const found = run(parseSearchKey(key), texts)
      return found === null ? null : Number(found)
    }
  const many = { ...pure, varargs: true }
  register('offstage_search', many, search(matchesSearch) as (...args: never[]) => unknown)
  register('offstage_search_rank', many, search(rankSearch) as (...args: never[]) => unknown)
  db.aggregate('offstage_sum', { start: startTotal, step: addTo, result: sumOf })
  db.aggregate('offstage_avg', { start: startTotal, step: addTo, result: averageOf })
  return signals
}
