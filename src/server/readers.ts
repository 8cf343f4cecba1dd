/**
 * Readers: further threads that listen on the same port and answer reads, each with its own connection to
 * the database. One that ends without being told to is replaced.
 */
import { readerPauseMs, shutdownTimeoutMs } from '../base/limits.ts'
import {
  type FromReader,
  movedWith,
  type RequestLetter,
  requestOf,
  responseLetter,
  type ToReader,
} from './letters.ts'
import type { Counts } from './metrics.ts'

export interface ReadersOptions {
  readonly count: number
  /** Starts a thread that runs a `Reader`. */
  readonly start: () => Worker
  /** Told in words that a reader ended or could not begin. */
  readonly report: (what: string) => void
}

/** What the main thread does for readers. */
export interface Service<Begin> {
  /** What each is told first. */
  readonly begin: Begin
  /** Answers what they hand on; never throws. */
  readonly answer: (request: Request) => Response | Promise<Response>
}

/** One thread, as the main one knows it. */
interface Place {
  readonly thread: Worker
  /** `away` once it was asked to stop, or gave up: then nobody takes its place. */
  state: 'starting' | 'up' | 'away'
  counted: ((counts: Counts | null) => void)[]
  readonly gone: PromiseWithResolvers<void>
}

export class Readers<Begin> {
  private readonly places = new Set<Place>()
  private readonly pauses = new Set<ReturnType<typeof setTimeout>>()
  private stopped = false

  constructor(private readonly options: ReadersOptions) {}

  /** Starts them, once the main thread can do its part. */
  begin(service: Service<Begin>): void {
    for (let count = 0; count < this.options.count; count++) this.open(service)
  }

  /** What each has counted; one that ends while it is asked says nothing. */
  async counts(): Promise<Counts[]> {
    const asked = [...this.places].filter(({ state }) => state === 'up')
    const told = await Promise.all(
      asked.map((place) => {
        const { promise, resolve } = Promise.withResolvers<Counts | null>()
        place.counted.push(resolve)
        this.post(place, { kind: 'count' })
        return promise
      }),
    )
    return told.filter((counts) => counts !== null)
  }

  /** Lets each answer what it has begun; what takes longer than the main thread's own is cut off. */
  async stop(): Promise<void> {
    this.stopped = true
    for (const pause of this.pauses) clearTimeout(pause)
    await Promise.all([...this.places].map((place) => this.close(place)))
  }

  private open(service: Service<Begin>): void {
    const thread = this.options.start()
    const place: Place = { thread, state: 'starting', counted: [], gone: Promise.withResolvers<void>() }
    this.places.add(place)
    thread.onmessage = ({ data }: MessageEvent<FromReader>) => this.take(place, data, service)
    thread.onerror = (event) => {
      event.preventDefault()
      this.options.report(`A reader failed: ${event.message}`)
    }
    thread.addEventListener('close', () => this.ended(place, service))
  }

  private take(place: Place, letter: FromReader, service: Service<Begin>): void {
    switch (letter.kind) {
      case 'here':
        this.post(place, { kind: 'begin', begin: service.begin })
        return
      case 'up':
        if (place.state === 'starting') place.state = 'up'
        return
      case 'unable':
        place.state = 'away'
        this.options.report(`A reader could not begin: ${letter.why}`)
        return
      case 'request':
        void this.answer(place, letter, service)
        return
      case 'counts':
        place.counted.shift()?.(letter.counts)
    }
  }

  private async answer(place: Place, asked: RequestLetter, service: Service<Begin>): Promise<void> {
    const letter = await responseLetter(asked.id, await service.answer(requestOf(asked)))
    if (this.places.has(place)) this.post(place, letter, movedWith(letter))
  }

  private post(place: Place, letter: ToReader<Begin>, moved: ArrayBuffer[] = []): void {
    place.thread.postMessage(letter, moved)
  }

  private ended(place: Place, service: Service<Begin>): void {
    const { state, counted } = place
    this.places.delete(place)
    for (const resolve of counted.splice(0)) resolve(null)
    place.gone.resolve()
    if (this.stopped || state === 'away') return
    if (state === 'starting') {
      this.options.report('A reader ended before it had begun. Reads go on without it.')
      return
    }
    // Whatever ended it may end the next one as well: not in a loop that takes all of a processor.
    const pause = setTimeout(() => {
      this.pauses.delete(pause)
      this.open(service)
    }, readerPauseMs)
    this.pauses.add(pause)
  }

  private async close(place: Place): Promise<void> {
    const isUp = place.state === 'up'
    place.state = 'away'
    if (isUp) this.post(place, { kind: 'stop' })
    else place.thread.terminate()
    // It cuts off its own requests after that time, and may need a moment more. One that never gives way
    // must not keep the process from ending.
    const timer = setTimeout(() => {
      place.thread.terminate()
      place.gone.resolve()
    }, shutdownTimeoutMs + 1000)
    await place.gone.promise
    clearTimeout(timer)
  }
}
