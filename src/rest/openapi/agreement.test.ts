/**
 * The description and the server agree: what is listed works, on a row that the rules let the caller have;
 * what is absent is refused, or reaches nothing although there are rows.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mintToken, newKeys } from '../../auth/index.ts'
import { systemClock } from '../../base/clock.ts'
import { uuidFromName } from '../../base/ids.ts'
import { systemRandom } from '../../base/random.ts'
import { openHouse } from '../../server.ts'
import { fixture } from './fixture.ts'
import type { Json } from './json.ts'

const ANA = uuidFromName('ana')
const keys = await newKeys(systemRandom)
const house = openHouse({
  model: fixture.model,
  database: ':memory:',
  keys,
  clock: systemClock,
  random: systemRandom,
  report: (error) => console.error(error),
})
afterAll(() => house.close())

type Headers = Readonly<Record<string, string>>

async function person(roles: readonly string[], claims: Record<string, unknown> = {}): Promise<Headers> {
  const token = await mintToken(keys, { id: ANA, roles, claims }, systemClock, systemRandom)
  return { apikey: keys.publishable, Authorization: `Bearer ${token}` }
}

const CALLERS: Readonly<Record<string, Headers>> = {
  nobody: {},
  anon: { apikey: keys.publishable },
  ana: await person([]),
  'ana, an editor': await person(['editor']),
  'ana of acme, who paid': await person([], { app_metadata: { plan: 'pro', orgs: ['acme'] } }),
  'the secret key': { apikey: keys.secret },
}

/** What a row of each table needs beside `id` and `label`, for the rules to be as kind as they can. */
const MORE: Readonly<Record<string, Record<string, Json>>> = {
  own: { owner: ANA },
  tenant: { org: 'acme' },
  pointing: { at: 1 },
  authored: { author: ANA },
}

const TABLES = [...fixture.model.tables.keys()].filter(
  (name) => !['users', 'members', 'columns'].includes(name),
)

function ask(method: string, path: string, headers: Headers, body?: unknown): Promise<Response> {
  const init = { method, headers: { 'Content-Type': 'application/json', ...headers } }
  return house.fetch(
    new Request(`http://offstage.test/rest/v1/${path}`, {
      ...init,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  )
}

beforeAll(async () => {
  const secret = { apikey: keys.secret }
  const put = async (table: string, row: unknown) =>
    expect((await ask('POST', table, secret, row)).status, table).toBe(201)
  await put('users', { id: ANA })
  for (const name of ['closed', ...TABLES.filter((one) => one !== 'closed')]) {
    await put(name, { id: 1, label: 'one', ...MORE[name] })
  }
  await put('members', { shared: 1, user: ANA })
})

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: { readonly schemas: Readonly<Record<string, { properties: Record<string, Json> }>> }
}

async function describedTo(headers: Headers): Promise<Document> {
  return (await (await ask('GET', '', headers)).json()) as Document
}

/** How many rows the operation reaches for the caller; null when it is refused. Nothing is kept. */
async function reached(method: string, table: string, headers: Headers): Promise<number | null> {
  const returned = method === 'post' ? 'return=minimal' : 'return=representation'
  const all = { ...headers, Prefer: `${returned}, tx=rollback` }
  const sends = method === 'post' || method === 'put' || method === 'patch'
  const id = method === 'post' ? 2 : 1
  const columns =
    method === 'patch' ? {} : { id, ...(headers.apikey === keys.secret ? MORE[table] : given(table)) }
  const body = sends ? { label: 'two', ...columns } : undefined
  const response = await ask(method.toUpperCase(), method === 'post' ? table : `${table}?id=eq.1`, all, body)
  const text = await response.text()
  if (!response.ok) {
    // Denied; or it lacks a row to point at, as far as this caller may know, or an id to fill in for `me`.
    expect(text, `${method} ${table}`).toMatch(/"code":"(?:42501|23503|23502)"/)
    return null
  }
  return method === 'post' ? 1 : (JSON.parse(text) as unknown[]).length
}

/** A person leaves to the server what only the server sets. */
function given(table: string): Record<string, Json> {
  return table === 'authored' || table === 'own' ? {} : (MORE[table] ?? {})
}

test('the root is described with and without a slash at its end', async () => {
  const texts = ['/rest/v1/', '/rest/v1', '/rest/v1/?select=x'].map(async (path) => {
    const response = await house.fetch(new Request(`http://offstage.test${path}`))
    expect(response.headers.get('content-type')).toBe('application/openapi+json; charset=utf-8')
    return await response.text()
  })
  expect(new Set(await Promise.all(texts)).size).toBe(1)
})

describe('the description agrees with the server', () => {
  for (const [who, headers] of Object.entries(CALLERS)) {
    test(`for ${who}`, async () => {
      const { paths } = await describedTo(headers)
      const wrong: string[] = []
      for (const table of TABLES) {
        for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
          const listed = paths[`/${table}`]?.[method] !== undefined
          const found = await reached(method, table, headers).catch((error: Error) => error.message)
          const works = typeof found === 'number' && found > 0
          if (listed !== works || typeof found === 'string') {
            wrong.push(`${method} ${table}: ${listed ? 'listed' : 'absent'}, but it gives ${found}`)
          }
        }
      }
      expect(wrong).toEqual([])
    })

    test(`on the columns that ${who} may write`, async () => {
      const { components } = await describedTo(headers)
      const wrong: string[] = []
      const values: Record<string, Json> = { made: '2026-01-01T00:00:00Z', salary: 1, id: uuidFromName('x') }
      // The secret key may fill hidden columns, and yet nobody is told of them.
      const columns = fixture.model.tables.get('columns')?.columns ?? []
      const names = columns
        .filter(({ hidden }) => who !== 'the secret key' || !hidden)
        .map(({ name }) => name)
      const secret = { apikey: keys.secret, Prefer: 'return=representation' }
      const made = await ask('POST', 'columns', secret, { title: 'one' })
      const [row] = (await made.json()) as { id: string }[]
      for (const name of names) {
        const value = name === 'writer' ? ANA : name === 'vault' ? 1 : (values[name] ?? 'text')
        const listed = components.schemas['columns.Update']?.properties[name] !== undefined
        const prefer = { ...headers, Prefer: 'tx=rollback' }
        const { ok } = await ask('PATCH', `columns?id=eq.${row?.id}`, prefer, { [name]: value })
        if (ok !== listed)
          wrong.push(`${name}: ${listed ? 'listed' : 'absent'}, but it is ${ok ? 'taken' : 'refused'}`)
      }
      expect(wrong).toEqual([])
    })
  }
})
