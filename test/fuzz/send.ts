/** Requests as bytes on a socket, and what comes back. */
import { connect } from 'node:net'

/** A piece of what is sent: bytes, or milliseconds to wait. */
export type Piece = Uint8Array | number

export interface Wire {
  readonly pieces: readonly Piece[]
  /** Whether the client hangs up after the last piece instead of waiting for an answer. */
  readonly hangsUp: boolean
}

export interface Answer {
  /** Null when the connection was closed without one. */
  readonly status: number | null
  /** Every byte that came, as Latin-1, so that none is lost. */
  readonly raw: string
  readonly body: string
  readonly contentType: string
  readonly ms: number
  /** The server neither answered nor hung up in time. */
  readonly hung: boolean
}

/** Milliseconds that an answer may take: longer than the server gives itself for a request. */
export const ANSWER_MS_MAX = 45_000

export async function send(port: number, wire: Wire, isHead: boolean): Promise<Answer> {
  const started = performance.now()
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const chunks: Buffer[] = []
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const timer = setTimeout(() => resolve(true), ANSWER_MS_MAX)
  let gone = false
  socket.on('data', (chunk) => {
    chunks.push(Buffer.from(chunk))
    if (isWhole(Buffer.concat(chunks), isHead)) resolve(false)
  })
  socket.on('error', () => resolve(false))
  socket.on('close', () => {
    gone = true
    resolve(false)
  })
  for (const piece of wire.pieces) {
    if (gone) break
    if (typeof piece === 'number') await Bun.sleep(piece)
    else socket.write(piece)
  }
  if (wire.hangsUp) setTimeout(() => resolve(false), 5)
  const hung = await promise
  clearTimeout(timer)
  socket.destroy()
  const ms = performance.now() - started
  return { ...parsed(Buffer.concat(chunks)), ms, hung: hung && !wire.hangsUp }
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** Whether a response has ended, as far as its head says how long it is. */
function isWhole(bytes: Buffer, isHead: boolean): boolean {
  const end = bytes.indexOf(HEAD_END)
  if (end < 0) return false
  const head = bytes.subarray(0, end).toString('latin1')
  const status = Number(head.slice(9, 12))
  if (status >= 100 && status < 200) return isWhole(bytes.subarray(end + 4), isHead)
  if (isHead || status === 204 || status === 304) return true
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  if (length !== undefined) return bytes.length >= end + 4 + Number(length)
  return (
    /\r\ntransfer-encoding: *chunked/i.test(head) && bytes.subarray(-5).toString('latin1') === '0\r\n\r\n'
  )
}

function parsed(bytes: Buffer): Pick<Answer, 'status' | 'raw' | 'body' | 'contentType'> {
  const raw = bytes.toString('latin1')
  const end = bytes.indexOf(HEAD_END)
  if (end < 0) return { status: null, raw, body: '', contentType: '' }
  const head = raw.slice(0, end)
  const status = Number(head.slice(9, 12))
  if (status >= 100 && status < 200) return parsed(bytes.subarray(end + 4))
  const [, contentType = ''] = /\r\ncontent-type: *([^\r]*)/i.exec(head) ?? []
  const [, length = ''] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  // What follows belongs to the answer to another request on the same connection.
  const body = bytes.subarray(end + 4, length === '' ? undefined : end + 4 + Number(length))
  return { status, raw, body: body.toString('utf8'), contentType }
}
