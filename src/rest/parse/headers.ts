/** What the headers of a request say: preferences, the media type wanted, the range of rows. */
import { Refusal } from '../../base/errors.ts'
import type { Preferences } from '../../query/index.ts'

/** Of a request that prefers nothing. */
export const NO_PREFERENCES: Preferences = Object.freeze({
  count: null,
  return: null,
  resolution: null,
  missing: null,
  handling: null,
  tx: null,
  maxAffected: null,
  invalid: [],
})

const WORDS = {
  count: ['exact', 'planned', 'estimated'],
  return: ['representation', 'minimal', 'headers-only'],
  resolution: ['merge-duplicates', 'ignore-duplicates'],
  missing: ['default', 'null'],
  handling: ['strict', 'lenient'],
  tx: ['rollback', 'commit'],
} as const

/**
 * The `Prefer` header (RFC 7240); the first of two contradicting preferences counts.
 * @throws Refusal PGRST122 for an unknown preference under `handling=strict`
 * @see https://docs.postgrest.org/en/v14/references/api/preferences.html
 */
export function parsePrefer(header: string | null): Preferences {
  if (header === null || header === '') return NO_PREFERENCES
  const found: Record<string, string | number> = {}
  const invalid: string[] = []
  for (const part of header.split(',')) {
    const text = part.trim()
    if (text === '') continue
    const [name = '', value = ''] = text.split('=').map((word) => word.trim())
    if (isWord(name, value)) found[name] ??= value
    else if (name === 'max-affected' && /^\d{1,9}$/.test(value)) found.maxAffected ??= Number(value)
    else if (name !== 'timezone') invalid.push(text)
  }
  const preferences = { ...NO_PREFERENCES, ...found, invalid } as Preferences
  if (preferences.handling === 'strict' && invalid.length > 0) {
    throw new Refusal(400, 'PGRST122', 'Invalid preferences given with handling=strict', {
      details: `Invalid preferences: ${invalid.join(', ')}`,
    })
  }
  return preferences
}

function isWord(name: string, value: string): boolean {
  const words: readonly string[] | undefined = Object.hasOwn(WORDS, name)
    ? WORDS[name as keyof typeof WORDS]
    : undefined
  return words?.includes(value) ?? false
}

/** What the response is written as. */
export interface Media {
  readonly kind: 'json' | 'object' | 'csv' | 'plan'
  /** Members that are null are left out (`nulls=stripped`). */
  readonly stripped: boolean
  /** Of a plan: written for a person instead of a program. */
  readonly text: boolean
}

const JSON_MEDIA: Media = Object.freeze({ kind: 'json', stripped: false, text: false })

/**
 * @throws Refusal PGRST107 when nothing that the caller takes can be written
 * @see https://docs.postgrest.org/en/v14/references/api/media_type_handlers.html
 */
export function parseAccept(header: string | null): Media {
  if (header === null || header === '' || header === '*/*' || header === 'application/json') return JSON_MEDIA
  for (const part of header.split(',')) {
    const [type = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase())
    const stripped = parameters.includes('nulls=stripped')
    const media = mediaOf(type)
    if (media !== null) return { kind: media, stripped, text: !type.endsWith('+json') }
  }
  throw new Refusal(406, 'PGRST107', `None of these media types are available: ${header}`)
}

function mediaOf(type: string): Media['kind'] | null {
  switch (type) {
    case '*/*':
    case 'application/*':
    case 'application/json':
    case 'application/vnd.pgrst.array+json':
    case 'application/vnd.pgrst.array':
      return 'json'
    case 'application/vnd.pgrst.object+json':
    case 'application/vnd.pgrst.object':
      return 'object'
    case 'text/csv':
      return 'csv'
    case 'application/vnd.pgrst.plan':
    case 'application/vnd.pgrst.plan+json':
    case 'application/vnd.pgrst.plan+text':
      return 'plan'
    default:
      return null
  }
}

/** `Range: 0-9` as limit and offset, for reads alone; null when it is absent or not of that form. */
export function parseRange(
  header: string | null,
  unit: string | null,
): { limit: number | null; offset: number } | null {
  if (header === null || (unit !== null && unit !== 'items')) return null
  const [, first, last] = /^(?:items=)?(\d{1,15})-(\d{0,15})$/.exec(header) ?? []
  if (first === undefined) return null
  if (last === undefined || last === '') return { limit: null, offset: Number(first) }
  if (Number(last) < Number(first)) {
    throw new Refusal(416, 'PGRST103', 'Requested range not satisfiable', {
      details: 'The lower boundary must be lower than or equal to the upper boundary in the Range header.',
    })
  }
  return { limit: Number(last) - Number(first) + 1, offset: Number(first) }
}
