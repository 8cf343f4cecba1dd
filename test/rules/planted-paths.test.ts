/** The same for bugs of single paths: aggregates, documents, casts, spreads, searches, counts, plans. */
import { expect, test } from 'bun:test'
import type { Field } from '../../src/query/index.ts'
import { type Expr, rewrite, TRUE } from '../../src/rules/index.ts'
import {
  allRows,
  answered,
  bare,
  bareInside,
  eachField,
  eachRead,
  firstCase,
  outcomes,
  planted,
  withoutLast,
} from './plant.ts'
import type { Plant } from './stage.ts'

const CASES_MAX = 150
/** Where the search for a case that shows the bug begins: known, to save time. */
const FROM: Readonly<Record<string, number>> = {
  'aggregates of embeds see every row': 4,
  'aggregates take what is masked': 5,
  'a path leads into a masked document': 168,
  'a filter looks into a masked document': 28,
  'rows are ordered by a masked document': 162,
  'a cast takes off the mask': 5,
  'spreads are not guarded': 6,
  'a plan says how many rows there are': 9,
  'the description says how many rows there are': 4,
  'the description names what is hidden': 34,
  'a search finds denied rows': 62,
  'ranks weigh how many rows have the word': 1617,
  'a claim of another type is taken for a number': 1508,
}

const tableOf = (request: Request) => new URL(request.url).pathname.split('/').at(-1) ?? ''
const asksPlan = ({ headers }: Request) => (headers.get('accept') ?? '').includes('pgrst.plan')
const asksDescription = (request: Request) => tableOf(request) === ''

const PLANTS: Readonly<Record<string, Plant>> = {
  'aggregates of embeds see every row': planted((plan) =>
    eachRead(plan, (read, depth) => {
      const aggregates = read.fields.some((field) => field.kind === 'aggregate')
      return depth > 0 && aggregates ? { ...read, where: withoutLast(read.where) } : read
    }),
  ),
  'aggregates take what is masked': planted((plan) =>
    eachField(plan, (field) =>
      field.kind === 'aggregate' && field.term !== null ? { ...field, term: bare(field.term) } : field,
    ),
  ),
  'a path leads into a masked document': planted((plan) =>
    eachField(plan, (field) =>
      field.kind === 'value' ? { ...field, term: bareInside('json')(field.term) } : field,
    ),
  ),
  'a filter looks into a masked document': planted((plan) =>
    eachRead(plan, (read) => ({ ...read, where: rewrite(read.where, bareInside('json')) })),
  ),
  'rows are ordered by a masked document': planted((plan) =>
    eachRead(plan, (read) => ({
      ...read,
      order: read.order.map((order) => ({ ...order, term: bareInside('json')(order.term) })),
    })),
  ),
  'a cast takes off the mask': planted((plan) =>
    eachField(plan, (field) =>
      field.kind === 'value' ? { ...field, term: bareInside('cast')(field.term) } : field,
    ),
  ),
  'spreads are not guarded': planted((plan) =>
    eachField(
      plan,
      (field): Field =>
        field.kind === 'embed' && field.spread ? { ...field, plan: { ...field.plan, where: TRUE } } : field,
    ),
  ),
  'an estimated count counts every row': outcomes((outcome, { plan }, engine) => {
    const estimates = plan.kind === 'read' && plan.count !== null && plan.count !== 'exact'
    return estimates ? { ...outcome, total: allRows(engine, plan.table.name) } : outcome
  }),
  'a plan says how many rows there are': answered(asksPlan, (response, request, engine) =>
    response.status === 406
      ? new Response(`[{"Plan":{"Rows":${allRows(engine, tableOf(request))}}}]`, { status: 406 })
      : response,
  ),
  'a plan is shown to everybody': answered(asksPlan, (response) =>
    response.status === 406 ? new Response('[{"Plan":{}}]') : response,
  ),
  'the description says how many rows there are': answered(asksDescription, async (response, _, engine) => {
    const tables = engine.db.query("select name from sqlite_schema where type = 'table'").values()
    const rows = tables.map(([name]) => allRows(engine, String(name)))
    return new Response(JSON.stringify({ ...((await response.json()) as object), rows }), response)
  }),
  'the description names what is hidden': answered(asksDescription, async (response, _, engine) => {
    const tables = engine.db.query("select sql from sqlite_schema where type = 'table'").values()
    return new Response(JSON.stringify({ ...((await response.json()) as object), tables }), response)
  }),
  'ranks weigh how many rows have the word': ({ engine }) => {
    const print = engine.print.bind(engine)
    Object.assign(engine, {
      print(plan: Parameters<typeof print>[0]) {
        const statement = print(plan)
        const rows = `(select count(*) from "${plan.table.name}")`
        const text = statement.text.replaceAll('offstage_search_rank(', `${rows} * offstage_search_rank(`)
        return Object.assign(statement, { text })
      },
    })
  },
  'a search finds denied rows': planted((plan) =>
    eachRead(plan, (read) =>
      read.where.kind === 'and' && read.where.terms.some((term) => term.kind === 'search')
        ? { ...read, where: searchesOf(read.where) }
        : read,
    ),
  ),
  'a claim of another type is taken for a number': ({ engine }) => {
    const run = engine.run.bind(engine)
    Object.assign(engine, {
      run(...[statement, input]: Parameters<typeof run>) {
        const { claims } = input.caller
        const level = typeof claims.level === 'number' || claims.level === undefined ? claims.level : 1
        const caller = { ...input.caller, claims: { ...claims, level } }
        return run(statement, { ...input, caller })
      },
    })
  },
}

const searchesOf = (where: Extract<Expr, { kind: 'and' | 'or' }>): Expr => ({
  ...where,
  terms: where.terms.filter((term) => term.kind === 'search'),
})

for (const [name, plant] of Object.entries(PLANTS)) {
  test(`it is reported when ${name}`, async () => {
    const seed = await firstCase(plant, FROM[name] ?? 0, CASES_MAX)
    expect([name, seed]).not.toEqual([name, null])
  }, 60_000)
}
