/** Numbers in [0, 1), the same ones for the same seed on every machine. */
export type Random = () => number

/** A small generator of the xorshift family on four words of 32 bits, seeded by any text. */
export function randomFrom(seed: string): Random {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667]
  for (let i = 0; i < seed.length; i++) a = Math.imul(a ^ seed.charCodeAt(i), 0x01000193)
  const next = () => {
    let t = b ^ (b << 11)
    b = c
    c = d
    d = a
    t ^= t >>> 8
    a = a ^ (a >>> 19) ^ t
    return a >>> 0
  }
  // The first numbers still look like the seed: let them pass.
  for (let i = 0; i < 24; i++) next()
  return () => next() / 2 ** 32
}

/** A whole number from `least` to `most`, both included. */
export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1))
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T
}

/** A new list in another order. */
export function shuffled<T>(random: Random, from: readonly T[]): T[] {
  const list = [...from]
  for (let i = list.length - 1; i > 0; i--) {
    const j = between(random, 0, i)
    ;[list[i], list[j]] = [list[j] as T, list[i] as T]
  }
  return list
}
