/** Where a path leads. Read from the text of the URL: parsing all of it would cost more than most answers. */

import { Refusal } from '../base/errors.ts'
import { urlBytesMax } from '../base/limits.ts'

/** A table's rows. */
export interface DataRoute {
  readonly to: 'data'
  readonly table: string
  readonly search: string
}

export type Route =
  | DataRoute
  | { readonly to: 'data root' }
  | { readonly to: 'function'; readonly name: string }
  | { readonly to: 'health' | 'metrics' | 'config' | 'persona' | 'docs' }
  | { readonly to: 'site'; readonly path: string }
  | { readonly to: 'nowhere'; readonly path: string }

const DATA = '/rest/v1/'

/**
 * @param url as `Request.url` has it: absolute, or the target alone where no usable `Host` came with it
 * @throws Refusal OFF004 for one that is too long
 */
export function routeOf(url: string): Route {
  const start = targetStart(url)
  refuseLong(start < 0 ? '' : url.slice(start))
  const question = url.indexOf('?', start)
  const path = start < 0 ? '/' : question < 0 ? url.slice(start) : url.slice(start, question)
  if (path.startsWith(DATA))
    return dataRoute(path.slice(DATA.length), question < 0 ? '' : url.slice(question))
  switch (path) {
    case '/rest/v1':
      return { to: 'data root' }
    case '/healthz':
      return { to: 'health' }
    case '/metrics':
      return { to: 'metrics' }
    case '/docs':
      return { to: 'docs' }
    case '/offstage.json':
      return { to: 'config' }
    case '/offstage/persona':
      return { to: 'persona' }
  }
  const decoded = decodePath(path)
  return decoded === null ? { to: 'nowhere', path } : { to: 'site', path: decoded }
}

/** Where the path begins; -1 for a URL that has none. */
function targetStart(url: string): number {
  return url.startsWith('/') ? 0 : url.indexOf('/', url.indexOf('//') + 2)
}

/** A URL of which a request can be made: of whatever came as `Host`, `Request.url` may not be one. */
export function usableUrl(url: string): string {
  if (URL.canParse(url)) return url
  const start = targetStart(url)
  return `http://offstage.internal${start < 0 ? '/' : url.slice(start)}`
}

/** A URL has been encoded into ASCII by now: a character is a byte. */
function refuseLong(target: string): void {
  if (target.length <= urlBytesMax) return
  throw new Refusal(414, 'OFF004', 'The URL is too long', {
    details: `At most ${urlBytesMax} bytes are allowed`,
    hint: 'Send long lists in several requests. The limit is named urlBytesMax.',
  })
}

function dataRoute(rest: string, search: string): Route {
  if (rest === '') return { to: 'data root' }
  const name = decodePath(rest)
  if (name?.startsWith('rpc/') && !name.includes('/', 4)) return { to: 'function', name: name.slice(4) }
  if (name === null || name.includes('/')) return { to: 'nowhere', path: DATA + rest }
  return { to: 'data', table: name, search }
}

function decodePath(path: string): string | null {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
