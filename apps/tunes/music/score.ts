/** A piece of music as a value: what `compose.ts` writes and `render.ts` plays. */

export type Voice = 'bass' | 'bell' | 'flute' | 'keys' | 'lead' | 'organ' | 'pad' | 'pluck'
export type Drum = 'brush' | 'clap' | 'conga' | 'hat' | 'kick' | 'open' | 'rim' | 'shaker' | 'snare'

export interface Note {
  readonly voice: Voice
  /** Seconds from the beginning. */
  readonly at: number
  /** Seconds until the key is let go; the sound rings on. */
  readonly length: number
  /** MIDI number: 60 is middle C. */
  readonly pitch: number
  /** Loudness, 0 to 1. */
  readonly level: number
  /** -1 is left, 1 is right. */
  readonly pan: number
}

export interface Hit {
  readonly drum: Drum
  readonly at: number
  readonly level: number
}

export interface Score {
  /** Length of the whole, the last ringing included. */
  readonly seconds: number
  readonly notes: readonly Note[]
  readonly hits: readonly Hit[]
  /** The repeating echo of the melody. */
  readonly echo: { readonly seconds: number; readonly level: number }
  /** How much of the room is heard, 0 to 1. */
  readonly room: number
  /** How far each kick pushes the other voices down, 0 to 1. */
  readonly duck: number
}
