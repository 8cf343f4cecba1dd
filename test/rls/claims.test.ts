/** Claims are read in the database as the server reads them: of every type, whatever they hold. */
import { expect, test } from 'bun:test'
import {
  and,
  app,
  array,
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  float,
  id,
  integer,
  json,
  table,
  text,
  time,
  timestamp,
  uuid,
} from '../../src/index.ts'
import { type ColumnType, operandType, writeJson } from '../../src/model/index.ts'
import { type Caller, callerValue } from '../../src/rules/index.ts'
import { noServerOfOurOwn } from '../postgres/binaries.ts'
import { RlsStage } from './stage.ts'

const things = table({
  id: id(),
  text: text(),
  integer: integer(),
  bigint: bigint(),
  float: float(),
  decimal: decimal(6, 2),
  boolean: boolean(),
  timestamp: timestamp(),
  date: date(),
  time: time(),
  uuid: uuid(),
  json: json(),
  bytes: bytes(),
  texts: array(text()),
  integers: array(integer()),
  booleans: array(boolean()),
}).access({
  // biome-ignore lint/suspicious/noExplicitAny: each column by its name
  read: ({ row, me }: any) => and(...NAMES.map((name) => row[name].is(me.claim('x')))),
})
const NAMES = [
  ...['text', 'integer', 'bigint', 'float', 'decimal', 'boolean', 'timestamp', 'date', 'time', 'uuid'],
  ...['json', 'bytes', 'texts', 'integers', 'booleans'],
]

const CLAIMS: readonly unknown[] = [
  ...[null, true, false, 0, 1, -1, 7, 1.5, -0.25, 1e20, 2 ** 31, -(2 ** 31), 2 ** 53],
  ...[
    '',
    ' ',
    'a',
    'null',
    'NULL',
    'true',
    'T',
    'on',
    'of',
    'o',
    'no',
    '1',
    ' 7 ',
    '\t7\n',
    '+7',
    '-7',
    '- 7',
  ],
  ...['007', '1_000', '0x1f', '1e3', '1.5', '.5', '5.', 'NaN', 'Infinity', '-infinity', '99999999999'],
  ...['9223372036854775807', '9223372036854775808', '-9223372036854775808', '7;', "7'", '7 7', '١'],
  ...[
    '2024-02-29',
    '2023-02-29',
    '2024-2-9',
    '20240229',
    'today',
    'now',
    'epoch',
    '10000-01-01',
    '0000-01-01',
  ],
  ...[
    '2024-02-29T10:00:00Z',
    '2024-02-29 10:00:00.5+05:30',
    '2024-02-29 10:00',
    '44 BC',
    '10:00',
    '10:00:00.25',
  ],
  ...['24:00:00', '25:00', '11111111-1111-4111-8111-11111111111a', '{11111111-1111-4111-8111-11111111111A}'],
  ...[
    '1111111111114111811111111111111a',
    '{11111111-1111-4111-8111-11111111111a',
    '\\x00ff',
    '\\xzz',
    '\\x0',
  ],
  ...['{}', '{a,b}', '{1,2}', '{1,NULL}', '{{1},{2}}', '{1', '[1]'],
  ...[
    [],
    [1, 2],
    ['1', ' 2 '],
    ['a', null],
    [true, 'no'],
    [[1]],
    [{}],
    ['a', 'b'],
    {},
    { a: 1 },
    { x: null },
  ],
]

/** What is read otherwise: as null, so that it lets nobody in. */
const APART = new Set(['time of "2024-02-29T10:00:00Z"'])

test.skipIf(noServerOfOurOwn !== null)(
  `claims are read alike${noServerOfOurOwn === null ? '' : ` (left out: ${noServerOfOurOwn})`}`,
  async () => {
    const rls = await RlsStage.open()
    const { model } = app({ tables: { things } })
    await rls.declare({ model })
    // Called by hand here, where nobody but the owner can.
    await rls.run('grant usage on schema offstage_rls to service_role')
    const columns = model.tables.get('things')?.columns ?? []
    const differences: string[] = []
    for (const { name, type } of columns.filter((column) => NAMES.includes(column.name))) {
      const kind = type.kind === 'array' ? `${type.of.kind}s` : type.kind
      const values = CLAIMS.map(
        (claim, at) => `(${at}, '${JSON.stringify(claim).replaceAll("'", "''")}'::jsonb)`,
      )
      const query = `select at, to_json(offstage_rls.as_${kind}(claim))::text as read
        from (values ${values.join(', ')}) as given(at, claim) order by at`
      const rows = await rls.rows({ role: 'service_role', claims: {} }, query)
      for (const [at, claim] of CLAIMS.entries()) {
        const [got, expected] = [rows[at]?.read ?? 'null', readHere(type, claim)]
        const place = `${name} of ${JSON.stringify(claim)}`
        if (got !== expected && !APART.has(place)) differences.push(`${place}: ${got}, not ${expected}`)
      }
    }
    await rls.close()
    expect(differences).toEqual([])
  },
)

function readHere(type: ColumnType, x: unknown): string {
  const caller: Caller = { role: 'authenticated', id: null, roles: [], claims: { x } }
  const operand = operandType(type)
  return writeJson(operand, callerValue(caller, ['x'], operand))
}
