import { expect, test } from 'bun:test'
import { fixedClock, systemClock } from './clock.ts'

const moment = Date.UTC(2026, 4, 1, 12, 30, 0, 250)

test('a fixed clock stands still, in both units', () => {
  const clock = fixedClock(moment)
  expect([clock.nowMs(), clock.nowMicros()]).toEqual([moment, BigInt(moment) * 1000n])
  expect([clock.nowMs(), clock.nowMicros()]).toEqual([moment, BigInt(moment) * 1000n])
})

test('a fixed clock moves when it is told to, by microseconds too, and back', () => {
  const clock = fixedClock(moment)
  clock.advanceMs(1500.001)
  expect([clock.nowMs(), clock.nowMicros()]).toEqual([moment + 1500, BigInt(moment) * 1000n + 1_500_001n])
  clock.advanceMs(-1500.002)
  expect([clock.nowMs(), clock.nowMicros()]).toEqual([moment - 1, BigInt(moment) * 1000n - 1n])
})

test('a fixed clock knows moments before 1970 and after 9000', () => {
  expect(fixedClock(-1).nowMicros()).toBe(-1000n)
  const clock = fixedClock(Date.UTC(9999, 0))
  clock.advanceMs(0.001)
  expect([clock.nowMs(), clock.nowMicros()]).toEqual([253_370_764_800_000, 253_370_764_800_000_001n])
})

test('the machine’s two resolutions agree', () => {
  for (let i = 0; i < 1000; i++) {
    const before = Date.now()
    const micros = systemClock.nowMicros()
    const after = Date.now()
    expect(Number(micros) / 1000).toBeGreaterThanOrEqual(before - 2)
    expect(Number(micros) / 1000).toBeLessThan(after + 3)
    expect(systemClock.nowMs()).toBeGreaterThanOrEqual(after)
  }
})

test('the machine’s clock counts microseconds, not thousands of them', () => {
  const parts = new Set(Array.from({ length: 5000 }, () => systemClock.nowMicros() % 1000n))
  expect(parts.size).toBeGreaterThan(1)
})
