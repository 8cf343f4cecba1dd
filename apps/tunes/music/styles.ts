/**
 * What makes a genre sound like itself. Patterns are read sixteenth by sixteenth, one bar a line: for drums `X` is
 * loud, `x` plain, `o` soft; for the bass `1`, `3`, `5`, `8` are tones of the chord; `-` holds and `.` rests.
 * Chords are written in C and moved to the key of the piece.
 */
import type { Genre } from './genres.ts'
import type { Drum, Voice } from './score.ts'

export interface Part {
  readonly voice: Voice
  readonly level: number
  readonly patterns: readonly string[]
}

export interface Style {
  /** Beats a minute, slowest and fastest. */
  readonly tempo: readonly [number, number]
  /** How late every second sixteenth comes, as a part of a sixteenth. */
  readonly swing: number
  /** The melody's tones, as semitones above C. */
  readonly scale: readonly number[]
  readonly progressions: readonly string[]
  readonly chords: Part
  readonly bass: Part
  readonly lead: {
    readonly voice: Voice
    readonly level: number
    readonly busy: number
    readonly base: number
  }
  /** A soft carpet under everything; 0 leaves it out. */
  readonly pad: number
  readonly drums: Partial<Record<Drum, string>>
  readonly echo: number
  readonly room: number
  readonly duck: number
}

const PENTATONIC = [0, 2, 4, 7, 9]
const SEVEN = [0, 2, 4, 5, 7, 9, 11]
const BLUES = [9, 0, 2, 3, 4, 7]
const HARMONIC_MINOR = [9, 11, 0, 2, 4, 5, 8]

export const STYLES: Readonly<Record<Genre, Style>> = {
  Ambient: {
    tempo: [66, 76],
    swing: 0,
    scale: PENTATONIC,
    progressions: ['Cmaj9 Am9 Fmaj9 Gadd9', 'Fmaj9 Em7 Am9 Cmaj9', 'Am9 Fmaj9 Cadd9 Gsus4'],
    chords: { voice: 'bell', level: 0.3, patterns: ['x---....x---....', '....x---....x---'] },
    bass: { voice: 'bass', level: 0.4, patterns: ['1---------------'] },
    lead: { voice: 'flute', level: 0.4, busy: 0.25, base: 72 },
    pad: 0.85,
    drums: {},
    echo: 0.45,
    room: 0.6,
    duck: 0,
  },
  Afrobeat: {
    tempo: [104, 116],
    swing: 0.06,
    scale: SEVEN,
    progressions: ['Dm7 G9 Dm7 G9', 'Am7 D9 Am7 Em7', 'Dm9 Em7 Dm9 G9'],
    chords: { voice: 'pluck', level: 0.42, patterns: ['..x-..x-.x-...x-', 'x-..x-.x-..x-...'] },
    bass: { voice: 'bass', level: 0.75, patterns: ['1-.1..5-8-.5..1-', '1-..1-5-..8-5-3-'] },
    lead: { voice: 'organ', level: 0.36, busy: 0.55, base: 67 },
    pad: 0,
    drums: {
      kick: 'X.....x...X..x..',
      rim: '..x..x....x..x..',
      shaker: 'xoxoxoxoxoxoxoxo',
      conga: 'x..xo.x.x..xo.xo',
      hat: '..x...x...x...x.',
    },
    echo: 0.15,
    room: 0.2,
    duck: 0,
  },
  'Bossa nova': {
    tempo: [126, 138],
    swing: 0,
    scale: SEVEN,
    progressions: ['Cmaj9 Am7 Dm9 G9', 'Fmaj9 Fm6 Em7 A7', 'Dm9 G9 Cmaj9 A7'],
    chords: { voice: 'pluck', level: 0.5, patterns: ['x---x-.x--.x--.x', 'x--x--x-..x--x--'] },
    bass: { voice: 'bass', level: 0.6, patterns: ['1-----5-5-----1-'] },
    lead: { voice: 'flute', level: 0.45, busy: 0.45, base: 72 },
    pad: 0.2,
    drums: { rim: 'x..x..x...x..x..', shaker: 'xoxoxoxoxoxoxoxo', kick: 'o.....o.o.....o.' },
    echo: 0.12,
    room: 0.32,
    duck: 0,
  },
  Chanson: {
    tempo: [132, 150],
    swing: 0,
    scale: HARMONIC_MINOR,
    progressions: ['Am Dm E7 Am', 'Am F Dm E7', 'C G7 Am E7'],
    chords: { voice: 'keys', level: 0.4, patterns: ['....x-..x-..', '....x---x---'] },
    bass: { voice: 'pluck', level: 0.8, patterns: ['1-----------', '1-------5---'] },
    lead: { voice: 'organ', level: 0.42, busy: 0.4, base: 67 },
    pad: 0.25,
    drums: { brush: 'o...x...x...' },
    echo: 0.1,
    room: 0.4,
    duck: 0,
  },
  Dub: {
    tempo: [70, 78],
    swing: 0.08,
    scale: PENTATONIC,
    progressions: ['Am Am Dm Em', 'Am G Am Em', 'Dm Am Dm Am'],
    chords: { voice: 'organ', level: 0.5, patterns: ['....x.......x...', '....x.x.....x...'] },
    bass: { voice: 'bass', level: 0.95, patterns: ['1-..1-5-..8-5-..', '..1-1-..3-5-..1-'] },
    lead: { voice: 'lead', level: 0.26, busy: 0.3, base: 69 },
    pad: 0.15,
    drums: {
      kick: '........X.......',
      rim: '........x.....o.',
      hat: 'x.oxx.oxx.oxx.ox',
      snare: '..............o.',
    },
    echo: 0.6,
    room: 0.45,
    duck: 0,
  },
  Folk: {
    tempo: [92, 108],
    swing: 0,
    scale: PENTATONIC,
    progressions: ['C G Am F', 'C F C G', 'Am F C G', 'F C Dm G'],
    chords: { voice: 'pluck', level: 0.55, patterns: ['x-x-xxx-x-x-xxx-', 'x---x-xx..xxx-x-'] },
    bass: { voice: 'pluck', level: 0.75, patterns: ['1-------5-------'] },
    lead: { voice: 'flute', level: 0.42, busy: 0.4, base: 72 },
    pad: 0.3,
    drums: { kick: 'x.......x.......', brush: '....x.......x..o' },
    echo: 0.12,
    room: 0.35,
    duck: 0,
  },
  House: {
    tempo: [120, 126],
    swing: 0.1,
    scale: PENTATONIC,
    progressions: ['Am9 Fmaj9 Dm9 Em7', 'Dm9 Am9 Fmaj9 G', 'Fmaj9 Em7 Am9 Am9'],
    chords: { voice: 'keys', level: 0.55, patterns: ['..x-..x-.x-...x-', 'x-.x-..x-..x-...'] },
    bass: { voice: 'bass', level: 0.8, patterns: ['..1-..1-..8-..1-', '1-.1..8-..1-.5..'] },
    lead: { voice: 'bell', level: 0.34, busy: 0.45, base: 76 },
    pad: 0.4,
    drums: {
      kick: 'X...X...X...X...',
      clap: '....x.......x...',
      open: '..x...x...x...x.',
      hat: 'xoxoxoxoxoxoxoxo',
    },
    echo: 0.3,
    room: 0.3,
    duck: 0.6,
  },
  Jazz: {
    tempo: [112, 136],
    swing: 0.3,
    scale: SEVEN,
    progressions: ['Dm9 G9 Cmaj9 A7', 'Cmaj9 Am7 Dm9 G9', 'Fmaj9 Bm7 Em7 A7'],
    chords: { voice: 'keys', level: 0.45, patterns: ['x-....x---....x-', '..x-....x---....'] },
    bass: { voice: 'pluck', level: 0.9, patterns: ['1---3---5---8---', '1---5---8---5---'] },
    lead: { voice: 'lead', level: 0.28, busy: 0.55, base: 69 },
    pad: 0,
    drums: { brush: 'x...x.ox...x.ox.', hat: '....x.......x...', kick: 'o.......o.....o.' },
    echo: 0.08,
    room: 0.38,
    duck: 0,
  },
  'Lo-fi': {
    tempo: [76, 86],
    swing: 0.22,
    scale: PENTATONIC,
    progressions: ['Dm9 G9 Cmaj9 Am7', 'Fmaj9 Em7 Dm9 Cmaj9', 'Am9 Dm9 Fmaj9 Em7'],
    chords: { voice: 'keys', level: 0.6, patterns: ['x-----..x---....', 'x---..x-----....'] },
    bass: { voice: 'bass', level: 0.65, patterns: ['1-----..5-..1-..', '1---..1-..5-....'] },
    lead: { voice: 'pluck', level: 0.45, busy: 0.35, base: 69 },
    pad: 0.25,
    drums: { kick: 'X..o...xx.......', snare: '....x.......x..o', hat: 'x.xox.x.x.xox.xo' },
    echo: 0.2,
    room: 0.35,
    duck: 0.25,
  },
  Rock: {
    tempo: [118, 138],
    swing: 0,
    scale: BLUES,
    progressions: ['Am F C G', 'Am G F G', 'C G Am F', 'Dm F C G'],
    chords: { voice: 'lead', level: 0.24, patterns: ['x-x-x-x-x-x-x-x-', 'x---x-x-x---x-x-'] },
    bass: { voice: 'bass', level: 0.75, patterns: ['1-1-1-1-1-1-1-1-', '1---1-1-5---1-8-'] },
    lead: { voice: 'pluck', level: 0.62, busy: 0.5, base: 69 },
    pad: 0.25,
    drums: {
      kick: 'X.....x.X.x.....',
      snare: '....X.......X...',
      hat: 'x.x.x.x.x.x.x.x.',
      open: '..............x.',
    },
    echo: 0.15,
    room: 0.3,
    duck: 0,
  },
  'Synth pop': {
    tempo: [108, 122],
    swing: 0,
    scale: PENTATONIC,
    progressions: ['F G Am C', 'Am F C G', 'C Em F G', 'F C G Am'],
    chords: { voice: 'pad', level: 0.55, patterns: ['x---------------', 'x-------x-------'] },
    bass: { voice: 'bass', level: 0.75, patterns: ['1.8.1.8.1.8.1.8.', '1.1.8.1.1.1.8.5.'] },
    lead: { voice: 'lead', level: 0.32, busy: 0.5, base: 72 },
    pad: 0.3,
    drums: { kick: 'X...X...X...X...', snare: '....X.......X...', hat: '..x...x...x...xo' },
    echo: 0.3,
    room: 0.35,
    duck: 0.35,
  },
  Techno: {
    tempo: [126, 132],
    swing: 0,
    scale: [9, 11, 0, 2, 4, 7],
    progressions: ['Am Am Am Am', 'Am9 Am9 Fmaj9 Fmaj9', 'Am Am G Am'],
    chords: { voice: 'keys', level: 0.5, patterns: ['...x-..x-..x-...', '..x-.....x-..x-.'] },
    bass: { voice: 'bass', level: 0.7, patterns: ['.11..11..11..118', '..1-..1-..1-..8-'] },
    lead: { voice: 'pluck', level: 0.44, busy: 0.7, base: 69 },
    pad: 0.35,
    drums: {
      kick: 'X...X...X...X...',
      hat: '..x...x...x...x.',
      clap: '............x...',
      shaker: 'oooooooooooooooo',
    },
    echo: 0.4,
    room: 0.3,
    duck: 0.7,
  },
}
