import { expect, test } from 'bun:test'
import { judge } from './slope.ts'

const over = (megabytesAt: (minute: number) => number) =>
  judge(
    Array.from({ length: 61 }, (_, index) => ({ atSeconds: index * 10, megabytes: megabytesAt(index / 6) })),
  )

test('memory that stays is flat, however it jumps about', () => {
  expect(over((minute) => 150 + 20 * Math.sin(minute * 40))).toMatchObject({ flat: true, samples: 41 })
})

test('what grows at the beginning and then stays is flat', () => {
  const { flat, riseMb, meanMb } = over((minute) => Math.min(180, 60 + minute * 50))
  expect([flat, Math.round(riseMb), Math.round(meanMb)]).toEqual([true, 0, 180])
})

test('what grows by two megabytes a minute is not', () => {
  const { flat, riseMb } = over((minute) => 150 + 2 * minute)
  expect([flat, Math.round(riseMb)]).toEqual([false, 13])
})

test('what shrinks is flat; what was hardly measured is not', () => {
  expect(over((minute) => 200 - minute).flat).toBe(true)
  expect(judge([{ atSeconds: 0, megabytes: 100 }]).flat).toBe(false)
})
