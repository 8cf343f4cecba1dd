import type { Family } from './family.ts'
import { invalidSyntax, trimSpace } from './family.ts'
import { inputText } from './parse.ts'

/** Each word that a prefix may shorten, down to the length that tells it from the others. */
const WORDS: readonly (readonly [word: string, lengthMin: number, value: boolean])[] = [
  ['true', 1, true],
  ['false', 1, false],
  ['yes', 1, true],
  ['no', 1, false],
  ['on', 2, true],
  ['off', 2, false],
  ['1', 1, true],
  ['0', 1, false],
]

export const boolean: Family<boolean> = {
  readText(text) {
    const given = trimSpace(text).toLowerCase()
    for (const [word, lengthMin, value] of WORDS) {
      if (given.length >= lengthMin && word.startsWith(given)) return value
    }
    throw invalidSyntax('boolean', text)
  },
  readJson(json) {
    return typeof json === 'boolean' ? json : boolean.readText(inputText(json), { kind: 'boolean' })
  },
  writeJson(value) {
    return value ? 'true' : 'false'
  },
  writeText(value) {
    return value ? 'true' : 'false'
  },
  compare(a, b) {
    return Number(a) - Number(b)
  },
}
