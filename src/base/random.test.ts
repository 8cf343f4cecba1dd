import { describe, expect, test } from 'bun:test'
import { seededRandom, systemRandom } from './random.ts'

describe('seeded', () => {
  test('gives xoshiro128** filled by splitmix32, low byte of a word first', () => {
    expect(seededRandom(1).bytes(10).toHex()).toBe('d4197117e52d9681b39a')
    expect(seededRandom(1).fraction()).toBe(0.09156953175513294)
    expect(seededRandom(2).fraction()).toBe(0.987094965887278)
  })

  test('goes on where it was, and starts again with the same seed', () => {
    const random = seededRandom(7)
    const first = [random.fraction(), random.fraction(), random.bytes(3).toHex()]
    expect(new Set(first).size).toBe(3)
    const again = seededRandom(7)
    expect([again.fraction(), again.fraction(), again.bytes(3).toHex()]).toEqual(first)
  })

  test('seeds 0, -1 and 2^32 are seeds like others', () => {
    for (const seed of [0, -1, 2 ** 32]) {
      const random = seededRandom(seed)
      expect(new Set(Array.from({ length: 100 }, random.fraction)).size).toBe(100)
    }
  })

  test('fractions fill the range from 0 to 1 evenly', () => {
    const random = seededRandom(3)
    const tenths = new Array<number>(10).fill(0)
    for (let i = 0; i < 10_000; i++) {
      const tenth = Math.floor(random.fraction() * 10)
      tenths[tenth] = (tenths[tenth] ?? Number.NaN) + 1
    }
    expect(tenths).toHaveLength(10)
    expect(Math.min(...tenths)).toBeGreaterThan(900)
    expect(Math.max(...tenths)).toBeLessThan(1100)
  })
})

describe('the machine’s', () => {
  test('bytes come in any number, beyond what the platform gives at once, and differ', () => {
    expect(systemRandom.bytes(0)).toHaveLength(0)
    const bytes = systemRandom.bytes(200_001)
    expect(bytes).toHaveLength(200_001)
    for (let at = 0; at + 32 <= bytes.length; at += 65_536) {
      expect(bytes.subarray(at, at + 32).some((byte) => byte !== 0)).toBe(true)
    }
    expect(systemRandom.bytes(16).toHex()).not.toBe(systemRandom.bytes(16).toHex())
  })

  test('fractions lie from 0 up to 1 and differ', () => {
    const fractions = Array.from({ length: 1000 }, systemRandom.fraction)
    expect(fractions.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true)
    expect(new Set(fractions).size).toBe(1000)
  })
})
