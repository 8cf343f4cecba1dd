/** `GET /rest/v1/`: the API described for whoever asks. */
import { Refusal } from '../../base/errors.ts'
import { descriptionsCachedBytesMax } from '../../base/limits.ts'
import { jsonText, type Model } from '../../model/index.ts'
import type { Caller } from '../../rules/index.ts'
import { documentOf } from './document.ts'
import { reachOf } from './reach.ts'

/** The descriptions of one model, as JSON. Callers who reach the same share one, however many they are. */
export class Descriptions {
  /** By what is reached; in the order of their last use. */
  private readonly texts = new Map<string, string>()
  /** Tokens are verified once, so a caller is one object from its first request on. */
  private readonly keys = new WeakMap<Caller, string>()
  private bytes = 0
  /** How many were made. */
  made = 0

  constructor(
    private readonly model: Model,
    private readonly bytesMax: number = descriptionsCachedBytesMax,
  ) {}

  /** The OpenAPI 3.1 document for this caller. */
  text(caller: Caller): string {
    const kept = this.keys.get(caller)
    const text = kept === undefined ? undefined : this.texts.get(kept)
    if (kept === undefined || text === undefined) return this.make(caller)
    return this.keep(kept, text)
  }

  private make(caller: Caller): string {
    const reach = reachOf(this.model, caller)
    this.keys.set(caller, reach.key)
    const known = this.texts.get(reach.key)
    if (known !== undefined) return this.keep(reach.key, known)
    this.made += 1
    return this.keep(reach.key, jsonText(documentOf(this.model, reach)))
  }

  /** Puts it last, and lets go of what was not asked for longest. */
  private keep(key: string, text: string): string {
    if (this.texts.delete(key)) this.bytes -= text.length
    this.texts.set(key, text)
    this.bytes += text.length
    for (const [oldest, old] of this.texts) {
      if (this.bytes <= this.bytesMax || oldest === key) break
      this.texts.delete(oldest)
      this.bytes -= old.length
    }
    return text
  }
}

/**
 * Answers a request to the root of the data API, as PostgREST does.
 * @throws Refusal PGRST117 for a method other than GET and HEAD, PGRST107 for an Accept of neither type
 * @see https://docs.postgrest.org/en/v14/references/api/openapi.html
 */
export function respondDescription(request: Request, caller: Caller, descriptions: Descriptions): Response {
  const { method, headers } = request
  if (method !== 'GET' && method !== 'HEAD') {
    throw new Refusal(405, 'PGRST117', `Unsupported HTTP method: ${method}`, {
      hint: 'Use GET or HEAD here; tables are at /rest/v1/<table>.',
      headers: { Allow: 'OPTIONS, GET, HEAD' },
    })
  }
  const type = acceptedType(headers.get('accept'))
  const text = descriptions.text(caller)
  return new Response(method === 'HEAD' ? null : text, {
    headers: {
      'Content-Type': `${type}; charset=utf-8`,
      // It differs by caller, and who that is stands in two headers.
      'Cache-Control': 'no-store',
    },
  })
}

const OPENAPI = 'application/openapi+json'

function acceptedType(accept: string | null): string {
  for (const part of (accept || '*/*').split(',')) {
    const type = part.split(';')[0]?.trim().toLowerCase()
    if (type === OPENAPI || type === '*/*' || type === 'application/*') return OPENAPI
    if (type === 'application/json') return type
  }
  throw new Refusal(406, 'PGRST107', `None of these media types are available: ${accept}`)
}
