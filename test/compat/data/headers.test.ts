/**
 * Headers of requests and answers that other tests do not mention.
 * @see https://docs.postgrest.org/en/v14/references/api/preferences.html
 */
import { expect, test } from 'bun:test'
import { fetches, shared, shown } from '../capability.ts'

const server = shared()

fetches('headers', server, [
  [
    'Content-Location: the parameters in order',
    'songs?select=id&limit=1',
    {},
    { status: 200, headers: { 'content-location': '/songs?limit=1&select=id' } },
  ],
  [
    'Content-Location without parameters',
    'genres',
    {},
    { status: 200, headers: { 'content-location': '/genres' } },
  ],
  ['no preference, none applied', 'genres', {}, { status: 200, headers: { 'preference-applied': null } }],
  [
    'several Prefer values in one header',
    'genres',
    { Prefer: 'count=exact, tx=commit' },
    { status: 200, headers: { 'preference-applied': 'count=exact, tx=commit' } },
  ],
  [
    'the first of two contradicting preferences counts',
    'genres',
    { Prefer: 'count=exact, count=planned' },
    { status: 200, headers: { 'preference-applied': 'count=exact' } },
  ],
  [
    'return= means nothing for a read',
    'genres',
    { Prefer: 'return=representation' },
    { status: 200, headers: { 'preference-applied': null } },
  ],
  [
    'a timezone that is none is ignored',
    'things?select=a_timestamp',
    { Prefer: 'timezone=Mars' },
    {
      status: 200,
      body: '[{"a_timestamp":"2024-02-29T21:59:59.123456+00:00"}]',
      headers: { 'preference-applied': null },
    },
  ],
  [
    'Accept-Profile of the one schema',
    'genres?id=eq.1',
    { 'Accept-Profile': 'public' },
    { status: 200, body: '[{"id":1,"name":"pop"}]' },
  ],
  [
    'every origin may read the answer',
    'genres',
    { Origin: 'https://example.test' },
    { status: 200, headers: { 'access-control-allow-origin': '*' } },
  ],
])

test('data: headers: a page may see Content-Range and its like', async () => {
  const answer = await server().get('genres', { Origin: 'https://example.test' })
  const exposed = answer.headers.get('access-control-expose-headers')?.split(', ')
  for (const name of [
    'Content-Location',
    'Content-Range',
    'Content-Type',
    'Date',
    'Location',
    'Range-Unit',
    'Preference-Applied',
  ]) {
    expect(exposed).toContain(name)
  }
})

test('data: headers: OPTIONS answers a preflight', async () => {
  const asked = {
    Origin: 'https://example.test',
    'Access-Control-Request-Method': 'PATCH',
    'Access-Control-Request-Headers': 'apikey, prefer',
  }
  const answer = await server().send('OPTIONS', 'genres', asked)
  expect([200, 204]).toContain(answer.status)
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  expect(answer.headers.get('access-control-allow-methods')).toContain('PATCH')
  expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('prefer')
})

test('data: headers: OPTIONS says what may be done', async () => {
  const answer = await server().send('OPTIONS', 'genres')
  const headers = { allow: 'OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE' }
  expect(shown(answer, { headers })).toEqual({ status: 200, headers })
})

test('data: headers: HEAD counts', async () => {
  const answer = await server().send('HEAD', 'genres', { Prefer: 'count=exact' })
  const headers = { 'content-range': '0-2/3', 'preference-applied': 'count=exact' }
  expect(shown(answer, { body: '', headers })).toEqual({ status: 200, body: '', headers })
})

test('data: headers: the key as Authorization alone', async () => {
  const { keys, url } = server()
  const response = await fetch(`${url}/rest/v1/vault`, {
    headers: { Authorization: `Bearer ${keys.secret}` },
  })
  expect([response.status, await response.text()]).toEqual([200, '[{"id":1,"gold":7}]'])
})

test('data: headers: the secret key as apikey alone', async () => {
  const { keys, url } = server()
  const response = await fetch(`${url}/rest/v1/vault`, { headers: { apikey: keys.secret } })
  expect([response.status, await response.text()]).toEqual([200, '[{"id":1,"gold":7}]'])
})
