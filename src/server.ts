/**
 * Where everyone is introduced: an app, an engine, keys and a clock become something that answers requests.
 */
import { type Identify, identifier, type Keys } from './auth/index.ts'
import type { Clock } from './base/clock.ts'
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
} from './rest/index.ts'
import { rulesOf } from './rules/index.ts'
import type { Hints } from './schema/index.ts'
import { preflight, withCors } from './server/cors.ts'
import { serveDocs } from './server/docs.ts'
import { Metrics } from './server/metrics.ts'
import { personaToken } from './server/persona.ts'
import { type Route, routeOf } from './server/routes.ts'
import { type SiteFolders, serveSite } from './server/site.ts'
import { NO_TRACE } from './trace/index.ts'

export { type Listening, listen } from './server/listen.ts'
export { isLoopback, meet } from './server/persona.ts'
export type { SiteFolders } from './server/site.ts'
export { type Answers, Stage } from './server/stage.ts'

export interface HouseOptions {
  readonly model: Model
  /** A file of SQLite's, or `:memory:`. */
  readonly database: string
  readonly keys: Keys
  readonly clock: Clock
  readonly random: Random
  /** Answers to questions that a change of the schema asks: renames, and what may be dropped. */
  readonly hints?: Hints
  /** Opens nothing but a database of exactly this schema. */
  readonly asItIs?: boolean
  /** Folders of the site; empty for none. */
  readonly site?: SiteFolders
  /** Whether anybody may ask for a token of any persona: for development on one's own machine. */
  readonly personas?: boolean
  /** Whether refusals say which part of a rule was broken: for development. */
  readonly teaches?: boolean
  /** Where our own mistakes are told; the caller is given only the id. */
  readonly report: (error: unknown, id: string) => void
}

/** A running app. */
export interface House {
  readonly model: Model
  readonly engine: Engine
  readonly keys: Keys
  /** Changes of the schema made while opening, in words. */
  readonly applied: readonly string[]
  /** Answers any request; never throws. */
  fetch(request: Request): Promise<Response>
  close(): Promise<void>
}

/**
 * Opens the database, brings it to the model's schema, and compiles the rules.
 * @throws ModelError for a rule that does not hold together, SchemaRefusal for a change that would lose
 * something
 */
export function openHouse(options: HouseOptions): House {
  const { model, keys, clock } = options
  rulesOf(model)
  const now = new Date(clock.nowMs()).toISOString()
  const { engine, applied } = SqliteEngine.open(options.database, model, {
    ...(options.hints === undefined ? {} : { hints: options.hints }),
    asItIs: options.asItIs ?? false,
    now,
    teaches: options.teaches ?? false,
  })
  const answer = new Answer(options, engine, identifier(keys, clock))
  return {
    model,
    engine,
    keys,
    applied,
    fetch: (request) => answer.fetch(request),
    close: async () => engine.close(),
  }
}

class Answer {
  private readonly data: DataHouse
  private readonly descriptions: Descriptions
  private readonly metrics = new Metrics()

  constructor(
    private readonly options: HouseOptions,
    engine: Engine,
    private readonly identify: Identify,
  ) {
    const { model, clock, random } = options
    this.data = { model, engine, shapes: new Shapes(), clock, random }
    this.descriptions = new Descriptions(model)
  }

  async fetch(request: Request): Promise<Response> {
    try {
      if (request.method === 'OPTIONS') return preflight(request)
      return this.finished(await this.route(request, routeOf(request.url)))
    } catch (error) {
      return this.finished(this.refused(error))
    }
  }

  private finished(response: Response): Response {
    this.metrics.count(response.status)
    return withCors(response)
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
    return new Response(this.metrics.text(this.data.shapes), { headers })
  }

  private async route(request: Request, route: Route): Promise<Response> {
    switch (route.to) {
      case 'data': {
        const caller = this.identify(request.headers)
        const known = caller instanceof Promise ? await caller : caller
        return await handle(request, route.table, route.search, known, this.data, NO_TRACE)
      }
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
    return await personaToken(request, { ...this.options, fetch: (own) => this.fetch(own) })
  }

  /** The one place where what was thrown becomes a response. */
  private refused(error: unknown): Response {
    if (error instanceof Refusal) return respondRefusal(error)
    const id = uuidV7(this.options.clock, this.options.random)
    this.options.report(error, id)
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
