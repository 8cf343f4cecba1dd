import { expect, test } from 'bun:test'
import { callerList, callerValue } from './claims.ts'

const caller = {
  role: 'authenticated',
  id: '00000000-0000-4000-8000-000000000001',
  roles: [],
  claims: { level: '7', much: 'NaN', org: { id: 1 }, teams: ['a', 7, null, {}], far: 'Infinity' },
} as const

test.each([
  ['level', 'integer', 7],
  ['org', 'text', null],
  ['missing', 'integer', null],
  ['teams', 'text', null],
  ['level', 'boolean', null],
  ['far', 'float', Number.POSITIVE_INFINITY],
  // No column holds it, and no statement could be run with it.
  ['much', 'float', null],
] as const)('the claim %s read as %s', (claim, kind, value) => {
  expect(callerValue(caller, [claim], { kind })).toBe(value)
})

test('what is none of the type is null in a list', () => {
  expect(callerList(caller, ['teams'], { kind: 'text' })).toEqual(['a', '7', null, null])
})
