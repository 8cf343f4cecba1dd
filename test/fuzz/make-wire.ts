/** Requests whose HTTP itself is broken: half sent, slow, contradictory, too large, or no HTTP at all. */
import type { Dice } from '../rules/dice.ts'
import type { Request } from './request.ts'
import type { Piece, Wire } from './send.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

/** The request as it should be. */
export function wireOf(request: Request): Wire {
  const { body } = request
  const length: readonly (readonly [string, string])[] =
    body === null ? [] : [['Content-Length', String(body.length)]]
  const head = bytes(headOf(request, length))
  return { pieces: body === null ? [head] : [head, body], hangsUp: false }
}

type Headers = readonly (readonly [string, string])[]

function headOf({ method, target, headers }: Request, more: Headers, version = 'HTTP/1.1'): string {
  const all: Headers = [['Host', '127.0.0.1'], ['Connection', 'close'], ...headers, ...more]
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `${method} ${target} ${version}\r\n${lines}\r\n`
}

const MAKERS: readonly ((dice: Dice, request: Request, body: Uint8Array) => Wire)[] = [
  // Half of the body, then silence from a client that leaves.
  (_, request, body) =>
    gone(bytes(headOf(request, [['Content-Length', String(body.length + 1000)]])), body, 30),
  // Half of the head.
  (dice, request) => {
    const head = headOf(request, [])
    return gone(bytes(head.slice(0, dice.below(head.length))), 20)
  },
  // A client that counts its bytes out.
  (_, request, body) => {
    const whole = Buffer.concat([bytes(headOf(request, [['Content-Length', String(body.length)]])), body])
    const step = Math.ceil(whole.length / 8)
    const pieces = Array.from({ length: 8 }, (_value, n) => [
      whole.subarray(n * step, (n + 1) * step),
      5,
    ]).flat()
    return { pieces, hangsUp: false }
  },
  (_, request, body) =>
    answered(
      headOf(request, [
        ['Content-Length', '0'],
        ['Content-Length', String(body.length)],
      ]),
      body,
    ),
  (_, request, body) =>
    gone(
      bytes(
        headOf(request, [
          ['Content-Length', String(body.length)],
          ['Transfer-Encoding', 'chunked'],
        ]),
      ),
      body,
      50,
    ),
  (dice, request, body) => {
    const length = dice.pick([
      '-1',
      '1e3',
      'abc',
      '+5',
      '0x10',
      '99999999999999999999',
      '',
      ' ',
      '1,1',
      '18446744073709551616',
    ])
    return gone(bytes(headOf(request, [['Content-Length', length]])), body, 50)
  },
  (dice, request, body) => {
    const sizes = [
      body.length.toString(16),
      'zz',
      '-1',
      'ffffffffffffffff',
      '7fffffff',
      `${body.length.toString(16)};a=b`,
    ]
    const chunk = bytes(`${dice.pick(sizes)}\r\n`)
    return gone(
      bytes(headOf(request, [['Transfer-Encoding', 'chunked']])),
      chunk,
      body,
      bytes('\r\n0\r\n\r\n'),
      50,
    )
  },
  // A true chunked body.
  (_, request, body) => {
    const half = Math.ceil(body.length / 2)
    const chunks = [body.subarray(0, half), body.subarray(half)].filter((chunk) => chunk.length > 0)
    const pieces = chunks.flatMap((chunk) => [
      bytes(`${chunk.length.toString(16)}\r\n`),
      chunk,
      bytes('\r\n'),
    ])
    return {
      pieces: [bytes(headOf(request, [['Transfer-Encoding', 'chunked']])), ...pieces, bytes('0\r\n\r\n')],
      hangsUp: false,
    }
  },
  (dice, request) => {
    const count = dice.pick([50, 150, 700])
    const flood = Array.from({ length: count }, (_, n) => [`X-Flood-${n}`, 'f'.repeat(90)] as const)
    return answered(headOf({ ...request, method: 'GET' }, flood))
  },
  (dice, request) =>
    answered(
      headOf(
        {
          ...request,
          method: 'GET',
          target: request.target.slice(0, 500) + 'q'.repeat(dice.pick([15_000, 17_000, 40_000, 90_000])),
        },
        [],
      ),
    ),
  (dice, request) =>
    answered(headOf(request, [], dice.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', 'HTTP/1.', 'XTTP/1.1', '']))),
  (dice, request) => {
    const hosts = [
      '',
      '[',
      'a b',
      'x/../..',
      'evil.test/rest/v1/vault?',
      '@',
      '[::1',
      'a:99999999',
      '%00',
      '\u00ff',
      'x?y#z',
      '..',
      ':',
    ]
    const target = dice.chance(30) ? '/offstage.json' : request.target
    const head = headOf({ ...request, method: 'GET', target }, [])
    return answered(head.replace('Host: 127.0.0.1', `Host: ${dice.pick(hosts)}`))
  },
  (_, request) => answered(headOf({ ...request, method: 'GET' }, []).replace('Host: 127.0.0.1\r\n', '')),
  (dice, request) => {
    const lines = [
      'X-Null: a\0b',
      ': no name',
      'No colon',
      'X Space: 1',
      'X-Tab\t: 1',
      ' folded',
      'X-High: \u00ff\u0080',
      'Host: other',
      'Upgrade: websocket\r\nConnection: Upgrade',
      'Upgrade: h2c',
      'Expect: 100-continue',
      'Transfer-Encoding: gzip, chunked',
      'Transfer-Encoding: xchunked',
      `X-Long: ${'y'.repeat(20_000)}`,
    ]
    return gone(
      bytes(headOf({ ...request, method: 'GET' }, []).replace('\r\n', `\r\n${dice.pick(lines)}\r\n`)),
      50,
    )
  },
  (dice) =>
    gone(
      bytes(
        dice.pick([
          '\r\n\r\n',
          'GET\r\n\r\n',
          '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
          'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
          '\0\0\0\0',
          'GET / HTTP/1.1\n\n',
          'x'.repeat(100_000),
        ]),
      ),
      30,
    ),
  // Two requests in one breath: the second must not be answered with the first one's key.
  (_, request) => ({
    pieces: [
      bytes(
        headOf({ ...request, method: 'GET' }, []).replace('Connection: close\r\n', '') +
          headOf({ method: 'GET', target: '/rest/v1/vault', headers: [], body: null }, []),
      ),
    ],
    hangsUp: false,
  }),
]

function gone(...pieces: Piece[]): Wire {
  return { pieces, hangsUp: true }
}

function answered(head: string, body: Uint8Array = new Uint8Array()): Wire {
  return { pieces: [bytes(head), body], hangsUp: false }
}

export function brokenWire(dice: Dice, request: Request): Wire {
  const make = dice.pick(MAKERS)
  return make(dice, request, request.body ?? new Uint8Array())
}
