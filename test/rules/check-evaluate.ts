/**
 * The product's own evaluator, `rules/evaluate.ts`, on the compiled rules: a third verdict on every row.
 * Where it differs from the description's, one of the two says something else than the rule.
 */
import { type App, parseJson, readJson, type Table, type Value } from '../../src/model/index.ts'
import { type Caller, type Expr, evaluate, type Facts, rulesOf } from '../../src/rules/index.ts'
import { judge, type Stage } from './judge.ts'
import { type Cell, type Row, type RuleSpec, rowsOf, tableOf } from './spec.ts'
import { toJson } from './values.ts'

type Typed = Readonly<Record<string, Value>>

/**
 * What the evaluator and the judge say of the first rule and row on which they differ; null when they agree.
 */
export function evaluatorDiffers({ model: app }: App, stage: Stage): string | null {
  const rows = new Map([...app.tables.values()].map((table) => [table.name, typedRows(table, stage)]))
  const facts = (row: Typed): Facts => ({
    rows: { row, old: row },
    related: (relation, from) =>
      (rows.get(relation.to) ?? []).filter((one) =>
        sameValue(one[relation.toColumn], from[relation.fromColumn]),
      ),
    caller: callerOf(stage),
    parameters: [],
  })
  for (const [name, rules] of rulesOf(app)) {
    const { access } = tableOf(stage.model, name)
    const pairs: (readonly [string, Expr | null, RuleSpec | null])[] = [
      ['read', rules.read, access.read],
      ['create', rules.create, access.create],
      ['update old', rules.updateOld, access.updateOld],
      ['update new', rules.updateNew, access.updateNew],
      ['delete', rules.delete, access.delete],
    ]
    for (const [operation, expr, spec] of pairs) {
      if (expr === null || spec === null) continue
      for (const [index, row] of rowsOf(stage.state, name).entries()) {
        const bound = { row: { table: name, row }, old: { table: name, row } }
        const [said, meant] = [
          evaluate(expr, facts(rows.get(name)?.[index] ?? {})),
          judge(stage, spec, bound),
        ]
        if (said !== meant)
          return `${name} ${operation}: evaluate says ${said}, the rule means ${meant}, of ${toJson(row)}`
      }
    }
  }
  return null
}

function typedRows(table: Table, stage: Stage): readonly Typed[] {
  return rowsOf(stage.state, table.name).map((row: Row) =>
    Object.fromEntries(
      table.columns.map((column) => {
        const cell = row[column.name] ?? null
        return [column.name, cell === null ? null : readJson(column.type, parseJson(toJson(cell)))]
      }),
    ),
  )
}

const sameValue = (a: Value | undefined, b: Value | undefined) => String(a) === String(b)

function callerOf({ caller, me }: Stage): Caller {
  const { name, roles, org, level, teams } = caller
  return {
    role: name === null ? 'anon' : 'authenticated',
    id: me,
    roles,
    claims: {
      level: plainJson(level),
      teams: plainJson(teams),
      app_metadata: { roles, org: plainJson(org) },
    },
  }
}

const plainJson = (cell: Cell): unknown => JSON.parse(toJson(cell))
