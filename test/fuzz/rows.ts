/** The rows that a fuzz run begins with. */
import { uuidFromName } from '../../src/base/ids.ts'
import { MARK } from './mark.ts'

type Row = Readonly<Record<string, unknown>>

const PEOPLE = ['ana', 'ben', 'cleo', 'zoe']

/** Rows of a table, by number. */
function rows(count: number, row: (n: number) => Row): Row[] {
  return Array.from({ length: count }, (_, n) => row(n))
}

const thing = (n: number): Row => ({
  id: n,
  a_text: n % 3 === 0 ? null : `text ${n} 🎭 %_*"'`,
  an_integer: n * 1000 - 7,
  a_bigint: '9007199254740993',
  a_float: n / 7,
  a_decimal: `${n}.0000000001`,
  a_price: `${n}.99`,
  a_boolean: n % 2 === 0,
  a_uuid: uuidFromName(`thing ${n}`),
  a_timestamp: '2026-01-02T03:04:05.678901Z',
  a_date: '2026-01-02',
  a_time: '03:04:05.000001',
  some_json: { a: { b: [n, 'x', null, { c: `deep ${n}` }] }, 'odd key': true, __proto: 1 },
  some_bytes: '\\x00ff10',
  a_colour: n % 2 === 0 ? 'red' : 'green',
  a_code: 'abc',
  texts: ['one', 'two, three', '{"'],
  integers: [n, null, -1],
  floats: [0.1, 1e300],
  timestamps: ['2026-01-02T03:04:05Z'],
})

const FIRST: readonly (readonly [string, Row[]])[] = [
  [
    'users',
    PEOPLE.map((name) => ({
      id: uuidFromName(name),
      email: `${name}.${name === 'zoe' ? MARK : 'seen'}@example.test`,
    })),
  ],
  ['things', rows(30, thing)],
  ['shelves', rows(6, (n) => ({ name: `shelf ${n}` }))],
  [
    'boxes',
    rows(24, (n) => ({ code: `b${n}`, shelf: (n % 6) + 1, spare: n % 4 === 0 ? null : ((n * 5) % 6) + 1 })),
  ],
  ['labels', rows(8, (n) => ({ id: uuidFromName(`label ${n}`), word: `label ${n}` }))],
  [
    'box_labels',
    rows(40, (n) => ({ box: `b${n % 24}`, label: uuidFromName(`label ${(n * 7 + (n > 23 ? 1 : 0)) % 8}`) })),
  ],
  [
    'notes',
    rows(20, (n) => ({ owner: uuidFromName(n % 2 === 0 ? 'ana' : 'ben'), box: `b${n}`, body: `note ${n}` })),
  ],
]

/** Nobody who sends requests may see these: no box of theirs has a note of ana, ben or cleo. */
const FORBIDDEN: readonly (readonly [string, Row[]])[] = [
  ['notes', rows(20, (n) => ({ owner: uuidFromName('zoe'), box: `b${n % 24}`, body: `${MARK} ${n}` }))],
  ['letters', rows(10, (n) => ({ id: n, box: null, words: `${MARK} ${n}` }))],
  ['vault', rows(5, (n) => ({ id: n, gold: MARK }))],
]

export async function fill(url: string, secret: string): Promise<void> {
  for (const [table, body] of [...FIRST, ...FORBIDDEN]) {
    const headers = { apikey: secret, 'Content-Type': 'application/json' }
    const response = await fetch(`${url}/rest/v1/${table}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`filling ${table}: ${response.status} ${await response.text()}`)
  }
}

/** How many forbidden rows there are in a table, for whoever may count them. */
export const FORBIDDEN_COUNTS: Readonly<Record<string, number>> = Object.fromEntries(
  FORBIDDEN.map(([table, all]) => [table, all.length]),
)
