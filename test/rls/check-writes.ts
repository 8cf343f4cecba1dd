/**
 * A caller's write succeeds where the verdict in memory lets the API do it, and writes as many rows. Once,
 * PostgreSQL is stricter: an update whose condition reads the table must leave a row that may be read.
 */
import { effectOf } from '../rules/answer-write.ts'
import { allows, type Stage } from '../rules/judge.ts'
import { type Row, tableOf } from '../rules/spec.ts'
import type { FilterSpec, WriteSpec } from '../rules/spec-request.ts'
import { toJson } from '../rules/values.ts'
import { type Caller, listOf, quoted, type RlsStage, valuesOf, type Written } from './stage.ts'

/** What was seen of the writes: a run in which none was allowed, or none refused, proves nothing. */
export interface Tally {
  done: number
  refused: number
}

/** In words what differs; null where nothing does. */
export async function checkWrite(
  rls: RlsStage,
  stage: Stage,
  caller: Caller,
  write: WriteSpec,
  tally: Tally,
): Promise<string | null> {
  const expected = expectedOf(stage, write)
  const statement = sayWrite(stage, write)
  const got = await rls.write(caller, statement)
  tally[expected === null || expected === 0 ? 'refused' : 'done'] += 1
  if ('rows' in got ? got.rows === expected : expected === null) return null
  if (write.does === 'delete' && 'code' in got && got.code === '23503') {
    // Which of many cascades comes first, PostgreSQL decides for everybody alike.
    const free = await rls.write({ role: 'service_role', claims: {} }, statement)
    if ('code' in free && free.code === got.code) return null
  }
  return `${statement}\nexpected: ${expected === null ? 'refused' : `${expected} rows`}, got: ${said(got)}`
}

const said = (got: Written) => ('rows' in got ? `${got.rows} rows` : `${got.code} ${got.message}`)

/** The rows written; null where the write is refused. */
function expectedOf(stage: Stage, write: WriteSpec): number | null {
  const effect = effectOf(stage, write, stage.state)
  if (!effect.done) return null
  const { access } = tableOf(stage.model, write.table)
  const stays = (row: Row) => allows(stage, write.table, access.read, row)
  return write.does === 'update' && !effect.rows.every(stays) ? null : effect.rows.length
}

function sayWrite({ model }: Stage, write: WriteSpec): string {
  const table = tableOf(model, write.table)
  const name = `public.${quoted(table.name)}`
  if (write.does === 'insert') {
    const [row = {}] = write.rows
    return `insert into ${name} (${listOf(Object.keys(row))}) ${valuesOf(table, row)}`
  }
  const where = write.filters.map((filter) => sayFilter(filter)).join(' and ')
  if (write.does === 'delete') return `delete from ${name} t where ${where}`
  const set = Object.keys(write.set)
  const values = set.map((column) => `one.${quoted(column)}`).join(', ')
  return `update ${name} t set (${listOf(set)}) = row(${values})
  from (${valuesOf(table, write.set)}) one where ${where}`
}

function sayFilter(filter: FilterSpec): string {
  if (filter.is !== 'filter') throw new Error('a row is named by its key')
  const value = toJson(filter.value ?? null).replace(/^"|"$/g, '')
  return `t.${quoted(filter.column)} = '${value}'`
}
