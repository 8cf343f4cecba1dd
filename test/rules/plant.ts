/** Bugs planted into a running house: into its guarded plans, its answers, or what it knows of the caller. */
import { SqliteEngine } from '../../src/engines/sqlite/index.ts'
import type { Field, GuardedPlan, Input, Outcome, Plan, ReadPlan, Statement } from '../../src/query/index.ts'
import { type Expr, rewrite, type Term, TRUE } from '../../src/rules/index.ts'
import type { House } from '../../src/server.ts'
import { checkCase } from './check-case.ts'
import { makeCase } from './run-cases.ts'
import type { Plant } from './stage.ts'

/**
 * Changes every plan of a caller after the guard, before it is printed; plans of the secret key stay as they
 * are.
 */
export function planted(change: (plan: Plan) => Plan): Plant {
  return ({ engine }) => {
    const print = engine.print.bind(engine)
    Object.assign(engine, { print: (plan: GuardedPlan) => print(change(plan) as GuardedPlan) })
  }
}

/** The reads of a plan, those of its embeds and of its representation included, each changed. */
export function eachRead(plan: Plan, change: (read: ReadPlan, depth: number) => ReadPlan): Plan {
  const read = (one: ReadPlan, depth: number): ReadPlan =>
    change(
      {
        ...one,
        fields: one.fields.map(
          (field): Field =>
            field.kind === 'embed' ? { ...field, plan: read(field.plan, depth + 1) } : field,
        ),
      },
      depth,
    )
  if (plan.kind === 'read') return read(plan, 0)
  return plan.returning === null ? plan : { ...plan, returning: read(plan.returning, 0) }
}

export const bare = (term: Term): Term => (term.kind === 'masked' ? term.term : term)
export const unmasked = (expr: Expr): Expr => rewrite(expr, bare)

/** Removes the conjuncts that came from the guard: the last, as it joins them. */
export const withoutLast = (expr: Expr): Expr =>
  expr.kind === 'and' ? { ...expr, terms: expr.terms.slice(0, -1) } : TRUE

/** Every field that shows a value, changed. */
export const eachField = (plan: Plan, change: (field: Field) => Field): Plan =>
  eachRead(plan, (read) => ({ ...read, fields: read.fields.map(change) }))

/** The column without its mask, but only where a path or a cast stands around it. */
export const bareInside =
  (kind: 'json' | 'cast') =>
  (term: Term): Term =>
    term.kind === kind ? { ...term, term: bare(term.term) } : term

/** Changes what the engine answers to a caller. */
export function outcomes(
  change: (outcome: Outcome, statement: Statement, engine: SqliteEngine) => Outcome,
): Plant {
  return ({ engine }) => {
    if (!(engine instanceof SqliteEngine)) throw new Error('bugs are planted into SQLite')
    const run = engine.run.bind(engine)
    const changed = async (statement: Statement, input: Input) => {
      const outcome = await run(statement, input)
      return input.caller.role === 'service_role' ? outcome : change(outcome, statement, engine)
    }
    Object.assign(engine, { run: changed })
  }
}

/** Answers some requests of a caller in another way. */
export function answered(
  isIt: (request: Request) => boolean,
  change: (response: Response, request: Request, engine: SqliteEngine) => Promise<Response> | Response,
): Plant {
  return (house: House) => {
    const { engine } = house
    if (!(engine instanceof SqliteEngine)) throw new Error('bugs are planted into SQLite')
    const fetch = house.fetch.bind(house)
    const changed = async (request: Request) => {
      const response = await fetch(request)
      return isIt(request) ? await change(response, request, engine) : response
    }
    Object.assign(house, { fetch: changed })
  }
}

/** How many rows there are, whoever may see them. */
export function allRows({ db }: SqliteEngine, table: string): number {
  const [row] = db.query(`select count(*) from "${table}"`).values()
  return Number(row?.[0] ?? 0)
}

/**
 * The first case from `from` on that shows the bug and is right without it; null where none of so many does.
 */
export async function firstCase(plant: Plant, from: number, cases: number): Promise<number | null> {
  for (let seed = from; seed < from + cases; seed++) {
    const one = makeCase(seed)
    if ((await checkCase(one, plant)) === null) continue
    if ((await checkCase(one)) !== null) continue
    return seed
  }
  return null
}
