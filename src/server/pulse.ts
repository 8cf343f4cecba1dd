/**
 * How long a request waits before anybody looks at it. That time is spent in the system's buffers, where a
 * program cannot see it; so, while there is work, a request of our own is sent through the same line.
 */
import type { Clock } from '../base/clock.ts'
import { waitMsMax } from '../base/limits.ts'
import type { Random } from '../base/random.ts'

/** Milliseconds between two looks at the line. */
const BEAT_MS = 50

interface Address {
  readonly host: string
  readonly port: number
}

type Connected = Awaited<ReturnType<typeof Bun.connect>>

export class Pulse {
  /** Whether requests wait for longer than `waitMsMax`. */
  private isBehind = false
  /** Nobody else knows it. */
  private readonly path: string
  private requests = 0
  private timer: ReturnType<typeof setTimeout> | null = null
  private socket: Connected | null = null
  /** When the request that is on its way was sent, in milliseconds since 1970. */
  private sentMs: number | null = null
  private stopped = false
  /** When the next beat was asked for, and when the last request came. */
  private askedMs = 0
  private lastMs = 0
  /** The longest time in which no request came: one slow request is no line of many. */
  private longestMs = 0

  constructor(
    private readonly address: () => Address,
    private readonly clock: Clock,
    random: Random,
  ) {
    this.path = `/${Buffer.from(random.bytes(16)).toString('hex')}`
  }

  /**
   * To be told of every request.
   * @returns `own` for the one that we sent, to be answered with nothing; `late` when requests wait for too
   *   long and this one is better turned away
   */
  verdict(request: Request): 'own' | 'late' | 'fine' {
    const now = this.clock.nowMs()
    if (this.timer === null) this.ask(now)
    this.longestMs = Math.max(this.longestMs, now - this.lastMs)
    this.lastMs = now
    if (this.sentMs !== null && request.url.endsWith(this.path)) {
      this.arrived(now - this.sentMs)
      return 'own'
    }
    this.requests += 1
    // Within one turn of the loop no timer runs, and what came last has waited for all before it.
    if (now - this.askedMs - this.longestMs > BEAT_MS + waitMsMax) this.isBehind = true
    // Half of each beat is kept for work: turning away all who ask again at once would leave no time for any.
    return this.isBehind && now - this.askedMs > BEAT_MS / 2 ? 'late' : 'fine'
  }

  stop(): void {
    this.stopped = true
    if (this.timer !== null) clearTimeout(this.timer)
    this.socket?.end()
  }

  private arrived(waitedMs: number): void {
    this.sentMs = null
    this.isBehind = waitedMs - this.longestMs > waitMsMax
    // Whether it still is, is asked at once: what was turned away meanwhile has made the line shorter.
    if (this.isBehind) this.send()
  }

  private ask(now: number): void {
    if (this.stopped) return
    this.askedMs = now
    this.lastMs = now
    this.timer = setTimeout(() => this.beat(), BEAT_MS)
  }

  private beat(): void {
    const now = this.clock.nowMs()
    this.timer = null
    if (this.sentMs !== null) {
      if (now - this.sentMs - this.longestMs > waitMsMax) this.isBehind = true
    } else if (this.requests === 0 && !this.isBehind) {
      return
    } else {
      this.send()
    }
    this.requests = 0
    this.ask(now)
  }

  private send(): void {
    this.sentMs = this.clock.nowMs()
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
      this.sentMs = null
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
