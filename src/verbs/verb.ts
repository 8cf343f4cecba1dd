/** What a verb is: its place in `--help`, its options, and how to run it. */
import type { Shell } from './shell.ts'

/** Exit codes of every verb. */
export const EXIT = Object.freeze({ ok: 0, failed: 1, usage: 2 })

/** What was given on the command line. */
export interface Given {
  /** Words that are no options, in their order. */
  readonly words: readonly string[]
  has(option: string): boolean
  text(option: string): string | null
  texts(option: string): readonly string[]
}

export interface Option {
  /** `--port <number>`: what stands for the value; null for an option that is given or not. */
  readonly value: string | null
  /** It may be given more than once. */
  readonly many?: boolean
  readonly about: string
}

export interface Verb {
  readonly name: string
  /** What follows the name and options, as in `[app.ts]`; empty for nothing. */
  readonly words: string
  /** One line, for the list of verbs. */
  readonly about: string
  /** What the verb's own help says besides. */
  readonly more: string
  readonly options: Readonly<Record<string, Option>>
  /** How many words may follow; null for any number, handed on as they are, options included. */
  readonly wordsMax: number | null
  /** Resolves to the exit code. */
  readonly run: (given: Given, shell: Shell) => Promise<number>
}
