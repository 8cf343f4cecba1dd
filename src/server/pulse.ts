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
  /** Whether requests wait for longer than `waitMsMax`: then new ones are better turned away. */
  isBehind = false
  /** Nobody else knows it. */
  private readonly path: string
  private requests = 0
  private timer: ReturnType<typeof setTimeout> | null = null
  private socket: Connected | null = null
  /** When the request that is on its way was sent, in milliseconds since 1970. */
  private sentMs: number | null = null
  private stopped = false

  constructor(
    private readonly address: () => Address,
    private readonly clock: Clock,
    random: Random,
  ) {
    this.path = `/${Buffer.from(random.bytes(16)).toString('hex')}`
  }

  /** To be told of every request. @returns whether it was our own, which is answered with nothing */
  takes(request: Request): boolean {
    if (this.sentMs !== null && request.url.endsWith(this.path)) {
      this.arrived(this.sentMs)
      return true
    }
    this.requests += 1
    if (this.timer === null && !this.stopped) this.timer = setTimeout(() => this.beat(), BEAT_MS)
    return false
  }

  stop(): void {
    this.stopped = true
    if (this.timer !== null) clearTimeout(this.timer)
    this.socket?.end()
  }

  private arrived(sentMs: number): void {
    this.sentMs = null
    this.isBehind = this.clock.nowMs() - sentMs > waitMsMax
  }

  private beat(): void {
    this.timer = null
    if (this.stopped) return
    if (this.sentMs !== null) {
      if (this.clock.nowMs() - this.sentMs > waitMsMax) this.isBehind = true
    } else if (this.requests === 0 && !this.isBehind) {
      return
    } else {
      this.send()
    }
    this.requests = 0
    this.timer = setTimeout(() => this.beat(), BEAT_MS)
  }

  private send(): void {
    this.sentMs = this.clock.nowMs()
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
