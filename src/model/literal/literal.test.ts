/**
 * What PostgreSQL 15 answers to each input, written down row by row: text in, `to_json` out, or the
 * refusal.
 */
import { describe, expect, test } from 'bun:test'
import { Refusal } from '../../base/errors.ts'
import type { ColumnType, ScalarType, Value } from '../value.ts'
import { compareValues, operandType, readJson, readText, writeJson, writeText } from './literal.ts'
import { parseJson } from './parse.ts'

const MONEY: ScalarType = { kind: 'decimal', precision: 6, scale: 2 }
const type = (kind: Exclude<ScalarType['kind'], 'decimal'>): ScalarType => ({ kind })
const arrayOf = (of: ScalarType): ColumnType => ({ kind: 'array', of })

/** The JSON of a value, or `SQLSTATE message`. */
function outcome(read: () => Value, column: ColumnType): string {
  try {
    return writeJson(column, read())
  } catch (error) {
    if (error instanceof Refusal) return `${error.code} ${error.message}`
    throw error
  }
}

const UUID = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
const invalid = (name: string, text: string) => `22P02 invalid input syntax for type ${name}: "${text}"`

const TEXT_IN: readonly [ColumnType, string, string][] = [
  [type('text'), 'a"\\/\u007f\u2028\b\f\n\r\t\u001f', '"a\\"\\\\/\u007f\u2028\\b\\f\\n\\r\\t\\u001f"'],
  [type('text'), '', '""'],
  [type('text'), 'a\0b', '22P05 unsupported Unicode escape sequence'],
  [type('text'), 'a\ud800', '22P02 invalid input syntax for type json'],

  [type('uuid'), UUID, `"${UUID}"`],
  [type('uuid'), UUID.toUpperCase(), `"${UUID}"`],
  [type('uuid'), `{${UUID}}`, `"${UUID}"`],
  [type('uuid'), UUID.replaceAll('-', ''), `"${UUID}"`],
  [type('uuid'), 'a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11', `"${UUID}"`],
  [type('uuid'), `{${UUID}`, invalid('uuid', `{${UUID}`)],
  [type('uuid'), `${UUID}-`, invalid('uuid', `${UUID}-`)],
  [type('uuid'), ` ${UUID}`, invalid('uuid', ` ${UUID}`)],
  [type('uuid'), 'x', invalid('uuid', 'x')],

  [type('integer'), '5', '5'],
  [type('integer'), ' \t+007\n', '7'],
  [type('integer'), '-0', '0'],
  [type('integer'), '-2147483648', '-2147483648'],
  [type('integer'), '2147483648', '22003 value "2147483648" is out of range for type integer'],
  [type('integer'), '99999999999x', '22003 value "99999999999x" is out of range for type integer'],
  [type('integer'), '99999x', invalid('integer', '99999x')],
  [type('integer'), '5.0', invalid('integer', '5.0')],
  [type('integer'), '', invalid('integer', '')],
  [type('integer'), '- 5', invalid('integer', '- 5')],
  [type('integer'), '٣', invalid('integer', '٣')],
  [type('bigint'), '9223372036854775807', '9223372036854775807'],
  [type('bigint'), '-9223372036854775808', '-9223372036854775808'],
  [
    type('bigint'),
    '9223372036854775808',
    '22003 value "9223372036854775808" is out of range for type bigint',
  ],
  [type('bigint'), '9'.repeat(500), `22003 value "${'9'.repeat(500)}" is out of range for type bigint`],
  [type('bigint'), 'abc', invalid('bigint', 'abc')],

  [type('boolean'), ' TRUE ', 'true'],
  [type('boolean'), 'ye', 'true'],
  [type('boolean'), 'of', 'false'],
  [type('boolean'), '0', 'false'],
  [type('boolean'), 'o', invalid('boolean', 'o')],
  [type('boolean'), '', invalid('boolean', '')],
  [type('boolean'), 'truex', invalid('boolean', 'truex')],

  [type('bytes'), '\\x68656C', '"\\\\x68656c"'],
  [type('bytes'), '\\x68 65\n6c', '"\\\\x68656c"'],
  [type('bytes'), 'h\\\\i\\001é', '"\\\\x685c6901c3a9"'],
  [type('bytes'), '', '"\\\\x"'],
  [type('bytes'), '\\x6', '22023 invalid hexadecimal data: odd number of digits'],
  [type('bytes'), '\\x6 8', '22023 invalid hexadecimal digit: " "'],
  [type('bytes'), 'h\\400', '22P02 invalid input syntax for type bytea'],
]

const JSON_IN: readonly [ColumnType, string, string][] = [
  [type('text'), 'null', 'null'],
  [type('text'), '1.50', '"1.50"'],
  [type('text'), '1e2', '"1e2"'],
  [type('text'), 'true', '"true"'],
  [type('text'), '{"a":[1.50,null]}', '"{\\"a\\":[1.50,null]}"'],
  [type('text'), '"a\\u0000b"', '22P05 unsupported Unicode escape sequence'],
  [type('text'), '"\\ud800"', '22P02 invalid input syntax for type json'],
  [type('integer'), '5', '5'],
  [type('integer'), '" 5 "', '5'],
  [type('integer'), '-0', '0'],
  [type('integer'), '5.0', invalid('integer', '5.0')],
  [type('integer'), 'true', invalid('integer', 'true')],
  [type('integer'), '{}', invalid('integer', '{}')],
  [type('integer'), '99999999999', '22003 value "99999999999" is out of range for type integer'],
  [type('bigint'), '9007199254740993', '9007199254740993'],
  [type('bigint'), '9223372036854775807', '9223372036854775807'],
  [type('float'), '-0', '0'],
  [type('float'), '1.50', '1.5'],
  [type('float'), '"NaN"', '"NaN"'],
  [type('float'), '1e400', '22003 "1e400" is out of range for type double precision'],
  [MONEY, '1.005', '1.01'],
  [MONEY, '"1.005"', '1.01'],
  [MONEY, 'true', invalid('numeric', 'true')],
  [type('boolean'), 'true', 'true'],
  [type('boolean'), '1', 'true'],
  [type('boolean'), '"yes"', 'true'],
  [type('boolean'), '2', invalid('boolean', '2')],
  [type('uuid'), '5', invalid('uuid', '5')],
  [type('date'), '20261122', '"2026-11-22"'],
  [type('timestamp'), '"2026-11-22T12:35:00.000Z"', '"2026-11-22T12:35:00+00:00"'],
  [type('json'), '"a"', '"a"'],
  [type('json'), '1.50', '1.50'],
  [type('json'), '{"b":1,"a":[null]}', '{"a": [null], "b": 1}'],
  [type('json'), '{"\\u0000":1}', '22P05 unsupported Unicode escape sequence'],
  [type('bytes'), '123', '"\\\\x313233"'],
  [arrayOf(type('integer')), '[1,null,"2"]', '[1,null,2]'],
  [arrayOf(type('integer')), '"{1,2}"', '[1,2]'],
  [arrayOf(type('integer')), '[1.5]', invalid('integer', '1.5')],
  [arrayOf(type('integer')), '5', '22P02 expected JSON array'],
  [arrayOf(type('integer')), '[[1]]', '22P02 malformed array literal: "[[1]]"'],
  [arrayOf(type('text')), '["a",1,true,{"x":1}]', '["a","1","true","{\\"x\\":1}"]'],
  [arrayOf(type('json')), '[{"a":1},"s",null]', '[{"a": 1},"s",null]'],
]

const label = (column: ColumnType): string => (column.kind === 'array' ? `${column.of.kind}[]` : column.kind)

describe('readText and writeJson', () => {
  for (const [column, text, expected] of TEXT_IN) {
    test(`${label(column)} ${JSON.stringify(text).slice(0, 60)}`, () => {
      expect(outcome(() => readText(column, text), column)).toBe(expected)
    })
  }
})

describe('readJson and writeJson', () => {
  for (const [column, text, expected] of JSON_IN) {
    test(`${label(column)} ${text}`, () => {
      expect(outcome(() => readJson(column, parseJson(text)), column)).toBe(expected)
    })
  }
})

test('values keep one canonical form', () => {
  expect(readText(type('bigint'), '5')).toBe(5n)
  expect(readText(type('integer'), '5')).toBe(5)
  expect(readJson(type('bigint'), 5)).toBe(5n)
  expect(readText(MONEY, '5')).toBe('5.00')
  expect(readText(arrayOf(type('bigint')), '{1,NULL}')).toEqual([1n, null])
})

test('a refusal says what PostgreSQL says, with status 400', () => {
  const refuse = () => readText(MONEY, '10000')
  expect(refuse).toThrow(Refusal)
  try {
    refuse()
  } catch (error) {
    const refusal = error as Refusal
    expect(refusal.status).toBe(400)
    expect(refusal.body()).toEqual({
      code: '22003',
      message: 'numeric field overflow',
      details: 'A field with precision 6, scale 2 must round to an absolute value less than 10^4.',
      hint: null,
    })
  }
})

test('writeText is what a cast to text gives', () => {
  const rows: readonly [ColumnType, string, string][] = [
    [type('boolean'), 't', 'true'],
    [type('timestamp'), '2026-11-22T12:35:00.50Z', '2026-11-22 12:35:00.5+00'],
    [type('bytes'), 'hi', '\\x6869'],
    [type('float'), '-Infinity', '-Infinity'],
    [arrayOf(type('boolean')), '{true,f}', '{t,f}'],
    [arrayOf(type('timestamp')), '{2026-11-22}', '{"2026-11-22 00:00:00+00"}'],
    [arrayOf(type('bytes')), '{hi}', '{"\\\\x6869"}'],
  ]
  for (const [column, text, expected] of rows)
    expect(writeText(column, readText(column, text))).toBe(expected)
})

test('null is null in JSON and has no text', () => {
  expect(writeJson(type('text'), null)).toBe('null')
  expect(readJson(type('json'), null)).toBeNull()
  expect(() => writeText(type('text'), null)).toThrow('null has no text')
})

describe('compareValues', () => {
  const ascending: readonly [ColumnType, readonly string[]][] = [
    [type('text'), ['', 'Z', 'a', 'aa', 'b', 'é', '～', '😀', '😀a']],
    [type('integer'), ['-10', '-9', '0', '9', '10']],
    [type('bigint'), ['-9223372036854775808', '9007199254740992', '9007199254740993']],
    [type('float'), ['-inf', '-1', '0', '1e-300', '9', '10', 'inf', 'nan']],
    [MONEY, ['-10', '-9.5', '-9', '0', '0.5', '9', '10']],
    [type('boolean'), ['f', 't']],
    [
      type('timestamp'),
      ['0001-01-01', '2026-11-22', '2026-11-22 00:00:00.5', '2026-11-22 00:00:00.51', '9999-12-31'],
    ],
    [type('time'), ['00:00', '12:00', '12:00:00.1', '24:00']],
    [type('bytes'), ['', '\\x00', '\\x0000', '\\x01', '\\xff']],
    [
      type('json'),
      ['[]', 'null', '"a"', '"～"', '"😀"', '-1', '1', '1.5', '10', 'false', 'true', '[1]', '[[]]', '[1,2]'],
    ],
    [
      type('json'),
      ['[9]', '{}', '{"a":1}', '{"a":2}', '{"aa":1}', '{"b":1}', '{"a":1,"b":1}', '{"b":1,"aa":2}'],
    ],
    [arrayOf(type('integer')), ['{}', '{1}', '{1,1}', '{1,NULL}', '{2}', '{NULL}']],
  ]
  for (const [column, texts] of ascending) {
    test(`orders ${label(column)}: ${texts.join(' < ')}`, () => {
      const values = texts.map((text) => readText(column, text))
      for (const [i, a] of values.entries()) {
        for (const [j, b] of values.entries())
          expect(Math.sign(compareValues(column, a, b))).toBe(Math.sign(i - j))
      }
    })
  }

  const equal: readonly [ColumnType, string, string][] = [
    [type('json'), '1.0', '1'],
    [type('json'), '{"a":[1.50]}', '{"a":[1.5]}'],
    [type('float'), '0', '-0'],
    [type('float'), 'nan', 'nan'],
    [arrayOf(type('text')), '{a,NULL}', '{a,NULL}'],
  ]
  for (const [column, a, b] of equal) {
    test(`${label(column)} ${a} = ${b}`, () => {
      expect(compareValues(column, readText(column, a), readText(column, b))).toBe(0)
    })
  }
})

test('operandType does not round what is compared with a decimal', () => {
  expect(readText(operandType(MONEY), '10.0050')).toBe('10.0050')
  expect(readText(operandType(arrayOf(MONEY)), '{10.005}')).toEqual(['10.005'])
  expect(compareValues(operandType(MONEY), '10.005', '10.01')).toBeLessThan(0)
  expect(operandType({ kind: 'uuid' })).toEqual({ kind: 'uuid' })
})
