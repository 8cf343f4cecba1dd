import { expect, test } from 'bun:test'
import { Refusal } from '../base/errors.ts'
import { readText, type ScalarType, writeText } from '../model/index.ts'
import { castValue } from './cast.ts'

const NUMERIC: ScalarType = { kind: 'decimal', precision: 0, scale: 0 }
const MONEY: ScalarType = { kind: 'decimal', precision: 6, scale: 2 }

const type = (name: string): ScalarType => {
  if (name === 'decimal') return NUMERIC
  return name === 'money' ? MONEY : ({ kind: name } as ScalarType)
}

/** `from value::to` and its text, or the refusal, as PostgreSQL 15 answers. */
const ROWS: readonly [from: string, text: string, to: string, expected: string][] = [
  ['float', '2.5', 'integer', '2'],
  ['float', '3.5', 'integer', '4'],
  ['float', '-2.5', 'integer', '-2'],
  ['float', '-0.5', 'integer', '0'],
  ['float', '1e15', 'bigint', '1000000000000000'],
  ['float', '2147483647.4', 'integer', '2147483647'],
  ['float', '2147483647.5', 'integer', '22003 integer out of range'],
  ['float', 'nan', 'integer', '22003 integer out of range'],
  ['float', '1e20', 'decimal', '100000000000000000000'],
  ['float', '1.2345678901234567', 'decimal', '1.23456789012346'],
  ['float', '2.005', 'money', '2.01'],
  ['decimal', '2.5', 'integer', '3'],
  ['decimal', '-2.5', 'integer', '-3'],
  ['decimal', '1e30', 'bigint', '22003 bigint out of range'],
  ['decimal', '1.50', 'float', '1.5'],
  ['boolean', 't', 'integer', '1'],
  ['boolean', 't', 'text', 'true'],
  ['integer', '5', 'boolean', 'true'],
  ['integer', '0', 'boolean', 'false'],
  ['integer', '5', 'text', '5'],
  ['text', '5', 'integer', '5'],
  ['text', 'x', 'integer', '22P02 invalid input syntax for type integer: "x"'],
  ['timestamp', '2026-11-22 12:00:00.5', 'date', '2026-11-22'],
  ['timestamp', '2026-11-22 12:00:00.5', 'time', '12:00:00.5'],
  ['date', '2026-11-22', 'timestamp', '2026-11-22 00:00:00+00'],
  ['json', '2.5', 'integer', '3'],
  ['json', '1.50', 'decimal', '1.50'],
  ['json', 'true', 'boolean', 'true'],
  ['json', '"5"', 'text', '"5"'],
  ['json', '"5"', 'integer', '22023 cannot cast jsonb string to type integer'],
  ['json', '[1]', 'float', '22023 cannot cast jsonb array to type double precision'],
  ['text', '{"b":1,"a":2}', 'json', '{"a": 2, "b": 1}'],
]

for (const [from, text, to, expected] of ROWS) {
  test(`'${text}'::${from}::${to} → ${expected}`, () => {
    let outcome: string
    try {
      outcome = writeText(type(to), castValue(type(from), type(to), readText(type(from), text)))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      outcome = `${error.code} ${error.message}`
    }
    expect(outcome).toBe(expected)
  })
}

test('null stays null', () => expect(castValue(NUMERIC, { kind: 'text' }, null)).toBeNull())
