import { describe, expect, test } from 'bun:test'
import { Refusal } from '../../base/errors.ts'
import { date, time, timestamp } from './time.ts'

const FAMILIES = { timestamp, date, time } as const
type Kind = keyof typeof FAMILIES

function read(kind: Kind, text: string, now?: string): string {
  return FAMILIES[kind].readText(text, { kind }, now)
}

const READ: readonly [Kind, string, string][] = [
  ['timestamp', '2026-11-22T12:35:00.123456Z', '2026-11-22T12:35:00.123456+00:00'],
  ['timestamp', '2026-11-22T12:35:00.120Z', '2026-11-22T12:35:00.12+00:00'],
  ['timestamp', '2026-11-22', '2026-11-22T00:00:00+00:00'],
  ['timestamp', '  2026-1-2  1:2:3 ', '2026-01-02T01:02:03+00:00'],
  ['timestamp', '2026-11-22t12:35z', '2026-11-22T12:35:00+00:00'],
  ['timestamp', '2026-11-22 12:35:00 UTC', '2026-11-22T12:35:00+00:00'],
  ['timestamp', '2026-11-22T12:35:00+05', '2026-11-22T07:35:00+00:00'],
  ['timestamp', '2026-11-22T12:35:00+0530', '2026-11-22T07:05:00+00:00'],
  ['timestamp', '2026-11-22T12:35:00+05:30:15', '2026-11-22T07:04:45+00:00'],
  ['timestamp', '2026-11-22 12:35:00+123', '2026-11-22T11:12:00+00:00'],
  ['timestamp', '2026-11-22 12:35:00 -15:59', '2026-11-23T04:34:00+00:00'],
  ['timestamp', '2026-11-22+05', '2026-11-21T19:00:00+00:00'],
  ['timestamp', '20261122T123500.5Z', '2026-11-22T12:35:00.5+00:00'],
  ['timestamp', '2026-11-22 24:00:00', '2026-11-23T00:00:00+00:00'],
  ['timestamp', '2026-11-22 23:59:60', '2026-11-23T00:00:00+00:00'],
  ['timestamp', '2026-11-22 12:35:00.1234565', '2026-11-22T12:35:00.123456+00:00'],
  ['timestamp', '2026-11-22 12:35:00.1234575', '2026-11-22T12:35:00.123458+00:00'],
  ['timestamp', '2026-12-31 23:59:59.9999999', '2027-01-01T00:00:00+00:00'],
  ['timestamp', '0001-01-01', '0001-01-01T00:00:00+00:00'],
  ['timestamp', '0099-03-01T00:00:00+01', '0099-02-28T23:00:00+00:00'],
  ['timestamp', '9999-12-31 23:59:59.999999', '9999-12-31T23:59:59.999999+00:00'],
  ['timestamp', '2000-02-29', '2000-02-29T00:00:00+00:00'],
  ['timestamp', 'epoch', '1970-01-01T00:00:00+00:00'],
  ['date', '2026-11-22', '2026-11-22'],
  ['date', '20261122', '2026-11-22'],
  ['date', '126-1-2', '0126-01-02'],
  ['date', '2026-11-22T23:00:00-05', '2026-11-22'],
  ['date', '2024-02-29', '2024-02-29'],
  ['time', '12:35', '12:35:00'],
  ['time', '1:2:3', '01:02:03'],
  ['time', '12:35:00.1234567', '12:35:00.123457'],
  ['time', '12:35:60.5', '12:36:00.5'],
  ['time', '23:59:59.9999999', '24:00:00'],
  ['time', '24:00', '24:00:00'],
  ['time', '123500', '12:35:00'],
  ['time', '12:35:00+05', '12:35:00'],
  ['time', '2026-11-22 12:35', '12:35:00'],
]

describe('reads', () => {
  for (const [kind, text, expected] of READ) {
    test(`${kind} ${text} → ${expected}`, () => {
      expect(read(kind, text)).toBe(expected)
      expect(read(kind, expected)).toBe(expected)
    })
  }
})

const NAMES = { timestamp: 'timestamp with time zone', date: 'date', time: 'time' } as const

describe('is invalid syntax (22007)', () => {
  for (const [kind, text] of [
    ['timestamp', ''],
    ['timestamp', 'x'],
    ['timestamp', '2026-11'],
    ['timestamp', '2026-11-22T12'],
    ['timestamp', '2026-11-22T'],
    ['timestamp', '2026-11-22 12:35:00.5.5'],
    ['timestamp', '2026-11-22 12:35:00 +'],
    ['timestamp', 'now'],
    ['timestamp', `2026-11-22${' '.repeat(200)}x`],
    ['date', '2026-11-22 x'],
    ['date', '2026-11-'],
    ['time', '12'],
    ['time', '-12:35'],
    ['time', '2026-11-22'],
  ] as const) {
    test(`${kind} ${JSON.stringify(text).slice(0, 40)}`, () => {
      expect(() => read(kind, text)).toThrow(`invalid input syntax for type ${NAMES[kind]}: "${text}"`)
    })
  }
})

describe('is out of range', () => {
  const datestyle = 'Perhaps you need a different "datestyle" setting.'
  const years = 'Offstage keeps the years 0001 to 9999.'
  for (const [kind, text, code, hint] of [
    ['timestamp', '2026-13-01', '22008', datestyle],
    ['timestamp', '2026-11-32', '22008', datestyle],
    ['timestamp', '26-1-2', '22008', datestyle],
    ['timestamp', '2026-11-31', '22008', null],
    ['timestamp', '1900-02-29', '22008', null],
    ['timestamp', '0000-01-01', '22008', null],
    ['timestamp', '2026-11-22 25:00', '22008', null],
    ['timestamp', '2026-11-22 12:60', '22008', null],
    ['timestamp', '2026-11-22 12:35:61', '22008', null],
    ['timestamp', '2026-11-22 24:00:01', '22008', null],
    ['timestamp', '10000-01-01', '22008', years],
    ['timestamp', '0001-01-01T00:00:00+01', '22008', years],
    ['timestamp', '9999-12-31T23:59:59.9999999', '22008', years],
    ['timestamp', '999999999-01-01', '22008', years],
    ['timestamp', 'infinity', '22008', years],
    ['timestamp', '2026-11-22 BC', '22008', years],
    ['timestamp', '2026-11-22T12:35:00+16', '22009', null],
    ['timestamp', '2026-11-22T12:35:00+05:60', '22009', null],
    ['date', '10000-01-01', '22008', years],
    ['time', '23:59:60.5', '22008', null],
    ['time', '24:00:01', '22008', null],
    ['time', '12:35:00+16', '22009', null],
  ] as const) {
    test(`${kind} ${text}`, () => {
      let caught: unknown
      try {
        read(kind, text)
      } catch (error) {
        caught = error
      }
      expect(caught).toBeInstanceOf(Refusal)
      const { code: given, hint: hinted, message } = caught as Refusal
      expect([given, hinted]).toEqual([code, hint])
      expect(message).toContain(`out of range: "${text}"`)
    })
  }
})

test('words speak of the injected clock', () => {
  const now = '2026-03-01T12:35:00.5+00:00'
  expect(read('timestamp', 'now', now)).toBe(now)
  expect(read('timestamp', ' Today', now)).toBe('2026-03-01T00:00:00+00:00')
  expect(read('timestamp', 'yesterday', now)).toBe('2026-02-28T00:00:00+00:00')
  expect(read('date', 'tomorrow', now)).toBe('2026-03-02')
  expect(read('time', 'now', now)).toBe('12:35:00.5')
})

test('microseconds survive every fraction', () => {
  for (let micros = 1; micros < 1_000_000; micros += 7919) {
    const text = `2026-11-22T12:35:00.${String(micros).padStart(6, '0').replace(/0+$/, '')}+00:00`
    expect(read('timestamp', text)).toBe(text)
  }
})
