/** Tokens for the asking, in development: whoever sits at this machine may be any persona. */
import { type Keys, mintToken } from '../auth/index.ts'
import type { Clock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { uuidFromName } from '../base/ids.ts'
import type { Random } from '../base/random.ts'

export interface PersonaDesk {
  readonly keys: Keys
  readonly clock: Clock
  readonly random: Random
  /** The House's own. */
  readonly fetch: (request: Request) => Promise<Response>
}

/**
 * Answers `{ "as": "ana", "roles": ["editor"] }` with a token, and sees to it that references to the persona
 * hold.
 * @throws Refusal for a question from another machine's page, or of another form
 */
export async function personaToken(request: Request, desk: PersonaDesk): Promise<Response> {
  checkNeighbour(request)
  const asked: unknown = await request.json().catch(() => null)
  const { as, roles = [] } = (asked ?? {}) as { as?: unknown; roles?: unknown }
  if (typeof as !== 'string' || as === '' || !isTexts(roles)) {
    throw new Refusal(400, 'PGRST102', 'Empty or invalid json', {
      hint: 'Send { "as": "ana", "roles": ["editor"] }.',
    })
  }
  const id = uuidFromName(as)
  await meet(desk.fetch, desk.keys, id)
  const token = await mintToken(desk.keys, { id, roles }, desk.clock, desk.random)
  return Response.json({ access_token: token, token_type: 'bearer', user: { id } })
}

/**
 * Adds the row of `users` that references to a person need, unless it is there.
 * @returns whether it is there now
 */
export async function meet(fetch: PersonaDesk['fetch'], keys: Keys, id: string): Promise<boolean> {
  const headers = {
    apikey: keys.secret,
    'Content-Type': 'application/json',
    Prefer: 'resolution=ignore-duplicates',
  }
  const body = JSON.stringify({ id })
  const response = await fetch(
    new Request('http://offstage.internal/rest/v1/users', { method: 'POST', headers, body }),
  )
  return response.ok
}

/**
 * Listening on this machine alone does not keep out the web: any page that its browser shows may send
 * requests here, and by DNS rebinding under any name. So both the name asked for and the page asking must be
 * local.
 */
function checkNeighbour(request: Request): void {
  const origin = request.headers.get('origin')
  if (isLoopback(hostOf(request.url)) && (origin === null || isLoopback(hostOf(origin)))) return
  throw new Refusal(403, '42501', 'Personas are for pages and programs of this machine', {
    hint: 'Ask from http://localhost or http://127.0.0.1, or make a token with `offstage token`.',
  })
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}

/** Whether a name or address can only mean this machine. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
