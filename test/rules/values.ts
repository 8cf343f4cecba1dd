/** The values that cells hold: how they are made, compared and written. */
import type { Dice } from './dice.ts'
import type { Cell, Kind } from './spec.ts'

/** Few values of each kind, so that two of them are often the same. */
const POOLS: Readonly<Record<Exclude<Kind, 'text[]' | 'integer[]'>, readonly Cell[]>> = {
  text: ['ash', 'Birch', 'cedar', 'élan', '', 'a_b', '10%', 'Ash tree', '🌲'],
  integer: ['#-1', '#0', '#1', '#2', '#7'],
  bigint: ['#9007199254740993', '#-3', '#0', '#2'],
  float: ['#0.5', '#-1.25', '#3', '#0'],
  decimal: ['#1.50', '#-0.25', '#10.00', '#2.00'],
  boolean: [true, false],
  timestamp: ['2024-01-02T03:04:05+00:00', '2024-01-02T03:04:05.5+00:00', '1999-12-31T23:59:59+00:00'],
  date: ['2024-02-29', '1999-12-31', '2030-01-01'],
  time: ['10:00:00', '23:59:59.25', '00:00:00'],
  uuid: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
  json: [{ a: '#1' }, ['#1', 'x'], 'plain', { a: { b: null } }],
  bytes: ['\\x00ff', '\\x01', '\\x'],
}

export function anyValue(dice: Dice, kind: Kind): Cell {
  if (kind === 'text[]') return dice.some(POOLS.text.slice(0, 5), 3)
  if (kind === 'integer[]') return dice.some(POOLS.integer, 3)
  return dice.pick(POOLS[kind])
}

/** Kinds that have an order and an equality in rules and filters. */
export const isOrdered = (kind: Kind) => kind !== 'json' && !kind.endsWith('[]')

/** Kinds that can be unique. */
export const isKeyable = (kind: Kind) => isOrdered(kind) && kind !== 'boolean' && kind !== 'float'

/** Less than, equal to or more than 0, for two values of one kind. */
export function compareCells(kind: Kind, left: Cell, right: Cell): number {
  const [a, b] = [String(left), String(right)]
  switch (kind) {
    case 'integer':
    case 'float':
    case 'decimal':
      return Number(a.slice(1)) - Number(b.slice(1))
    case 'bigint': {
      const difference = BigInt(a.slice(1)) - BigInt(b.slice(1))
      return difference < 0n ? -1 : difference > 0n ? 1 : 0
    }
    default:
      return Buffer.compare(Buffer.from(a), Buffer.from(b))
  }
}

/** Two cells of one column hold the same. */
export function sameCell(kind: Kind, left: Cell, right: Cell): boolean {
  if (left === null || right === null || !isOrdered(kind))
    return JSON.stringify(left) === JSON.stringify(right)
  return compareCells(kind, left, right) === 0
}

/** `%` and `_` of SQL patterns (the makers of patterns use no escapes), over code points. */
export function matchesLike(text: string, pattern: string, insensitive: boolean): boolean {
  const source = [...pattern]
    .map((point) =>
      point === '%' ? '.*' : point === '_' ? '.' : point.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('')
  return new RegExp(`^${source}$`, insensitive ? 'sui' : 'su').test(text)
}

/** The cell as JSON, every digit kept. */
export function toJson(cell: Cell): string {
  if (typeof cell === 'string') return cell.startsWith('#') ? cell.slice(1) : JSON.stringify(cell)
  if (cell === null || typeof cell === 'boolean') return String(cell)
  if (Array.isArray(cell)) return `[${cell.map(toJson).join(',')}]`
  return `{${Object.entries(cell)
    .map(([key, value]) => `${JSON.stringify(key)}:${toJson(value)}`)
    .join(',')}}`
}

/** JSON as cells. */
export function fromJson(text: string): Cell {
  return JSON.parse(text, (_, value, context?: { source?: string }) =>
    typeof value === 'number' ? `#${context?.source ?? value}` : value,
  ) as Cell
}

/** The cell as a URL's filter says it. */
export function toUrl(cell: Cell): string {
  if (Array.isArray(cell)) return `{${cell.map((item) => quoted(toUrl(item))).join(',')}}`
  return typeof cell === 'string' && cell.startsWith('#') ? cell.slice(1) : String(cell)
}

export const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** The cell as a rule's literal in TypeScript. */
export function toLiteral(kind: Kind, cell: Cell): string {
  if ((kind === 'bigint' || kind === 'decimal') && typeof cell === 'string') return `'${cell.slice(1)}'`
  return typeof cell === 'string' && !cell.startsWith('#')
    ? `'${cell.replace(/['\\]/g, '\\$&')}'`
    : toJson(cell)
}
