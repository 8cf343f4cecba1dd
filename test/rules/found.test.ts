/** What the property test found, each as its smallest request: these stay, so that no finding comes back. */
import { afterAll, expect, test } from 'bun:test'
import { uuidFromName } from '../../src/base/ids.ts'
import { app, array, boolean, bytes, id, integer, not, or, ref, table, text, users } from '../../src/index.ts'
import { start } from '../../src/testing.ts'
import { alike, closeAll, opens } from './opened.ts'

const opened: (() => Promise<void>)[] = []
afterAll(async () => {
  await closeAll()
  for (const close of opened) await close()
})

const A = uuidFromName('a')
const B = uuidFromName('b')
const C = uuidFromName('c')
const NEW = uuidFromName('new')
const MISSING = uuidFromName('missing')

test('a create rule over a reference does not tell an unreadable row from a missing one', async () => {
  const albums = table({ id: id(), open: boolean(), seen: boolean() }).access({
    read: ({ row }) => row.seen.is(true),
  })
  const songs = table({ id: id(), album: ref(() => albums) }).access({
    read: true,
    write: ({ row }) => row.album.open.is(true),
  })
  const ask = await opens(app({ tables: { albums, songs } }), {
    albums: [
      { id: A, open: true, seen: false },
      { id: B, open: false, seen: false },
    ],
  })
  const insert = (album: string) => ask('songs', { method: 'POST', body: { id: NEW, album } })
  const missing = alike(await insert(MISSING), MISSING)
  expect(alike(await insert(A), A)).toEqual(missing)
  expect(alike(await insert(B), B)).toEqual(missing)
})

test('a batch that names an unreadable row itself does not make it a row to point at', async () => {
  const nodes = table({
    id: id(),
    seen: boolean().default(true),
    parent: ref(() => nodes).optional(),
  }).access({
    read: ({ row }) => row.seen.is(true),
    write: true,
  })
  const ask = await opens(app({ tables: { nodes } }), { nodes: [{ id: A, seen: false, parent: null }] })
  const batch = [
    { id: A, parent: null },
    { id: NEW, parent: A },
  ]
  const answer = await ask('nodes', { method: 'POST', body: batch, prefer: 'resolution=ignore-duplicates' })
  expect(answer).toMatchObject({ status: 409, text: expect.stringContaining('23503') })
})

test('an embed does not follow a hidden reference', async () => {
  const groups = table({ id: id(), name: text() }).access({ read: true })
  const notes = table({
    id: id(),
    open: ref(() => groups).optional(),
    secret: ref(() => groups)
      .optional()
      .hidden(),
  }).access({ read: true })
  const ask = await opens(app({ tables: { groups, notes } }), {})
  for (const path of [
    'notes?select=id,secret(name)',
    'notes?select=id,groups!notes_secret_fkey(name)',
    'groups?select=id,notes!notes_secret_fkey(id)',
    'groups?select=id,notes!secret(id)',
  ]) {
    expect([path, (await ask(path)).status]).toEqual([path, 400])
  }
  const ambiguous = await ask('notes?select=id,groups(name)')
  expect(ambiguous.text).not.toContain('secret')
})

test('an embed does not follow a reference that a column rule masks', async () => {
  const groups = table({ id: id(), name: text() }).access({ read: true })
  const notes = table({
    id: id(),
    group: ref(() => groups).access({ read: ({ me }) => me.is('chief') }),
  }).access({ read: true })
  const ask = await opens(app({ tables: { groups, notes } }), {
    groups: [{ id: A, name: 'secret club' }],
    notes: [{ id: B, group: A }],
  })
  expect(await ask('notes?select=id,group')).toEqual({ status: 200, text: `[{"id":"${B}","group":null}]` })
  expect((await ask('notes?select=group(name)')).text).toBe('[{"group":null}]')
  expect((await ask('notes?select=id,groups!inner(name)')).text).toBe('[]')
  expect((await ask('notes?select=id,groups()&groups=not.is.null')).text).toBe('[]')
  expect((await ask('groups?select=name,notes(id)')).text).toBe('[{"name":"secret club","notes":[]}]')
})

test('a pattern that cannot be read is refused whether there are rows or not', async () => {
  const notes = table({ id: id(), body: text() }).access({ read: ({ row }) => row.body.is('open') })
  const declared = app({ tables: { notes } })
  const empty = await opens(declared)
  const full = await opens(declared, { notes: [{ id: A, body: 'x' }] })
  const filters = [
    'like.a\\',
    'ilike.a\\',
    'ilike(any).{"a\\\\"}',
    'like(any).{"a\\\\"}',
    'match(any).{"["}',
    'match.[',
  ]
  for (const filter of filters) {
    const path = `notes?body=${encodeURIComponent(filter)}`
    expect([filter, await full(path)]).toEqual([filter, await empty(path)])
    expect([filter, (await empty(path)).status]).toEqual([filter, 400])
  }
})

test('a column write rule may speak of old in an insert too', async () => {
  const notes = table({
    id: id(),
    body: text().access({ write: ({ old }) => old.body.is('draft') }),
  }).access({ read: true, write: true })
  const ask = await opens(app({ tables: { notes } }))
  const answer = await ask('notes', { method: 'POST', body: { id: NEW, body: 'x' } })
  expect(answer.status).not.toBe(500)
})

test('a merge sends back only rows that may be read as they have become', async () => {
  const notes = table({ id: id(), a: text().default('x'), b: text().default('y') }).access({
    read: ({ row }) => or(row.a.is('x'), row.b.is('y')),
    write: true,
  })
  const ask = await opens(app({ tables: { notes } }), { notes: [{ id: A, a: 'x', b: 'n' }] })
  const body = { id: A, a: 'z' }
  const prefer = 'return=representation'
  const updated = await ask(`notes?id=eq.${A}`, { method: 'PATCH', body: { a: 'z' }, prefer })
  const merged = await ask('notes', { method: 'POST', body, prefer: `resolution=merge-duplicates,${prefer}` })
  expect({ ...merged, text: JSON.parse(merged.text).code }).toEqual({
    ...updated,
    text: JSON.parse(updated.text).code,
  })
})

test('a unique conflict names no hidden column and none of its values', async () => {
  const notes = table({ id: id(), pin: integer().default(7071).hidden() })
    .unique('pin')
    .access({ read: true, write: true })
  const ask = await opens(app({ tables: { notes } }), { notes: [{ id: A }] })
  const answer = await ask('notes', { method: 'POST', body: { id: C } })
  expect(answer.text).toContain('23505')
  expect(answer.text).not.toContain('pin')
  expect(answer.text).not.toContain('7071')
})

test('bytes are found in lists', async () => {
  const notes = table({ id: id(), key: bytes() }).access({ read: ({ row }) => row.key.notIn(['\\x01']) })
  const ask = await opens(app({ tables: { notes } }), { notes: [{ id: A, key: '\\x01' }] })
  expect(await ask('notes')).toEqual({ status: 200, text: '[]' })
})

test('a null array is not known to lack a value', async () => {
  const notes = table({ id: id(), tags: array(text()).optional() }).access({
    read: ({ row }) => not(row.tags.contains('secret')),
  })
  const ask = await opens(app({ tables: { notes } }), { notes: [{ id: A, tags: null }] })
  expect(await ask('notes')).toEqual({ status: 200, text: '[]' })
})

test('a deleted row is sent back as the caller saw it, whatever went with it', async () => {
  const notes = table({
    id: id(),
    body: text().access({ read: ({ row }) => row.locks.none() }),
  }).access({ read: true, delete: true })
  const locks = table({ id: id(), note: ref(() => notes).onDelete('cascade') }).access({})
  const ask = await opens(app({ tables: { notes, locks } }), {
    notes: [
      { id: A, body: 'first' },
      { id: B, body: 'second' },
    ],
    locks: [{ note: A }, { note: B }],
  })
  const answer = await ask('notes?select=body', { method: 'DELETE', prefer: 'return=representation' })
  expect(JSON.parse(answer.text)).toEqual([{ body: null }, { body: null }])
})

test('a table that many others refer to can be written', async () => {
  const others = Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((name) => [
      name,
      table({ id: id(), who: ref(() => users).optional() }).access({}),
    ]),
  )
  await opens(app({ tables: others }), { users: [{ email: 'ana@example.test' }] })
})

test('the key of a denied row neither costs a reader anything nor shows in a refusal', async () => {
  const nodes = table({ code: integer(), up: ref(() => nodes).optional() })
    .primaryKey('code')
    .access({ read: ({ row }) => row.related(nodes).some() })
  const ask = await opens(app({ tables: { nodes } }), { nodes: [{ code: 2_147_483_647 }] })
  expect(await ask('nodes?select=code,below:nodes!nodes_up_fkey(code)&order=up')).toEqual({
    status: 200,
    text: '[]',
  })
})

test('embeds of a changed row see one state of the table, not one half changed', async () => {
  const nodes = table({ id: id(), name: text(), up: ref(() => nodes).optional() }).access({
    read: true,
    write: true,
  })
  const ask = await opens(app({ tables: { nodes } }), {
    nodes: [
      { id: A, name: 'old', up: null },
      { id: B, name: 'old', up: A },
      { id: C, name: 'old', up: B },
    ],
  })
  const answer = await ask(
    'nodes?select=below:nodes!nodes_up_fkey(name),above:nodes_up_fkey(name)&order=id',
    {
      method: 'PATCH',
      body: { name: 'new' },
      prefer: 'return=representation',
    },
  )
  // One state: the one that the write has left. (PostgreSQL's embeds show the rows as they were before.)
  expect(answer.text).not.toContain('old')
})

test('a rule is asked without any of the references that lead to unreadable rows', async () => {
  const albums = table({ id: id(), open: boolean() }).access({ read: false })
  const pairs = table({ id: id(), one: ref(() => albums), two: ref(() => albums) }).access({
    read: true,
    write: ({ row }) => row.two.open.is(true),
  })
  const ask = await opens(app({ tables: { albums, pairs } }), { albums: [{ id: A, open: true }] })
  const insert = (two: string) => ask('pairs', { method: 'POST', body: { id: NEW, one: C, two } })
  expect(alike(await insert(A), A)).toEqual(alike(await insert(MISSING), MISSING))
})

test('a hidden column that the server fills with the caller is named in no refusal', async () => {
  const people = users.access({})
  const notes = table({
    id: id(),
    owner: ref(() => users)
      .optional()
      .default('me')
      .hidden(),
  }).access({ read: true, create: true })
  const house = await start(app({ tables: { notes, users: people } }), { seed: 1 })
  opened.push(() => house.stop())
  const { error } = await house.as('ana').from('notes').insert({ id: NEW })
  expect(error).toBeNull()
})

test('rows in no order asked for come in none that a masked reference gives', async () => {
  const people = users.access({ read: true })
  const notes = table({
    id: id(),
    title: text(),
    about: ref(() => users).access({ read: false }),
  }).access({ read: ({ row }) => row.about.gte('00000000-0000-4000-8000-000000000000') })
  const low = '11111111-1111-4111-8111-111111111111'
  const high = '22222222-2222-4222-8222-222222222222'
  const declared = app({ tables: { notes, users: people } })
  const world = (first: string, second: string) =>
    opens(declared, {
      users: [{ id: low }, { id: high }],
      notes: [
        { id: A, title: 'one', about: first },
        { id: B, title: 'two', about: second },
      ],
    })
  for (const path of ['notes?select=id', 'notes?select=title', 'notes?select=id&limit=1']) {
    const [up, down] = [await (await world(low, high))(path), await (await world(high, low))(path)]
    expect([path, up]).toEqual([path, down])
  }
})
