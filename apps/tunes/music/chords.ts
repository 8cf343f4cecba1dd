/** Chord names, as in a song book: `Am9`, `Fmaj9`, `Gsus4`. */

const LETTERS: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }

/** Semitones above the root, root first, third (or what stands for it) second, fifth third. */
const QUALITIES: Readonly<Record<string, readonly number[]>> = {
  '': [0, 4, 7],
  m: [0, 3, 7],
  '7': [0, 4, 7, 10],
  m7: [0, 3, 7, 10],
  maj7: [0, 4, 7, 11],
  '9': [0, 4, 7, 10, 14],
  m9: [0, 3, 7, 10, 14],
  maj9: [0, 4, 7, 11, 14],
  m6: [0, 3, 7, 9],
  add9: [0, 4, 7, 14],
  sus4: [0, 5, 7],
}

export interface Chord {
  /** Pitch class of the root, 0 to 11. */
  readonly root: number
  readonly tones: readonly number[]
}

export function chord(name: string, key: number): Chord {
  const letter = LETTERS[name.charAt(0)]
  const tones = QUALITIES[name.slice(1)]
  if (letter === undefined || tones === undefined) throw new Error(`no such chord: ${name}`)
  return { root: (letter + key + 12) % 12, tones }
}

/** The chord's pitches, each moved by octaves to lie within six semitones of `around` and so near its neighbours. */
export function voicing(of: Chord, around: number): number[] {
  // The bass has the root already: a chord of five tones leaves it out, and stays clear.
  const upper = of.tones.length > 4 ? of.tones.slice(1) : of.tones
  const pitches = upper.map((tone) => {
    const pitchClass = (of.root + tone) % 12
    return around - 6 + ((((pitchClass - around + 6) % 12) + 12) % 12)
  })
  return pitches.sort((a, b) => a - b)
}
