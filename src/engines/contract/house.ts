/** What the contract is held against: an app running on the engine under test, and who asks it. */
import type { App } from '../../model/index.ts'

/** The publishable key, the secret key, or a person of that name with roles of the app. */
export type Who = 'anon' | 'service' | { readonly name: string; readonly roles?: readonly string[] }

/** An app on a new, empty database of the engine. */
export interface House {
  fetch(request: Request): Promise<Response>
  /** Headers of a request by `who`. */
  headersOf(who: Who): Promise<Readonly<Record<string, string>>>
  /** The id of the person of that name. */
  idOf(name: string): string
  /** Statements that the engine has run since it was opened. */
  statements(): number
  close(): Promise<void>
}

export type Open = (app: App) => Promise<House>

export interface Said {
  readonly prefer?: string
  readonly accept?: string
  readonly body?: unknown
}

export interface Heard {
  readonly status: number
  /** Parsed, where it is JSON. */
  readonly body: unknown
  readonly text: string
  /** `Content-Range`. */
  readonly range: string | null
}

/** Sends one request to `/rest/v1/<path>`. */
export async function ask(
  house: House,
  who: Who,
  method: string,
  path: string,
  said: Said = {},
): Promise<Heard> {
  const { prefer, accept, body } = said
  const headers = {
    ...(await house.headersOf(who)),
    ...(prefer === undefined ? {} : { Prefer: prefer }),
    ...(accept === undefined ? {} : { Accept: accept }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
  }
  const sent = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)
  const request = new Request(`http://contract.test/rest/v1/${path}`, { method, headers, body: sent })
  const response = await house.fetch(request)
  const text = await response.text()
  const range = response.headers.get('content-range')
  return { status: response.status, body: parsed(text), text, range }
}

function parsed(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
