import { afterAll, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { UsageError } from '../base/errors.ts'
import { bodyBytesMax, headerBytesMax, urlBytesMax } from '../base/limits.ts'
import { listen } from './listen.ts'

const seen: string[] = []
const socket = listen({
  host: '127.0.0.1',
  port: 0,
  fetch: async (request) => {
    seen.push(request.method)
    return new Response(`${new URL(request.url).pathname.length} ${(await request.arrayBuffer()).byteLength}`)
  },
})
await socket.ready()
afterAll(() => socket.stop())

/** What the server sends back for these bytes, until it closes. */
function send(...parts: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const client = connect(socket.port, '127.0.0.1')
    client.on('data', (chunk) => {
      answer += chunk
    })
    // A refused client may still be sending when the server closes.
    client.on('error', () => {})
    client.on('close', () => resolve(answer))
    for (const part of parts) client.write(part)
  })
}

const head = (method: string, path: string, ...headers: readonly string[]) =>
  [`${method} ${path} HTTP/1.1`, 'Host: a', 'Connection: close', ...headers, '', ''].join('\r\n')

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])
const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4)

test('URLs and headers up to their limits go through together', async () => {
  const url = `/${'u'.repeat(urlBytesMax - 1)}`
  const answer = await send(head('GET', url, `X-Long: ${'h'.repeat(headerBytesMax - 100)}`))
  expect([statusOf(answer), bodyOf(answer)]).toEqual([200, `${urlBytesMax} 0`])
})

test('headers beyond the limit are refused in words, and readable by any page', async () => {
  const answer = await send(head('GET', '/', `X-Long: ${'h'.repeat(headerBytesMax)}`))
  expect(statusOf(answer)).toBe(431)
  expect(answer.toLowerCase()).toContain('access-control-allow-origin: *')
  expect(JSON.parse(bodyOf(answer))).toEqual({
    code: 'OFF005',
    message: 'The headers of the request are too large',
    details: `At most ${headerBytesMax} bytes are allowed`,
    hint: 'The limit is named headerBytesMax.',
  })
})

test('a body beyond the limit is refused, whether its length is declared or not', async () => {
  seen.length = 0
  const declared = await send(head('POST', '/', `Content-Length: ${bodyBytesMax + 1}`), 'x')
  const size = 2 ** 20
  const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`
  const chunks = Array.from({ length: bodyBytesMax / size + 1 }, () => chunk)
  const undeclared = await send(head('POST', '/', 'Transfer-Encoding: chunked'), ...chunks, '0\r\n\r\n')
  for (const answer of [declared, undeclared]) {
    expect(statusOf(answer)).toBe(413)
    expect(JSON.parse(bodyOf(answer))).toMatchObject({ code: 'OFF002' })
  }
  expect(seen).toEqual([])
})

test('a body of undeclared length arrives whole, with the rest of its request', async () => {
  const body = ['5\r\nhello\r\n', '6\r\n world\r\n', '0\r\n\r\n']
  const answer = await send(head('PATCH', '/abc', 'Transfer-Encoding: chunked'), ...body)
  expect([statusOf(answer), bodyOf(answer)]).toEqual([200, '4 11'])
  expect(seen.at(-1)).toBe('PATCH')
})

test.each(['Host: a:x', 'Host: [::', 'Host: a b'])(
  'a body that is measured arrives whatever says %s',
  async (host) => {
    const path = '/abc?d=1'
    const whole = [
      `POST ${path} HTTP/1.1`,
      host,
      'Connection: close',
      'Transfer-Encoding: chunked',
      '',
      '',
    ].join('\r\n')
    const answer = await send(whole, '5\r\nhello\r\n', '0\r\n\r\n')
    expect([statusOf(answer), bodyOf(answer)]).toEqual([200, '4 5'])
  },
)

test('an address that cannot be had is a mistake of who asks', () => {
  const fetch = async () => new Response()
  const taken = () => listen({ host: '127.0.0.1', port: socket.port, fetch })
  expect(taken).toThrow(UsageError)
  expect(taken).toThrow(`Port ${socket.port} is in use.`)
  expect(() => listen({ host: '203.0.113.1', port: 0, fetch })).toThrow(
    'OFFSTAGE_HOST=203.0.113.1 is no address',
  )
})

test('what should never throw and does is answered without a word about why, and reported', async () => {
  const reported: unknown[] = []
  const mistake = new Error('inside')
  const broken = listen({
    host: '127.0.0.1',
    port: 0,
    fetch: () => Promise.reject(mistake),
    report: (error) => reported.push(error),
  })
  const response = await fetch(`http://127.0.0.1:${broken.port}/`)
  expect([response.status, await response.json()]).toEqual([
    500,
    { code: 'XX000', message: 'Something went wrong on our side', details: null, hint: null },
  ])
  expect(reported).toEqual([mistake])
  await broken.stop()
})

test('a body that does not come in time is refused in words, and others are answered meanwhile', async () => {
  const hasty = listen({
    host: '127.0.0.1',
    port: 0,
    timeoutMs: 100,
    fetch: async (request) => new Response(`${(await request.arrayBuffer()).byteLength}`),
  })
  const slow = new Promise<string>((resolve) => {
    const client = connect(hasty.port, '127.0.0.1')
    let answer = ''
    client.on('data', (chunk) => {
      answer += chunk
      if (answer.includes('}')) client.destroy()
    })
    client.on('error', () => {})
    client.on('close', () => resolve(answer))
    client.write(`${head('POST', '/', 'Content-Length: 100000')}half`)
  })
  const quick = await fetch(`http://127.0.0.1:${hasty.port}/`, { method: 'POST', body: 'whole' })
  expect(await quick.text()).toBe('5')
  const answer = await slow
  expect(statusOf(answer)).toBe(408)
  expect(JSON.parse(bodyOf(answer))).toEqual({
    code: 'OFF006',
    details: 'At most 100 ms are allowed',
    hint: 'The limit is named requestTimeoutMs.',
    message: 'The request took too long',
  })
  await hasty.stop()
})
