import { expect, test } from 'bun:test'
import { type Route, routeOf, usableUrl } from './routes.ts'

const data = (search: string): Route => ({ to: 'data', table: 'songs', search })

test.each<[string, Route]>([
  ['http://localhost:54321/rest/v1/songs?id=eq.1', data('?id=eq.1')],
  ['http://localhost/rest/v1/%73ongs', data('')],
  // What comes without a usable `Host` is the target alone.
  ['/rest/v1/songs', data('')],
  ['http://[/rest/v1/songs', data('')],
  ['http://localhost/rest/v1/a%2Fb', { to: 'nowhere', path: '/rest/v1/a%2Fb' }],
  ['http://localhost/rest/v1/%', { to: 'nowhere', path: '/rest/v1/%' }],
  ['http://localhost/rest/v1/rpc/__proto__', { to: 'function', name: '__proto__' }],
  ['http://localhost/rest/v1/', { to: 'data root' }],
  ['http://localhost/%2e%2e/app.ts', { to: 'site', path: '/../app.ts' }],
  ['http://localhost', { to: 'site', path: '/' }],
])('%s', (url, route) => {
  expect(routeOf(url)).toEqual(route)
})

test.each([
  ['http://localhost:54321/rest/v1/songs?id=eq.1', 'http://localhost:54321/rest/v1/songs?id=eq.1'],
  ['/rest/v1/songs?id=eq.1', 'http://offstage.internal/rest/v1/songs?id=eq.1'],
  ['http://a:x/rest/v1/songs?id=eq.1', 'http://offstage.internal/rest/v1/songs?id=eq.1'],
  ['http://[::/', 'http://offstage.internal/'],
  ['http://%', 'http://offstage.internal/'],
])('a request can be made of %s', (url, usable) => {
  expect(new Request(usableUrl(url)).url).toBe(usable)
})
