/** Full-text search and rules: no match, count, order or rank tells of a row that the caller may not read. */
import { afterAll, expect, test } from 'bun:test'
import { app, boolean, id, ref, table, text, users } from '../../src/index.ts'
import { start } from '../../src/testing.ts'

const letters = table({
  id: id(),
  nr: text(),
  subject: text(),
  body: text().optional(),
  owner: ref(() => users).default('me'),
  shared: boolean().default(false),
})
  .search('subject', 'body')
  .access({
    read: ({ row, me }) => row.owner.is(me.id).or(row.shared.is(true)),
    write: ({ row, me }) => row.owner.is(me.id),
  })
const replies = table({ id: id(), letter: ref(() => letters).open(), words: text() })
  .search('words')
  .access({ read: true, create: true })

const opened: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of opened) await close()
})

async function opens() {
  const house = await start(app({ tables: { letters, replies } }), { seed: 1 })
  opened.push(() => house.stop())
  const [ana, ben] = [house.as('ana'), house.as('ben')]
  await ana.from('letters').insert([
    { nr: '1', subject: 'treasure', body: 'an island', shared: false },
    { nr: '2', subject: 'weather', body: 'rain, treasure, rain', shared: true },
  ])
  await ben.from('letters').insert({ nr: '3', subject: 'treasure map' })
  return { house, ana, ben }
}

test('denied rows are not found, counted or changed', async () => {
  const { ana, ben, house } = await opens()
  const asked = (client: typeof ana, query: string) =>
    client.from('letters').select('nr', { count: 'exact' }).textSearch('search', query).order('nr')
  expect(await asked(ben, 'treasure')).toMatchObject({ count: 2, data: [{ nr: '2' }, { nr: '3' }] })
  expect(await asked(ana, 'treasure')).toMatchObject({ count: 2, data: [{ nr: '1' }, { nr: '2' }] })
  expect(await asked(house.anon(), 'treasure')).toMatchObject({ count: 1, data: [{ nr: '2' }] })
  expect(await asked(ben, 'island')).toMatchObject({ count: 0, data: [] })
  expect(await asked(ben, '!nothing')).toMatchObject({ count: 2, data: [{ nr: '2' }, { nr: '3' }] })
  expect(await asked(ben, '!treasure')).toMatchObject({ count: 0, data: [] })
  const negated = await ben.from('letters').select('nr').not('search', 'fts', 'nothing').order('nr')
  expect(negated.data).toEqual([{ nr: '2' }, { nr: '3' }])
  await ben.from('letters').update({ subject: 'mine' }).textSearch('search', 'treasure')
  await ben.from('letters').delete().textSearch('search', 'island')
  const all = await house.service().from('letters').select('nr, subject').order('nr')
  expect(all.data).toEqual([
    { nr: '1', subject: 'treasure' },
    { nr: '2', subject: 'weather' },
    { nr: '3', subject: 'mine' },
  ])
})

test('ranks are the same whatever denied rows hold', async () => {
  const { ana, ben } = await opens()
  const ranked = () =>
    ben
      .from('letters')
      .select('nr, search_rank' as 'nr')
      .textSearch('search', 'treasure | rain')
      .order('search_rank', { ascending: false })
  const before = (await ranked()).data
  expect(before as unknown).toEqual([
    { nr: '2', search_rank: 0.0683918 },
    { nr: '3', search_rank: 0.030396355 },
  ])
  await ana
    .from('letters')
    .insert(Array.from({ length: 300 }, (_, nr) => ({ nr: `s${nr}`, subject: 'treasure '.repeat(nr % 9) })))
  expect((await ranked()).data).toEqual(before)
})

test('a search through a relation finds readable rows alone', async () => {
  const { house, ben } = await opens()
  const { data } = await house.service().from('letters').select('id, nr').order('nr')
  const ids = new Map(data?.map((row) => [row.nr, row.id]))
  await house
    .service()
    .from('replies')
    .insert(['1', '2', '3'].map((nr) => ({ letter: ids.get(nr) as string, words: `to ${nr}` })))
  const found = await ben
    .from('replies')
    .select('words, letters!inner(nr)')
    .textSearch('letters.search', 'treasure')
    .order('words')
  expect(found.data as unknown).toEqual([
    { words: 'to 2', letters: { nr: '2' } },
    { words: 'to 3', letters: { nr: '3' } },
  ])
  const none = await ben
    .from('replies')
    .select('words, letters(nr)')
    .textSearch('letters.search', 'island')
    .is('letters', null)
    .order('words')
  expect(none.data?.length).toBe(3)
})

test('what the index is called is nobody’s business', async () => {
  const { house } = await opens()
  const { error } = await house
    .anon()
    .from('_offstage_search_letters' as 'letters')
    .select('nr')
  expect(error?.code).toBe('PGRST205')
})
