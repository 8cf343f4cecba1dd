import { describe, expect, test } from 'bun:test'
import { seededRandom } from '../../base/random.ts'
import { decimal, readNumeric } from './decimal.ts'
import { float } from './float.ts'

const FLOAT = { kind: 'float' } as const

describe('float, as float8in and float8out', () => {
  const rows: readonly [text: string, written: string][] = [
    [' +5. ', '5'],
    ['-.5', '-0.5'],
    ['1E+5', '100000'],
    ['-0.0', '0'],
    ['0e-500', '0'],
    ['0.0001', '0.0001'],
    ['0.000012345', '1.2345e-05'],
    ['1e14', '100000000000000'],
    ['1e15', '1e+15'],
    ['123456789012345', '123456789012345'],
    ['1234567890123456', '1.234567890123456e+15'],
    ['9007199254740993', '9.007199254740992e+15'],
    ['5e-324', '5e-324'],
    ['1.7976931348623157e308', '1.7976931348623157e+308'],
    ['1e100', '1e+100'],
    // The three that JavaScript writes shorter: exactly between two doubles, which PostgreSQL does not lean
    // on.
    ['1e23', '9.999999999999999e+22'],
    ['2e23', '1.9999999999999998e+23'],
    ['9e22', '9e+22'],
    ['4.35e24', '4.35e+24'],
    ['-nan', 'NaN'],
    ['+inf', 'Infinity'],
    [' -Infinity', '-Infinity'],
  ]
  for (const [text, written] of rows) {
    test(`${text} → ${written}`, () =>
      expect(float.writeText(float.readText(text, FLOAT), FLOAT)).toBe(written))
  }

  for (const text of ['', '.', '1e', '1e+', '1_0', '- 5', '1 2', 'infinit', '1e5 x', '0x10']) {
    test(`${JSON.stringify(text)} is none`, () => {
      expect(() => float.readText(text, FLOAT)).toThrow(
        `invalid input syntax for type double precision: "${text}"`,
      )
    })
  }

  for (const text of ['1e400', '-1e400', '1e-400', '1.7976931348623159e308']) {
    test(`${text} is out of range`, () => {
      expect(() => float.readText(text, FLOAT)).toThrow(`"${text}" is out of range for type double precision`)
    })
  }

  test('every double survives being written and read', () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const random = seededRandom(seed)
    for (let i = 0; i < 20_000; i++) {
      const number = new DataView(random.bytes(8).buffer).getFloat64(0)
      const back = float.readText(float.writeText(number, FLOAT), FLOAT)
      expect(Object.is(back, number), `seed ${seed}: ${number}`).toBe(true)
    }
  })

  test('a large double is written with digits strictly inside its interval', () => {
    for (let exponent = 53; exponent < 137; exponent++) {
      for (const factor of [1, 1 + 2 ** -52, 1 + 2 ** -51, 2 - 2 ** -52]) {
        const number = factor * 2 ** exponent
        expect(float.readText(float.writeText(number, FLOAT), FLOAT)).toBe(number)
      }
    }
  })
})

describe('decimal, as numeric(precision, scale)', () => {
  const rows: readonly [precision: number, scale: number, text: string, written: string][] = [
    [6, 2, '5', '5.00'],
    [6, 2, ' +.5 ', '0.50'],
    [6, 2, '1.005', '1.01'],
    [6, 2, '-1.005', '-1.01'],
    [6, 2, '1.004999', '1.00'],
    [6, 2, '-0.001', '0.00'],
    [6, 2, '-0', '0.00'],
    [6, 2, '9999.994999', '9999.99'],
    [6, 2, '1.5e1', '15.00'],
    [6, 2, '1.e2', '100.00'],
    [6, 2, '1e-5', '0.00'],
    [6, 2, '00012.5', '12.50'],
    [6, 2, '0e99', '0.00'],
    [2, 2, '0.99', '0.99'],
    [5, 0, '0.5', '1'],
    [5, 0, '-1.5', '-2'],
    [38, 10, '12345678901234567890.12345678905', '12345678901234567890.1234567891'],
    [0, 0, '10.0050', '10.0050'],
  ]
  for (const [precision, scale, text, written] of rows) {
    test(`${text} in (${precision},${scale}) → ${written}`, () => {
      expect(decimal.readText(text, { kind: 'decimal', precision, scale })).toBe(written)
    })
  }

  for (const [precision, scale, text] of [
    [6, 2, '9999.995'],
    [6, 2, '10000'],
    [6, 2, '1e4'],
    [2, 2, '0.995'],
    [2, 2, '1'],
    [5, 0, '99999.5'],
    [6, 2, 'inf'],
    [6, 2, 'NaN'],
  ] as const) {
    test(`${text} overflows (${precision},${scale})`, () => {
      const read = () => decimal.readText(text, { kind: 'decimal', precision, scale })
      expect(read).toThrow('numeric field overflow')
    })
  }

  for (const text of ['', '.', '-', '--5', '- 5', '1e', '0x1f', '1_0', '5 x', '-nan']) {
    test(`${JSON.stringify(text)} is none`, () => {
      expect(() => readNumeric(text)).toThrow(`invalid input syntax for type numeric: "${text}"`)
    })
  }

  test('an exponent cannot blow up a short text', () => {
    expect(() => readNumeric('1e131072')).toThrow('value overflows numeric format')
    expect(() => readNumeric('1e-99999999999')).toThrow('value overflows numeric format')
  })
})
