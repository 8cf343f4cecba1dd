import { describe, expect, test } from 'bun:test'
import { AssertionFailed } from './assert.ts'
import { fixedClock, systemClock } from './clock.ts'
import { uuidFromName, uuidV7 } from './ids.ts'
import { type Random, seededRandom, systemRandom } from './random.ts'

/** Every byte the same: what is left of an id is its time, version and variant. */
const every = (byte: number): Random => ({
  bytes: (count) => new Uint8Array(count).fill(byte),
  fraction: () => 0,
})

describe('version 7', () => {
  // The moment of RFC 9562, appendix A.6: 2022-02-22 14:22:22 in UTC-5.
  const moment = 0x017f22e279b0

  test('milliseconds, version, counter, variant and random bits stand where RFC 9562 puts them', () => {
    expect(uuidV7(fixedClock(moment), every(0))).toBe('017f22e2-79b0-7000-8000-000000000000')
    expect(uuidV7(fixedClock(moment), every(0xff))).toBe('017f22e2-79b0-77ff-bfff-ffffffffffff')
  })

  test('grows while the clock stands still, beyond what the counter holds', () => {
    const clock = fixedClock(moment)
    const random = seededRandom(1)
    const ids = Array.from({ length: 10_000 }, () => uuidV7(clock, random))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.toSorted()).toEqual(ids)
    expect(Number.parseInt((ids.at(-1) ?? '').replace('-', '').slice(0, 12), 16) - moment).toBeLessThan(4)
  })

  test('grows while the clock is set back', () => {
    const clock = fixedClock(moment)
    const before = uuidV7(clock, every(0))
    clock.advanceMs(-5000)
    expect(uuidV7(clock, every(0))).toBe('017f22e2-79b0-7001-8000-000000000000')
    clock.advanceMs(5001)
    expect(uuidV7(clock, every(0))).toBe('017f22e2-79b1-7000-8000-000000000000')
    expect(before).toBe('017f22e2-79b0-7000-8000-000000000000')
  })

  test('is the same again under a clock and a seed of the same start', () => {
    const three = () => {
      const clock = fixedClock(moment)
      const random = seededRandom(9)
      return [uuidV7(clock, random), uuidV7(clock, random), uuidV7(clock, random)]
    }
    expect(three()).toEqual(three())
  })

  test('holds with the machine’s clock and randomness', () => {
    const ids = Array.from({ length: 5000 }, () => uuidV7(systemClock, systemRandom))
    expect(
      ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
    ).toBe(true)
    expect(ids.toSorted()).toEqual(ids)
  })

  test('a time before 1970 or after 10889 is our own mistake', () => {
    expect(() => uuidV7(fixedClock(-1), every(0))).toThrow(AssertionFailed)
    expect(() => uuidV7(fixedClock(2 ** 48), every(0))).toThrow(AssertionFailed)
    expect(uuidV7(fixedClock(2 ** 48 - 1), every(0))).toStartWith('ffffffff-ffff-7')
  })
})

describe('version 5', () => {
  // Expected values from Python's uuid.uuid5 with the same namespace.
  test.each([
    ['ana', '8480149a-b5ad-502f-bad0-9ee1a37163b8'],
    ['', '44c87ca4-8029-5b00-91ce-d2234d0bd656'],
    ['Zoë 🎭', '573f4140-d057-59f7-952e-7adaf345ea3e'],
  ])('%p is %s', (name, id) => {
    expect(uuidFromName(name)).toBe(id)
  })
})
