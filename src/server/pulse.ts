/**
 * How long a request waits before anybody looks at it. That time is spent in the system's buffers, where a
 * program cannot see it; so, while there is work, a request of our own is sent through the same line.
 */
import type { Clock } from '../base/clock.ts'
import { waitMsMax } from '../base/limits.ts'
import type { Random } from '../base/random.ts'
import { processorWaitedMs } from './processor.ts'

/** Milliseconds between two looks at the line. */
const BEAT_MS = 50

/** Requests in a line that is short: where it takes long all the same, others may have had the processor. */
const SHORT_REQUESTS = 100

interface Address {
  readonly host: string
  readonly port: number
}

/** Where a wait began. */
interface Start {
  readonly atMs: number
  /** Of the thread until then: milliseconds in which it was ready and others had the processor. */
  readonly othersMs: number
  /** Requests looked at until then. */
  readonly requests: number
}

type Connected = Awaited<ReturnType<typeof Bun.connect>>

export class Pulse {
  /** Whether requests wait for longer than `waitMsMax`. */
  private isBehind = false
  /** Nobody else knows it. */
  private readonly path: string
  private requests = 0
  /** Requests looked at until the last beat. */
  private requestsBefore = 0
  private timer: ReturnType<typeof setTimeout> | null = null
  private socket: Connected | null = null
  /** The request that is on its way. */
  private sent: Start | null = null
  private begun = false
  private stopped = false
  /** When the next beat was asked for. */
  private asked: Start = { atMs: 0, othersMs: 0, requests: 0 }
  /** When the last request came. */
  private lastMs = 0
  /** The longest time in which no request came: one slow request is no line of many. */
  private longestMs = 0

  constructor(
    private readonly address: () => Address,
    private readonly clock: Clock,
    random: Random,
    private readonly othersMs = processorWaitedMs,
  ) {
    this.path = `/${Buffer.from(random.bytes(16)).toString('hex')}`
  }

  /** From now on requests are looked at at once: while an app is opened, they have to wait. */
  begin(): void {
    this.begun = true
  }

  /**
   * To be told of every request.
   * @returns `own` for the one that we sent, to be answered with nothing; `late` when requests wait for too
   *   long and this one is better turned away
   */
  verdict(request: Request): 'own' | 'late' | 'fine' {
    if (!this.begun) return 'fine'
    const now = this.clock.nowMs()
    if (this.timer === null) this.ask(now)
    this.longestMs = Math.max(this.longestMs, now - this.lastMs)
    this.lastMs = now
    if (this.sent !== null && request.url.endsWith(this.path)) {
      this.arrived(now, this.sent)
      return 'own'
    }
    this.requests += 1
    // Within one turn of the loop no timer runs, and what came last has waited for all before it.
    if (!this.isBehind && this.isLong(now, this.asked, BEAT_MS + waitMsMax)) this.isBehind = true
    // Half of each beat is kept for work: turning away all who ask again at once would leave no time for any.
    return this.isBehind && now - this.asked.atMs > BEAT_MS / 2 ? 'late' : 'fine'
  }

  stop(): void {
    this.stopped = true
    if (this.timer !== null) clearTimeout(this.timer)
    this.socket?.end()
  }

  /**
   * Whether the wait since `start` was longer than it may be by what we had to do. On a machine that others
   * keep busy a few requests take long too, and turning some of them away would make none of them quicker.
   */
  private isLong(now: number, start: Start, allowedMs: number): boolean {
    const waitedMs = now - start.atMs - this.longestMs
    if (waitedMs <= allowedMs) return false
    if (this.requests - start.requests > SHORT_REQUESTS) return true
    return waitedMs - (this.othersMs() - start.othersMs) > allowedMs
  }

  private start(now: number): Start {
    return { atMs: now, othersMs: this.othersMs(), requests: this.requests }
  }

  private arrived(now: number, sent: Start): void {
    this.sent = null
    this.isBehind = this.isLong(now, sent, waitMsMax)
    // Whether it still is, is asked at once: what was turned away meanwhile has made the line shorter.
    if (this.isBehind) this.send()
  }

  private ask(now: number): void {
    if (this.stopped) return
    this.asked = this.start(now)
    this.lastMs = now
    this.timer = setTimeout(() => this.beat(), BEAT_MS)
  }

  private beat(): void {
    const now = this.clock.nowMs()
    this.timer = null
    if (this.sent !== null) {
      if (this.isLong(now, this.sent, waitMsMax)) this.isBehind = true
    } else if (this.requests === this.requestsBefore && !this.isBehind) {
      return
    } else {
      this.send()
    }
    this.requestsBefore = this.requests
    this.ask(now)
  }

  private send(): void {
    this.sent = this.start(this.clock.nowMs())
    this.longestMs = 0
    if (this.socket === null) this.connect()
    else this.write(this.socket)
  }

  private write(socket: Connected): void {
    socket.write(`GET ${this.path} HTTP/1.1\r\nHost: pulse\r\n\r\n`)
  }

  /** A connection that cannot be made says nothing about the line. */
  private connect(): void {
    const { host, port } = this.address()
    const lost = () => {
      this.socket = null
      this.sent = null
      this.isBehind = false
    }
    Bun.connect({
      hostname: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host,
      port,
      socket: { data: () => {}, close: lost, error: lost },
    }).then((socket) => {
      socket.unref()
      this.socket = socket
      this.write(socket)
    }, lost)
  }
}
