/** A client that writes one request after the other, and knows what it was told. */

import type { WriteMaker } from './make-write.ts'
import { requestOf, shown, wrongAnswer } from './send.ts'
import { EMPTY, effectOf, linesOf, type State, type Write } from './state.ts'

/** Answers that mean: not now, and nothing was done. */
const LATER = 503

/** The connection broke behind whoever answers, the proxy's or the server's: nobody knows what was done. */
function isUnknown(status: number, text: string): boolean {
  return status === 502 || (status === LATER && (JSON.parse(text) as { code: string }).code === 'PGRST001')
}

export class Client {
  /** What every acknowledged request has made. */
  private known: State = EMPTY
  /** Sent, and not answered before the server was gone. */
  private open: Write | null = null
  /** Requests by their answers. */
  readonly counts = { done: 0, refused: 0, later: 0, unanswered: 0 }
  readonly problems: string[] = []

  constructor(
    private readonly maker: WriteMaker,
    private readonly key: string,
  ) {}

  get number(): number {
    return this.maker.client
  }

  get state(): State {
    return this.known
  }

  /** Writes until the server is gone, or `isOver`. */
  async write(url: string, isOver: () => boolean): Promise<void> {
    while (!isOver() && this.problems.length === 0) {
      const write = this.maker.next(this.known)
      this.open = write
      const answer = await this.send(url, write)
      if (answer === null) {
        this.counts.unanswered += 1
        return
      }
      this.open = null
      this.heard(write, answer.status, answer.text)
    }
  }

  private async send(url: string, write: Write): Promise<{ status: number; text: string } | null> {
    const { method, path, headers, body } = requestOf(write, this.key)
    try {
      const response = await fetch(url + path, { method, headers, body })
      const text = await response.text()
      return isUnknown(response.status, text) ? null : { status: response.status, text }
    } catch {
      return null
    }
  }

  private heard(write: Write, status: number, text: string): void {
    if (status === LATER) {
      this.counts.later += 1
      return
    }
    const effect = effectOf(this.known, write)
    const wrong = wrongAnswer(effect, status, text)
    if (wrong !== null) this.problems.push(this.told(wrong, write))
    if (effect.refused === null) this.known = effect.next
    this.counts[effect.refused === null ? 'done' : 'refused'] += 1
  }

  /** Compares what is there with what must be; goes on from there. */
  settle(found: State): void {
    const write = this.open
    this.open = null
    const lines = linesOf(found).join('\n')
    if (lines === linesOf(this.known).join('\n')) return
    const effect = write === null ? null : effectOf(this.known, write)
    if (effect !== null && effect.refused === null && lines === linesOf(effect.next).join('\n')) {
      this.known = effect.next
      return
    }
    const [want, have] = [linesOf(this.known), linesOf(found)]
    const difference = [
      ...want.filter((line) => !have.includes(line)).map((line) => `- ${line}`),
      ...have.filter((line) => !want.includes(line)).map((line) => `+ ${line}`),
    ]
    this.problems.push(this.told(`lost or half done:\n${difference.slice(0, 20).join('\n')}`, write))
  }

  private told(what: string, write: Write | null): string {
    const request = write === null ? 'no request was open' : shown(requestOf(write, this.key))
    return `client ${this.number}: ${what}\n${request}`
  }
}
