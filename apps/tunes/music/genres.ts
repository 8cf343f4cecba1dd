/** The genres of the library. Each has a style of its own in `styles.ts`, so that its songs sound like it. */
export const GENRES = [
  'Ambient',
  'Afrobeat',
  'Bossa nova',
  'Chanson',
  'Dub',
  'Folk',
  'House',
  'Jazz',
  'Lo-fi',
  'Rock',
  'Synth pop',
  'Techno',
] as const

export type Genre = (typeof GENRES)[number]
