/** One request of a run: the same seed and number, the same request. */
import type { Model, Table } from '../../src/model/index.ts'
import { Dice } from '../rules/dice.ts'
import { BodyMaker } from './make-body.ts'
import { negotiation, preferences, who } from './make-headers.ts'
import { type Pairs, UrlMaker } from './make-url.ts'
import { brokenWire } from './make-wire.ts'
import { mutated, mutatedBytes } from './mutate.ts'
import type { Request } from './request.ts'
import type { Wire } from './send.ts'
import type { Credentials } from './target.ts'
import { ALL } from './words.ts'

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
  if (dice.chance(4)) return `${oddPath(dice, table)}?${queryOf(dice, url, table, method, hostility)}`
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
