/** Writes a piece: a style and a seed become a score, the same one each time. */
import { type Chord, chord, voicing } from './chords.ts'
import type { Genre } from './genres.ts'
import { between, pick, type Random, randomFrom } from './random.ts'
import type { Drum, Hit, Note, Score } from './score.ts'
import { STYLES, type Style } from './styles.ts'

/** The body of a piece in seconds, roughly: whole pairs of bars are taken. */
const BODY_SECONDS = 14
/** The last chord rings this long. */
const RING_SECONDS = 2.6

interface Sheet {
  readonly style: Style
  readonly random: Random
  /** Steps (sixteenths) of a bar: 16, or 12 in three-four time. */
  readonly steps: number
  readonly bars: number
  readonly chords: readonly Chord[]
  readonly key: number
  /** Seconds from the beginning to a step of a bar. */
  readonly at: (bar: number, step: number) => number
}

export function compose(genre: Genre, seed: string): Score {
  const random = randomFrom(`${genre}/${seed}`)
  const style = STYLES[genre]
  const stepSeconds = 60 / between(random, style.tempo[0], style.tempo[1]) / 4
  const steps = (style.bass.patterns[0] as string).length
  const bars = Math.max(4, Math.round(BODY_SECONDS / (stepSeconds * steps) / 2) * 2)
  const key = between(random, -5, 6)
  const names = pick(random, style.progressions).split(' ')
  const chords = Array.from({ length: bars + 1 }, (_, bar) => chord(names[bar % names.length] as string, key))
  // The last chord is the first one again: the piece comes home.
  chords[bars] = chords[0] as Chord
  const at = (bar: number, step: number) =>
    (bar * steps + step + (step % 2 === 1 ? style.swing : 0)) * stepSeconds
  const sheet: Sheet = { style, random, steps, bars, chords, key, at }
  const notes = [
    ...chordNotes(sheet),
    ...bassNotes(sheet),
    ...padNotes(sheet),
    ...melody(sheet),
    ...ending(sheet),
  ]
  return {
    seconds: at(bars, 0) + RING_SECONDS,
    notes,
    hits: drumHits(sheet),
    echo: { seconds: stepSeconds * 3, level: style.echo },
    room: style.room,
    duck: style.duck,
  }
}

/** The places of a pattern where something sounds, with what stands there and how many steps it is held. */
function* struck(pattern: string): Generator<{ step: number; mark: string; held: number }> {
  for (let step = 0; step < pattern.length; step++) {
    const mark = pattern.charAt(step)
    if (mark === '.' || mark === '-') continue
    let held = 1
    while (pattern.charAt(step + held) === '-') held++
    yield { step, mark, held }
  }
}

function* chordNotes({ style, random, bars, chords, at }: Sheet): Generator<Note> {
  const pattern = pick(random, style.chords.patterns)
  const broken = style.chords.voice === 'pluck' || style.chords.voice === 'bell'
  for (let bar = 0; bar < bars; bar++) {
    const pitches = voicing(chords[bar] as Chord, 62)
    for (const { step, held } of struck(pattern)) {
      const length = at(bar, step + held) - at(bar, step)
      const accent = step % 4 === 0 ? 1 : 0.82
      for (const [i, pitch] of pitches.entries()) {
        // Strings are struck one after the other, as a hand does it; a bell plays one tone of the chord at a time.
        if (style.chords.voice === 'bell' && i !== (step / 4 + bar) % pitches.length) continue
        const late = broken ? i * 0.012 : random() * 0.004
        yield {
          voice: style.chords.voice,
          at: at(bar, step) + late,
          length,
          pitch: style.chords.voice === 'bell' ? pitch + 12 : pitch,
          level: (style.chords.level * accent * (0.9 + random() * 0.1)) / Math.sqrt(pitches.length / 2),
          pan: (i / (pitches.length - 1) - 0.5) * 0.9,
        }
      }
    }
  }
}

function* bassNotes({ style, random, bars, chords, at }: Sheet): Generator<Note> {
  const pattern = pick(random, style.bass.patterns)
  for (let bar = 0; bar < bars; bar++) {
    const { root, tones } = chords[bar] as Chord
    const low = lowest(root)
    const tone: Readonly<Record<string, number>> = {
      1: 0,
      3: tones[1] as number,
      5: tones[2] as number,
      8: 12,
    }
    for (const { step, mark, held } of struck(pattern)) {
      const length = (at(bar, step + held) - at(bar, step)) * 0.92
      const pitch = low + (tone[mark] ?? 0)
      yield { voice: style.bass.voice, at: at(bar, step), length, pitch, level: style.bass.level, pan: 0 }
    }
  }
}

function* padNotes({ style, bars, chords, at }: Sheet): Generator<Note> {
  if (style.pad === 0) return
  for (let bar = 0; bar < bars; bar++) {
    const pitches = voicing(chords[bar] as Chord, 60).slice(0, 4)
    for (const pitch of pitches) {
      const length = at(bar + 1, 0) - at(bar, 0)
      yield { voice: 'pad', at: at(bar, 0), length, pitch, level: style.pad * 0.22, pan: 0 }
    }
  }
}

/** The chord's root on the low strings, between G1 and F sharp 2. */
function lowest(root: number): number {
  return 31 + ((root + 5) % 12)
}

/** One bar of melody before it meets a chord: where notes begin, how long they last, how the line moves. */
type Motif = readonly { readonly step: number; readonly held: number; readonly move: number }[]

function motif(random: Random, steps: number, busy: number, closing: boolean): Motif {
  const starts: number[] = []
  for (let step = 0; step < steps; step += 2) {
    const weight = step % 8 === 0 ? 1.5 : step % 4 === 0 ? 1.1 : 0.75
    if (random() < busy * weight) starts.push(step)
  }
  if (starts.length === 0) starts.push(0)
  const kept = closing ? starts.slice(0, Math.max(2, Math.ceil(starts.length / 2))) : starts
  return kept.map((step, i) => ({
    step,
    held: Math.min((kept[i + 1] ?? steps) - step, closing && i === kept.length - 1 ? 8 : 4),
    move: pick(random, [-2, -1, -1, 0, 1, 1, 2, i === 0 ? 0 : 3]),
  }))
}

/** A phrase and its answer, over and over: a tune is what comes back. Heavy beats fall on tones of the chord. */
function* melody({ style, random, bars, steps, chords, key, at }: Sheet): Generator<Note> {
  const { voice, level, busy, base } = style.lead
  const phrase = [motif(random, steps, busy, false), motif(random, steps, busy, true)]
  const answer = [phrase[0] as Motif, motif(random, steps, busy, true)]
  const range = Array.from({ length: 20 }, (_, i) => base - 6 + i)
  const rungs = range.filter((pitch) => style.scale.includes((pitch - key + 12) % 12))
  let rung = Math.floor(rungs.length / 2)
  const first = bars >= 8 ? 2 : 1
  for (let bar = first; bar < bars; bar++) {
    const line = (bar - first) % 4 < 2 ? phrase : answer
    const notes = line[(bar - first) % 2] as Motif
    if ((bar - first) % 2 === 0) rung = Math.floor(rungs.length / 2)
    const { root, tones } = chords[bar] as Chord
    const pitchClasses = tones.map((tone) => (root + tone) % 12)
    for (const { step, held, move } of notes) {
      rung = Math.min(rungs.length - 1, Math.max(0, rung + move))
      const heavy = step % 8 === 0 || held >= 4
      if (heavy) rung = nearest(rungs, rung, pitchClasses)
      const length = (at(bar, step + held) - at(bar, step)) * 0.95
      const soft = heavy ? 1 : 0.8
      yield { voice, at: at(bar, step), length, pitch: rungs[rung] as number, level: level * soft, pan: 0.15 }
    }
  }
}

/** The rung closest to `from` whose pitch belongs to the chord; `from` itself when none of the ladder does. */
function nearest(rungs: readonly number[], from: number, pitchClasses: readonly number[]): number {
  for (let away = 0; away < rungs.length; away++) {
    for (const rung of [from + away, from - away]) {
      const pitch = rungs[rung]
      if (pitch !== undefined && pitchClasses.includes(pitch % 12)) return rung
    }
  }
  return from
}

function* ending({ style, chords, bars, at }: Sheet): Generator<Note> {
  const last = chords[bars] as Chord
  const length = RING_SECONDS * 0.5
  const voice = style.chords.voice === 'organ' ? 'keys' : style.chords.voice
  for (const [i, pitch] of voicing(last, 62).entries()) {
    yield {
      voice,
      at: at(bars, 0) + i * 0.03,
      length,
      pitch,
      level: style.chords.level * 0.7,
      pan: i * 0.2 - 0.3,
    }
    if (style.pad > 0) yield { voice: 'pad', at: at(bars, 0), length, pitch, level: style.pad * 0.22, pan: 0 }
  }
  yield {
    voice: style.bass.voice,
    at: at(bars, 0),
    length,
    pitch: lowest(last.root),
    level: style.bass.level,
    pan: 0,
  }
}

const LOUDNESS: Readonly<Record<string, number>> = { X: 1, x: 0.72, o: 0.38 }

function drumHits({ style, random, bars, steps, at }: Sheet): Hit[] {
  const hits: Hit[] = []
  const four = style.drums.kick?.startsWith('X...X') ?? false
  for (const [drum, pattern] of Object.entries(style.drums) as [Drum, string][]) {
    for (let bar = 0; bar < bars; bar++) {
      // The piece opens: a dance begins with its kick, others begin with the tune alone.
      const silent = four ? bar < 1 && drum !== 'kick' && drum !== 'hat' : bar < 1
      if (silent) continue
      for (const { step, mark } of struck(pattern)) {
        hits.push({ drum, at: at(bar, step), level: (LOUDNESS[mark] ?? 0.7) * (0.9 + random() * 0.1) })
      }
    }
  }
  const fill: Drum = style.drums.snare ? 'snare' : style.drums.conga ? 'conga' : 'rim'
  if (Object.keys(style.drums).length > 2) {
    for (const back of [4, 3, 2, 1])
      hits.push({ drum: fill, at: at(bars - 1, steps - back), level: 0.9 - back * 0.14 })
    if (style.drums.kick) hits.push({ drum: 'kick', at: at(bars, 0), level: 0.9 })
  }
  return hits
}
