/**
 * What a reader and the main thread write to each other. Requests and responses travel as their parts, since
 * no thread can hold another's.
 */
import type { Counts } from './metrics.ts'
import { usableUrl } from './routes.ts'

type Headers = [name: string, value: string][]

export interface RequestLetter {
  readonly kind: 'request'
  /** Given by the reader, to know the response by. */
  readonly id: number
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: ArrayBuffer | null
}

export interface ResponseLetter {
  readonly kind: 'response'
  readonly id: number
  readonly status: number
  readonly headers: Headers
  readonly body: ArrayBuffer | null
}

/** From the main thread. `begin` answers `here`; `stop` is the last. */
export type ToReader<Begin> =
  | { readonly kind: 'begin'; readonly begin: Begin }
  | ResponseLetter
  | { readonly kind: 'count' }
  | { readonly kind: 'stop' }

/** From a reader: `here` once it takes letters, `up` once it answers, `unable` when it never will. */
export type FromReader =
  | { readonly kind: 'here' }
  | { readonly kind: 'up' }
  | { readonly kind: 'unable'; readonly why: string }
  | RequestLetter
  | { readonly kind: 'counts'; readonly counts: Counts }

/** What is moved and not copied on the way. */
export function movedWith(letter: RequestLetter | ResponseLetter): ArrayBuffer[] {
  return letter.body === null ? [] : [letter.body]
}

export async function requestLetter(id: number, request: Request): Promise<RequestLetter> {
  const body = request.body === null ? null : await request.arrayBuffer()
  return {
    kind: 'request',
    id,
    method: request.method,
    url: request.url,
    headers: [...request.headers],
    body,
  }
}

export function requestOf({ method, url, headers, body }: RequestLetter): Request {
  return new Request(usableUrl(url), { method, headers, body })
}

export async function responseLetter(id: number, response: Response): Promise<ResponseLetter> {
  const body = response.body === null ? null : await response.arrayBuffer()
  return { kind: 'response', id, status: response.status, headers: [...response.headers], body }
}

export function responseOf({ status, headers, body }: ResponseLetter): Response {
  return new Response(body, { status, headers })
}
