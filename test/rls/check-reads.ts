/** What a caller's `select` gives is what the verdict in memory says the API would show. */
import { type Stage, viewOf } from '../rules/judge.ts'
import type { Row, TableSpec } from '../rules/spec.ts'
import { sameCell, toJson } from '../rules/values.ts'
import { type Caller, listOf, quoted, type RlsStage } from './stage.ts'

/** In words what differs; null where nothing does. */
export async function checkReads(rls: RlsStage, stage: Stage, caller: Caller): Promise<string | null> {
  const view = viewOf(stage)
  for (const table of stage.model.tables) {
    const expected = view[table.name] ?? null
    const shown = table.columns.filter((column) => !column.hidden)
    const open = shown.filter(({ read }) => read === null || (read.is === 'constant' && read.value))
    const everything = await ask(rls, caller, `select * from api.${quoted(table.name)}`)
    const plain = await ask(
      rls,
      caller,
      `select ${listOf(open.map(({ name }) => name))} from public.${quoted(table.name)}`,
    )
    const own =
      expected?.map((row) =>
        only(
          row,
          open.map(({ name }) => name),
        ),
      ) ?? null
    const wrong =
      differs(table, expected, everything, `api.${table.name}`) ?? differs(table, own, plain, table.name)
    if (wrong !== null) return wrong
    const secret = table.columns.filter((column) => !open.includes(column))
    for (const { name } of secret) {
      const got = await ask(rls, caller, `select ${quoted(name)} from public.${quoted(table.name)}`)
      if (got !== null) return `${table.name}.${name} is read from the table itself`
    }
  }
  return null
}

/** The rows; null where the caller may not ask. */
async function ask(rls: RlsStage, caller: Caller, query: string): Promise<readonly Row[] | null> {
  try {
    return await rls.rows(caller, query)
  } catch (error) {
    // There is no view of a table that nobody reads.
    const { errno } = error as { errno?: string }
    if (errno === '42501' || errno === '42P01') return null
    throw error
  }
}

const only = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.map((name) => [name, row[name] ?? null]))

function differs(
  table: TableSpec,
  expected: readonly Row[] | null,
  got: readonly Row[] | null,
  of: string,
): string | null {
  const left = [...(got ?? [])]
  const missing = (expected ?? []).filter((row) => {
    const at = left.findIndex((other) => same(table, row, other))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  if ((got === null) === (expected === null) && missing.length === 0 && left.length === 0) return null
  const said = (rows: readonly Row[]) => rows.map((row) => `\n  ${toJson(row)}`).join('')
  if (expected === null || got === null)
    return `select of ${of}: ${got === null ? 'refused' : 'answered'}, but it should not be`
  return `select of ${of}\nmissing:${said(missing)}\ntoo many:${said(left)}`
}

function same(table: TableSpec, a: Row, b: Row): boolean {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const kind = table.columns.find((column) => column.name === name)?.kind ?? 'text'
      return sameCell(kind, a[name] ?? null, b[name] ?? null)
    })
  )
}
