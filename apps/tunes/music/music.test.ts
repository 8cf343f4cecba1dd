import { describe, expect, test } from 'bun:test'
import { pieces } from '../make-audio.ts'
import { chord, voicing } from './chords.ts'
import { compose } from './compose.ts'
import { GENRES } from './genres.ts'
import { render } from './render.ts'
import { RATE } from './voices.ts'
import { wav } from './wav.ts'

describe('chords', () => {
  test('Am9 in C has its ninth, and keeps to the middle of the keyboard', () => {
    expect(chord('Am9', 0)).toEqual({ root: 9, tones: [0, 3, 7, 10, 14] })
    // The root is left to the bass: C E G B around middle C.
    expect(voicing(chord('Am9', 0), 62)).toEqual([59, 60, 64, 67])
  })

  test('a key moves every chord by as much', () => {
    expect(chord('F', 2).root).toBe(chord('G', 0).root)
  })
})

describe('a piece', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(compose('Jazz', 'a')).toEqual(compose('Jazz', 'a'))
    expect(compose('Jazz', 'a')).not.toEqual(compose('Jazz', 'b'))
  })

  test('there are four of each genre, of ten to twenty seconds', () => {
    const all = pieces()
    expect(all.length).toBe(GENRES.length * 4)
    expect(new Set(all.map((piece) => piece.path)).size).toBe(all.length)
    expect(all.filter(({ seconds }) => seconds < 10 || seconds > 20)).toEqual([])
  })

  for (const genre of GENRES) {
    test(`${genre} begins with a sound, never clips, and fades out`, () => {
      const { left, right } = render(compose(genre, 'test'))
      const loudest = (from: number, to: number) =>
        left.slice(from, to).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
      expect(left.length).toBe(right.length)
      expect([...left, ...right].every(Number.isFinite)).toBe(true)
      expect(loudest(0, RATE)).toBeGreaterThan(0.05)
      expect(loudest(0, left.length)).toBeLessThan(0.97)
      expect(loudest(left.length - 50, left.length)).toBeLessThan(0.01)
    })
  }

  test('becomes a stereo file of 16 bit', () => {
    const bytes = wav({ left: new Float32Array([0, 0.5]), right: new Float32Array([1, -1]) })
    const view = new DataView(bytes.buffer)
    expect(new TextDecoder().decode(bytes.slice(0, 4))).toBe('RIFF')
    expect(view.getUint32(4, true)).toBe(bytes.length - 8)
    expect([44, 46, 48, 50].map((at) => view.getInt16(at, true))).toEqual([0, 32767, 16383, -32767])
  })
})
