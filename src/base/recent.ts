/**
 * What was used lately, by a text. Bounded: whoever asks for endless new things only pushes out old ones. Two
 * generations instead of a list in the order of use, so that finding what is used all the time writes
 * nothing.
 */
export class Recent<Value> {
  private young = new Map<string, Value>()
  /** Those of the generation before; found here, one is young again. */
  private old = new Map<string, Value>()
  /** Of the young keys together. */
  private characters = 0

  /**
   * @param entriesMax how many are kept at most; the half used last is
   * @param charactersMax how long their keys are at most, all together
   */
  constructor(
    private readonly entriesMax: number,
    private readonly charactersMax = Number.POSITIVE_INFINITY,
  ) {}

  get(key: string): Value | undefined {
    const found = this.young.get(key)
    if (found !== undefined) return found
    const older = this.old.get(key)
    if (older === undefined) return undefined
    this.old.delete(key)
    this.set(key, older)
    return older
  }

  set(key: string, value: Value): void {
    if (key.length > this.charactersMax / 2) return
    if (this.young.size >= this.entriesMax / 2 || this.characters + key.length > this.charactersMax / 2) {
      this.old = this.young
      this.young = new Map()
      this.characters = 0
    }
    if (!this.young.has(key)) this.characters += key.length
    this.young.set(key, value)
  }

  delete(key: string): void {
    if (this.young.delete(key)) this.characters -= key.length
    this.old.delete(key)
  }

  get size(): number {
    return this.young.size + this.old.size
  }
}
