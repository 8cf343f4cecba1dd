/** Bodies of requests: measured while they come, one by one and all together. */
import { Refusal } from '../base/errors.ts'
import { bodiesOpenBytesMax, bodyBytesMax } from '../base/limits.ts'

/** Bytes of a body that is handed on as it is, since it cannot weigh much. */
const SMALL_BYTES = 65_536

export class Bodies {
  /** Bytes that are held for requests being answered. */
  private openBytes = 0

  /**
   * Answers a request once its body is there, known to be small enough. What counts is what has come, not
   * what was announced: who sends slowly takes no room from others.
   * @param late aborted when the answer is no longer waited for
   * @throws Refusal 413 for a body that is too large, 503 when all together are
   */
  async receive(
    request: Request,
    fetch: (request: Request) => Promise<Response>,
    late: AbortSignal,
  ): Promise<Response> {
    const declared = request.headers.get('content-length')
    if (Number(declared ?? 0) > bodyBytesMax) throw tooLarge()
    const { body } = request
    if (body === null || (declared !== null && Number(declared) <= SMALL_BYTES)) return await fetch(request)
    const chunks: Uint8Array[] = []
    try {
      await this.read(body.getReader(), late, chunks)
      const { method, headers } = request
      return await fetch(new Request(request.url, { method, headers, body: Buffer.concat(chunks) }))
    } finally {
      this.openBytes -= total(chunks)
    }
  }

  private async read(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    late: AbortSignal,
    chunks: Uint8Array[],
  ): Promise<void> {
    const giveUp = () => void reader.cancel()
    late.addEventListener('abort', giveUp)
    let bytes = 0
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        chunks.push(next.value)
        bytes += next.value.byteLength
        this.openBytes += next.value.byteLength
        if (bytes > bodyBytesMax) throw tooLarge()
        if (this.openBytes > bodiesOpenBytesMax) throw overloaded()
      }
      late.throwIfAborted()
    } catch (error) {
      giveUp()
      throw error
    } finally {
      late.removeEventListener('abort', giveUp)
    }
  }
}

function total(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)
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
