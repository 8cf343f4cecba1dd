/** The drum kit: short samples made of a falling tone, of noise, or of both. */
import { type Random, randomFrom } from './random.ts'
import type { Drum } from './score.ts'
import { RATE } from './voices.ts'

const TURN = 2 * Math.PI

interface Recipe {
  readonly seconds: number
  /** Tone: hertz at the stroke and after, time constant of the fall, level, time constant of the loudness. */
  readonly tone?: readonly [from: number, to: number, fall: number, level: number, decay: number]
  /** Noise: how much of the low is taken away (0 to 1), level, time constant of the loudness. */
  readonly noise?: readonly [thin: number, level: number, decay: number]
  /** Seconds of softness at the stroke. */
  readonly soft?: number
  /** Seconds between the strokes of several hands. */
  readonly hands?: readonly number[]
}

const KIT: Readonly<Record<Drum, Recipe>> = {
  kick: { seconds: 0.42, tone: [150, 47, 0.032, 1.15, 0.16], noise: [0.7, 0.25, 0.004] },
  snare: { seconds: 0.26, tone: [230, 178, 0.03, 0.45, 0.06], noise: [0.55, 0.6, 0.075] },
  rim: { seconds: 0.09, tone: [900, 820, 0.01, 0.45, 0.014], noise: [0.8, 0.25, 0.008] },
  clap: { seconds: 0.28, noise: [0.6, 0.62, 0.07], hands: [0, 0.011, 0.023] },
  hat: { seconds: 0.08, noise: [0.97, 0.42, 0.018] },
  open: { seconds: 0.32, noise: [0.96, 0.32, 0.1] },
  shaker: { seconds: 0.1, noise: [0.94, 0.24, 0.026], soft: 0.018 },
  brush: { seconds: 0.22, noise: [0.75, 0.3, 0.06], soft: 0.02 },
  conga: { seconds: 0.26, tone: [330, 262, 0.02, 0.6, 0.075], noise: [0.5, 0.12, 0.006] },
}

export function drum(kind: Drum): Float32Array {
  const recipe = KIT[kind]
  const out = new Float32Array(Math.ceil(recipe.seconds * RATE))
  const random = randomFrom(kind)
  if (recipe.tone) addTone(out, recipe.tone)
  for (const late of recipe.hands ?? [0]) {
    if (recipe.noise) addNoise(out, recipe.noise, recipe.soft ?? 0, Math.round(late * RATE), random)
  }
  for (let i = 1; i <= 64; i++) out[out.length - i] = ((out[out.length - i] as number) * i) / 64
  return out
}

function addTone(out: Float32Array, [from, to, fall, level, decay]: NonNullable<Recipe['tone']>): void {
  let phase = 0
  for (let i = 0; i < out.length; i++) {
    const second = i / RATE
    phase += (TURN * (to + (from - to) * Math.exp(-second / fall))) / RATE
    out[i] = (out[i] as number) + level * Math.exp(-second / decay) * Math.sin(phase)
  }
}

function addNoise(
  out: Float32Array,
  [thin, level, decay]: NonNullable<Recipe['noise']>,
  soft: number,
  start: number,
  random: Random,
): void {
  let low = 0
  for (let i = start; i < out.length; i++) {
    const second = (i - start) / RATE
    const noise = random() * 2 - 1
    low += (noise - low) * (1 - thin * 0.6)
    const rise = second < soft ? second / soft : 1
    out[i] = (out[i] as number) + level * rise * Math.exp(-second / decay) * (noise - thin * low)
  }
}
