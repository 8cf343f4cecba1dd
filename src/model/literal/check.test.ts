import { describe, expect, test } from 'bun:test'
import { Refusal } from '../../base/errors.ts'
import type { Column, ColumnType, Value } from '../value.ts'
import { checkValue } from './check.ts'

function column(type: ColumnType, promises: Partial<Column> = {}): Column {
  return {
    table: 'songs',
    name: 'title',
    type,
    optional: false,
    default: null,
    unique: false,
    hidden: false,
    readonly: false,
    writeOnce: false,
    min: null,
    max: null,
    lengthMin: null,
    lengthMax: null,
    pattern: null,
    oneOf: null,
    comment: null,
    reference: null,
    read: null,
    write: null,
    ...promises,
  }
}

function refusal(checked: Column, value: Value): Refusal | null {
  try {
    checkValue(checked, value)
    return null
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

const TEXT: ColumnType = { kind: 'text' }
const MONEY: ColumnType = { kind: 'decimal', precision: 8, scale: 2 }
const TAGS: ColumnType = { kind: 'array', of: { kind: 'text' } }

describe('a broken promise is told in plain words', () => {
  const rows: readonly [Column, Value, string][] = [
    [column(TEXT, { lengthMax: 3 }), 'four', 'title must be at most 3 characters long; this one has 4'],
    [column(TEXT, { lengthMin: 1 }), '', 'title must be at least 1 character long; this one has 0'],
    [column(TAGS, { lengthMax: 1 }), ['a', 'b'], 'title must be at most 1 element long; this one has 2'],
    [
      column({ kind: 'bytes' }, { lengthMax: 2 }),
      '\\x010203',
      'title must be at most 2 bytes long; this one has 3',
    ],
    [column(MONEY, { min: '0.00' }), '-0.01', 'title must be at least 0.00; this one is -0.01'],
    [column(MONEY, { max: '9.00' }), '10.00', 'title must be at most 9.00; this one is 10.00'],
    [column(TEXT, { pattern: '^[a-z]+$' }), 'A1', 'title must match the pattern ^[a-z]+$'],
    [column(TEXT, { oneOf: ['held', 'sold'] }), 'lost', 'title must be one of held, sold; this one is lost'],
    [column(TAGS, { oneOf: ['a', 'b'] }), ['a', 'c'], 'title must be one of a, b; this one is c'],
  ]
  for (const [checked, value, hint] of rows) {
    test(hint, () => {
      expect(refusal(checked, value)?.body()).toEqual({
        code: '23514',
        message: 'new row for relation "songs" violates check constraint "songs_title_check"',
        details: null,
        hint,
      })
    })
  }
})

test('what keeps its promises passes', () => {
  expect(refusal(column(TEXT, { lengthMin: 3, lengthMax: 3, pattern: '^.😀.$' }), 'a😀b')).toBeNull()
  expect(refusal(column(MONEY, { min: '0.00', max: '9.00' }), '9.00')).toBeNull()
  expect(refusal(column(TAGS, { oneOf: ['a'], lengthMax: 2 }), ['a', null])).toBeNull()
  expect(refusal(column(TEXT, { optional: true, lengthMin: 1, oneOf: ['a'] }), null)).toBeNull()
})

test('null in a column that is not optional', () => {
  const refused = refusal(column(TEXT), null)
  expect([refused?.status, refused?.code, refused?.message]).toEqual([
    400,
    '23502',
    'null value in column "title" of relation "songs" violates not-null constraint',
  ])
})
