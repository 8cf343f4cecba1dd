/** The instruments: each turns a pitch and a length into samples, starting at the stroke, ringing included. */
import { randomFrom } from './random.ts'
import type { Voice } from './score.ts'

/** Samples a second. */
export const RATE = 22050

const TURN = 2 * Math.PI

function hertz(pitch: number): number {
  return 440 * 2 ** ((pitch - 69) / 12)
}

/** Rises for `attack` seconds, then falls towards `rest` with the time constant `decay`; `release` after the key. */
interface Envelope {
  readonly attack: number
  readonly decay: number
  readonly rest: number
  readonly release: number
}

function shaped(length: number, envelope: Envelope, sound: (out: Float32Array) => void): Float32Array {
  const { attack, decay, rest, release } = envelope
  const out = new Float32Array(Math.ceil((length + release * 4) * RATE))
  sound(out)
  const held = Math.round(length * RATE)
  const rise = Math.max(1, attack * RATE)
  const fall = Math.exp(-1 / (decay * RATE))
  const leave = Math.exp(-1 / (release * RATE))
  let body = 1
  let after = 1
  for (let i = 0; i < out.length; i++) {
    const start = i < rise ? i / rise : 1
    if (i >= rise) body *= fall
    if (i >= held) after *= leave
    out[i] = (out[i] as number) * start * (rest + (1 - rest) * body) * after
  }
  // The last millisecond goes to zero: a cut would click.
  for (let i = 1; i <= 24 && i <= out.length; i++)
    out[out.length - i] = ((out[out.length - i] as number) * i) / 24
  return out
}

/** A saw whose jump is rounded over two samples, which keeps most of the false overtones away (PolyBLEP). */
function saw(phase: number, step: number): number {
  let value = 2 * phase - 1
  if (phase < step) {
    const t = phase / step
    value -= t + t - t * t - 1
  } else if (phase > 1 - step) {
    const t = (phase - 1) / step
    value -= t * t + t + t + 1
  }
  return value
}

/** Two poles of low pass with resonance, in the topology-preserving form that stays stable while `cutoff` moves. */
function lowPass(out: Float32Array, resonance: number, cutoff: (second: number) => number): void {
  let low = 0
  let band = 0
  let g = 0
  const damping = 2 - 2 * resonance
  for (let i = 0; i < out.length; i++) {
    if (i % 32 === 0) g = Math.tan(Math.PI * Math.min(0.45, cutoff(i / RATE) / RATE))
    const high = ((out[i] as number) - (damping + g) * band - low) / (1 + g * (g + damping))
    const nextBand = g * high + band
    const nextLow = g * nextBand + low
    band = g * high + nextBand
    low = g * nextBand + nextLow
    out[i] = nextLow
  }
}

/** A string: noise goes round a loop as long as one swing and loses its edge each time (Karplus and Strong, 1983). */
function pluck(pitch: number, length: number): Float32Array {
  return shaped(length, { attack: 0.001, decay: 1.6, rest: 0, release: 0.09 }, (out) => {
    const period = RATE / hertz(pitch) - 0.5
    const size = Math.floor(period)
    const tuning = (1 - (period - size)) / (1 + (period - size))
    const random = randomFrom(`string ${pitch}`)
    const loop = new Float32Array(size)
    let softened = 0
    for (let i = 0; i < size; i++) {
      softened += (random() * 2 - 1 - softened) * 0.55
      loop[i] = softened
    }
    let before = 0
    let allIn = 0
    let allOut = 0
    const loss = pitch > 72 ? 0.994 : 0.9965
    for (let i = 0, at = 0; i < out.length; i++, at = at + 1 === size ? 0 : at + 1) {
      const now = loop[at] as number
      out[i] = now * 1.6
      const mean = (now + before) * 0.5 * loss
      before = now
      allOut = tuning * mean + allIn - tuning * allOut
      allIn = mean
      loop[at] = allOut
    }
  })
}

/** An electric piano: one sine bends another, most at the stroke, with a short tine on top. */
function keys(pitch: number, length: number): Float32Array {
  return shaped(length, { attack: 0.003, decay: 0.9, rest: 0.08, release: 0.12 }, (out) => {
    const step = (TURN * hertz(pitch)) / RATE
    let bend = 1.3
    let tine = 0.16
    const tineStep = Math.min(step * 9, 2.4)
    for (let i = 0; i < out.length; i++) {
      bend *= 0.99988
      tine *= 0.9988
      out[i] = 0.75 * Math.sin(step * i + (0.22 + bend) * Math.sin(step * i)) + tine * Math.sin(tineStep * i)
    }
  })
}

/** Three saws, each a little off, in a slow filter; the two ears get different ones. */
function pad(pitch: number, length: number, side: number): Float32Array {
  return shaped(length, { attack: 0.35, decay: 4, rest: 0.7, release: 0.45 }, (out) => {
    const spread = side === 0 ? [0.9955, 1, 1.0062] : [0.9938, 1.0004, 1.0045]
    const steps = spread.map((detune) => (hertz(pitch) * detune) / RATE)
    const phases = side === 0 ? [0.1, 0.45, 0.8] : [0.3, 0.65, 0.95]
    for (let i = 0; i < out.length; i++) {
      let sum = 0
      for (let v = 0; v < 3; v++) {
        const step = steps[v] as number
        const moved = (phases[v] as number) + step
        phases[v] = moved >= 1 ? moved - 1 : moved
        sum += saw(phases[v] as number, step)
      }
      out[i] = sum * 0.4
    }
    lowPass(out, 0.2, (second) => 900 + 500 * Math.sin(second * 1.7 + side))
  })
}

/** A saw and the sine an octave of warmth below its brightness, closed by a quick filter. */
function bass(pitch: number, length: number): Float32Array {
  return shaped(length, { attack: 0.004, decay: 0.7, rest: 0.45, release: 0.05 }, (out) => {
    const step = hertz(pitch) / RATE
    let phase = 0
    for (let i = 0; i < out.length; i++) {
      phase = phase + step >= 1 ? phase + step - 1 : phase + step
      out[i] = 0.55 * saw(phase, step) + 0.8 * Math.sin(TURN * phase)
    }
    lowPass(out, 0.3, (second) => 220 + 900 * Math.exp(-second / 0.12))
  })
}

/** A reed: half saw, half square, with a trembling that comes in late, as a player's does. */
function lead(pitch: number, length: number): Float32Array {
  return shaped(length, { attack: 0.02, decay: 0.8, rest: 0.6, release: 0.09 }, (out) => {
    const base = hertz(pitch) / RATE
    let phase = 0
    for (let i = 0; i < out.length; i++) {
      const second = i / RATE
      const depth = Math.min(1, Math.max(0, (second - 0.18) * 4)) * 0.005
      const step = base * (1 + depth * Math.sin(TURN * 5.4 * second))
      phase = phase + step >= 1 ? phase + step - 1 : phase + step
      const other = phase + 0.5 >= 1 ? phase - 0.5 : phase + 0.5
      out[i] = 0.9 * saw(phase, step) - 0.45 * saw(other, step)
    }
    lowPass(out, 0.25, (second) => 900 + hertz(pitch) * 1.6 + 1800 * Math.exp(-second / 0.16))
  })
}

/** A bar of metal: overtones that are no whole multiples, the high ones gone first. */
function bell(pitch: number, length: number): Float32Array {
  return shaped(length, { attack: 0.002, decay: 1.1, rest: 0, release: 0.5 }, (out) => {
    const step = (TURN * hertz(pitch)) / RATE
    const overtones = [1, 2.76, 5.4].filter((ratio) => step * ratio < 2.8)
    for (const [n, ratio] of overtones.entries()) {
      const fall = Math.exp(-1 / ((0.9 / (n * 2.2 + 1)) * RATE))
      let level = 0.7 / (n * 1.8 + 1)
      for (let i = 0; i < out.length; i++) {
        out[i] = (out[i] as number) + level * Math.sin(step * ratio * i)
        level *= fall
      }
    }
  })
}

/** Drawbars, with a slow turning of the loudspeaker. */
function organ(pitch: number, length: number): Float32Array {
  return shaped(length, { attack: 0.012, decay: 2, rest: 0.8, release: 0.05 }, (out) => {
    const step = (TURN * hertz(pitch)) / RATE
    const bars = [0.5, 1, 2, 3, 4, 6].filter((ratio) => step * ratio < 2.6)
    const levels = [0.3, 0.5, 0.34, 0.18, 0.16, 0.07]
    for (const [n, ratio] of bars.entries()) {
      const level = levels[n] as number
      for (let i = 0; i < out.length; i++)
        out[i] = (out[i] as number) + level * Math.sin(step * ratio * i + n)
    }
    for (let i = 0; i < out.length; i++)
      out[i] = (out[i] as number) * (0.86 + 0.14 * Math.sin((TURN * 6.1 * i) / RATE))
  })
}

/** A pipe: a sine, a little of its octave, and breath. */
function flute(pitch: number, length: number): Float32Array {
  return shaped(length, { attack: 0.05, decay: 2, rest: 0.85, release: 0.12 }, (out) => {
    const random = randomFrom(`breath ${pitch}`)
    const base = (TURN * hertz(pitch)) / RATE
    let phase = 0
    let breath = 0
    for (let i = 0; i < out.length; i++) {
      const second = i / RATE
      phase += base * (1 + Math.min(1, second * 3) * 0.0045 * Math.sin(TURN * 5 * second))
      breath += (random() * 2 - 1 - breath) * 0.35
      const puff = 0.035 + 0.12 * Math.exp(-second / 0.03)
      out[i] = 0.7 * Math.sin(phase) + 0.16 * Math.sin(2 * phase) + 0.05 * Math.sin(3 * phase) + puff * breath
    }
  })
}

/** `side` (0 left, 1 right) matters to the pad alone. */
export const VOICES: Readonly<Record<Voice, (pitch: number, length: number, side: number) => Float32Array>> =
  {
    bass,
    bell,
    flute,
    keys,
    lead,
    organ,
    pad,
    pluck,
  }
