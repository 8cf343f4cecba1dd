import { describe, expect, test } from 'bun:test'
import { jsonDepthMax } from '../../base/limits.ts'
import { seededRandom } from '../../base/random.ts'
import { json } from './json.ts'
import { jsonText, parseJson, RawNumber } from './parse.ts'

const JSON_TYPE = { kind: 'json' } as const
const canonical = (text: string) => json.readText(text, JSON_TYPE)

describe('jsonb text', () => {
  for (const [text, expected] of [
    ['{"bb":[1,2],"a":1}', '{"a": 1, "bb": [1, 2]}'],
    ['{"a":1,"a":2}', '{"a": 2}'],
    ['{"b":1,"é":3,"cc":4,"z":5,"10":0,"2":0}', '{"2": 0, "b": 1, "z": 5, "10": 0, "cc": 4, "é": 3}'],
    ['{"😀":1,"abcd":2,"～":3}', '{"～": 3, "abcd": 2, "😀": 1}'],
    [' [ [] , {} , null , true ] ', '[[], {}, null, true]'],
    ['{"__proto__":{"a":1.50}}', '{"__proto__": {"a": 1.50}}'],
    ['1.0', '1.0'],
    ['1e2', '100'],
    ['1.50e1', '15.0'],
    ['1.5e-3', '0.0015'],
    ['-0', '0'],
    ['-0.0', '0.0'],
    ['0.0e-3', '0.0000'],
    ['1.0e3', '1000'],
    ['9007199254740993', '9007199254740993'],
    ['1e21', '1000000000000000000000'],
    ['"a\\/b\\u007f\\u001f\\ud83d\\ude00"', '"a/b\u007f\\u001f😀"'],
  ] as const) {
    test(`${text} → ${expected}`, () => {
      expect(canonical(text)).toBe(expected)
      expect(canonical(expected)).toBe(expected)
    })
  }

  for (const text of ['', 'x', '{"a":1,}', '[1,2', '01', '1.', '"tab\t"', '[NaN]', "{'a':1}", '"\\ud800"']) {
    test(`${JSON.stringify(text)} is none`, () => {
      expect(() => canonical(text)).toThrow('invalid input syntax for type json')
    })
  }

  test('U+0000 is refused in strings and keys', () => {
    expect(() => canonical('["\\u0000"]')).toThrow('unsupported Unicode escape sequence')
    expect(() => canonical('{"\\u0000":1}')).toThrow('unsupported Unicode escape sequence')
  })
})

const PLACES = ['@', '[@]', '{"a":@}', '{"a" : @ }', '["x",@,1]', '[1 , @]', '{"a":[{"b" :@}]}']

describe('parseJson', () => {
  test('keeps the text of numbers that JavaScript would change', () => {
    const raw = (source: string) => new RawNumber(source)
    for (const [text, expected] of [
      ['1.50', raw('1.50')],
      ['1.5', 1.5],
      ['-0', raw('-0')],
      ['0', 0],
      ['10', 10],
      ['1e2', raw('1e2')],
      ['1e+21', 1e21],
      ['9007199254740992', 9007199254740992],
      ['9007199254740993', raw('9007199254740993')],
      ['0.0000001', raw('0.0000001')],
      ['123456789.123456789', raw('123456789.123456789')],
      ['0.1234567890123456', 0.1234567890123456],
    ] as const) {
      expect(parseJson(text)).toEqual(expected)
      expect(parseJson(`{"a":[${text}]}`)).toEqual({ a: [expected] })
      expect(parseJson(`{"a" : ${text} }`)).toEqual({ a: expected })
      expect(parseJson(`[1,\n${text}]`)).toEqual([1, expected])
    }
  })

  test('loses no digit of any number, wherever it stands', () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const random = seededRandom(seed)
    const int = (below: number) => Math.floor(random.fraction() * below)
    const digits = (count: number) => Array.from({ length: count }, () => int(4) && int(10)).join('')
    for (let i = 0; i < 5000; i++) {
      const whole = int(3) === 0 ? '0' : `${1 + int(9)}${digits(int(20))}`
      const fraction = int(2) === 0 ? '' : `.${digits(1 + int(8))}`
      const exponent = ['', '', 'e5', 'E-7', 'e+21'][int(5)] ?? ''
      const source = `${int(2) === 0 ? '-' : ''}${whole}${fraction}${exponent}`
      const text = (PLACES[int(PLACES.length)] ?? '@').replace('@', source)
      expect(jsonText(parseJson(text)), `seed ${seed}`).toBe(text.replaceAll(' ', ''))
    }
  })

  test('__proto__ is a key like any other', () => {
    const parsed = parseJson('{"__proto__":1.50,"a":{"__proto__":[2.50]}}') as Record<string, unknown>
    expect(Object.keys(parsed)).toEqual(['__proto__', 'a'])
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
    expect(jsonText(parsed)).toBe('{"__proto__":1.50,"a":{"__proto__":[2.50]}}')
  })

  test('depth is bounded; brackets in strings are not depth', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(parseJson(nested(jsonDepthMax))).toBeArray()
    expect(() => parseJson(nested(jsonDepthMax + 1))).toThrow(SyntaxError)
    expect(() => parseJson('['.repeat(1_000_000))).toThrow(SyntaxError)
    const quoted = JSON.stringify(['\\"[[[{{'.repeat(1000)])
    expect(parseJson(quoted)).toEqual(JSON.parse(quoted))
    expect(() => parseJson(`"\\"${'['.repeat(2000)}`)).toThrow(SyntaxError)
  })
})
