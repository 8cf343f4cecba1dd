/** Chance, as a value that is handed in: a test seeds it, a replay feeds the recorded one. */

export interface Random {
  /** So many random bytes, in an array of the caller's own. */
  bytes(count: number): Uint8Array
  /** A number from 0 up to, but not including, 1. */
  fraction(): number
}

/** The most that `crypto.getRandomValues` gives in one call, in bytes (https://www.w3.org/TR/webcrypto/). */
const CHUNK_BYTES = 65_536

/** The machine's own randomness, fit for keys and tokens. */
export const systemRandom: Random = Object.freeze({
  bytes: (count: number) => {
    const bytes = new Uint8Array(count)
    for (let at = 0; at < count; at += CHUNK_BYTES)
      crypto.getRandomValues(bytes.subarray(at, at + CHUNK_BYTES))
    return bytes
  },
  fraction: () => {
    const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
    return fractionOf(high, low)
  },
})

/**
 * The same sequence for the same seed, on every machine: xoshiro128** (https://prng.di.unimi.it/), its state
 * filled by splitmix32. For tests and replays; never for secrets.
 */
export function seededRandom(seed: number): Random {
  const next = xoshiro128starstar(seed)
  return Object.freeze({
    bytes: (count: number) => {
      const bytes = new Uint8Array(count)
      for (let at = 0; at < count; at += 4) {
        const word = next()
        for (let i = 0; i < 4 && at + i < count; i++) bytes[at + i] = word >>> (8 * i)
      }
      return bytes
    },
    fraction: () => fractionOf(next(), next()),
  })
}

/** 53 bits of two 32-bit words: as many as a number's mantissa holds. */
function fractionOf(high: number, low: number): number {
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53
}

/** Gives the next 32 bits at each call. */
function xoshiro128starstar(seed: number): () => number {
  const fill = splitmix32(seed)
  let [a, b, c, d] = [fill(), fill(), fill(), fill()]
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return result
  }
}

/** Spreads a seed of few bits over many: neighbouring seeds must not give similar sequences. */
function splitmix32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
