/** A socket in front of a House: what HTTP itself has to keep, before anybody looks at what was asked. */
import { systemClock } from '../base/clock.ts'
import { Refusal, UsageError } from '../base/errors.ts'
import { headerBytesMax, requestTimeoutMs, shutdownTimeoutMs, urlBytesMax } from '../base/limits.ts'
import { systemRandom } from '../base/random.ts'
import { respondRefusal } from '../rest/index.ts'
import { Bodies, overloaded } from './bodies.ts'
import { withCors } from './cors.ts'
import { Pulse } from './pulse.ts'

export interface ListenOptions {
  /** Name or address of this machine to listen on; `0.0.0.0` for every network. */
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Answers any request; never throws. */
  readonly fetch: (request: Request) => Promise<Response>
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
  /** To be awaited once the app is open: then URLs and headers may be as long as `limits.ts` says. */
  ready(): Promise<void>
  /**
   * Takes no further request; resolves once open ones have ended, or were cut off after `shutdownTimeoutMs`.
   */
  stop(): Promise<void>
}

/** @throws UsageError when the address cannot be had */
export function listen(options: ListenOptions): Listening {
  const { host, port, fetch, report = () => {}, timeoutMs = requestTimeoutMs } = options
  const pulse = new Pulse(() => ({ host, port: server.port ?? port }), systemClock, systemRandom)
  const bodies = new Bodies()
  const respond = (request: Request) => {
    const verdict = pulse.verdict(request)
    if (verdict === 'own') return new Response(null, { status: 204 })
    // A server that is busy is not ill: who asks for its health would only restart it.
    if (verdict === 'late' && !request.url.endsWith('/healthz')) return refuse(overloaded())
    return answer(request, fetch, bodies, timeoutMs)
  }
  const server = bind(host, port, respond, (error) => {
    report(error)
    return refuse(new Refusal(500, 'XX000', 'Something went wrong on our side'))
  })
  return {
    host,
    port: server.port ?? port,
    ready: widenParser,
    async stop() {
      pulse.stop()
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

function bind(
  host: string,
  port: number,
  fetch: (request: Request) => Response | Promise<Response>,
  error: (error: unknown) => Response,
) {
  try {
    return Bun.serve({
      hostname: host,
      port,
      development: false,
      // Outside of development Bun shares a port with whoever has it: then two servers would answer in turns.
      reusePort: false,
      idleTimeout: requestTimeoutMs / 1000,
      // Bodies are measured here, where a refusal has words; Bun would close the connection without any.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      fetch,
      error,
    })
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

async function answer(
  request: Request,
  fetch: ListenOptions['fetch'],
  bodies: Bodies,
  timeoutMs: number,
): Promise<Response> {
  try {
    checkHeaders(request.headers)
    if (request.method === 'GET' || request.method === 'HEAD' || request.body === null)
      return await fetch(request)
    // Reads are bounded by what they may return; a body can be sent as slowly as its sender likes.
    return await inTime((late) => bodies.receive(request, fetch, late), timeoutMs)
  } catch (error) {
    if (error instanceof Refusal) return refuse(error)
    throw error
  }
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

async function inTime(
  answered: (late: AbortSignal) => Promise<Response>,
  timeoutMs: number,
): Promise<Response> {
  const late = new AbortController()
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const refusal = tooSlow(timeoutMs)
    reject(refusal)
    late.abort(refusal)
  }, timeoutMs)
  try {
    return await Promise.race([answered(late.signal), promise])
  } finally {
    clearTimeout(timer)
  }
}

function tooSlow(timeoutMs: number): Refusal {
  return new Refusal(408, 'OFF006', 'The request took too long', {
    details: `At most ${timeoutMs} ms are allowed`,
    hint: 'The limit is named requestTimeoutMs.',
  })
}
