/** Sixteen clients, each of which asks again as soon as it was answered. */
import { rowsIn } from '../dialect.ts'
import { readAnswer, type Wired } from './wire.ts'

export const CONNECTIONS = 16

/** One in so many answers is read as JSON and its rows are counted. */
const SAMPLED = 64

export interface Driven {
  readonly requests: number
  readonly seconds: number
  /** Milliseconds of each request, sorted. */
  readonly latencies: readonly number[]
  /** The first few answers that were wrong. */
  readonly wrong: readonly string[]
}

interface Client {
  socket: Awaited<ReturnType<typeof Bun.connect>>
  asked: Wired | null
  startedMs: number
  kept: Buffer | null
}

/** Keep-alive connections, in turns to each port of a server; requests come from a list, over and over. */
export class Drive {
  private readonly clients: Client[] = []
  private next = 0
  private endMs = 0
  private answers = 0
  private latencies: number[] = []
  private wrong: string[] = []
  private idle = 0
  private finished: (() => void) | null = null
  private requests: readonly Wired[] = []

  private constructor() {}

  static async open(hostname: string, ports: readonly number[], connections = CONNECTIONS): Promise<Drive> {
    const drive = new Drive()
    for (let index = 0; index < connections; index++) {
      const client: Client = { socket: null as never, asked: null, startedMs: 0, kept: null }
      client.socket = await Bun.connect({
        hostname,
        port: ports[index % ports.length] as number,
        socket: {
          data: (_, chunk) => drive.received(client, chunk),
          close: () => drive.closed(client),
          error: (_, error) => drive.note(String(error)),
        },
      })
      drive.clients.push(client)
    }
    return drive
  }

  /** Asks for so long; resolves when the last answer has come. */
  async run(requests: readonly Wired[], milliseconds: number): Promise<Driven> {
    this.requests = requests
    this.latencies = []
    this.wrong = []
    this.idle = 0
    const { promise, resolve } = Promise.withResolvers<void>()
    this.finished = resolve
    const started = performance.now()
    this.endMs = started + milliseconds
    for (const client of this.clients) this.ask(client)
    await promise
    const seconds = (performance.now() - started) / 1000
    const latencies = this.latencies.sort((one, other) => one - other)
    return { requests: latencies.length, seconds, latencies, wrong: this.wrong }
  }

  close(): void {
    this.finished = null
    for (const { socket } of this.clients) socket.end()
  }

  private ask(client: Client): void {
    const asked = this.requests[this.next++ % this.requests.length] as Wired
    client.asked = asked
    client.startedMs = performance.now()
    send(client, asked.bytes)
  }

  private received(client: Client, chunk: Buffer): void {
    const { asked } = client
    if (asked === null) {
      this.note('an answer that nobody asked for')
      return
    }
    const bytes = client.kept === null ? chunk : Buffer.concat([client.kept, chunk])
    const answer = readAnswer(bytes, asked.head)
    if (answer === null) {
      client.kept = Buffer.from(bytes)
      return
    }
    client.kept = null
    const now = performance.now()
    this.latencies.push(now - client.startedMs)
    this.answers += 1
    if (!asked.status.includes(answer.status)) this.note(`${answer.status} ${answer.body}`)
    else if (asked.rows !== null && this.answers % SAMPLED === 0) this.checkRows(asked.rows, answer.body)
    if (now < this.endMs) {
      this.ask(client)
      return
    }
    client.asked = null
    this.rest()
  }

  private checkRows(rows: number, body: Buffer): void {
    const found = rowsIn(body.toString())
    if (found !== rows) this.note(`${found} rows instead of ${rows}`)
  }

  private closed(client: Client): void {
    if (client.asked === null || this.finished === null) return
    client.asked = null
    this.note('the server closed a connection')
    this.rest()
  }

  private rest(): void {
    this.idle += 1
    if (this.idle === this.clients.length) this.finished?.()
  }

  private note(what: string): void {
    if (this.wrong.length < 5) this.wrong.push(what.slice(0, 300))
  }
}

/** A large body may not fit into the socket's buffer at once. */
function send({ socket }: Client, bytes: Uint8Array): void {
  const written = socket.write(bytes)
  if (written >= bytes.length || written < 0) return
  const rest = bytes.subarray(written)
  setTimeout(() => send({ socket } as Client, rest), 0)
}
