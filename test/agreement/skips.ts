/** What one of the engines cannot do by nature, so that it is not asked of them; each with its reason. */
import type { Model, Table } from '../../src/model/index.ts'
import type { Asked } from './case.ts'
import type { Answer } from './houses.ts'

const isCounted = (table: Table) =>
  table.primaryKey.some((name) => table.column.get(name)?.default?.kind === 'identity')

/** Inserts into tables whose next number may not be the same on both sides. */
export class Skips {
  private readonly burnt = new Set<string>()
  /** Whether the last write was done. */
  wrote = true

  constructor(private readonly model: Model) {}

  /** Why the request is left out, or null. */
  reasonFor({ method, table }: Asked): string | null {
    if (method !== 'POST' && method !== 'PUT') return null
    return this.burnt.has(table) ? 'PostgreSQL gives no number back that a row did not get' : null
  }

  /** Takes note of a write that may have used up numbers. */
  note({ method, table, headers }: Asked, status: number): void {
    this.wrote = status < 300
    if (method !== 'POST' && method !== 'PUT') return
    const known = this.model.tables.get(table)
    if (known === undefined || !isCounted(known)) return
    const undone = status >= 400 || /resolution=|tx=rollback/.test(headers.Prefer ?? '')
    if (undone || method === 'PUT') this.burnt.add(table)
  }
}

/** Codes of a value that a cast does not take. */
const CAST = ['22P02', '22003', '22007', '22008', '22023']
/** Codes of a row that may not be written. */
const ROW = ['42501', '23502', '23503', '23505', '23514']

/** Codes of a number of rows that is not the one asked for: some or all of them are not shown. */
const PAGE = ['PGRST103', 'PGRST116']

/** Codes of a number of rows that is looked at once they are written. */
const COUNTED = ['PGRST116', 'PGRST124']

const codeOf = ({ body }: Answer) => /"code":"(\w+)"/.exec(body)?.[1] ?? ''

const sorted = ({ body }: Answer) => [...body].sort().join('')

/** Casts to anything but text, which takes all. */
const casts = ({ params }: Asked) => params.some(({ value }) => /::(?!text)/.test(value))

/** Why two answers may differ, or null where they may not. */
export function mayDiffer(asked: Asked, left: Answer, right: Answer): string | null {
  const [a, b] = [codeOf(left), codeOf(right)]
  if (casts(asked)) {
    if (a === b && CAST.includes(a))
      return 'which of several rows with a value that cannot be cast is told of'
    const other = CAST.includes(a) ? right : CAST.includes(b) ? left : null
    if (other !== null && (other.status < 300 || PAGE.includes(codeOf(other))))
      return 'whether a value is cast in a row that is not shown'
  }
  if (a === '23505' && b === '23505') return 'which of several keys that a row repeats is told of'
  if (asked.method === 'DELETE' && (left.status < 300 || COUNTED.includes(a)) && b === '23503')
    return 'PostgreSQL asks who refers to a row before its other cascades have run'
  const refers = (answer: Answer) => answer.body.includes('update or delete on table')
  if (a === '23503' && b === '23503' && refers(left) !== refers(right))
    return 'whether a row that refers to nothing, or the rows that refer to it, are told of'
  // The order of a spread's rows is asked for where it is read, and not in a write that sends rows back.
  const spreads = asked.params.some(({ name, value }) => name === 'select' && value.includes('...'))
  if (asked.method !== 'GET' && spreads && left.status === right.status && sorted(left) === sorted(right))
    return 'in which order a spread lists rows, where none is asked for'
  const many = asked.body?.kind === 'text' || (asked.body?.kind === 'rows' && asked.body.rows.length > 1)
  if (many && ROW.includes(a) && ROW.includes(b)) return 'which of several rows with a mistake is told of'
  return null
}
