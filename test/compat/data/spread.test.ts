/**
 * Spreads, aggregates and rules of related rows, and what is refused about them.
 * @see https://docs.postgrest.org/en/v14/references/api/resource_embedding.html
 */
import { expect, test } from 'bun:test'
import { calls, fetches, refusal, shared } from '../capability.ts'
import { serve, told } from '../harness.ts'

const server = shared()
const ok = (data: unknown) => ({ status: 200, data })

calls('embed', server, [
  [
    'spread of a to-one',
    (c) => c.from('albums').select('title, ...artists(artist_name:name)').eq('id', 10),
    ok([{ title: 'North', artist_name: 'Aurora' }]),
  ],
  [
    'spread of a to-one that is null',
    (c) => c.from('songs').select('id, ...albums(album_title:title)').eq('id', 105),
    ok([{ id: 105, album_title: null }]),
  ],
  [
    'spread of everything',
    (c) => c.from('badges').select('code, ...employees(*)'),
    ok([{ code: 'B-2', id: 2, name: 'Cy', manager: 1, mentor: null }]),
  ],
  [
    'spread inside a spread',
    (c) => c.from('songs').select('id, ...albums(album:title, ...artists(artist:name))').eq('id', 100),
    ok([{ id: 100, album: 'North', artist: 'Aurora' }]),
  ],
  [
    'spread inside an embed',
    (c) => c.from('songs').select('song_genres(...genres(name))').eq('id', 102),
    ok([{ song_genres: [{ name: 'rock' }] }]),
  ],
  [
    'an embed inside a spread',
    (c) => c.from('songs').select('id, ...albums(artists(name))').eq('id', 100),
    ok([{ id: 100, artists: { name: 'Aurora' } }]),
  ],
  [
    'spread of a to-many makes arrays',
    (c) =>
      c
        .from('artists')
        .select('name, ...albums(titles:title, years:year)')
        .eq('id', 1)
        .order('id', { referencedTable: 'albums' }),
    ok([{ name: 'Aurora', titles: ['North', 'Polar'], years: [2019, 2021] }]),
  ],
  [
    'spread of a to-many that is empty',
    (c) => c.from('artists').select('name, ...albums(titles:title)').eq('id', 4),
    ok([{ name: 'Nobody', titles: [] }]),
  ],
  [
    'spread of a many-to-many',
    (c) =>
      c
        .from('songs')
        .select('id, ...genres(genres:name)')
        .eq('id', 100)
        .order('name', { referencedTable: 'genres' }),
    ok([{ id: 100, genres: ['ambient', 'pop'] }]),
  ],
])

calls('embed', server, [
  [
    'count of a to-many, as supabase-js writes it',
    (c) => c.from('artists').select('name, albums(count)').order('id').limit(2),
    ok([
      { name: 'Aurora', albums: [{ count: 2 }] },
      { name: 'Zoë', albums: [{ count: 1 }] },
    ]),
  ],
  [
    'count() of a to-many',
    (c) => c.from('artists').select('id, albums(count())').in('id', [1, 4]).order('id'),
    ok([
      { id: 1, albums: [{ count: 2 }] },
      { id: 4, albums: [{ count: 0 }] },
    ]),
  ],
  [
    'sum() of a to-many',
    (c) => c.from('albums').select('id, songs(seconds.sum())').eq('id', 10),
    ok([{ id: 10, songs: [{ sum: 388 }] }]),
  ],
  [
    'aggregates in groups inside',
    (c) =>
      c
        .from('artists')
        .select('id, albums(year, count())')
        .eq('id', 1)
        .order('year', { referencedTable: 'albums' }),
    ok([
      {
        id: 1,
        albums: [
          { year: 2019, count: 1 },
          { year: 2021, count: 1 },
        ],
      },
    ]),
  ],
  [
    'groups by a spread column',
    (c) => c.from('albums').select('count(), ...artists(name)').order('artists(name)'),
    ok([
      { count: 2, name: 'Aurora' },
      { count: 1, name: 'Zoë' },
      { count: 1, name: '東京Trio' },
    ]),
  ],
  [
    'aggregate of a spread column',
    (c) => c.from('songs').select('...albums(latest:year.max())'),
    ok([{ latest: 2021 }]),
  ],
])

fetches('embed', server, [
  [
    'the bytes of a to-one',
    'albums?select=id,artists(name,id)&id=eq.10',
    {},
    { status: 200, body: '[{"id":10,"artists":{"name":"Aurora","id":1}}]' },
  ],
  [
    'the bytes of a to-many',
    'artists?select=id,albums(id,title)&id=eq.1&albums.order=id',
    {},
    { status: 200, body: '[{"id":1,"albums":[{"id":10,"title":"North"}, \n {"id":11,"title":"Polar"}]}]' },
  ],
])

test('data: embed: count of a to-many works where aggregates are off', async () => {
  const { plainApp } = await import('../app.ts')
  const plain = await serve(plainApp)
  const result = await plain.anon.from('artists').select('albums(count)').eq('id', 1)
  await plain.stop()
  expect(told(result)).toEqual(ok([{ albums: [{ count: 2 }] }]))
})

test('data: embed: the rules of the other table apply inside', async () => {
  const ana = await server().as('ana')
  const result = await ana.from('notes').select('id, users(email)')
  expect(told(result)).toEqual(ok([{ id: 1, users: { email: 'ana@example.test' } }]))
})

calls('embed', server, [
  [
    'no such relation',
    (c) => c.from('songs').select('id, employees(name)'),
    refusal(
      400,
      'PGRST200',
      "Could not find a relationship between 'songs' and 'employees' in the schema cache",
      {
        details:
          "Searched for a foreign key relationship between 'songs' and 'employees' in the schema 'public', but no matches were found.",
      },
    ),
  ],
  [
    'no such hint',
    (c) => c.from('albums').select('artists!nothing(name)'),
    refusal(
      400,
      'PGRST200',
      "Could not find a relationship between 'albums' and 'artists' in the schema cache",
      {
        details:
          "Searched for a foreign key relationship between 'albums' and 'artists' using the hint 'nothing' in the schema 'public', but no matches were found.",
      },
    ),
  ],
  [
    'a filter on what is not embedded',
    (c) => c.from('albums').select('id').eq('artists.id', 1),
    refusal(400, 'PGRST108', "'artists' is not an embedded resource in this request", {
      hint: "Verify that 'artists' is included in the 'select' query parameter.",
    }),
  ],
  [
    'order by a to-many',
    (c) => c.from('artists').select('id, albums(id)').order('albums(id)'),
    refusal(400, 'PGRST118', "A related order on 'albums' is not possible", {
      details: "'artists' and 'albums' do not form a many-to-one or one-to-one relationship",
    }),
  ],
])

test('data: embed: an ambiguous embed lists the candidates', async () => {
  const { status, error } = await server().anon.from('employees').select('name, employees(name)')
  expect(status).toBe(300)
  expect(error).toMatchObject({
    code: 'PGRST201',
    message: "Could not embed because more than one relationship was found for 'employees' and 'employees'",
  })
  const candidate = (cardinality: string, relationship: string) => ({
    cardinality,
    embedding: 'employees with employees',
    relationship,
  })
  expect(error?.details as unknown).toEqual([
    candidate('one-to-many', 'employees_manager_fkey using employees(id) and employees(manager)'),
    candidate('one-to-many', 'employees_mentor_fkey using employees(id) and employees(mentor)'),
  ])
  expect(error?.hint).toBe(
    "Try changing 'employees' to one of the following: 'employees!employees_manager_fkey', " +
      "'employees!employees_mentor_fkey'. Find the desired relationship in the 'details' key.",
  )
})
