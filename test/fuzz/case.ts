/** One request of a run: the same seed and number, the same request. */
import type { Model, Table } from '../../src/model/index.ts'
import { Dice } from '../rules/dice.ts'
import { BodyMaker } from './make-body.ts'
import { type Pairs, UrlMaker } from './make-url.ts'
import { brokenWire } from './make-wire.ts'
import { mutated, mutatedBytes } from './mutate.ts'
import type { Wire } from './send.ts'
import type { Credentials } from './target.ts'
import { ALL } from './words.ts'

export interface Request {
  readonly method: string
  /** Path and query as they stand in the request line; Latin-1. */
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Uint8Array | null
}

export interface Case {
  readonly request: Request
  /** Other bytes than those of the request, where HTTP itself is broken; null for the request as it is. */
  readonly wire: Wire | null
  /** Whether the HTTP parser of the runtime may refuse it, with a status alone. */
  readonly isOdd: boolean
  /** Whoever asks holds the secret key, so it may see everything. */
  readonly isService: boolean
}

const READS = ['GET', 'GET', 'GET', 'HEAD']
const WRITES = ['POST', 'POST', 'PATCH', 'DELETE', 'PUT']
const ODD_METHODS = [
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'get',
  'Post',
  'QUERY',
  'PURGE',
  '__proto__',
  'LOCK',
]

export function makeCase(seed: number, number: number, model: Model, credentials: Credentials): Case {
  const dice = new Dice(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + number)
  const hostility = dice.pick([0, 0, 1, 2, 4, 10, 40])
  const url = new UrlMaker(dice, model, hostility)
  const table = url.table()
  const isService = dice.chance(10)
  // The secret key may delete what the run looks for; it reads, and writes where nothing is forbidden.
  const writes = dice.chance(40) && (!isService || table.name === 'things')
  const odd = !isService && dice.chance(2)
  const method = odd ? dice.pick(ODD_METHODS) : dice.pick(writes ? WRITES : READS)
  const made = writes && method !== 'DELETE' ? new BodyMaker(dice, hostility).body(table) : null
  const target = makeTarget(dice, url, table, method, hostility)
  const headers = [
    ...who(dice, credentials, isService),
    ...preferences(dice, writes, hostility),
    ...negotiation(dice, hostility),
    ...(made === null
      ? []
      : [['Content-Type', dice.chance(hostility / 4) ? dice.pick(ALL) : made.type] as const]),
  ].map(([name, value]) => [name, headerText(value)] as const)
  const body = made === null ? null : dice.chance(hostility / 2) ? mutatedBytes(dice, made.bytes) : made.bytes
  const request: Request = { method, target, headers, body }
  const wire = dice.chance(4) ? brokenWire(dice, request) : null
  return { request, wire, isOdd: odd || wire !== null || !target.startsWith('/'), isService }
}

function makeTarget(dice: Dice, url: UrlMaker, table: Table, method: string, hostility: number): string {
  if (dice.chance(4))
    return `${oddPath(dice, table)}${dice.chance(50) ? `?${queryOf(dice, url, table, method, hostility)}` : ''}`
  const name = dice.chance(hostility / 5) ? encodeURIComponent(dice.pick(ALL).toWellFormed()) : table.name
  const query = queryOf(dice, url, table, method, hostility)
  const target = `/rest/v1/${name}${query === '' ? '' : `?${query}`}`
  return dice.chance(hostility / 4) ? requestLine(mutated(dice, target)) : target
}

function queryOf(dice: Dice, url: UrlMaker, table: Table, method: string, hostility: number): string {
  const isRead = method === 'GET' || method === 'HEAD'
  const pairs: Pairs = url.pairs(table, isRead)
  if (method === 'PUT' && dice.chance(80)) {
    pairs.splice(
      0,
      pairs.length,
      ...table.primaryKey.map((key) => [key, `eq.${dice.pick(['1', 'b1', '2'])}`] as const),
    )
  }
  const encode = dice.chance(80) ? encoded : requestLine
  const mutate = (text: string) => (dice.chance(hostility) ? mutated(dice, text) : text)
  return pairs
    .map(([name, value]) => `${encode(mutate(name))}=${encode(mutate(value))}`)
    .join('&')
    .slice(0, 30_000)
}

const encoded = (text: string) => encodeURIComponent(text.toWellFormed())

// biome-ignore lint/suspicious/noControlCharactersInRegex: the runtime's HTTP parser refuses these by itself
const CONTROLS = /[\x00-\x1f\x7f]/g

/** As it is, but for what would end the request line. */
function requestLine(text: string): string {
  return Buffer.from(text.replaceAll(CONTROLS, '+').replaceAll(/[\s#]/g, '+'), 'utf8').toString('latin1')
}

/** As it is, but for what would end the header. */
function headerText(text: string): string {
  return Buffer.from(text.replaceAll(CONTROLS, ' ').slice(0, 9000), 'utf8').toString('latin1')
}

const PATHS = [
  '/',
  '//',
  '/rest/v1',
  '/rest/v1/',
  '/rest/v1//',
  '/rest/v1/.',
  '/rest/v1/..',
  '/rest/v1/../../etc/passwd',
  '/rest/v1/%2e%2e/%2e%2e/etc/passwd',
  '/%2e%2e%2f%2e%2e%2fetc/passwd',
  '/..%5c..%5cetc',
  '//etc/passwd',
  '/rest//v1/things',
  '/rest/v1/things/',
  '/rest/v1/things%00',
  '/rest/v1/%74hings',
  '/rest/v1/things%2f',
  '/rest/v1/%',
  '/rest/v1/%ff',
  '/rest/v1/%c0%ae',
  '/rest/v1/rpc/',
  '/rest/v1/rpc/__proto__',
  '/rest/v1/rpc/a/b',
  '/rest/v1/__proto__',
  '/rest/v1/constructor',
  '/rest/v1/sqlite_master',
  '/rest/v1/things;x=1',
  '/rest/v1/THINGS',
  '/docs',
  '/docs/',
  '/docs/../package.json',
  '/healthz',
  '/offstage.json',
  '/offstage/persona',
  '/.env',
  '/.git/config',
  '/app.ts',
  '/index.html',
  '/%00',
  '/a%0d%0aX: 1',
  '*',
  'rest/v1/things',
  'http://evil.test/rest/v1/things',
  'http://[/rest/v1/things',
  '/auth/v1/token',
  '/storage/v1/bucket',
]

function oddPath(dice: Dice, table: Table): string {
  const path = dice.chance(90) ? dice.pick(PATHS) : `/rest/v1/${table.name}${'/'.repeat(dice.below(2000))}`
  return path.replaceAll(' ', '%20')
}

type Headers = (readonly [string, string])[]

function who(dice: Dice, { publishable, secret, tokens }: Credentials, isService: boolean): Headers {
  if (isService) return [['apikey', secret]]
  const token = dice.pick([tokens.ana, tokens.ben])
  switch (dice.below(40)) {
    case 0:
    case 1:
    case 7:
      return [['apikey', publishable]]
    case 2:
      return []
    case 3:
      return [['Authorization', `Bearer ${mangledToken(dice, token)}`]]
    case 4:
      return [['apikey', dice.pick(ALL)]]
    case 5:
      return [
        [
          'Authorization',
          dice.pick(['Basic YTpi', 'Bearer', 'bearer  ', `Bearer ${dice.pick(ALL)}`, dice.pick(ALL)]),
        ],
      ]
    case 6:
      return [
        ['apikey', publishable],
        ['Authorization', `Bearer ${token}`],
        ['Authorization', `Bearer ${tokens.ben}`],
      ]
    default:
      return [
        ['apikey', publishable],
        ['Authorization', `Bearer ${token}`],
      ]
  }
}

/** A token whose header or claims somebody changed. */
function mangledToken(dice: Dice, token: string): string {
  const [header = '', claims = '', signature = ''] = token.split('.')
  const code = (json: string) => Buffer.from(json).toString('base64url')
  const heads = [
    '{"alg":"none"}',
    '{"alg":"HS512"}',
    '{"alg":"__proto__"}',
    '{"alg":{}}',
    '{"alg":"RS256","kid":"x"}',
    '{"alg":"HS256","crit":["x"]}',
    '[]',
    'null',
    '['.repeat(9000),
    '{"alg":"HS256","kid":"../../dev/null"}',
  ]
  switch (dice.below(5)) {
    case 0:
      return `${code(dice.pick(heads))}.${claims}.${dice.chance(50) ? '' : signature}`
    case 1:
      return `${header}.${code('{"role":"service_role"}')}.${signature}`
    case 2:
      return mutated(dice, token)
    case 3:
      return token.slice(0, dice.below(token.length))
    default:
      return `${token}.${token}`
  }
}

const PREFERENCES = [
  'return=representation',
  'return=representation',
  'return=minimal',
  'return=headers-only',
  'resolution=merge-duplicates',
  'resolution=ignore-duplicates',
  'missing=default',
  'missing=null',
  'handling=strict',
  'handling=lenient',
  'count=exact',
  'count=planned',
  'count=estimated',
  'tx=rollback',
  'max-affected=1',
  'max-affected=0',
  'max-affected=-1',
  'max-affected=99999999999',
  'timezone=America/Los_Angeles',
  '__proto__=1',
  'constructor=exact',
  'invalid=__proto__',
  'maxAffected=1',
  'return',
  '=',
]

function preferences(dice: Dice, writes: boolean, hostility: number): Headers {
  if (!dice.chance(writes ? 75 : 30)) return []
  const words = Array.from({ length: 1 + dice.below(3) }, () =>
    dice.pick(dice.chance(hostility / 3) ? ALL : PREFERENCES),
  )
  return dice.chance(10)
    ? words.map((word) => ['Prefer', word] as const)
    : [['Prefer', words.join(dice.pick([',', ', ', ';']))]]
}

const ACCEPTS = [
  'application/vnd.pgrst.object+json',
  'text/csv',
  'text/csv',
  'application/vnd.pgrst.array+json;nulls=stripped',
  'application/json',
  'application/vnd.pgrst.object+json',
  'application/vnd.pgrst.object+json;nulls=stripped',
  'application/vnd.pgrst.array+json;nulls=stripped',
  'text/csv',
  'application/vnd.pgrst.plan+json',
  'application/vnd.pgrst.plan+text; options=analyze|verbose; for="application/json"',
  'application/geo+json',
  'application/octet-stream',
  'text/html',
  '*/*;q=0',
  'application/openapi+json',
  ', ,;',
]
const RANGES = [
  '0-9',
  '5-',
  '9-0',
  '-5',
  '0-',
  'items=0-1',
  'bytes=0-1',
  '0-0,2-2',
  '999999999999999-',
  '99999999999999999999-1',
  'a-b',
  '0-99999999999999999999',
]

function negotiation(dice: Dice, hostility: number): Headers {
  const odd = (from: readonly string[]) => dice.pick(dice.chance(hostility / 2) ? ALL : from)
  const headers: Headers = []
  if (dice.chance(15)) headers.push(['Accept', odd(ACCEPTS)])
  if (dice.chance(15)) headers.push(['Range', odd(RANGES)])
  if (dice.chance(5)) headers.push(['Range-Unit', odd(['items', 'bytes'])])
  if (dice.chance(5))
    headers.push([dice.pick(['Accept-Profile', 'Content-Profile']), odd(['public', 'auth', 'pg_catalog'])])
  if (dice.chance(4)) headers.push(['Origin', odd(['https://evil.test', 'null'])])
  if (dice.chance(4)) headers.push(['Access-Control-Request-Headers', odd(['x-a, x-b'])])
  if (dice.chance(3))
    headers.push([
      dice.pick([
        'X-HTTP-Method-Override',
        'X-Forwarded-For',
        'If-None-Match',
        'Expect',
        'Content-Encoding',
        'Accept-Encoding',
        'Cookie',
        'traceparent',
      ]),
      odd(['gzip', 'DELETE', '*']),
    ])
  return headers
}
