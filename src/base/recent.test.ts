import { expect, test } from 'bun:test'
import { Recent } from './recent.ts'

test('keeps at least the half used last, and never more than all', () => {
  const recent = new Recent<number>(10)
  for (let n = 0; n < 100; n++) {
    recent.set(`key ${n}`, n)
    expect(recent.size).toBeLessThanOrEqual(10)
    for (let back = 0; back < 5 && back <= n; back++) expect(recent.get(`key ${n - back}`)).toBe(n - back)
  }
  expect(recent.get('key 80')).toBeUndefined()
})

test('what is asked for now and then stays, however much passes by', () => {
  const recent = new Recent<string>(10)
  recent.set('kept', 'here')
  for (let n = 0; n < 100; n++) {
    recent.set(`passing ${n}`, 'gone')
    if (n % 4 === 0) expect(recent.get('kept')).toBe('here')
  }
})

test('long keys push out more than short ones, and one that is too long is not kept', () => {
  const recent = new Recent<number>(1000, 100)
  for (let n = 0; n < 50; n++) recent.set(`${n}`.padStart(10), n)
  expect(recent.size).toBeLessThanOrEqual(10)
  expect(recent.get('49'.padStart(10))).toBe(49)
  recent.set('x'.repeat(51), 1)
  expect(recent.get('x'.repeat(51))).toBeUndefined()
  expect(recent.get('49'.padStart(10))).toBe(49)
})

test('forgets what it is told to', () => {
  const recent = new Recent<number>(4)
  for (const key of ['a', 'b', 'c']) recent.set(key, 1)
  recent.delete('a')
  recent.delete('c')
  expect([recent.get('a'), recent.get('b'), recent.get('c'), recent.size]).toEqual([
    undefined,
    1,
    undefined,
    1,
  ])
})
