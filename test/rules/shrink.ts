/** Makes a failing case smaller, one part after the other, as long as it fails in the same way. */
import type { Failure } from './check-case.ts'
import { smallerRequests } from './shrink-request.ts'
import type { ColumnSpec, ModelSpec, RuleSpec, State, TableSpec } from './spec.ts'
import type { CaseSpec } from './spec-request.ts'
import { sightOf } from './worlds.ts'

type Check = (one: CaseSpec) => Promise<Failure | null>

/** Checks made at most: a case is to be read, not to be minimal. */
const CHECKS_MAX = 1500

export async function shrink(
  found: CaseSpec,
  failure: Failure,
  check: Check,
): Promise<{ one: CaseSpec; failure: Failure }> {
  let best = { one: found, failure }
  let checks = 0
  /**
   * Where the last success was: what came before it has just been tried, and is tried again when the rest is
   * done.
   */
  let from = 0
  for (let again = true; again; ) {
    again = false
    let at = 0
    for (const smaller of smallerCases(best.one)) {
      at += 1
      if (at <= from || checks >= CHECKS_MAX) continue
      checks += 1
      const still = await tried(smaller, check)
      if (still === null || wayOf(still) !== wayOf(failure)) continue
      best = { one: smaller, failure: still }
      again = true
      break
    }
    const begun = from
    from = again ? at - 1 : 0
    if (!again && begun > 0 && checks < CHECKS_MAX) again = true
  }
  return best
}

/** How a case failed, in so many words that another failure says others. */
function wayOf({ law, expected, got }: Failure): string {
  return [law, expected.slice(0, 13), got.slice(0, 3)].join()
}

async function tried(one: CaseSpec, check: Check): Promise<Failure | null> {
  try {
    if (
      one.other !== null &&
      sightOf(one.model, one.rows, one.caller) !== sightOf(one.model, one.other, one.caller)
    )
      return null
    return await check(one)
  } catch {
    // A smaller model may not hold together, and smaller rows may not fit into it: then it shows nothing.
    return null
  }
}

function* smallerCases(one: CaseSpec): Generator<CaseSpec> {
  if (one.other !== null) yield { ...one, other: null }
  for (const [index] of one.requests.entries()) {
    if (one.requests.length > 1) yield { ...one, requests: one.requests.filter((_, at) => at !== index) }
  }
  for (const table of one.model.tables) {
    if (table.name !== 'users') yield withoutTable(one, table.name)
  }
  for (const [table, rows] of Object.entries(one.rows)) {
    for (const row of rows) {
      const left = (state: State | null) =>
        state === null
          ? null
          : {
              ...state,
              [table]: (state[table] ?? []).filter((each) => JSON.stringify(each) !== JSON.stringify(row)),
            }
      yield { ...one, rows: left(one.rows) ?? {}, other: left(one.other) }
    }
  }
  for (const request of smallerRequests(one.model, one.requests)) yield { ...one, requests: request }
  for (const model of smallerModels(one.model)) yield { ...one, model }
  for (const table of one.model.tables) {
    for (const column of table.columns) {
      if (!table.key.includes(column.name) && table.name !== 'users')
        yield withoutColumn(one, table, column.name)
    }
  }
  if (one.caller.roles.length > 0) yield { ...one, caller: { ...one.caller, roles: [] } }
  if (one.caller.name !== null) {
    yield { ...one, caller: { name: null, roles: [], org: null, level: null, teams: null } }
    yield { ...one, caller: { ...one.caller, org: null, level: null, teams: null } }
  }
}

function withoutTable(one: CaseSpec, name: string): CaseSpec {
  const drop = (state: State | null) => {
    if (state === null) return null
    const { [name]: _, ...rest } = state
    return rest
  }
  const tables = one.model.tables.filter((table) => table.name !== name)
  return { ...one, model: { tables }, rows: drop(one.rows) ?? {}, other: drop(one.other) }
}

function withoutColumn(one: CaseSpec, table: TableSpec, name: string): CaseSpec {
  const drop = (state: State | null) => {
    if (state === null) return null
    const rows = (state[table.name] ?? []).map((row) => {
      const { [name]: _, ...rest } = row
      return rest
    })
    return { ...state, [table.name]: rows }
  }
  const columns = table.columns.filter((column) => column.name !== name)
  const search = table.search.filter((column) => column !== name)
  const model = changed(one.model, table.name, { ...table, columns, search })
  return { ...one, model, rows: drop(one.rows) ?? {}, other: drop(one.other) }
}

const changed = (model: ModelSpec, name: string, table: TableSpec): ModelSpec => ({
  tables: model.tables.map((each) => (each.name === name ? table : each)),
})

function* smallerModels(model: ModelSpec): Generator<ModelSpec> {
  for (const table of model.tables) {
    for (const [name, rule] of Object.entries(table.access)) {
      for (const smaller of smallerRules(rule)) {
        yield changed(model, table.name, { ...table, access: { ...table.access, [name]: smaller } })
      }
    }
    for (const column of table.columns) {
      for (const smaller of smallerColumns(column)) {
        const columns = table.columns.map((each) => (each === column ? smaller : each))
        yield changed(model, table.name, { ...table, columns })
      }
    }
    if (table.search.length > 0) yield changed(model, table.name, { ...table, search: [] })
    if (table.uniques.length > 0) yield changed(model, table.name, { ...table, uniques: [] })
  }
}

function* smallerColumns(column: ColumnSpec): Generator<ColumnSpec> {
  for (const option of ['open', 'hidden', 'readonly', 'writeOnce', 'unique', 'defaultMe'] as const) {
    if (column[option]) yield { ...column, [option]: false }
  }
  if (column.onDelete !== 'restrict') yield { ...column, onDelete: 'restrict' }
  for (const name of ['read', 'write'] as const) {
    if (column[name] !== null) yield { ...column, [name]: null }
    for (const rule of smallerRules(column[name])) yield { ...column, [name]: rule }
  }
}

const YES: RuleSpec = { is: 'constant', value: true }

function* smallerRules(rule: RuleSpec | null): Generator<RuleSpec> {
  if (rule === null || rule.is === 'constant') return
  yield YES
  if (rule.is === 'and' || rule.is === 'or') {
    yield* rule.of
    for (const [index, each] of rule.of.entries()) {
      for (const smaller of smallerRules(each)) yield { ...rule, of: rule.of.with(index, smaller) }
    }
  } else if (rule.is === 'not') {
    yield rule.of
    for (const smaller of smallerRules(rule.of)) yield { ...rule, of: smaller }
  } else if ((rule.is === 'some' || rule.is === 'none' || rule.is === 'every') && rule.where !== null) {
    if (rule.is !== 'every') yield { ...rule, where: null }
    for (const smaller of smallerRules(rule.where)) yield { ...rule, where: smaller }
  }
}
