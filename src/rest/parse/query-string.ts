/** The parameters of a URL, in their order, decoded as forms are: `+` is a space. */
import { Refusal } from '../../base/errors.ts'

export type Pair = readonly [name: string, value: string]

/** @param search what follows the path, with or without its `?` */
export function parsePairs(search: string): Pair[] {
  const text = search.startsWith('?') ? search.slice(1) : search
  if (text === '') return []
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals < 0 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))]
    })
}

/** PostgreSQL's texts, and so its names, hold every character but one. */
export function decode(text: string): string {
  const decoded = unescaped(text)
  if (!decoded.includes('\0')) return decoded
  throw new Refusal(400, '22021', 'invalid byte sequence for encoding "UTF8": 0x00', {
    hint: 'Leave %00 out: no text holds a NUL.',
  })
}

function unescaped(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    throw new Refusal(400, 'PGRST100', 'The URL is not percent-encoded UTF-8', {
      details: `Cannot decode ${JSON.stringify(text.slice(0, 100))}`,
      hint: 'Encode parameters with encodeURIComponent.',
    })
  }
}
