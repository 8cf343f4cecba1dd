/**
 * Values for generated rows: from small ranges, so that rows meet each other, with the edges of each type.
 */
import { Refusal } from '../base/errors.ts'
import {
  type Column,
  type ColumnType,
  checkValue,
  readText,
  type ScalarType,
  type Value,
} from '../model/index.ts'
import { type Chance, pick, randomText, samplePattern } from './sample-pattern.ts'

const valueTriesMax = 40
const dayMs = 86_400_000

/** Whether the column takes the value. */
export function fits(column: Column, value: Value): boolean {
  try {
    checkValue(column, value)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

/** A value that the column takes; undefined when none was found. */
export function randomValue(column: Column, chance: Chance): Value | undefined {
  if (column.optional && chance() < 0.15) return null
  for (let i = 0; i < valueTriesMax; i++) {
    const value = proposed(column, chance)
    if (value !== undefined && fits(column, value)) return value
  }
  return column.optional ? null : undefined
}

function proposed(column: Column, chance: Chance): Value | undefined {
  const { type, oneOf, min, max, lengthMin, pattern } = column
  if (oneOf !== null && type.kind !== 'array') return pick(chance, oneOf)
  if (pattern !== null) return samplePattern(chance, pattern)
  if (type.kind === 'array' && oneOf !== null) return [...oneOf].filter(() => chance() < 0.5)
  const bounds = [min, max].filter((bound) => bound !== null)
  const bound = chance() < 0.5 ? pick(chance, bounds) : undefined
  if (bound !== undefined) return chance() < 0.5 ? bound : pick(chance, neighbours(type, bound, chance))
  const value = randomOf(type, chance)
  if (lengthMin === null || typeof value !== 'string' || type.kind !== 'text') return value
  return value.padEnd(lengthMin, 'a')
}

/** Any value of the type. */
export function randomOf(type: ColumnType, chance: Chance): Value {
  if (type.kind === 'array') {
    return Array.from({ length: Math.floor(chance() * 3) }, () =>
      chance() < 0.1 ? null : randomOf(type.of, chance),
    )
  }
  return readText(type, randomSource(type, chance))
}

const EDGES: Readonly<Partial<Record<ScalarType['kind'], readonly string[]>>> = {
  text: ['', 'a', 'A', 'b', 'ab', '%', '\\', '～', '😀'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807', '9007199254740993'],
  float: ['0.1', '-0', '1e20', 'NaN', 'Infinity'],
  timestamp: ['0001-01-01', '9999-12-31T23:59:59.999999Z'],
  date: ['0001-01-01', '9999-12-31'],
  time: ['00:00', '24:00', '23:59:59.999999'],
  json: [
    'null',
    '1',
    '1.0',
    '"a"',
    '[]',
    '{}',
    '[1,2]',
    '{"a":1}',
    '{"a":{"b":"x"}}',
    '{"a":[1,"x"]}',
    'true',
  ],
  bytes: ['\\x', '\\x00', '\\xff'],
}

function randomSource(type: ScalarType, chance: Chance): string {
  const edges = EDGES[type.kind] ?? []
  if (chance() < 0.3 && edges.length > 0) return pick(chance, edges) ?? ''
  const small = Math.floor(chance() * 10) - 2
  switch (type.kind) {
    case 'text':
      return randomText(chance, 4)
    case 'integer':
    case 'bigint':
      return String(small)
    case 'float':
      return String(small / 2)
    case 'decimal':
      return randomDecimal(type, chance)
    case 'boolean':
      return chance() < 0.5 ? 't' : 'f'
    case 'timestamp':
    case 'date':
      return new Date(Date.UTC(2026, 0, 10 + small, small + 2)).toISOString()
    case 'time':
      return `${String(small + 12)}:30`
    case 'uuid':
      return Array.from({ length: 32 }, () => Math.floor(chance() * 16).toString(16)).join('')
    case 'json':
      return JSON.stringify(
        pick(chance, [small, { a: small }, [small], randomText(chance, 2), { b: [small, null] }]),
      )
    case 'bytes':
      return `\\x0${small + 2}`
  }
}

function randomDecimal(
  { precision, scale }: Extract<ScalarType, { kind: 'decimal' }>,
  chance: Chance,
): string {
  const digits = Array.from({ length: Math.min(precision, scale + 2) }, () => Math.floor(chance() * 10)).join(
    '',
  )
  return `${chance() < 0.2 ? '-' : ''}${digits || '1'}e-${scale}`
}

/** Values close to `value`: what is just below and above it where the type has such. */
export function neighbours(type: ColumnType, value: Value, chance: Chance): Value[] {
  return proposals(type, value, chance).flatMap((make) => {
    try {
      return [make()]
    } catch (error) {
      if (error instanceof Refusal || error instanceof RangeError) return []
      throw error
    }
  })
}

function proposals(type: ColumnType, value: Value, chance: Chance): (() => Value)[] {
  const read = (text: string) => () => readText(type, text)
  if (typeof value === 'boolean') return [() => !value]
  if (typeof value === 'bigint') return [read(String(value - 1n)), read(String(value + 1n))]
  if (typeof value === 'number') return [read(String(value - 1)), read(String(value + 1))]
  if (Array.isArray(value)) {
    const items = value as readonly Value[]
    const extra = type.kind === 'array' ? randomOf(type.of, chance) : null
    return [() => [...items, extra], () => items.slice(1), () => [...items].reverse()]
  }
  const text = String(value)
  switch (type.kind) {
    case 'decimal':
      return [read(String(Number(text) - 1)), read(String(Number(text) + 1))]
    case 'timestamp':
    case 'date': {
      const ms = Date.parse(type.kind === 'date' ? `${text}T00:00Z` : text)
      return [-dayMs, dayMs].map((step) => () => readText(type, new Date(ms + step).toISOString()))
    }
    case 'text': {
      const points = [...text]
      return [
        read(`${text}a`),
        read(points.slice(0, -1).join('')),
        read(text.toUpperCase()),
        read(`${text}😀`),
      ]
    }
    default:
      return []
  }
}
