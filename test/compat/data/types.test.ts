/**
 * Every column type at its edges: what goes in as JSON, and the exact bytes that PostgreSQL would
 * write of it.
 * @see https://www.postgresql.org/docs/current/datatype.html
 */
import { expect, test } from 'bun:test'
import { shared } from '../capability.ts'

const server = shared()
const BACK = { 'Content-Type': 'application/json', Prefer: 'return=representation, tx=rollback' }

/** Writes `text` (JSON) into the column, and gives what comes back: the column's JSON, or the error. */
async function through(column: string, text: string): Promise<string> {
  const answer = await server().send(
    'POST',
    `things?select=v:${column}`,
    BACK,
    `{"id":2,"${column}":${text}}`,
  )
  if (answer.status === 201) return answer.body.slice('[{"v":'.length, -'}]'.length)
  const { code, message } = JSON.parse(answer.body)
  return `${answer.status} ${code} ${message}`
}

type Edge = readonly [name: string, column: string, input: string, output: string]

const invalid = (type: string, text: string, code = '22P02') =>
  `400 ${code} invalid input syntax for type ${type}: "${text}"`
const outOfRange = (type: string, text: string) =>
  `400 22003 value "${text}" is out of range for type ${type}`

const EDGES: readonly Edge[] = [
  ['null', 'a_text', 'null', 'null'],
  ['text: empty is not null', 'a_text', '""', '""'],
  ['text: beyond the BMP', 'a_text', '"🎭𝄞"', '"🎭𝄞"'],
  ['text: escaped surrogates', 'a_text', '"\\ud83c\\udfad"', '"🎭"'],
  ['text: combining marks stay apart', 'a_text', '"e\\u0301"', '"e\u0301"'],
  ['text: control characters', 'a_text', '"\\u0001\\b\\f\\n\\r\\t"', '"\\u0001\\b\\f\\n\\r\\t"'],
  ['text: quotes, backslashes, slashes', 'a_text', '"\\"\\\\\\/"', '"\\"\\\\/"'],
  ['text: DEL and line separators are not escaped', 'a_text', '"\\u007f\\u2028"', '"\u007f\u2028"'],
  ['text: a NUL is refused', 'a_text', '"a\\u0000"', '400 22P05 unsupported Unicode escape sequence'],
  ['text from a number', 'a_text', '1.50', '"1.50"'],
  ['text from a boolean', 'a_text', 'true', '"true"'],
  ['text from an object', 'a_text', '{"a":1}', '"{\\"a\\":1}"'],
  ['integer: the largest', 'an_integer', '2147483647', '2147483647'],
  ['integer: the smallest', 'an_integer', '-2147483648', '-2147483648'],
  ['integer: one more', 'an_integer', '2147483648', outOfRange('integer', '2147483648')],
  ['integer from a text', 'an_integer', '" 12 "', '12'],
  ['integer from a fraction', 'an_integer', '1.0', invalid('integer', '1.0')],
  ['integer from an exponent', 'an_integer', '1e3', invalid('integer', '1e3')],
  ['integer from a word', 'an_integer', '"one"', invalid('integer', 'one')],
  ['integer from a boolean', 'an_integer', 'true', invalid('integer', 'true')],
  ['integer from nothing', 'an_integer', '""', invalid('integer', '')],
  ['bigint: 2^53+1', 'a_bigint', '9007199254740993', '9007199254740993'],
  ['bigint: 2^53+1 as text', 'a_bigint', '"9007199254740993"', '9007199254740993'],
  ['bigint: the largest', 'a_bigint', '9223372036854775807', '9223372036854775807'],
  ['bigint: the smallest', 'a_bigint', '-9223372036854775808', '-9223372036854775808'],
  ['bigint: one more', 'a_bigint', '9223372036854775808', outOfRange('bigint', '9223372036854775808')],
  ['float: a tenth', 'a_float', '0.1', '0.1'],
  ['float: a whole number', 'a_float', '3.0', '3'],
  ['float: the shortest digits', 'a_float', '0.30000000000000004', '0.30000000000000004'],
  ['float: large', 'a_float', '1e21', '1e+21'],
  ['float: 15 digits are plain', 'a_float', '123456789012345', '123456789012345'],
  ['float: 16 digits are not', 'a_float', '1234567890123456', '1.234567890123456e+15'],
  ['float: small', 'a_float', '0.0001', '0.0001'],
  ['float: smaller', 'a_float', '0.00001', '1e-05'],
  ['float: the smallest', 'a_float', '5e-324', '5e-324'],
  ['float: the largest', 'a_float', '1.7976931348623157e308', '1.7976931348623157e+308'],
  ['float: minus zero (SQLite has but one zero)', 'a_float', '-0.0', '0'],
  [
    'float: not a number (SQLite has none)',
    'a_float',
    '"NaN"',
    '400 22003 "NaN" is out of range for type double precision',
  ],
  ['float: infinity', 'a_float', '"-Infinity"', '"-Infinity"'],
  ['float: too large', 'a_float', '1e400', '400 22003 "1e400" is out of range for type double precision'],
  ['decimal: 30 digits', 'a_decimal', '12345678901234567890.0123456789', '12345678901234567890.0123456789'],
  [
    'decimal: 30 digits as text',
    'a_decimal',
    '"-99999999999999999999.9999999999"',
    '-99999999999999999999.9999999999',
  ],
  ['decimal: has its scale', 'a_decimal', '1.5', '1.5000000000'],
  ['decimal: zero', 'a_decimal', '0', '0.0000000000'],
  ['decimal: rounds half away from zero', 'a_decimal', '-0.00000000005', '-0.0000000001'],
  ['decimal: an exponent', 'a_decimal', '1.2e3', '1200.0000000000'],
  ['decimal: too large', 'a_decimal', '100000000000000000000', '400 22003 numeric field overflow'],
  ['decimal from a word', 'a_decimal', '"x"', invalid('numeric', 'x')],
  ['boolean', 'a_boolean', 'false', 'false'],
  ['boolean from words', 'a_boolean', '"yes"', 'true'],
  ['boolean from a letter', 'a_boolean', '"F"', 'false'],
  ['boolean from a number', 'a_boolean', '1', 'true'],
  ['boolean from another number', 'a_boolean', '2', invalid('boolean', '2')],
  [
    'uuid: small letters',
    'a_uuid',
    '"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"',
    '"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"',
  ],
  [
    'uuid: braces and no hyphens',
    'a_uuid',
    '"{a0eebc999c0b4ef8bb6d6bb9bd380a11}"',
    '"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"',
  ],
  ['uuid from a word', 'a_uuid', '"x"', invalid('uuid', 'x')],
  [
    'timestamp: microseconds',
    'a_timestamp',
    '"2024-02-29T23:59:59.123456Z"',
    '"2024-02-29T23:59:59.123456+00:00"',
  ],
  [
    'timestamp: zeros at the end go',
    'a_timestamp',
    '"2024-01-01T00:00:00.500000Z"',
    '"2024-01-01T00:00:00.5+00:00"',
  ],
  [
    'timestamp: rounds to microseconds',
    'a_timestamp',
    '"2024-01-01T00:00:00.1234567Z"',
    '"2024-01-01T00:00:00.123457+00:00"',
  ],
  ['timestamp: an offset', 'a_timestamp', '"2024-01-01T00:30:00+05:30"', '"2023-12-31T19:00:00+00:00"'],
  ['timestamp: a day alone', 'a_timestamp', '"2024-01-01"', '"2024-01-01T00:00:00+00:00"'],
  ['timestamp: a blank between', 'a_timestamp', '"2024-01-01 10:00:00-05"', '"2024-01-01T15:00:00+00:00"'],
  ['timestamp: the first year', 'a_timestamp', '"0001-01-01T00:00:00Z"', '"0001-01-01T00:00:00+00:00"'],
  [
    'timestamp: no such day',
    'a_timestamp',
    '"2023-02-29T00:00:00Z"',
    '400 22008 date/time field value out of range: "2023-02-29T00:00:00Z"',
  ],
  ['timestamp from a word', 'a_timestamp', '"soon"', invalid('timestamp with time zone', 'soon', '22007')],
  ['date', 'a_date', '"2024-02-29"', '"2024-02-29"'],
  ['date from a moment', 'a_date', '"2024-02-29T23:00:00Z"', '"2024-02-29"'],
  [
    'date: no such day',
    'a_date',
    '"2023-02-29"',
    '400 22008 date/time field value out of range: "2023-02-29"',
  ],
  ['date from a word', 'a_date', '"x"', invalid('date', 'x', '22007')],
  ['time', 'a_time', '"08:05"', '"08:05:00"'],
  ['time: microseconds', 'a_time', '"23:59:59.999999"', '"23:59:59.999999"'],
  ['time: the end of the day', 'a_time', '"24:00:00"', '"24:00:00"'],
  ['time: no such hour', 'a_time', '"25:00"', '400 22008 date/time field value out of range: "25:00"'],
  ['bytes', 'some_bytes', '"\\\\x00FF"', '"\\\\x00ff"'],
  ['bytes: none', 'some_bytes', '"\\\\x"', '"\\\\x"'],
  ['bytes from text', 'some_bytes', '"abc"', '"\\\\x616263"'],
  [
    'bytes: an odd number of digits',
    'some_bytes',
    '"\\\\x0"',
    '400 22023 invalid hexadecimal data: odd number of digits',
  ],
  ['one-of', 'a_colour', '"green"', '"green"'],
  [
    'one-of: another',
    'a_colour',
    '"blue"',
    '400 23514 new row for relation "things" violates check constraint "things_a_colour_check"',
  ],
]

const JSON_EDGES: readonly Edge[] = [
  ['JSON: keys by length, then by byte', 'some_json', '{"bb":1,"a":2,"ab":3}', '{"a": 2, "ab": 3, "bb": 1}'],
  ['JSON: the last of two equal keys counts', 'some_json', '{"a":1,"a":2}', '{"a": 2}'],
  [
    'JSON: numbers keep their digits',
    'some_json',
    '[1.0,1.50,12345678901234567890.123]',
    '[1.0, 1.50, 12345678901234567890.123]',
  ],
  ['JSON: exponents are written out', 'some_json', '[1e2,1.5e-3]', '[100, 0.0015]'],
  ['JSON: minus zero', 'some_json', '[-0,-0.0]', '[0, 0.0]'],
  ['JSON: 2^53+1', 'some_json', '{"n":9007199254740993}', '{"n": 9007199254740993}'],
  ['JSON: empty', 'some_json', '[{},[],""]', '[{}, [], ""]'],
  ['JSON: a text', 'some_json', '"x"', '"x"'],
  ['JSON: a number', 'some_json', '7', '7'],
  ['JSON: escapes', 'some_json', '"\\u00e9\\u0001\\/\\n"', '"é\\u0001/\\n"'],
  ['JSON: 90 levels', 'some_json', '['.repeat(90) + ']'.repeat(90), '['.repeat(90) + ']'.repeat(90)],
  ['array: empty', 'texts', '[]', '[]'],
  ['array: nulls', 'texts', '["a",null,""]', '["a",null,""]'],
  [
    'array: quotes, braces, commas',
    'texts',
    '["a,b","{c}","\\"","\\\\","NULL"]',
    '["a,b","{c}","\\"","\\\\","NULL"]',
  ],
  ['array from PostgreSQL’s own text', 'texts', '"{a,\\"b c\\",NULL}"', '["a","b c",null]'],
  ['array of integers', 'integers', '[1,"2",null]', '[1,2,null]'],
  ['array of integers: one too large', 'integers', '[2147483648]', outOfRange('integer', '2147483648')],
  [
    'array of bigints',
    'bigints',
    '[9007199254740993,"-9223372036854775808"]',
    '[9007199254740993,-9223372036854775808]',
  ],
  ['array of booleans', 'booleans', '[true,"f",null]', '[true,false,null]'],
  ['array of timestamps', 'timestamps', '["2024-01-01T00:00:00.1Z"]', '["2024-01-01T00:00:00.1+00:00"]'],
  ['array from an object', 'texts', '{"a":1}', '400 22P02 expected JSON array'],
]

for (const [name, column, input, output] of [...EDGES, ...JSON_EDGES]) {
  test(`data: types: ${name}`, async () => {
    expect(await through(column, input)).toBe(output)
  })
}

/** `things?<column>=<filter>` finds the row, whatever form the value has. */
const FILTERS: readonly (readonly [name: string, filter: string, found: boolean])[] = [
  ['bigint is exact', 'a_bigint=eq.9007199254740993', true],
  ['bigint is not rounded', 'a_bigint=eq.9007199254740992', false],
  ['bigint in a list', 'a_bigint=in.(1,9007199254740993)', true],
  ['decimal by value', 'a_decimal=eq.12345678901234567890.01234567890', true],
  ['decimal beyond the digits of a float', 'a_decimal=gt.12345678901234567890.0123456788', true],
  ['timestamp in another zone', 'a_timestamp=eq.2024-02-29T23:59:59.123456%2B02:00', true],
  ['timestamp by microseconds', 'a_timestamp=gt.2024-02-29T21:59:59.123455Z', true],
  ['uuid in capitals', 'a_uuid=eq.A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', true],
  ['time of day', 'a_time=lt.23:59:59.51', true],
  ['date', 'a_date=gte.2024-02-29', true],
  ['boolean by a letter', 'a_boolean=eq.t', true],
  ['bytes', 'some_bytes=eq.%5Cx00FF10', true],
  ['float', 'a_float=eq.0.1', true],
  ['array of bigints', 'bigints=cs.{9007199254740993}', true],
  ['array of texts with a null', 'texts=cs.{x}', true],
  ['array of moments', 'timestamps=cs.{"2024-01-01T01:00:00%2B01:00"}', true],
]

for (const [name, filter, found] of FILTERS) {
  test(`data: types: filter: ${name}`, async () => {
    const answer = await server().get(`things?select=id&${filter}`)
    expect([answer.status, answer.body]).toEqual([200, found ? '[{"id":1}]' : '[]'])
  })
}

test('data: types: the row as it was written', async () => {
  expect((await server().get('things')).body).toBe(
    '[{"id":1,"a_text":"plain","an_integer":-2147483648,"a_bigint":9007199254740993,"a_float":0.1,' +
      '"a_decimal":12345678901234567890.0123456789,"a_boolean":true,' +
      '"a_uuid":"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11","a_timestamp":"2024-02-29T21:59:59.123456+00:00",' +
      '"a_date":"2024-02-29","a_time":"23:59:59.5","some_json":{"b": 1, "c": "é", "aa": [true, null]},' +
      '"some_bytes":"\\\\x00ff10","a_colour":"red","texts":["x","y z",null],"integers":[1,-2],' +
      '"bigints":[9007199254740993],"booleans":[true,false],"timestamps":["2024-01-01T00:00:00+00:00"]}]',
  )
})

test('data: types: missing in an update is unchanged, null is null', async () => {
  const headers = { 'Content-Type': 'application/json', Prefer: 'return=representation, tx=rollback' }
  const answer = await server().send('PATCH', 'things?select=a_text,an_integer', headers, '{"a_text":null}')
  expect(answer.body).toBe('[{"a_text":null,"an_integer":-2147483648}]')
})
