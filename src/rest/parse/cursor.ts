/** A place in a text that is being parsed, and the one way to complain about it. */
import { Refusal } from '../../base/errors.ts'

export class Cursor {
  at = 0

  constructor(
    readonly text: string,
    /** What is being parsed, for messages: `select parameter`. */
    private readonly what: string,
  ) {}

  get done(): boolean {
    return this.at >= this.text.length
  }

  peek(): string {
    return this.text[this.at] ?? ''
  }

  /** Whether the text goes on with `part`. */
  sees(part: string): boolean {
    return this.text.startsWith(part, this.at)
  }

  /** Steps over `part` if it is next. */
  takes(part: string): boolean {
    if (!this.sees(part)) return false
    this.at += part.length
    return true
  }

  expect(part: string): void {
    if (!this.takes(part)) this.fail(JSON.stringify(part))
  }

  /** Everything up to the first of the characters in `stops`, or to the end. */
  until(stops: string): string {
    const start = this.at
    while (!this.done && !stops.includes(this.peek())) this.at += 1
    return this.text.slice(start, this.at)
  }

  /** A text in double quotes, where `\` escapes; the opening quote is next. */
  quoted(): string {
    this.expect('"')
    let text = ''
    while (!this.done) {
      const character = this.peek()
      this.at += 1
      if (character === '"') return text
      if (character !== '\\') text += character
      else if (!this.done) {
        text += this.peek()
        this.at += 1
      }
    }
    return this.fail('"\\""')
  }

  /** @throws Refusal PGRST100, worded as PostgREST words it */
  fail(expected: string): never {
    const rest = this.text.slice(this.at, this.at + 1)
    const found = rest === '' ? 'unexpected end of input' : `unexpected ${JSON.stringify(rest)}`
    throw new Refusal(
      400,
      'PGRST100',
      `"failed to parse ${this.what} (${this.text})" (line 1, column ${this.at + 1})`,
      {
        details: `${found} expecting ${expected}`,
      },
    )
  }
}
