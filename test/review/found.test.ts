/** What a review found, each as its smallest request: these stay, so that no finding comes back. */
import { afterAll, expect, test } from 'bun:test'
import { type Keys, mintToken } from '../../src/auth/index.ts'
import { systemClock } from '../../src/base/clock.ts'
import { systemRandom } from '../../src/base/random.ts'
import { app, bigint, id, identity, integer, ref, table, text, users } from '../../src/index.ts'
import type { LooseRow } from '../../src/model/index.ts'
import { start, uuidFromName } from '../../src/testing.ts'

const opened: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of opened) await close()
})

interface Asked {
  readonly method?: string
  readonly body?: unknown
  readonly prefer?: string
  readonly accept?: string
  /** A person's name; nobody is signed in unless given. */
  readonly as?: string
  readonly claims?: Readonly<Record<string, unknown>>
  readonly secret?: boolean
}

/** The app with these rows in it (written with the secret key), and a way to ask it. */
async function opens(declared: Parameters<typeof start>[0], rows: Record<string, object[]> = {}) {
  const house = await start(declared, { seed: 1 })
  opened.push(() => house.stop())
  const ask = async (path: string, asked: Asked = {}) => {
    const { method = 'GET', body, prefer = '', accept = '*/*', as, claims = {}, secret = false } = asked
    const headers = new Headers({ Prefer: prefer, Accept: accept, 'Content-Type': 'application/json' })
    headers.set('apikey', secret ? house.keys.secret : house.keys.publishable)
    if (as !== undefined) {
      const person = { id: uuidFromName(as), roles: [], claims }
      headers.set(
        'Authorization',
        `Bearer ${await mintToken(house.keys as Keys, person, systemClock, systemRandom)}`,
      )
    }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await house.fetch(
      new Request(`http://offstage.test/rest/v1/${path}`, { method, headers, ...sent }),
    )
    return { status: answer.status, text: await answer.text() }
  }
  for (const [name, list] of Object.entries(rows)) {
    const answer = await ask(name, { method: 'POST', body: list, secret: true })
    expect([name, answer.status, answer.text]).toEqual([name, 201, ''])
  }
  return ask
}

test('how long a pattern takes on a denied row is not told', async () => {
  const notes = table({ id: identity(), owner: text(), body: text() }).access({
    read: ({ row }) => row.owner.is('public'),
  })
  const long = `pin 4711 ${'abcdefghij'.repeat(3000)}`
  const ask = await opens(app({ tables: { notes } }), { notes: [{ owner: 'x', body: long }] })
  const guess = (beginning: string) =>
    ask(`notes?select=id&body=ilike.${encodeURIComponent(`${beginning}*${'_'.repeat(900)}ſ`)}`)
  expect(await guess('pin 4')).toEqual(await guess('pin 5'))
})

test('a table whose name looks like an alias is masked in what a write sends back', async () => {
  const t1 = table({
    id: identity(),
    title: text(),
    secret: text().access({ read: ({ row, me }) => row.members.some((one: LooseRow) => one.user.is(me.id)) }),
  }).access({ read: true, write: true })
  const members = table({ id: identity(), board: ref(() => t1), user: ref(() => users).open() }).access({})
  const ask = await opens(app({ tables: { t1, members } }), {
    users: [{ id: uuidFromName('ana') }],
    t1: [
      { title: 'one', secret: 'S1' },
      { title: 'two', secret: 'S2' },
    ],
    members: [{ board: 1, user: uuidFromName('ana') }],
  })
  const prefer = 'return=representation'
  const answer = await ask('t1?id=eq.2&select=secret', {
    method: 'PATCH',
    body: { title: 'x' },
    prefer,
    as: 'ana',
  })
  expect(answer).toEqual({ status: 200, text: '[{"secret":null}]' })
})

const posts = table({ id: identity(), parent: ref(() => posts).optional(), a: integer().default(0) }).access({
  read: true,
})

test('the work of spreads inside each other grows with their number, not with its power', async () => {
  const ask = await opens(app({ tables: { posts } }))
  let select = 'z0:id,z1:a,z2:parent,z3:id,z4:a'
  for (let level = 0; level < 4; level++) {
    select = `${[0, 1, 2, 3, 4].map((each) => `y${level}${each}:id`).join(',')},...parent(${select})`
  }
  const accept = 'application/vnd.pgrst.plan+text'
  const plan = (await ask(`posts?select=${select}`, { secret: true, accept })).text
  // Aliases are numbered as they are made: the highest number is how often the printer made one.
  const made = Math.max(...Array.from(plan.matchAll(/\bt(\d+)\b/g), ([, number]) => Number(number)))
  expect(made).toBeLessThan(500)
})

test('an aggregate in a spread of a spread is refused, not taken of another row', async () => {
  const ask = await opens(app({ tables: { posts }, api: { aggregates: true } }), {
    posts: [
      { parent: null, a: 1 },
      { parent: 1, a: 10 },
      { parent: 2, a: 100 },
    ],
  })
  const answer = await ask('posts?select=id,...parent(...parent(a.sum()))&id=eq.3')
  expect([answer.status, answer.text.includes('PGRST123')]).toEqual([400, true])
})

test('an aggregate in a spread of a spread over two tables is no mistake of ours', async () => {
  const c = table({ id: identity(), x: integer() }).access({ read: true })
  const b = table({ id: identity(), other: ref(() => c) }).access({ read: true })
  const a = table({ id: identity(), b: ref(() => b) }).access({ read: true })
  const ask = await opens(app({ tables: { c, b, a }, api: { aggregates: true } }), {
    c: [{ x: 5 }],
    b: [{ other: 1 }],
    a: [{ b: 1 }],
  })
  expect((await ask('a?select=id,...b(...c(x.sum()))')).status).toBe(400)
})

test('a cast to what every JavaScript object has is a cast to an unknown type', async () => {
  const ask = await opens(app({ tables: { posts } }), { posts: [{ a: 1 }] })
  for (const type of ['constructor', '__proto__']) {
    const answer = await ask(`posts?select=id::${type}`)
    expect([type, answer.status, answer.text.includes('42704')]).toEqual([type, 400, true])
  }
})

test('an empty row of a table without defaults is refused for what it lacks', async () => {
  const seats = table({ number: integer() }).primaryKey('number').access({ read: true, write: true })
  const ask = await opens(app({ tables: { seats } }))
  for (const body of [{}, [{}]]) {
    const answer = await ask('seats', { method: 'POST', body })
    expect([answer.status, answer.text.includes('23502')]).toEqual([400, true])
  }
})

test('a check may ask whether a value is in a list', async () => {
  const shows = table({ id: identity(), status: text() })
    .check('status_known', ({ row }) => row.status.in(['on', 'over']))
    .access({ read: true, write: true })
  const ask = await opens(app({ tables: { shows } }))
  expect((await ask('shows', { method: 'POST', body: { status: 'on' } })).status).toBe(201)
  expect((await ask('shows', { method: 'POST', body: { status: 'gone' } })).status).toBe(400)
})

test('a list that the caller does not have is unknown, not empty', async () => {
  const notes = table({ id: identity(), team: text() }).access({
    read: ({ row, me }) => row.team.notIn(me.claim('app_metadata.blocked')),
  })
  const ask = await opens(app({ tables: { notes } }), { notes: [{ team: 'red' }] })
  expect((await ask('notes')).text).toBe('[]')
  expect((await ask('notes', { as: 'ana' })).text).toBe('[]')
})

test('the secret key fills hidden columns, and nobody reads them', async () => {
  const shows = table({ id: identity(), notes: text().optional().hidden() }).access({
    read: true,
    create: true,
  })
  const ask = await opens(app({ tables: { shows } }), { shows: [{ notes: 'for the back office' }] })
  for (const secret of [true, false]) {
    expect((await ask('shows?select=notes', { secret })).text).toContain('42703')
    expect((await ask('shows', { secret })).text).toBe('[{"id":1}]')
  }
  expect((await ask('shows', { method: 'POST', body: { notes: 'x' } })).text).toContain('PGRST204')
})

test('a refused delete does not name a table that the caller may not read', async () => {
  const people = table({ id: identity(), name: text() }).access({ read: true, write: true })
  const suspicions = table({ id: identity(), about: ref(() => people) })
  const ask = await opens(app({ tables: { people, suspicions } }), {
    people: [{ name: 'Ana' }],
    suspicions: [{ about: 1 }],
  })
  const answer = await ask('people?id=eq.1', { method: 'DELETE' })
  expect(answer.status).toBe(409)
  expect(answer.text).not.toContain('suspicions')
})

test('rows sent back are ordered by every digit', async () => {
  const counts = table({ id: id(), n: bigint() }).access({ read: true, write: true })
  const ask = await opens(app({ tables: { counts } }))
  const body = [{ n: '9007199254740993' }, { n: '9007199254740992' }]
  const answer = await ask('counts?select=n&order=n', {
    method: 'POST',
    body,
    prefer: 'return=representation',
  })
  expect(answer.text.match(/\d+/g)).toEqual(['9007199254740992', '9007199254740993'])
})

test('me.claim reads a claim that is called id', async () => {
  const notes = table({ id: identity(), tenant: text() }).access({
    read: ({ row, me }) => row.tenant.is(me.claim('id')),
  })
  const ask = await opens(app({ tables: { notes } }), { notes: [{ tenant: 'acme' }] })
  expect((await ask('notes?select=tenant', { as: 'ana', claims: { id: 'acme' } })).text).toContain('acme')
})
