/** A socket in front of a House: what HTTP itself has to keep, before anybody looks at what was asked. */
import { systemClock } from '../base/clock.ts'
import { Refusal, UsageError } from '../base/errors.ts'
import { headerBytesMax, requestTimeoutMs, shutdownTimeoutMs, urlBytesMax } from '../base/limits.ts'
import { systemRandom } from '../base/random.ts'
import { respondRefusal } from '../rest/index.ts'
import { Bodies, overloaded } from './bodies.ts'
import { withCors } from './cors.ts'
import { Deadlines } from './deadlines.ts'
import { Lull } from './lull.ts'
import { OwnLine } from './own-line.ts'
import { Pulse } from './pulse.ts'

export interface ListenOptions {
  /** Name or address of this machine to listen on; `0.0.0.0` for every network. */
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Answers any request, at once where nothing has to be waited for; never throws. */
  readonly fetch: (request: Request) => Response | Promise<Response>
  /**
   * Several threads listen on the port, and the system deals out connections: `open` for the first, `join`
   * for the others. Linux alone does that.
   */
  readonly share?: 'open' | 'join' | null
  /** Told of our own mistakes in front of the House. */
  readonly report?: (error: unknown) => void
  /**
   * Milliseconds that the body of a request may take, and its answer; `requestTimeoutMs` unless a test says
   * less.
   */
  readonly timeoutMs?: number
}

export interface Listening {
  readonly host: string
  readonly port: number
  /** Answers a request that came by another way as if it had come by the port. */
  respond(request: Request): Promise<Response>
  /** To be awaited once the app is open: then URLs and headers may be as long as `limits.ts` says. */
  ready(): Promise<void>
  /**
   * Takes no further request; resolves once open ones have ended, or were cut off after `shutdownTimeoutMs`.
   */
  stop(): Promise<void>
}

/** @throws UsageError when the address cannot be had */
export function listen(options: ListenOptions): Listening {
  const { host, port, fetch, share = null, report = () => {}, timeoutMs = requestTimeoutMs } = options
  const pulse = new Pulse(
    () => line?.address ?? { host, port: server.port ?? port },
    systemClock,
    systemRandom,
  )
  // What is sent to a shared port may be another's to answer.
  const line = share !== null ? new OwnLine((request) => pulse.verdict(request)) : null
  const bodies = new Bodies()
  const lull = new Lull()
  const deadlines = new Deadlines(timeoutMs, systemClock)
  const respond = (request: Request) => {
    const verdict = pulse.verdict(request)
    lull.work()
    if (verdict === 'own') return new Response(null, { status: 204 })
    // A server that is busy is not ill: who asks for its health would only restart it.
    if (verdict === 'late' && !request.url.endsWith('/healthz')) return refuse(overloaded())
    return answer(request, fetch, bodies, deadlines)
  }
  const failed = (error: unknown) => {
    report(error)
    return refuse(new Refusal(500, 'XX000', 'Something went wrong on our side'))
  }
  const server = bind({ host, port, share }, respond, failed)
  return {
    host,
    port: server.port ?? port,
    respond: async (request) => {
      try {
        return await respond(request)
      } catch (error) {
        return failed(error)
      }
    },
    async ready() {
      await widenParser()
      pulse.begin()
    },
    async stop() {
      pulse.stop()
      lull.stop()
      line?.close()
      const timer = setTimeout(() => server.stop(true), shutdownTimeoutMs)
      await server.stop(false)
      clearTimeout(timer)
    },
  }
}

/**
 * Beyond its own limit the parser of HTTP refuses with a bare 431: twice as much as allowed lets us say why
 * in most cases. Not done with the rest, because loading the module takes a tenth of the time to start.
 */
async function widenParser(): Promise<void> {
  const { default: http } = await import('node:http')
  ;(http as { maxHeaderSize: number }).maxHeaderSize = 2 * (urlBytesMax + headerBytesMax)
}

interface Place {
  readonly host: string
  readonly port: number
  readonly share: 'open' | 'join' | null
}

type Respond = (request: Request) => Response | Promise<Response>

function bind({ host, port, share }: Place, fetch: Respond, error: (error: unknown) => Response) {
  const serve = (at: number, reusePort: boolean) =>
    Bun.serve({
      hostname: host,
      port: at,
      development: false,
      // Outside of development Bun shares a port with whoever has it: then two servers would answer in turns.
      reusePort,
      idleTimeout: requestTimeoutMs / 1000,
      // Bodies are measured here, where a refusal has words; Bun would close the connection without any.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      fetch,
      error,
    })
  try {
    if (share === null) return serve(port, false)
    if (share === 'join') return serve(port, true)
    // Another server may share its port too, and would share it with us: only alone is it known to be free.
    const alone = serve(port, false)
    void alone.stop(true)
    return serve(alone.port ?? port, true)
  } catch (error) {
    throw unreachable(error, host, port)
  }
}

function unreachable(error: unknown, host: string, port: number): unknown {
  switch (error instanceof Error && 'code' in error ? error.code : null) {
    case 'EADDRINUSE':
      return new UsageError(
        `Port ${port} is in use.`,
        `Stop what listens there, or choose another: PORT=${port + 1}. PORT=0 takes any free one.`,
      )
    case 'EACCES':
      return new UsageError(
        `Port ${port} may not be used by this user.`,
        'Choose one from 1024 on, and let a proxy listen on the lower one.',
      )
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
    case 'ENOTFOUND':
      return new UsageError(
        `OFFSTAGE_HOST=${host} is no address of this machine.`,
        'Use 127.0.0.1 for this machine alone, or 0.0.0.0 for every network it is in.',
      )
    default:
      return error
  }
}

/** At once where nothing has to be waited for. */
function answer(
  request: Request,
  fetch: ListenOptions['fetch'],
  bodies: Bodies,
  deadlines: Deadlines,
): Response | Promise<Response> {
  try {
    const { headers, method } = request
    checkHeaders(headers)
    if (method === 'GET' || method === 'HEAD' || !hasBody(headers)) return fetch(request)
    // Reads are bounded by what they may return; a body can be sent as slowly as its sender likes.
    const answered = deadlines.within((deadline) => bodies.receive(request, fetch, deadline))
    return answered instanceof Promise ? answered.catch(refused) : answered
  } catch (error) {
    return refused(error)
  }
}

/** By RFC 9112, section 6.3. To look at the body itself makes a stream of it, as dear as a row. */
function hasBody(headers: Headers): boolean {
  return headers.has('content-length') || headers.has('transfer-encoding')
}

function refused(error: unknown): Response {
  if (error instanceof Refusal) return refuse(error)
  throw error
}

function refuse(refusal: Refusal): Response {
  return withCors(respondRefusal(refusal))
}

function checkHeaders(headers: Headers): void {
  let bytes = 0
  headers.forEach((value, name) => {
    bytes += name.length + value.length
  })
  if (bytes <= headerBytesMax) return
  throw new Refusal(431, 'OFF005', 'The headers of the request are too large', {
    details: `At most ${headerBytesMax} bytes are allowed`,
    hint: 'The limit is named headerBytesMax.',
  })
}
