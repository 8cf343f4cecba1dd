/**
 * The rows that every candidate serves: each is a function of its number alone, so nothing has to be kept.
 */

export interface Album {
  readonly id: string
  readonly title: string
}

export interface Song {
  readonly id: string
  readonly title: string
  readonly seconds: number
  readonly album: string
  readonly published: boolean
  readonly owner: string
  readonly created_at: string
}

export const ALBUMS = 1000
export const USERS = 1000

const WORDS = [
  'amber arrow autumn bay birch blue bright brook candle cedar chalk cloud copper coral crane dawn dew drift dusk',
  'echo ember falcon fern field flint fog frost garden glass golden granite harbor hazel heron hollow honey indigo',
  'iron island ivory jade juniper lantern lark lemon lilac linen maple marble meadow mirror moon moss north ocean',
  'olive opal orchard paper pearl pine plum prairie quartz quiet rain raven river robin rose saffron sage salt',
]
  .join(' ')
  .split(' ')

/** A whole number below `below` that looks random, always the same for the same two numbers. */
export function pick(number: number, salt: number, below: number): number {
  let mixed = Math.imul(number ^ Math.imul(salt + 1, 0x9e3779b1), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x27d4eb2f)
  return ((mixed ^ (mixed >>> 15)) >>> 0) % below
}

const START_MS = Date.UTC(2020, 0, 1)
const MINUTE_MS = 60_000

const hex = (number: number, salt: number, digits: number) =>
  pick(number, salt, 2 ** 32)
    .toString(16)
    .padStart(8, '0')
    .slice(-digits)

/** A UUID version 7 of the minute with that number: ids of rows grow with time, as those that are made do. */
function idAt(number: number, salt: number): string {
  const time = (START_MS + number * MINUTE_MS).toString(16).padStart(12, '0')
  const tail = `7${hex(number, salt, 3)}-8${hex(number, salt + 1, 3)}`
  return `${time.slice(0, 8)}-${time.slice(8)}-${tail}-${hex(number, salt + 2, 8)}${hex(number, salt + 3, 4)}`
}

export const wordAt = (number: number) => WORDS[pick(number, 1, WORDS.length)] as string

export const userAt = (number: number) => idAt(number, 10)

export const albumAt = (number: number): Album => ({
  id: idAt(number, 20),
  title: `${wordAt(number * 3)} ${wordAt(number * 5)} ${number}`,
})

/** Three words and a number. */
const titleAt = (number: number) =>
  `${[7, 11, 13].map((factor) => wordAt(number * factor)).join(' ')} ${number}`

/** The moment of the song's making, as PostgreSQL's JSON writes it: a minute a song. */
export const momentAt = (number: number) =>
  `${new Date(START_MS + number * MINUTE_MS).toISOString().slice(0, 19)}+00:00`

export const ownerAt = (number: number) => pick(number, 2, USERS)

export const songAt = (number: number): Song => ({
  id: idAt(number, 30),
  title: titleAt(number),
  seconds: 60 + pick(number, 3, 400),
  album: idAt(pick(number, 4, ALBUMS), 20),
  published: pick(number, 5, 2) === 1,
  owner: userAt(ownerAt(number)),
  created_at: momentAt(number),
})

/** Numbers from 0, in slices. */
export function* slices(count: number, size: number): Generator<number[]> {
  for (let at = 0; at < count; at += size)
    yield Array.from({ length: Math.min(size, count - at) }, (_, index) => at + index)
}
