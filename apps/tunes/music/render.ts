/** Plays a score: notes and drums are laid over each other, put into a room, and brought to an even loudness. */
import { drum } from './drums.ts'
import type { Score } from './score.ts'
import { RATE, VOICES } from './voices.ts'

export interface Stereo {
  readonly left: Float32Array
  readonly right: Float32Array
}

/** How much of a voice goes to the room and to the echo. */
const WET: Readonly<Record<string, number>> = { bass: 0, pad: 0.5, lead: 0.7, flute: 0.8, bell: 0.9 }
const MELODIC = new Set(['bell', 'flute', 'lead', 'organ'])

export function render(score: Score): Stereo {
  const size = Math.ceil(score.seconds * RATE)
  const dry = silence(size)
  const wet = silence(size)
  layNotes(score, dry, wet)
  echo(wet, Math.round(score.echo.seconds * RATE), score.echo.level)
  room(wet, dry, score.room)
  if (score.duck > 0) duck(score, dry)
  layDrums(score, dry)
  master(dry)
  return dry
}

function silence(size: number): Stereo {
  return { left: new Float32Array(size), right: new Float32Array(size) }
}

function layNotes(score: Score, dry: Stereo, wet: Stereo): void {
  // The same string struck again sounds the same: each tone is made once.
  const made = new Map<string, Float32Array>()
  const sound = (voice: keyof typeof VOICES, pitch: number, length: number, side: number) => {
    const key = `${voice} ${pitch} ${length.toFixed(3)} ${side}`
    const known = made.get(key)
    if (known) return known
    const fresh = VOICES[voice](pitch, length, side)
    made.set(key, fresh)
    return fresh
  }
  for (const note of score.notes) {
    const wide = note.voice === 'pad'
    const left = sound(note.voice, note.pitch, note.length, 0)
    const right = wide ? sound(note.voice, note.pitch, note.length, 1) : left
    const angle = ((note.pan + 1) * Math.PI) / 4
    const start = Math.round(note.at * RATE)
    const send = WET[note.voice] ?? 0.4
    const [toLeft, toRight] = [Math.cos(angle) * note.level, Math.sin(angle) * note.level]
    add(dry.left, left, start, toLeft)
    add(dry.right, right, start, toRight)
    if (send > 0 && (score.room > 0.05 || MELODIC.has(note.voice))) {
      add(wet.left, left, start, toLeft * send)
      add(wet.right, right, start, toRight * send)
    }
  }
}

function add(to: Float32Array, from: Float32Array, start: number, level: number): void {
  const count = Math.min(from.length, to.length - start)
  for (let i = 0; i < count; i++) to[start + i] = (to[start + i] as number) + (from[i] as number) * level
}

/** Each repeat comes back from the other side, a little darker. */
function echo(wet: Stereo, delay: number, level: number): void {
  if (level === 0) return
  const feedback = level * 0.75
  let darkLeft = 0
  let darkRight = 0
  for (let i = delay; i < wet.left.length; i++) {
    darkLeft += ((wet.right[i - delay] as number) - darkLeft) * 0.5
    darkRight += ((wet.left[i - delay] as number) - darkRight) * 0.5
    wet.left[i] = (wet.left[i] as number) + darkLeft * feedback
    wet.right[i] = (wet.right[i] as number) + darkRight * feedback
  }
}

/** Four loops and two diffusers an ear, after Schroeder (1962); lengths share no factor, so that nothing rings. */
function room(wet: Stereo, dry: Stereo, level: number): void {
  for (const [channel, offset] of [
    ['left', 0],
    ['right', 17],
  ] as const) {
    const from = wet[channel]
    const sum = new Float32Array(from.length)
    for (const length of [743, 811, 907, 983]) {
      const loop = new Float32Array(length + offset)
      let dark = 0
      for (let i = 0, at = 0; i < from.length; i++, at = at + 1 === loop.length ? 0 : at + 1) {
        const out = loop[at] as number
        dark += (out - dark) * 0.6
        loop[at] = (from[i] as number) + dark * 0.83
        sum[i] = (sum[i] as number) + out * 0.25
      }
    }
    for (const length of [241, 83]) {
      const loop = new Float32Array(length + (offset >> 1))
      for (let i = 0, at = 0; i < sum.length; i++, at = at + 1 === loop.length ? 0 : at + 1) {
        const held = loop[at] as number
        const into = (sum[i] as number) + held * 0.6
        loop[at] = into
        sum[i] = held - into * 0.6
      }
    }
    add(dry[channel], sum, 0, level)
    add(dry[channel], from, 0, level * 0.2)
  }
}

/** Every kick pushes the rest down for a moment: the breathing of dance music. */
function duck(score: Score, dry: Stereo): void {
  const gain = new Float32Array(dry.left.length).fill(1)
  const reach = Math.round(0.35 * RATE)
  for (const hit of score.hits) {
    if (hit.drum !== 'kick' || hit.level < 0.5) continue
    const start = Math.round(hit.at * RATE)
    for (let i = 0; i < reach && start + i < gain.length; i++) {
      const push = 1 - score.duck * Math.exp(-i / RATE / 0.09) * Math.min(1, i / 60)
      gain[start + i] = Math.min(gain[start + i] as number, push)
    }
  }
  for (let i = 0; i < gain.length; i++) {
    dry.left[i] = (dry.left[i] as number) * (gain[i] as number)
    dry.right[i] = (dry.right[i] as number) * (gain[i] as number)
  }
}

const DRUM_PAN: Readonly<Record<string, number>> = {
  hat: 0.25,
  open: 0.25,
  shaker: -0.35,
  conga: -0.25,
  rim: 0.15,
}

function layDrums(score: Score, dry: Stereo): void {
  const kit = new Map<string, Float32Array>()
  for (const hit of score.hits) {
    const sample = kit.get(hit.drum) ?? drum(hit.drum)
    kit.set(hit.drum, sample)
    const angle = (((DRUM_PAN[hit.drum] ?? 0) + 1) * Math.PI) / 4
    const start = Math.round(hit.at * RATE)
    add(dry.left, sample, start, Math.cos(angle) * hit.level * 0.75)
    add(dry.right, sample, start, Math.sin(angle) * hit.level * 0.75)
  }
}

/** Loudness of the finished piece, as the root of the mean square of the samples. */
const LOUDNESS = 0.17
const FADE_SECONDS = 1.6

/** The same loudness for every piece; what sticks out is bent back softly instead of being cut off. */
function master({ left, right }: Stereo): void {
  let energy = 0
  for (let i = 0; i < left.length; i++) energy += (left[i] as number) ** 2 + (right[i] as number) ** 2
  const gain = LOUDNESS / Math.sqrt(energy / (2 * left.length) + 1e-9)
  const fade = FADE_SECONDS * RATE
  for (const channel of [left, right]) {
    let below = 0
    for (let i = 0; i < channel.length; i++) {
      const sample = (channel[i] as number) * gain
      // What moves slower than 30 Hz is no sound, and only costs loudness.
      below += (sample - below) * 0.0085
      const end = Math.min(1, (channel.length - 1 - i) / fade)
      channel[i] = 0.96 * Math.tanh(sample - below) * end * end
    }
  }
}
