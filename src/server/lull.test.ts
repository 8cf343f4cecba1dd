import { expect, test } from 'bun:test'
import { Lull } from './lull.ts'

/** How often garbage was collected after rounds of so many requests, each followed by quiet. */
function collections(...rounds: readonly number[]): number {
  let collected = 0
  const looks: (() => void)[] = []
  const lull = new Lull(
    () => {
      collected += 1
    },
    (look) => looks.push(look),
  )
  for (const requests of rounds) {
    for (let count = 0; count < requests; count++) lull.work()
    // One look finds work, the next finds none; then nobody looks any more.
    expect(looks).toHaveLength(1)
    looks.shift()?.()
    expect(looks).toHaveLength(1)
    looks.shift()?.()
    expect(looks).toHaveLength(0)
  }
  return collected
}

test('after much work, once it is quiet', () => {
  expect(collections(5000)).toBe(1)
  expect(collections(5000, 5000)).toBe(2)
})

test('not after a few requests, until those were many', () => {
  expect(collections(10, 10)).toBe(0)
  expect(collections(300, 300)).toBe(1)
})
