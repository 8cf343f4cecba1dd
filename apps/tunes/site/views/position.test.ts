import { expect, test } from 'bun:test'
import { between } from './position.ts'

const entries = [{ position: 1 }, { position: 2 }, { position: 4 }]

test('a song that moves takes the middle between its new neighbours', () => {
  expect(between(entries, 2, 1)).toBe(1.5)
  expect(between(entries, 0, 1)).toBe(3)
})

test('the first place is before all others, the last one after', () => {
  expect(between(entries, 2, 0)).toBe(0)
  expect(between(entries, 0, 2)).toBe(5)
})

test('neighbours that touch leave no middle', () => {
  expect(between([{ position: 1 }, { position: 1 + 1e-7 }, { position: 9 }], 2, 1)).toBeNull()
})
