/** More of what the property test found: on embeds, merges, descriptions and costs. */
import { afterAll, expect, test } from 'bun:test'
import { uuidFromName } from '../../src/base/ids.ts'
import { app, boolean, id, identity, integer, ref, table, text, users } from '../../src/index.ts'
import { start } from '../../src/testing.ts'
import { alike, closeAll, opens } from './opened.ts'

afterAll(closeAll)

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map(uuidFromName)

test('embeds of one name inside each other are held to the rules of their own rows', async () => {
  const nodes = table({
    id: id(),
    open: boolean(),
    // The reference is shown where the row is open.
    up: ref(() => nodes)
      .optional()
      .access({ read: ({ row }) => row.open.is(true) }),
  }).access({ read: true })
  const ask = await opens(app({ tables: { nodes } }), {
    nodes: [
      { id: A, open: true, up: null },
      { id: B, open: false, up: A },
      { id: C, open: true, up: B },
    ],
  })
  // From B, which is closed, nothing leads on to A, though A is open.
  const above = (first: string, second: string) =>
    ask(`nodes?select=id,${first}:nodes_up_fkey!inner(id,${second}:nodes_up_fkey!inner(id))`)
  expect((await above('a', 'b')).text).toBe('[]')
  expect((await above('a', 'a')).text).toBe('[]')
  const below = await ask('nodes?select=id,a:nodes!nodes_up_fkey!inner(id,a:nodes!nodes_up_fkey!inner(id))')
  expect([below.status, below.text]).toEqual([200, '[]'])
})

test('a reference to the own table tells no unreadable row from a missing one before rows have keys', async () => {
  const nodes = table({ number: identity(), up: ref(() => nodes).optional() }).access({
    read: false,
    create: true,
  })
  const ask = await opens(app({ tables: { nodes } }), { nodes: [{ up: null }] })
  for (const batch of [false, true]) {
    const insert = (up: number) =>
      ask('nodes', { method: 'POST', body: batch ? [{ up }, { up: null }] : { up } })
    const [unreadable, missing] = [await insert(1), await insert(9)]
    expect(unreadable.text).toContain('23503')
    expect(alike(unreadable, '(1)')).toEqual(alike(missing, '(9)'))
  }
})

test('a null key among the rows of a batch does not make every row one to point at', async () => {
  const nodes = table({ code: text(), up: ref(() => nodes).optional() })
    .primaryKey('code')
    .access({ read: false, create: true })
  const ask = await opens(app({ tables: { nodes } }), { nodes: [{ code: 'here' }] })
  const insert = (up: string) =>
    ask('nodes', {
      method: 'POST',
      body: [
        { code: null, up: null },
        { code: 'new', up },
      ],
    })
  expect(alike(await insert('here'), 'here')).toEqual(alike(await insert('nowhere'), 'nowhere'))
})

test('a merge does not tell whether a guess is the value of a column that is set once', async () => {
  const cards = table({
    id: id(),
    pin: integer()
      .writeOnce()
      .access({ read: ({ me }) => me.is('chief') }),
    note: text().optional(),
  }).access({ read: true, write: true })
  const ask = await opens(app({ tables: { cards } }), { cards: [{ id: A, pin: 7 }] })
  const guess = (pin: number) =>
    ask('cards', { method: 'POST', body: { id: A, pin, note: 'x' }, prefer: 'resolution=merge-duplicates' })
  expect(await guess(7)).toEqual(await guess(8))
  expect((await guess(7)).text).toContain('42501')
})

test('whoever sees a column that is set once may repeat its value in a merge', async () => {
  const cards = table({ id: id(), pin: integer().writeOnce().access({ read: true }), note: text() }).access({
    read: true,
    write: true,
  })
  const ask = await opens(app({ tables: { cards } }), { cards: [{ id: A, pin: 7, note: 'old' }] })
  const merge = (pin: number) =>
    ask('cards', { method: 'POST', body: { id: A, pin, note: 'new' }, prefer: 'resolution=merge-duplicates' })
  expect((await merge(7)).status).toBe(200)
  expect((await merge(8)).text).toContain('42501')
})

test('how many rows a deletion takes does not tell of the references between them', async () => {
  const nodes = table({
    id: id(),
    up: ref(() => nodes)
      .onDelete('cascade')
      .optional()
      .access({ read: false }),
  }).access({ read: true, delete: true })
  const chain = {
    nodes: [{ id: A }, { id: B, up: A }, { id: C, up: B }].map((row) => ({ up: null, ...row })),
  }
  const loose = { nodes: [A, B, C].map((id) => ({ id, up: null })) }
  const declared = app({ tables: { nodes } })
  const [chained, apart] = [await opens(declared, chain), await opens(declared, loose)]
  for (const prefer of ['handling=strict,max-affected=2', 'count=exact', 'return=representation']) {
    const asked = { method: 'DELETE', prefer: `${prefer},tx=rollback` }
    const answer = await apart('nodes?select=id&order=id', asked)
    expect([prefer, await chained('nodes?select=id&order=id', asked)]).toEqual([prefer, answer])
  }
  const refused = await chained('nodes', { method: 'DELETE', prefer: 'handling=strict,max-affected=2' })
  expect(refused.text).toContain('The query affects 3 rows')
})

test('a deletion that a hidden reference forbids does not name it', async () => {
  const groups = table({ id: id() }).access({ read: true, delete: true })
  const notes = table({
    id: id(),
    hush: ref(() => groups)
      .optional()
      .hidden(),
  }).access({ read: true })
  const ask = await opens(app({ tables: { groups, notes } }), {
    groups: [{ id: A }],
    notes: [{ id: B, hush: A }],
  })
  const answer = await ask(`groups?id=eq.${A}`, { method: 'DELETE' })
  expect(answer.text).toContain('23503')
  expect(answer.text).not.toMatch(/hush|notes/)
})

test('a condition on a column that is masked finds no row to overwrite', async () => {
  const cards = table({
    id: id(),
    pin: integer().access({ read: false }),
    note: text(),
  }).access({ read: true, write: true })
  const ask = await opens(app({ tables: { cards } }), { cards: [{ id: A, pin: 7, note: 'old' }] })
  const prefer = 'return=representation,count=exact'
  for (const filter of ['pin=eq.7', 'pin=gt.0', 'not.and=(pin.neq.7)', 'pin=in.(7)', 'pin=not.is.null']) {
    const answer = await ask(`cards?${filter}&select=note`, { method: 'PATCH', body: { pin: 1 }, prefer })
    expect([filter, answer]).toEqual([filter, { status: 200, text: '[]' }])
  }
})

test('the description names no relation over a column that the caller does not see', async () => {
  const groups = table({ id: id() }).access({ read: true })
  const notes = table({
    id: id(),
    open: ref(() => groups),
    hush: ref(() => groups)
      .optional()
      .hidden(),
    closed: ref(() => groups).access({ read: ({ me }) => me.is('chief') }),
  }).access({ read: true })
  const ask = await opens(app({ tables: { groups, notes } }))
  const { text: described } = await ask('', { accept: '*/*' })
  expect(described).toContain('notes_open_fkey')
  expect(described).not.toContain('hush')
  expect(described).not.toContain('notes_closed_fkey')
})

test('how dear a request is tells no more than roughly how many rows there are', async () => {
  const notes = table({ id: id(), body: text() }).access({ read: ({ row }) => row.body.is('open') })
  const declared = app({ tables: { notes } })
  const statuses = async (count: number) => {
    const house = await start(declared, { seed: 1 })
    await house
      .service()
      .from('notes')
      .insert(Array(count).fill({ body: 'x' }))
    const list: number[] = []
    // Longer and longer patterns: between two of them lies a size at which the answer changes.
    for (let length = 100; length <= 1000; length += 50) {
      const url = `http://offstage.test/rest/v1/notes?body=imatch.${'a'.repeat(length)}&or=(body.imatch.b)`
      const headers = { apikey: house.keys.publishable }
      list.push((await house.fetch(new Request(url, { headers }))).status)
    }
    await house.stop()
    return list
  }
  const fewer = await statuses(1450)
  expect(new Set(fewer)).toEqual(new Set([200, 413]))
  expect(await statuses(1950)).toEqual(fewer)
})

test('rows are ordered by what their embeds show', async () => {
  const albums = table({ id: id(), title: text() }).access({ read: true })
  const songs = table({ id: id(), album: ref(() => albums) }).access({ read: true })
  const ask = await opens(app({ tables: { albums, songs } }), {
    albums: [
      { id: A, title: 'a' },
      { id: B, title: 'b' },
    ],
    songs: [
      { id: C, album: A },
      { id: D, album: B },
    ],
  })
  const all = await ask('songs?select=id,albums(title)&order=albums(title)')
  expect(JSON.parse(all.text).map((row: { id: string }) => row.id)).toEqual([C, D])
  const some = await ask('songs?select=id,albums(title)&order=albums(title)&albums.title=eq.b')
  expect(JSON.parse(some.text)).toEqual([
    { id: D, albums: { title: 'b' } },
    { id: C, albums: null },
  ])
})

test('groups in no order asked for come in none that a masked reference gives', async () => {
  const notes = table({
    id: id(),
    title: text(),
    about: ref(() => users).access({ read: false }),
  }).access({ read: ({ row }) => row.about.gte('00000000-0000-4000-8000-000000000000') })
  const people = users.access({ read: true })
  const declared = app({ tables: { notes, users: people }, api: { aggregates: true } })
  const [low, high] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']
  const groups = async (first: string, last: string) => {
    const ask = await opens(declared, {
      users: [{ id: low }, { id: high }],
      notes: [
        { id: A, title: 'y', about: first },
        { id: B, title: 'x', about: low },
        { id: C, title: 'y', about: last },
      ],
    })
    return ask('notes?select=title,count()')
  }
  expect(await groups(low, high)).toEqual(await groups(high, low))
})

test('a limited update is refused for none but the rows that it would change', async () => {
  const tasks = table({ id: id(), note: text() }).access({
    read: true,
    update: { old: true, new: ({ row }) => row.related(steps).none() },
  })
  const steps = table({ id: id(), task: ref(() => tasks) }).access({})
  const ask = await opens(app({ tables: { tasks, steps } }), {
    tasks: [
      { id: A, note: 'a' },
      { id: B, note: 'b' },
    ],
    steps: [{ task: A }],
  })
  const first = async (order: string) =>
    (await ask(`tasks?order=${order}&limit=1`, { method: 'PATCH', body: { note: 'new' } })).status
  const [free, bound] = ['note.desc', 'note']
  expect([await first(free), await first(bound)]).toEqual([204, 401])
})

test('a name that stands for two columns of different types can be written as CSV', async () => {
  const notes = table({ id: id(), body: text(), count: integer() }).access({ read: true })
  const ask = await opens(app({ tables: { notes } }), { notes: [{ id: A, body: 'x', count: 3 }] })
  const csv = (select: string) => ask(`notes?select=${select}`, { accept: 'text/csv' })
  expect(await csv('a:body,a:count')).toEqual({ status: 200, text: 'a\n3' })
  expect(await csv('a:count,a:body')).toEqual({ status: 200, text: 'a\nx' })
})

test('one object is asked for by HEAD as by GET', async () => {
  const notes = table({ id: id() }).access({ read: true })
  const ask = await opens(app({ tables: { notes } }), { notes: [{ id: A }, { id: B }] })
  const accept = 'application/vnd.pgrst.object+json'
  expect((await ask('notes', { method: 'HEAD', prefer: 'count=exact', accept })).status).toBe(406)
})
