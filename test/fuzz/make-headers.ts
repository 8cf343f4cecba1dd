/** Makes the headers of a request: who asks, what is preferred, what is wanted back. */
import type { Dice } from '../rules/dice.ts'
import { mutated } from './mutate.ts'
import type { Credentials } from './target.ts'
import { ALL } from './words.ts'

type Headers = (readonly [string, string])[]

export function who(dice: Dice, { publishable, secret, tokens }: Credentials, isService: boolean): Headers {
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

export function preferences(dice: Dice, writes: boolean, hostility: number): Headers {
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

export function negotiation(dice: Dice, hostility: number): Headers {
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
