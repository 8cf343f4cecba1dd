import { describe, expect, test } from 'bun:test'
import { seededRandom } from '../base/random.ts'
import { matchesLike, matchesPattern } from './match-text.ts'
import { sampleLike, samplePattern } from './sample-pattern.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
const chance = seededRandom(seed).fraction

describe('samples match their pattern', () => {
  for (const pattern of [
    '^[a-z]{2,5}-\\d+$',
    '^#[0-9a-fA-F]{6}$',
    '^(?:[a-z]+|[0-9]{3,})x?$',
    '^\\w+@\\w+\\.(com|org)$',
    'a|b(c|d)*',
    '[^abc]',
    'x{3}y{2,}',
    '[]a]',
    '',
  ]) {
    test(pattern, () => {
      for (let i = 0; i < 50; i++) {
        const text = samplePattern(chance, pattern)
        expect(matchesPattern(text, pattern, false), `seed ${seed}: ${text}`).toBe(true)
      }
    })
  }
  for (const pattern of ['a%', '%b_', '\\%\\_%', '', '%%', 'é_😀']) {
    test(`like ${pattern}`, () => {
      for (let i = 0; i < 50; i++) {
        const text = sampleLike(chance, pattern)
        expect(matchesLike(text, pattern, false), `seed ${seed}: ${text}`).toBe(true)
      }
    })
  }
})
