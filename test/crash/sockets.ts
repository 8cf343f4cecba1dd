/** Connections held by hand, as many as a machine lets one process have, each sending what a test says. */
import type { Socket } from 'bun'

export class Connection {
  /** What has come and is not yet part of an answer. */
  private text = ''
  private waiting: ((status: number | null) => void) | null = null
  closed = false
  private socket: Socket | null = null

  static async open(port: number): Promise<Connection> {
    const connection = new Connection()
    const end = () => {
      connection.closed = true
      connection.settle(null)
    }
    connection.socket = await Bun.connect({
      hostname: '127.0.0.1',
      port,
      socket: { data: (_, chunk) => connection.take(chunk), close: end, error: end },
    })
    return connection
  }

  /** Headers of the last answer. */
  head = ''

  /** Sends a few bytes as they are. */
  write(text: string): void {
    this.socket?.write(text)
  }

  /** @returns how many of the bytes the system took */
  push(bytes: Uint8Array): number {
    return Math.max(0, this.socket?.write(bytes) ?? 0)
  }

  /** Stops taking what the server sends. */
  pause(): void {
    this.socket?.pause()
  }

  /** @returns the status of the next answer; null when the connection ended instead */
  answer(): Promise<number | null> {
    if (this.closed) return Promise.resolve(null)
    return new Promise((resolve) => {
      this.waiting = resolve
    })
  }

  ask(request: string): Promise<number | null> {
    const answer = this.answer()
    this.write(request)
    return answer
  }

  end(): void {
    this.socket?.terminate()
  }

  private take(chunk: Buffer): void {
    this.text += chunk.toString('latin1')
    const head = this.text.indexOf('\r\n\r\n')
    if (head === -1) return
    const [, length = '0'] = /content-length: (\d+)/i.exec(this.text.slice(0, head)) ?? []
    if (this.text.length < head + 4 + Number(length)) return
    this.head = this.text.slice(0, head)
    this.text = ''
    this.settle(Number(this.head.slice(9, 12)))
  }

  private settle(status: number | null): void {
    this.waiting?.(status)
    this.waiting = null
  }
}

export async function openMany(port: number, count: number): Promise<Connection[]> {
  const connections: Connection[] = []
  while (connections.length < count) {
    const some = Math.min(200, count - connections.length)
    connections.push(...(await Promise.all(Array.from({ length: some }, () => Connection.open(port)))))
  }
  return connections
}
