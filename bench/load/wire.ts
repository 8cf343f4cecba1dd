/** HTTP/1.1 with as little work as can be: the load must not be what is measured. */
import type { Ask } from '../dialect.ts'

/** A request as its bytes, and what its answer must be. */
export interface Wired {
  readonly bytes: Uint8Array
  readonly status: readonly number[]
  readonly rows: number | null
  /** The answer has no body, whatever its headers say. */
  readonly head: boolean
}

export function wired(ask: Ask, host: string): Wired {
  const body = ask.body === null ? null : Buffer.from(ask.body)
  const headers = {
    Host: host,
    ...ask.headers,
    ...(body === null ? {} : { 'Content-Length': body.length }),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const top = Buffer.from(`${ask.method} ${ask.path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  const bytes = body === null ? top : Buffer.concat([top, body])
  return { bytes, status: ask.status, rows: ask.rows, head: ask.method === 'HEAD' }
}

export interface Answer {
  readonly status: number
  readonly body: Buffer
}

const END = Buffer.from('\r\n\r\n')
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/**
 * The answer at the start of the bytes; null while it is not all there. One answer at a time is on its way.
 */
export function readAnswer(bytes: Buffer, head: boolean): Answer | null {
  const end = bytes.indexOf(END)
  if (end < 0) return null
  const top = bytes.toString('latin1', 0, end)
  const status = Number(top.slice(9, 12))
  const start = end + END.length
  if (head || status === 204 || status === 304) return { status, body: bytes.subarray(start) }
  const length = /\ncontent-length: *(\d+)/i.exec(top)?.[1]
  if (length !== undefined) {
    const stop = start + Number(length)
    return bytes.length < stop ? null : { status, body: bytes.subarray(start, stop) }
  }
  if (!/\ntransfer-encoding: *chunked/i.test(top)) return { status, body: bytes.subarray(start) }
  const whole = bytes.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
  return whole ? { status, body: unchunked(bytes, start) } : null
}

function unchunked(bytes: Buffer, start: number): Buffer {
  const parts: Buffer[] = []
  for (let at = start; ; ) {
    const line = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    if (!(size > 0)) return Buffer.concat(parts)
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
}
