/** Small damage to texts that held together: tokens deleted, doubled, exchanged; hostile ones put between. */
import type { Dice } from '../rules/dice.ts'
import { ALL } from './words.ts'

const TOKENS = /[A-Za-z0-9_]+|[^A-Za-z0-9_]/gu

export function mutated(dice: Dice, text: string): string {
  const tokens = text.match(TOKENS) ?? []
  for (let n = 1 + dice.below(3); n > 0; n--) {
    const [at, other] = [dice.below(tokens.length + 1), dice.below(tokens.length + 1)]
    switch (dice.below(8)) {
      case 0:
        tokens.splice(at, 1 + dice.below(3))
        break
      case 1:
        tokens.splice(at, 0, ...tokens.slice(at, at + 1 + dice.below(4)))
        break
      case 2: {
        const [a = '', b = ''] = [tokens[at], tokens[other]]
        if (at < tokens.length && other < tokens.length) [tokens[at], tokens[other]] = [b, a]
        break
      }
      case 3:
        tokens.splice(at, 0, dice.pick(ALL))
        break
      case 4:
        tokens.splice(at, 1, dice.pick(ALL))
        break
      case 5:
        tokens.splice(at, 0, dice.pick([...'.,():!&="{}[]>-*\\\'%+;| ']))
        break
      case 6:
        tokens.splice(at, 0, (tokens[at] ?? '(').repeat(dice.pick([2, 10, 300])))
        break
      default:
        tokens.splice(at)
    }
  }
  return tokens.join('').slice(0, 20_000)
}

export function mutatedBytes(dice: Dice, from: Uint8Array): Uint8Array {
  if (dice.chance(50))
    return new TextEncoder().encode(mutated(dice, new TextDecoder().decode(from.slice(0, 50_000))))
  const bytes = from.slice()
  for (let n = 1 + dice.below(4); n > 0 && bytes.length > 0; n--)
    bytes[dice.below(bytes.length)] = dice.below(256)
  return dice.chance(20) ? bytes.slice(0, dice.below(bytes.length + 1)) : bytes
}
