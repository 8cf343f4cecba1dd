/**
 * Where everyone is introduced: an app, an engine, keys and a clock become something that answers requests.
 */
import { type Identify, identifier, type Keys } from './auth/index.ts'
import { type Clock, steadyMs } from './base/clock.ts'
import { Refusal } from './base/errors.ts'
import { uuidV7 } from './base/ids.ts'
import type { Random } from './base/random.ts'
import { SqliteEngine } from './engines/sqlite/index.ts'
import type { Model } from './model/index.ts'
import type { Engine } from './query/index.ts'
import {
  type DataHouse,
  Descriptions,
  handle,
  respondDescription,
  respondRefusal,
  Shapes,
  Wordings,
} from './rest/index.ts'
import { type Caller, rulesOf } from './rules/index.ts'
import type { Hints } from './schema/index.ts'
import { CORS_HEADERS, preflight, withCors } from './server/cors.ts'
import { serveDocs } from './server/docs.ts'
import { type BackupsKnown, type Counts, Metrics } from './server/metrics.ts'
import { personaToken } from './server/persona.ts'
import type { Readers } from './server/readers.ts'
import { type DataRoute, type Route, routeOf } from './server/routes.ts'
import { type SiteFolders, serveSite } from './server/site.ts'
import { Recorder } from './trace/index.ts'

export type { FromReader, ToReader } from './server/letters.ts'
export { type Listening, listen } from './server/listen.ts'
export { isLoopback, meet } from './server/persona.ts'
export { Reader } from './server/reader.ts'
export { Readers } from './server/readers.ts'
export type { SiteFolders } from './server/site.ts'
export { type Answers, Stage } from './server/stage.ts'

export interface HouseOptions {
  readonly model: Model
  /** A file of SQLite's, or `:memory:`; for `reachHouse` also the URL of a PostgreSQL database. */
  readonly database: string
  /** URLs of streaming replicas of that database, to read from; for `reachHouse` alone. */
  readonly replicas?: readonly string[]
  readonly keys: Keys
  readonly clock: Clock
  readonly random: Random
  /** Answers to questions that a change of the schema asks: renames, and what may be dropped. */
  readonly hints?: Hints
  /** Opens nothing but a database of exactly this schema. */
  readonly asItIs?: boolean
  /** Opens a database that is open already, to read from it alone; `asItIs` is implied. */
  readonly readsOnly?: boolean
  /** Folders of the site; empty for none. */
  readonly site?: SiteFolders
  /** Whether anybody may ask for a token of any persona: for development on one's own machine. */
  readonly personas?: boolean
  /** Whether refusals say which part of a rule was broken: for development. */
  readonly teaches?: boolean
  /** What is known of scheduled backups; null where there are none. */
  readonly backups?: BackupsKnown | null
  /** Other threads that answer reads of this app; null where there are none. */
  readonly readers?: Pick<Readers<never>, 'counts'> | null
  /** Where our own mistakes are told, with the step that made them; the caller is given only the id. */
  readonly report: (error: unknown, id: string, step: string | null) => void
}

/** A running app. */
export interface House {
  readonly model: Model
  readonly engine: Engine
  readonly keys: Keys
  /** Changes of the schema made while opening, in words. */
  readonly applied: readonly string[]
  /** Answers any request, at once where nothing has to be waited for; never throws. */
  answer(request: Request): Response | Promise<Response>
  /** The same, always as a promise. */
  fetch(request: Request): Promise<Response>
  /** What it has answered so far, for whoever adds it up. */
  counts(): Counts
  close(): Promise<void>
}

/**
 * Opens the database, brings it to the model's schema, and compiles the rules.
 * @throws ModelError for a rule that does not hold together, SchemaRefusal for a change that would lose
 * something
 */
export function openHouse(options: HouseOptions): House {
  const { model } = options
  rulesOf(model)
  const { engine, applied } = SqliteEngine.open(options.database, model, {
    ...openingOf(options),
    readsOnly: options.readsOnly ?? false,
  })
  return houseOf(options, engine, applied)
}

/** The same where the database may also be a server: `postgres://…`. */
export async function reachHouse(options: HouseOptions): Promise<House> {
  if (!/^postgres(?:ql)?:/i.test(options.database)) return openHouse(options)
  const { model } = options
  rulesOf(model)
  const { PostgresEngine } = await import('./engines/postgres/index.ts')
  const { database, replicas = [] } = options
  const { engine, applied } = await PostgresEngine.open(database, model, { ...openingOf(options), replicas })
  return houseOf(options, engine, applied)
}

/** What any engine is told when it is opened. */
function openingOf({ hints, asItIs = false, teaches = false, clock }: HouseOptions) {
  const now = new Date(clock.nowMs()).toISOString()
  return { ...(hints === undefined ? {} : { hints }), asItIs, teaches, now }
}

function houseOf(options: HouseOptions, engine: Engine, applied: readonly string[]): House {
  const { model, keys, clock } = options
  const answer = new Answer(options, engine, identifier(keys, clock))
  return {
    model,
    engine,
    keys,
    applied,
    answer: (request) => answer.fetch(request),
    fetch: async (request) => await answer.fetch(request),
    counts: () => answer.counts(),
    close: async () => engine.close(),
  }
}

class Answer {
  private readonly data: DataHouse
  private readonly descriptions: Descriptions
  private readonly metrics = new Metrics()
  private readonly trace = new Recorder(steadyMs)

  constructor(
    private readonly options: HouseOptions,
    engine: Engine,
    private readonly identify: Identify,
  ) {
    const { model, clock, random } = options
    this.data = {
      model,
      engine,
      wordings: new Wordings(),
      shapes: new Shapes(),
      clock,
      random,
      headers: CORS_HEADERS,
    }
    this.descriptions = new Descriptions(model)
  }

  /** At once where nothing has to be waited for: a promise costs as much as some of the answers. */
  fetch(request: Request): Response | Promise<Response> {
    try {
      if (request.method === 'OPTIONS') return preflight(request)
      const route = routeOf(request.url)
      if (route.to !== 'data')
        return this.route(request, route).then((response) => this.finished(withCors(response)), this.failed)
      const response = this.rows(request, route)
      return response instanceof Promise ? response.then(this.finished, this.failed) : this.finished(response)
    } catch (error) {
      return this.failed(error)
    }
  }

  private readonly finished = (response: Response): Response => {
    this.metrics.count(response.status)
    return response
  }

  private readonly failed = (error: unknown): Response => this.finished(withCors(this.refused(error)))

  private rows(request: Request, { table, search }: DataRoute): Response | Promise<Response> {
    const caller = this.identify(request.headers)
    const answer = (known: Caller) => handle(request, table, search, known, this.data, this.trace)
    return caller instanceof Promise ? caller.then(answer) : answer(caller)
  }

  /** Counters for whoever holds the secret key: how much an app is used is not everybody's. */
  private async measured(request: Request): Promise<Response> {
    const caller = await this.identify(request.headers)
    if (caller.role !== 'service_role') {
      throw new Refusal(401, '42501', 'permission denied for /metrics', {
        hint: 'Send the secret key: Authorization: Bearer sb_secret_….',
        headers: { 'WWW-Authenticate': 'Bearer' },
      })
    }
    const headers = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }
    const { readers = null, backups = null } = this.options
    const theirs = (await readers?.counts()) ?? []
    return new Response(this.metrics.text(this.counts(), theirs, backups), { headers })
  }

  counts(): Counts {
    return this.metrics.counts(this.data.shapes, this.trace.totals)
  }

  private async route(request: Request, route: Exclude<Route, DataRoute>): Promise<Response> {
    switch (route.to) {
      case 'data root':
        return respondDescription(request, await this.identify(request.headers), this.descriptions)
      case 'function':
        throw new Refusal(
          404,
          'PGRST202',
          `Could not find the function public.${route.name} in the schema cache`,
          {
            hint: 'This app declares no actions.',
          },
        )
      case 'docs':
        return await serveDocs(request)
      case 'health':
        return Response.json({ status: 'ok' })
      case 'metrics':
        return await this.measured(request)
      case 'config':
        return this.config(request)
      case 'persona':
        return await this.persona(request)
      case 'site': {
        const found = await serveSite(request, route.path, this.options.site ?? [])
        if (found !== null) return found
        throw invalidPath()
      }
      case 'nowhere':
        throw invalidPath()
    }
  }

  /** What a page of the app's own site needs to begin. */
  private config(request: Request): Response {
    if (!URL.canParse(request.url)) throw invalidHost()
    const url = new URL(request.url).origin
    const { keys, model, personas = false } = this.options
    return Response.json({ name: model.name, url, publishableKey: keys.publishable, personas })
  }

  /** Off unless the developer switched it on. */
  private async persona(request: Request): Promise<Response> {
    if (!this.options.personas || request.method !== 'POST') throw invalidPath()
    return await personaToken(request, { ...this.options, fetch: async (own) => await this.fetch(own) })
  }

  /** The one place where what was thrown becomes a response. */
  private refused(error: unknown): Response {
    if (error instanceof Refusal) return respondRefusal(error)
    const id = uuidV7(this.options.clock, this.options.random)
    this.options.report(error, id, this.trace.whereFailed(error))
    return respondRefusal(
      new Refusal(500, 'XX000', 'Something went wrong on our side', {
        details: `Trace ${id}`,
        hint: 'Give this trace id to whoever runs the server: its log has the cause.',
      }),
    )
  }
}

/** What the server calls itself comes from the request: without a name it has none. */
function invalidHost(): Refusal {
  return new Refusal(400, 'PGRST125', 'Invalid Host header', {
    hint: 'Send the name that the server is reached by: Host: localhost:54321.',
  })
}

function invalidPath(): Refusal {
  return new Refusal(404, 'PGRST125', 'Invalid path specified in request URL')
}
