import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import type { ColumnType } from '../../model/index.ts'
import { conversion, convertStored, registerConversion } from './convert.ts'
import { storageOf } from './ddl.ts'

const decimal = (precision: number, scale: number): ColumnType => ({ kind: 'decimal', precision, scale })
const integer: ColumnType = { kind: 'integer' }
const bigint: ColumnType = { kind: 'bigint' }
const float: ColumnType = { kind: 'float' }
const boolean: ColumnType = { kind: 'boolean' }
const text: ColumnType = { kind: 'text' }

const ROWS: [
  from: ColumnType,
  to: ColumnType,
  stored: string | number | bigint,
  converted: string | number | bigint | null,
][] = [
  [integer, bigint, 7n, 7n],
  [bigint, integer, 2147483648n, null],
  [bigint, integer, -2147483648n, -2147483648n],
  [bigint, float, 9007199254740993n, null],
  [bigint, float, 9007199254740992n, 9007199254740992],
  [bigint, decimal(30, 2), 9007199254740993n, `p${'900719925474099300'.padStart(30, '0')}`],
  [integer, decimal(4, 2), 99n, 9900n],
  [integer, decimal(4, 2), 100n, null],
  [integer, decimal(4, 0), -7n, -7n],
  [integer, decimal(2, 2), 0n, 0n],
  [decimal(10, 2), decimal(10, 4), 150n, 15000n],
  [decimal(10, 4), decimal(10, 2), 15000n, 150n],
  [decimal(10, 4), decimal(10, 2), 15001n, null],
  [decimal(10, 2), decimal(20, 2), -150n, 'n99999999999999999849'],
  [decimal(20, 2), decimal(10, 2), 'n99999999999999999849', -150n],
  [decimal(10, 2), integer, 700n, 7n],
  [decimal(10, 2), integer, 701n, null],
  [decimal(10, 2), text, -705n, '-7.05'],
  [float, integer, 2, 2n],
  [float, bigint, 2.5, null],
  [float, bigint, 1e300, null],
  [boolean, integer, 1n, 1n],
  [boolean, text, 0n, 'false'],
  [bigint, text, 9223372036854775807n, '9223372036854775807'],
  [{ kind: 'date' }, text, '2026-11-22', '2026-11-22'],
  [text, integer, '7', null],
  [text, { kind: 'uuid' }, 'x', null],
]

test('stored values, exactly or not at all', () => {
  for (const [from, to, stored, converted] of ROWS)
    expect([from, to, stored, convertStored(from, to, stored)]).toEqual([from, to, stored, converted])
})

test('in SQL, whether or not the connection reads safe integers', () => {
  for (const safeIntegers of [true, false]) {
    const database = new Database(':memory:', { strict: true, safeIntegers })
    registerConversion(database)
    for (const [from, to, stored, converted] of ROWS) {
      database.run(`CREATE TABLE t (v ${storageOf(from)}, w ${storageOf(to)}) STRICT`)
      database.run('INSERT INTO t (v) VALUES (?), (NULL)', [stored])
      database.run(`UPDATE t SET w = ${conversion(from, to, 'v')}`)
      const found = database.query('SELECT CAST(w AS TEXT) AS w FROM t').all() as { w: string | null }[]
      const expected = database.query('SELECT CAST(? AS TEXT) AS w').get(converted) as { w: string | null }
      expect([from, to, stored, found]).toEqual([from, to, stored, [expected, { w: null }]])
      database.run('DROP TABLE t')
    }
  }
})
