/**
 * Where a request's time goes in this process: `node bin/bun.mjs bench/steps.ts [rows]`. Each step of the
 * line is run alone, over and over, on what the steps before it made; figures are CPU µs a request, sockets
 * left out.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { identifier, type Keys } from '../src/auth/index.ts'
import { systemClock } from '../src/base/clock.ts'
import { systemRandom } from '../src/base/random.ts'
import { bindAll } from '../src/engines/sqlite/bind.ts'
import { SqliteEngine } from '../src/engines/sqlite/index.ts'
import type { SqliteStatement } from '../src/engines/sqlite/statement.ts'
import { guard, type Input, plan, tableOf } from '../src/query/index.ts'
import { handle } from '../src/rest/handle.ts'
import { parseAccept, parsePrefer } from '../src/rest/parse/headers.ts'
import { parse, Wordings } from '../src/rest/parse/index.ts'
import { parsePairs } from '../src/rest/parse/query-string.ts'
import { parseUrl } from '../src/rest/parse/url.ts'
import { respond } from '../src/rest/respond.ts'
import { Shapes } from '../src/rest/shapes.ts'
import { CORS_HEADERS } from '../src/server/cors.ts'
import { routeOf } from '../src/server/routes.ts'
import { openHouse } from '../src/server.ts'
import { NO_TRACE } from '../src/trace/index.ts'
import { CANDIDATES } from './candidates.ts'
import { DATA } from './databases.ts'
import app from './offstage/app.ts'
import { JWT_SECRET, PUBLISHABLE_KEY, SECRET_KEY } from './tokens.ts'
import { operationAt, type Work } from './work.ts'

const rows = Number(process.argv[2] ?? 100_000)
const TURNS = 4000

const keys: Keys = {
  publishable: PUBLISHABLE_KEY,
  secret: SECRET_KEY,
  anonJwt: '',
  serviceJwt: '',
  jwtSecret: JWT_SECRET,
  signing: [],
}
const folder = join(DATA, 'steps')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const database = join(folder, 'songs.sqlite')
const [offstage] = CANDIDATES
await offstage?.fill(database, rows)
const { model } = app
const { engine } = SqliteEngine.open(database, model)
const identify = identifier(keys, systemClock)
const house = openHouse({
  model,
  database,
  keys,
  clock: systemClock,
  random: systemRandom,
  report: (error) => console.error(error),
})

/** CPU µs of one turn: the median of seven runs. */
async function timed(turn: (index: number) => unknown): Promise<number> {
  const runs: number[] = []
  for (let run = 0; run < 8; run++) {
    const before = process.cpuUsage()
    for (let index = 0; index < TURNS; index++) {
      const made = turn(index)
      if (made instanceof Promise) await made
    }
    const { user, system } = process.cpuUsage(before)
    runs.push((user + system) / TURNS)
  }
  return runs.slice(1).sort((one, other) => one - other)[3] ?? Number.NaN
}

/** Everything that a read makes on its way, for each of so many requests. */
async function line(work: Work) {
  const data = {
    model,
    engine,
    wordings: new Wordings(),
    shapes: new Shapes(),
    clock: systemClock,
    random: systemRandom,
    headers: CORS_HEADERS,
  }
  const made = []
  for (let number = 0; number < TURNS; number++) {
    const ask = offstage?.dialect(operationAt(work, number, rows), offstage.tokenOf)
    if (ask === undefined) throw new Error('offstage is no candidate')
    const request = new Request(`http://127.0.0.1${ask.path}`, { method: ask.method, headers: ask.headers })
    const route = routeOf(request.url)
    if (route.to !== 'data') throw new Error(`${request.url} leads to ${route.to}`)
    const caller = await identify(request.headers)
    const table = tableOf(route.table, model)
    const asked = await parse(request, table, route.search, data.wordings)
    const print = () => engine.print(guard(plan(asked.shape, model), model, caller)) as SqliteStatement
    const statement = data.shapes.statement(asked.shape, caller, print) as SqliteStatement
    const input: Input = {
      caller,
      parameters: asked.values,
      rows: [],
      rollback: false,
      affectedMax: null,
      single: false,
    }
    const outcome = await engine.run(statement, input)
    made.push({ request, route, caller, table, asked, statement, input, outcome })
  }
  return { data, made }
}

async function steps(work: Work): Promise<void> {
  const { data, made } = await line(work)
  type Made = (typeof made)[number]
  const each = (turn: (one: Made) => unknown) => timed((index) => turn(made[index] as Made))
  const fail = () => {
    throw new Error('the shape was known')
  }
  const figures: Record<string, number> = {
    route: await each(({ request }) => routeOf(request.url)),
    identify: await each(({ request }) => identify(request.headers)),
    'parse, all': await each(({ request, table, route }) =>
      parse(request, table, route.search, data.wordings),
    ),
    '· headers': await each(({ request }) => [
      parsePrefer(request.headers.get('prefer')),
      parseAccept(request.headers.get('accept')),
    ]),
    '· query string': await each(({ route }) => parsePairs(route.search)),
    '· query string and URL': await each(({ route }) => parseUrl(parsePairs(route.search))),
    'shape key': await each(({ asked, caller }) => data.shapes.statement(asked.shape, caller, fail)),
    bind: await each(({ statement, input }) => bindAll(statement, input)),
    'run, bind included': await each(({ statement, input }) => engine.run(statement, input)),
    respond: await each(({ asked, statement, outcome }) =>
      respond(asked, statement.plan, outcome, CORS_HEADERS),
    ),
    'handle, all': await each(({ request, route, caller }) =>
      handle(request, route.table, route.search, caller, data, NO_TRACE),
    ),
    'House.fetch, all': await each(({ request }) => house.answer(request)),
  }
  console.log(`\n### ${work}\n\n| step | CPU µs |\n| --- | --- |`)
  for (const [step, micros] of Object.entries(figures)) console.log(`| ${step} | ${micros.toFixed(1)} |`)
  console.log(`\n\`\`\`sql\n${made[0]?.statement.text}\n\`\`\``)
}

for (const work of ['read by id', 'list 20', 'list 20 + embed', 'search', 'count'] as const) await steps(work)
await house.close()
engine.close()
rmSync(folder, { recursive: true, force: true })
