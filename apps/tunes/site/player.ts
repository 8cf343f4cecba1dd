/** The player: a queue of songs and one audio element. It draws nothing; `player-bar.ts` does. */
import { soundOf } from './compose-here.ts'
import type { Song } from './queries.ts'

/** A play counts after so many seconds of listening: skipping through a list is no listening. */
const COUNTS_AFTER_SECONDS = 3
/** "Previous" starts the song again when it is further than this. */
const RESTART_AFTER_SECONDS = 4

export interface PlayerState {
  readonly song: Song | null
  readonly playing: boolean
  readonly loading: boolean
  /** Seconds. */
  readonly at: number
  readonly length: number
  readonly hasNext: boolean
}

export interface Player {
  readonly audio: HTMLAudioElement
  state(): PlayerState
  play(queue: readonly Song[], index: number): void
  toggle(): void
  next(): void
  previous(): void
  seek(seconds: number): void
  subscribe(listener: (state: PlayerState) => void): void
}

interface Handlers {
  /** The song has been listened to. */
  readonly heard: (song: Song) => void
  readonly failed: (song: Song) => void
}

export function makePlayer({ heard, failed }: Handlers): Player {
  const audio = new Audio()
  audio.preload = 'auto'
  const listeners: ((state: PlayerState) => void)[] = []
  let queue: readonly Song[] = []
  let index = 0
  let loading = false
  let counted = false

  const song = () => queue[index] ?? null
  const state = (): PlayerState => ({
    song: song(),
    playing: !audio.paused,
    loading,
    at: audio.currentTime,
    length: Number.isFinite(audio.duration) ? audio.duration : (song()?.seconds ?? 0),
    hasNext: index + 1 < queue.length,
  })
  const tell = () => {
    const now = state()
    for (const listener of listeners) listener(now)
  }
  const start = async () => {
    const wanted = song()
    if (wanted === null) return
    counted = false
    loading = true
    audio.pause()
    tell()
    try {
      const source = await soundOf(wanted)
      // Another song may have been chosen meanwhile.
      if (song() !== wanted) return
      audio.src = source
      await audio.play()
    } catch (error) {
      // A play() that a later one interrupts is aborted, which is no failure.
      if (song() === wanted && !(error instanceof DOMException && error.name === 'AbortError')) failed(wanted)
    } finally {
      if (song() === wanted) loading = false
      tell()
    }
  }
  const go = (to: number) => {
    if (to < 0 || to >= queue.length) return
    index = to
    void start()
  }

  audio.addEventListener('timeupdate', () => {
    const now = song()
    if (now !== null && !counted && audio.currentTime >= COUNTS_AFTER_SECONDS) {
      counted = true
      heard(now)
    }
    tell()
  })
  for (const event of ['play', 'pause', 'durationchange', 'seeked', 'volumechange']) {
    audio.addEventListener(event, tell)
  }
  audio.addEventListener('ended', () => go(index + 1))

  return {
    audio,
    state,
    play(songs, at) {
      queue = songs
      go(at)
    },
    toggle() {
      if (song() === null) return
      if (audio.paused) void audio.play()
      else audio.pause()
    },
    next: () => go(index + 1),
    previous() {
      if (audio.currentTime > RESTART_AFTER_SECONDS || index === 0) audio.currentTime = 0
      else go(index - 1)
    },
    seek(seconds) {
      audio.currentTime = Math.min(Math.max(0, seconds), state().length)
    },
    subscribe(listener) {
      listeners.push(listener)
      listener(state())
    },
  }
}
