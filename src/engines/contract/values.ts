/** What goes into a column comes out of it, exactly; and how values compare and order. */
import { describe, expect } from 'bun:test'
import type { Open } from './house.ts'
import { changes, idsOf, send } from './suite.ts'

export function valueContract(open: Open): void {
  describe('values come back as PostgreSQL writes them', () => roundTrips(open))
  describe('values are cast to text', () => casts(open))
  describe('order', () => orders(open))
}

/** Column, JSON in, JSON out, and the value as a filter finds it again (null where no filter can). */
const ROUND_TRIPS: readonly (readonly [
  column: string,
  input: string,
  output: string,
  filter: string | null,
])[] = [
  ['a_text', '"🎭 \\"x\\" \\\\ \\n é"', '"🎭 \\"x\\" \\\\ \\n é"', 'eq.🎭 "x" \\ \n é'],
  ['a_text', '""', '""', 'eq.'],
  ['a_text', 'null', 'null', 'is.null'],
  ['an_integer', '-2147483648', '-2147483648', 'eq.-2147483648'],
  ['a_bigint', '9007199254740993', '9007199254740993', 'eq.9007199254740993'],
  ['a_bigint', '"-9223372036854775808"', '-9223372036854775808', 'eq.-9223372036854775808'],
  ['a_float', '0.1', '0.1', 'eq.0.1'],
  ['a_float', '1e21', '1e+21', 'gt.1e20'],
  ['a_float', '"Infinity"', '"Infinity"', 'gt.1e308'],
  [
    'a_decimal',
    '12345678901234567890.0123456789',
    '12345678901234567890.0123456789',
    'eq.12345678901234567890.0123456789',
  ],
  ['a_decimal', '"-0.1"', '-0.1000000000', 'lt.0'],
  ['a_boolean', 'false', 'false', 'is.false'],
  [
    'a_uuid',
    '"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"',
    '"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"',
    'eq.a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  ],
  [
    'a_timestamp',
    '"2024-02-29T23:59:59.123456+02:00"',
    '"2024-02-29T21:59:59.123456+00:00"',
    'eq.2024-02-29T21:59:59.123456Z',
  ],
  ['a_timestamp', '"0001-01-01T00:00:00Z"', '"0001-01-01T00:00:00+00:00"', 'lt.1000-01-01'],
  ['a_date', '"2024-02-29"', '"2024-02-29"', 'eq.2024-02-29'],
  ['a_time', '"24:00:00"', '"24:00:00"', 'gt.23:59:59.999999'],
  [
    'some_json',
    '{"bb":1,"a":[1.0,{"x":null}]}',
    '{"a": [1.0, {"x": null}], "bb": 1}',
    'cs.{"a":[{"x":null}]}',
  ],
  ['some_json', '"text"', '"text"', 'eq."text"'],
  ['some_bytes', '"\\\\x00FF"', '"\\\\x00ff"', 'eq.\\x00ff'],
  ['some_texts', '["a,b","","NULL",null]', '["a,b","","NULL",null]', 'cs.{"a,b","NULL"}'],
  ['some_texts', '[]', '[]', 'eq.{}'],
  ['some_bigints', '[9007199254740993,null]', '[9007199254740993,null]', 'cs.{9007199254740993}'],
]

function roundTrips(open: Open): void {
  changes(
    open,
    ROUND_TRIPS.map(([column, input, output, filter]) => [
      `${column}: ${input}`,
      async (house) => {
        const body = `{"id":1,"${column}":${input}}`
        const written = await send(house, 'anon', `POST values?select=${column}`, {
          body,
          prefer: 'return=representation',
        })
        expect(written.text).toBe(`[{"${column}":${output}}]`)
        expect((await send(house, 'anon', `GET values?select=${column}`)).text).toBe(
          `[{"${column}":${output}}]`,
        )
        if (filter === null) return
        expect(
          await idsOf(house, 'anon', `GET values?select=id&${column}=${encodeURIComponent(filter)}`),
        ).toEqual([1])
      },
    ]),
  )
}

/** What a column holds, and its text as a cast gives it. */
const TEXTS: readonly (readonly [column: string, value: unknown, text: string])[] = [
  [
    'some_texts',
    ['\u0001', '\n', 'a"b\\', '😀', 'null', '', null],
    '{\u0001,"\n","a\\"b\\\\",😀,"null","",NULL}',
  ],
  ['some_bigints', ['9007199254740993', null, -1], '{9007199254740993,NULL,-1}'],
  ['some_bytes', '\\x00ff', '\\x00ff'],
  ['a_float', 1e21, '1e+21'],
]

function casts(open: Open): void {
  changes(
    open,
    TEXTS.map(([column, value, text]) => [
      `${column} as text`,
      async (house) => {
        const body = { id: 1, [column]: value }
        expect((await send(house, 'anon', 'POST values', { body })).status).toBe(201)
        const found = await send(house, 'anon', `GET values?select=text:${column}::text`)
        expect(found.body).toEqual([{ text }])
      },
    ]),
  )
}

/** Values of a column in the order in which the engine must put them, ascending, and a null. */
const ORDERS: readonly (readonly [column: string, values: readonly unknown[]])[] = [
  ['a_text', ['', 'A', 'Z', 'a', 'z', 'é', '\uffee', '😀']],
  ['a_bigint', ['-9223372036854775808', 0, '9007199254740992', '9007199254740993']],
  ['a_float', ['-Infinity', -1, 0.5, 1e300, 'Infinity']],
  [
    'a_decimal',
    [
      '-99999999999999999999.9',
      '-0.1',
      '0',
      '9',
      '10',
      '12345678901234567890.0000000001',
      '12345678901234567890.0000000002',
    ],
  ],
  ['a_boolean', [false, true]],
  ['a_timestamp', ['0001-01-01T00:00:00Z', '2024-01-01T00:00:00.000001Z', '2024-01-01T01:00:00+00:30']],
  ['a_time', ['00:00:00', '00:00:00.5', '09:00', '24:00']],
  ['some_bytes', ['\\x', '\\x00', '\\x0001', '\\xff']],
  ['some_bigints', [[], [1], [1, 2], [2], [10]]],
]

function orders(open: Open): void {
  changes(
    open,
    ORDERS.map(([column, values]) => [
      column,
      async (house) => {
        const ids = values.map((_, index) => index + 1)
        const rows = [
          { id: 99, [column]: null },
          ...values.map((value, index) => ({ id: index + 1, [column]: value })),
        ]
        expect((await send(house, 'anon', 'POST values', { body: rows.reverse() })).status).toBe(201)
        const order = (words: string) => idsOf(house, 'anon', `GET values?select=id&order=${column}${words}`)
        expect(await order('')).toEqual([...ids, 99])
        expect(await order('.desc')).toEqual([99, ...[...ids].reverse()])
        expect(await order('.asc.nullsfirst')).toEqual([99, ...ids])
        expect(await order('.desc.nullslast')).toEqual([...[...ids].reverse(), 99])
      },
    ]),
  )
}
