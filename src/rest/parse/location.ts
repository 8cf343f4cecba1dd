/**
 * The resource that a read answers with, as one URL with its parameters in order: `/songs?limit=1&select=id`.
 * @see RFC 9110, section 8.7 (Content-Location)
 */
import type { Pair } from './query-string.ts'
import type { Wording } from './wording.ts'

export function locationOf(table: string, pairs: readonly Pair[]): string {
  if (pairs.length === 0) return `/${table}`
  const encoded = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`)
  return `/${table}?${encoded.sort().join('&')}`
}

/** Most parameters need no encoding, and asking costs less than doing. */
const encode = (text: string) => (/^[\w.,*!-]*$/.test(text) ? text : encodeURIComponent(text))

/** What stands before each value of a wording, and which value follows it. */
export interface LocationParts {
  readonly texts: readonly string[]
  readonly slots: readonly number[]
}

/**
 * The parts that are the same for every search of the wording. Null where a name stands twice: then the order
 * hangs on the values.
 */
export function locationParts(
  table: string,
  pairs: readonly Pair[],
  search: string,
  wording: Wording,
): LocationParts | null {
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) return null
  const raw = search.replace('?', '').split('&')
  const kept = wording.text.split('&')
  let slot = -1
  const parameters = pairs.map(([name, value], index) => {
    if (raw[index] === kept[index]) return { text: `${encode(name)}=${encode(value)}`, slot: -1 }
    slot += 1
    const length = wording.written[slot]?.length ?? 0
    return { text: `${encode(name)}=${value.slice(0, value.length - length)}`, slot }
  })
  parameters.sort((one, other) => (one.text < other.text ? -1 : 1))
  const texts: string[] = []
  const slots: number[] = []
  let text = `/${table}`
  for (const [index, parameter] of parameters.entries()) {
    text += `${index === 0 ? '?' : '&'}${parameter.text}`
    if (parameter.slot < 0) continue
    texts.push(text)
    slots.push(parameter.slot)
    text = ''
  }
  return { texts: [...texts, text], slots }
}

/** The location with the values of one search put in. */
export function fillLocation({ texts, slots }: LocationParts, written: readonly string[]): string {
  let location = ''
  for (let index = 0; index < slots.length; index++)
    location += texts[index] + encode(written[slots[index] as number] as string)
  return location + texts[slots.length]
}
