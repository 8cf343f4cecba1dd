/** Values at the edges of each type, as text: what reads back, and what is refused. */
import type { ColumnType } from '../../src/model/index.ts'
import type { Dice } from '../rules/dice.ts'

type Kind = ColumnType['kind']

/** Few of each kind are plain, so that rows often hold the same. */
const PLAIN: Readonly<Record<Exclude<Kind, 'array' | 'decimal'>, readonly string[]>> = {
  text: ['ash', 'Birch', 'cedar', 'ash tree'],
  integer: ['-1', '0', '1', '2', '7'],
  bigint: ['9007199254740993', '-3', '0', '2'],
  float: ['0.5', '-1.25', '3', '0'],
  boolean: ['true', 'false'],
  timestamp: ['2024-01-02T03:04:05+00:00', '2024-01-02T03:04:05.5+00:00', '1999-12-31T23:59:59+00:00'],
  date: ['2024-02-29', '1999-12-31', '2030-01-01'],
  time: ['10:00:00', '23:59:59.25', '00:00:00'],
  uuid: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
  json: ['{"a":1}', '[1,"x"]', '"plain"', '{"a":{"b":null}}', '{"a":"x","b":[1,2]}'],
  bytes: ['\\x00ff', '\\x01', '\\x'],
}

const EDGES: Readonly<Record<Exclude<Kind, 'array' | 'decimal'>, readonly string[]>> = {
  text: [
    '',
    ' ',
    'élan',
    'ÉLAN',
    'e\u0301lan',
    '🌲',
    '\uffff',
    'ß',
    'SS',
    'ı',
    'İ',
    'a_b',
    '10%',
    'a,b',
    '(x)',
    '"q"',
    'back\\slash',
    "it's",
    'null',
    'NULL',
    '{a}',
    'tab\there',
    'line\nbreak',
    '\u2028',
    '\u0001\u007f',
    'x'.repeat(300),
    '0012',
    'a.b',
    '*',
    'running runners ran',
    'the quick brown foxes',
  ],
  integer: ['2147483647', '-2147483648', '+5', '007', ' 3 ', '-0'],
  bigint: ['9223372036854775807', '-9223372036854775808', '9007199254740992', '1'],
  float: [
    '-0',
    '0.1',
    '1e300',
    '5e-324',
    '1e-7',
    '0.0001',
    '0.00001',
    '123456789.125',
    '1e15',
    '1e16',
    '1e21',
    '123456789012345680',
    '1.7976931348623157e308',
    '2.2250738585072014e-308',
    '.5',
    '5.',
  ],
  boolean: ['t', 'f', 'yes', 'NO', 'on', 'off', '1', '0', 'TRUE', ' true '],
  timestamp: [
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999Z',
    '2024-02-29 12:00:00+05:30',
    '2024-01-02T03:04:05.1234565Z',
    '2024-01-02',
    '2024-01-02T24:00:00Z',
    '1969-12-31T23:59:59.999999Z',
    '1970-01-01T00:00:00.000001Z',
    '2024-01-02T03:04:05.100000Z',
  ],
  date: ['0001-01-01', '9999-12-31', '2024-12-31', '1970-01-01', '20240229', '2024-01-02T03:04:05Z'],
  time: ['23:59:59.999999', '24:00:00', '12:30', '04:05:06.000001', '04:05:06.100000'],
  uuid: [
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-ffff-4fff-8fff-ffffffffffff',
    '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}',
    'a0eebc999c0b4ef8bb6d6bb9bd380a11',
  ],
  json: [
    'null',
    'true',
    '0',
    '1.0',
    '1.10',
    '1e2',
    '-0',
    '12345678901234567890.123456789',
    '""',
    '"é\\u0041"',
    '{}',
    '[]',
    '{"b":1,"a":2,"aa":3}',
    '{"a":1,"a":2}',
    '{"a":{"b":{"c":[1,{"d":"x"}]}}}',
    '[null,1,"1",true]',
    '{"key with \\"quotes\\"":1,"":2}',
    '"tab\\tnew\\nline\\u0001"',
    '{"a":"1","b":null}',
  ],
  bytes: ['\\xDEADBEEF', '\\x00', `\\x${'ff'.repeat(40)}`],
}

const BAD: Readonly<Record<Exclude<Kind, 'array' | 'decimal'>, readonly string[]>> = {
  text: ['nul\u0000inside'],
  integer: ['2147483648', '1.5', 'x', '', '1e3', '0x1f', '1_000'],
  bigint: ['9223372036854775808', '1.5', 'x', ''],
  float: ['x', '', '1e400', '1,5', 'nan x', 'NaN', 'Infinity', '-Infinity'],
  boolean: ['maybe', '', '2', 'nul'],
  timestamp: ['2024-02-30T00:00:00Z', 'x', '', 'infinity', '10000-01-01', '25:00', '0000-01-01T00:00:00Z'],
  date: ['2024-02-30', 'x', '', '2024-13-01', '-infinity'],
  time: ['25:00:00', '10:60:00', 'x', ''],
  uuid: ['x', '', '1111', 'gggggggg-1111-4111-8111-111111111111'],
  json: ['{', 'nul', '', '{"a":}', "'x'", '"\\u0000"'],
  bytes: ['\\x0', '\\xzz', 'plain'],
}

type Decimal = Extract<ColumnType, { kind: 'decimal' }>

function decimals({ precision, scale }: Decimal): Record<'plain' | 'edges' | 'bad', readonly string[]> {
  const whole = Math.max(0, precision - scale)
  const most = `${'9'.repeat(whole) || '0'}.${'9'.repeat(scale)}`.replace(/\.$/, '')
  const half = `0.${'0'.repeat(scale)}5`
  return {
    plain: whole > 0 ? ['1.5', '-0.25', '2', '0'] : ['0.5', '-0.25', '0'],
    edges: [most, `-${most}`, half, `-${half}`, '.5', '1e-2', '-0', '0.10', `0.${'0'.repeat(scale)}49`],
    bad: [`1${'0'.repeat(whole)}`, 'x', '', 'NaN', 'Infinity', '1e400'],
  }
}

export interface Mix {
  /** Of a hundred values, so many from the edges of the type. */
  readonly edges: number
  /** Of a hundred values, so many that the type refuses. */
  readonly bad: number
}

/** A value of the type as a URL writes it. */
export function textOf(dice: Dice, type: ColumnType, mix: Mix): string {
  if (type.kind === 'array') return arrayText(dice, type.of, mix)
  const { plain, edges, bad } =
    type.kind === 'decimal'
      ? decimals(type)
      : { plain: PLAIN[type.kind], edges: EDGES[type.kind], bad: BAD[type.kind] }
  return dice.pick(dice.chance(mix.bad) ? bad : dice.chance(mix.edges) ? edges : plain)
}

const BAD_ARRAYS = ['{', '{a', 'x', '', '[1]', '{{a},{b}}', '{a,}', '{"a}']

function arrayText(dice: Dice, of: ColumnType, mix: Mix): string {
  if (dice.chance(mix.bad)) return dice.pick(BAD_ARRAYS)
  const items = Array.from({ length: dice.below(4) }, () =>
    dice.chance(12) ? 'NULL' : quotedItem(textOf(dice, of, { ...mix, bad: 0 })),
  )
  return `{${items.join(',')}}`
}

const quotedItem = (text: string) =>
  text === '' || /[\s,{}"\\]|^null$/i.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text

const BARE: readonly Kind[] = ['integer', 'bigint', 'float', 'decimal', 'boolean']

/** A value of the type as JSON. */
export function jsonOf(dice: Dice, type: ColumnType, mix: Mix): string {
  if (dice.chance(mix.bad)) return dice.pick(['{}', '[]', 'true', '1', '1.5', '"x"', '[1,null]', '{"a":1}'])
  if (type.kind === 'array') {
    if (dice.chance(15)) return JSON.stringify(arrayText(dice, type.of, mix))
    const items = Array.from({ length: dice.below(4) }, () =>
      dice.chance(12) ? 'null' : jsonOf(dice, type.of, { ...mix, bad: 0 }),
    )
    return `[${items.join(',')}]`
  }
  const text = textOf(dice, type, mix)
  if (type.kind === 'json') return isJson(text) ? text : JSON.stringify(text)
  const isBare = BARE.includes(type.kind) && isJson(text) && !/^["[{n]/.test(text)
  return isBare && dice.chance(75) ? text : JSON.stringify(text)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
