/** Bodies of requests: measured while they come, one by one and all together. */
import { Refusal } from '../base/errors.ts'
import { bodiesOpenBytesMax, bodyBytesMax } from '../base/limits.ts'
import type { Deadline } from './deadlines.ts'
import { usableUrl } from './routes.ts'

/** Bytes of a body that is handed on as it is, since it cannot weigh much. */
const SMALL_BYTES = 65_536

export class Bodies {
  /** Bytes that are held for requests being answered. */
  private openBytes = 0

  /**
   * Answers a request once its body is there, known to be small enough. What counts is what has come, not
   * what was announced: who sends slowly takes no room from others.
   * @param deadline when the answer is no longer waited for
   * @throws Refusal 413 for a body that is too large, 503 when all together are
   */
  receive(
    request: Request,
    fetch: (request: Request) => Response | Promise<Response>,
    deadline: Deadline,
  ): Response | Promise<Response> {
    const declared = request.headers.get('content-length')
    if (Number(declared ?? 0) > bodyBytesMax) throw tooLarge()
    if (declared !== null && Number(declared) <= SMALL_BYTES) return fetch(request)
    const { body } = request
    if (body === null) return fetch(request)
    return this.receiveMeasured(request, body, fetch, deadline)
  }

  private async receiveMeasured(
    request: Request,
    body: ReadableStream<Uint8Array>,
    fetch: (request: Request) => Response | Promise<Response>,
    deadline: Deadline,
  ): Promise<Response> {
    const held: Held = { bytes: 0 }
    try {
      const whole = await this.read(body.getReader(), deadline, held)
      const { method, headers } = request
      return await fetch(new Request(usableUrl(request.url), { method, headers, body: whole }))
    } finally {
      this.openBytes -= held.bytes
    }
  }

  /** Gives the whole body; its pieces are let go of, since the request may have to wait for its turn. */
  private async read(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    deadline: Deadline,
    held: Held,
  ): Promise<Buffer<ArrayBuffer>> {
    // A body that broke off has nothing left to cancel, and says so again.
    const giveUp = () => void reader.cancel().catch(() => {})
    deadline.giveUp = giveUp
    const chunks: Uint8Array[] = []
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        const { byteLength } = next.value
        chunks.push(next.value)
        held.bytes += byteLength
        this.openBytes += byteLength
        if (held.bytes > bodyBytesMax) throw tooLarge()
        if (this.openBytes > bodiesOpenBytesMax) throw overloaded()
      }
      if (deadline.passed !== null) throw deadline.passed
      return Buffer.concat(chunks)
    } catch (error) {
      giveUp()
      throw error instanceof DOMException ? cutOff() : error
    } finally {
      deadline.giveUp = null
    }
  }
}

/** What one request has of `openBytes`. */
interface Held {
  bytes: number
}

/** The caller went away: nobody hears this, and it is no mistake of ours. */
function cutOff(): Refusal {
  return new Refusal(400, 'PGRST102', 'The connection was closed before all of the body had come')
}

/** More is asked than can be answered in time. */
export function overloaded(): Refusal {
  return new Refusal(503, 'OFF007', 'The server is overloaded', {
    details: 'Nothing was read or written.',
    hint: 'Try again after the seconds that Retry-After says, with growing pauses.',
    headers: { 'Retry-After': '1' },
  })
}

function tooLarge(): Refusal {
  return new Refusal(413, 'OFF002', 'The request body is too large', {
    details: `At most ${bodyBytesMax} bytes are allowed`,
    hint: 'Send the rows in several requests. The limit is named bodyBytesMax.',
  })
}
