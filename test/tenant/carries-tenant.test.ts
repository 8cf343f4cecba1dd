/**
 * Random requests: every statement that is sent says of each table with a tenant whose rows it means, and the
 * answers are those of SQLite.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { seededRandom } from '../../src/base/random.ts'
import { ask } from '../../src/engines/contract/house.ts'
import { untiedTables } from '../../src/engines/postgres/carries-tenant.ts'
import type { App } from '../../src/model/index.ts'
import type { Statement } from '../../src/query/index.ts'
import { postgres, postgresHint } from '../postgres/binaries.ts'
import { type Made, Maker } from './make-request.ts'
import { freshDatabase, type Label, labelApp, openLabel } from './world.ts'

const REQUESTS = 300

/** The texts of the statements that the engine prints from now on. */
function overhear({ server }: Label): string[] {
  const { engine } = server
  const texts: string[] = []
  const print = engine.print.bind(engine)
  engine.print = (plan) => {
    const statement = print(plan) as Statement & { readonly apart?: Statement | null }
    texts.push(statement.text, ...(statement.apart == null ? [] : [statement.apart.text]))
    return statement
  }
  return texts
}

/** Tables that a statement leaves open, which may be: null means the one that it starts from. */
function mayStayOpen({ who, names, method }: Made, hasClaim: boolean): (from: string | null) => boolean {
  const isOpen = who === 'service' || !hasClaim
  // Users belong to no team: from them a read without a claim goes to rows of any.
  return (from) =>
    isOpen && (from === 'users' || (from === null && !names && (method === 'GET' || who === 'service')))
}

describe.each([
  ['requests name the tenant', 1, labelApp()],
  ['a claim names it', 2, labelApp({ claim: 'app_metadata.team' })],
] as const)('%s (seed %d)', (_, seed, app: App) => {
  let sides: readonly Label[] = []
  const hasClaim = app.model.tables.get('songs')?.tenant?.claim !== null
  beforeAll(async () => {
    if (postgres === null) return
    sides = await Promise.all([openLabel(app, ':memory:'), openLabel(app, await freshDatabase())])
  })
  afterAll(async () => {
    for (const side of sides) await side.close()
  })

  test.skipIf(postgres === null)(
    `${REQUESTS} requests${postgres === null ? ` (left out: ${postgresHint})` : ''}`,
    async () => {
      const maker = new Maker(seededRandom(seed))
      const [, server] = sides
      const texts = server === undefined ? [] : overhear(server)
      const [seen, answered] = [new Set<string>(), new Map<number, number>()]
      for (let number = 0; number < REQUESTS; number++) {
        const made = maker.make()
        const said = {
          ...(made.body === undefined ? {} : { body: made.body }),
          ...(made.prefer === undefined ? {} : { prefer: made.prefer }),
        }
        const [ours, theirs] = await Promise.all(
          sides.map((side) => ask(side, made.who, made.method, made.path, said)),
        )
        const what = `${JSON.stringify(made.who)} ${made.method} ${decodeURIComponent(made.path)} ${JSON.stringify(made.body ?? '')} ${made.prefer ?? ''}`
        expect({ what, status: theirs?.status, body: sorted(theirs?.body) }).toEqual({
          what,
          status: ours?.status,
          body: sorted(ours?.body),
        })
        answered.set(ours?.status ?? 0, (answered.get(ours?.status ?? 0) ?? 0) + 1)
        const may = mayStayOpen(made, hasClaim)
        for (const text of texts.splice(0)) {
          seen.add(text)
          const open = untiedTables(text, app.model).filter(({ from }) => !may(from))
          expect({ what, text, open }).toEqual({ what, text, open: [] })
        }
      }
      expect(seen.size).toBeGreaterThan(REQUESTS / 3)
      expect((answered.get(200) ?? 0) + (answered.get(201) ?? 0)).toBeGreaterThan(REQUESTS / 2)
    },
    120_000,
  )
})

/**
 * Arrays without order: embeds here ask for none. And where rows break several keys at once, each engine
 * tells of the one that it looks at first.
 */
function sorted(value: unknown): unknown {
  const isConflict = (code: unknown) => code === '23505' || code === '23503'
  if (typeof value === 'object' && value !== null && isConflict(Reflect.get(value, 'code'))) return '235…'
  if (Array.isArray(value))
    return value
      .map(sorted)
      .map((item) => JSON.stringify(item))
      .sort()
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sorted(item)]))
}
