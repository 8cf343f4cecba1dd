/**
 * What `/rest/v1/` says of the API.
 * @see https://docs.postgrest.org/en/v14/references/api/openapi.html
 */
import { expect, test } from 'bun:test'
import { shared } from '../capability.ts'

const server = shared()

/** The description for whoever sends these headers. */
async function described(headers?: Record<string, string>) {
  const answer = await server().get('', headers)
  expect(answer.status).toBe(200)
  return { json: JSON.parse(answer.body), text: answer.body, type: answer.headers.get('content-type') }
}

test('data: openapi: is OpenAPI 3.1', async () => {
  const { json, type } = await described()
  expect(json.openapi).toStartWith('3.1')
  expect(type).toBe('application/openapi+json; charset=utf-8')
})

test('data: openapi: describes the tables and what may be done with them', async () => {
  const { json } = await described()
  expect(Object.keys(json.paths['/songs'])).toEqual(
    expect.arrayContaining(['get', 'post', 'patch', 'delete']),
  )
})

test('data: openapi: leaves out what the caller may not do', async () => {
  expect((await described()).json.paths['/vault']).toBeUndefined()
  const { json } = await described({ apikey: server().keys.secret })
  expect(json.paths['/vault'].get).toBeDefined()
})

test('data: openapi: leaves out hidden columns', async () => {
  expect((await described()).text).not.toContain('t0p')
  expect((await described()).text).not.toContain('"token"')
})
