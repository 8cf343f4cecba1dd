import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { decodeDecimal, encodeDecimal, isIntegerDecimal } from './decimal.ts'

test('what lies in the database', () => {
  const rows: [precision: number, scale: number, canonical: string, stored: bigint | string][] = [
    [10, 2, '12.30', 1230n],
    [10, 2, '-12.3', -1230n],
    [10, 2, '0.00', 0n],
    [10, 2, '-0.00', 0n],
    [15, 0, '999999999999999', 999999999999999n],
    [15, 15, '-0.000000000000001', -1n],
    [16, 0, '1', 'p0000000000000001'],
    [20, 2, '12.30', 'p00000000000000001230'],
    [20, 2, '-12.30', 'n99999999999999998769'],
    [20, 0, '-0', 'p00000000000000000000'],
  ]
  for (const [precision, scale, canonical, stored] of rows)
    expect([canonical, encodeDecimal(precision, scale, canonical)]).toEqual([canonical, stored])
})

test('decoding writes every digit of the scale, as PostgreSQL does', () => {
  expect(decodeDecimal(10, 2, 5n)).toBe('0.05')
  expect(decodeDecimal(10, 2, -5)).toBe('-0.05')
  expect(decodeDecimal(10, 0, 7n)).toBe('7')
  expect(decodeDecimal(20, 3, encodeDecimal(20, 3, '-7'))).toBe('-7.000')
})

test('what does not fit is our own mistake', () => {
  expect(() => encodeDecimal(4, 2, '100.00')).toThrow('more than 4 digits')
  expect(() => encodeDecimal(4, 2, '1.001')).toThrow('more than 2 digits after the point')
  for (const wrong of ['', '1e3', '+1', 'NaN', '.5', '1.', ' 1'])
    expect(() => encodeDecimal(9, 2, wrong)).toThrow()
  expect(() => decodeDecimal(20, 2, 'p123')).toThrow('not a stored decimal')
})

/** A small generator of its own (mulberry32), so that a failure can be replayed from the printed seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function randomDecimal(random: () => number, precision: number, scale: number): string {
  const length = 1 + Math.floor(random() * precision)
  const digits = Array.from({ length }, () => Math.floor(random() * 10)).join('')
  const padded = digits.padStart(scale + 1, '0')
  const whole = BigInt(padded.slice(0, padded.length - scale)).toString()
  const sign = random() < 0.5 && BigInt(digits) !== 0n ? '-' : ''
  return sign + whole + (scale === 0 ? '' : `.${padded.slice(padded.length - scale)}`)
}

const exact = (canonical: string) => BigInt(canonical.replace('.', ''))

test('random decimals survive the round trip, and SQLite orders them as numbers', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
  const random = randomFrom(seed)
  for (const [precision, scale] of [
    [1, 0],
    [10, 2],
    [15, 15],
    [16, 0],
    [30, 10],
    [60, 60],
  ] as const) {
    const type = `decimal(${precision}, ${scale}), SEED=${seed}`
    const values = Array.from({ length: 300 }, () => randomDecimal(random, precision, scale))
    for (const value of values)
      expect(decodeDecimal(precision, scale, encodeDecimal(precision, scale, value)), type).toBe(value)
    const database = new Database(':memory:', { strict: true, safeIntegers: true })
    database.run(`create table t (v ${isIntegerDecimal(precision) ? 'integer' : 'text'} not null) strict`)
    for (const value of values)
      database.query('insert into t values (?)').run(encodeDecimal(precision, scale, value))
    const stored = database.query('select v from t order by v').all() as { v: bigint | string }[]
    const numeric = values.toSorted((a, b) => (exact(a) < exact(b) ? -1 : exact(a) > exact(b) ? 1 : 0))
    expect(
      stored.map(({ v }) => decodeDecimal(precision, scale, v)),
      type,
    ).toEqual(numeric)
    database.close()
  }
})
