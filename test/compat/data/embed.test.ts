/** Related rows inside rows. @see https://docs.postgrest.org/en/v14/references/api/resource_embedding.html */
import { expect, test } from 'bun:test'
import { calls, fetches, refusal, shared } from '../capability.ts'
import { serve } from '../harness.ts'

const server = shared()
const ok = (data: unknown) => ({ status: 200, data })

calls('embed', server, [
  [
    'to-one',
    (c) => c.from('albums').select('title, artists(name)').eq('id', 10),
    ok([{ title: 'North', artists: { name: 'Aurora' } }]),
  ],
  [
    'to-one that is null',
    (c) => c.from('songs').select('title, albums(title)').eq('id', 105),
    ok([{ title: 'Demo', albums: null }]),
  ],
  [
    'to-one by its column',
    (c) => c.from('albums').select('title, artist(name)').eq('id', 10),
    ok([{ title: 'North', artist: { name: 'Aurora' } }]),
  ],
  [
    'to-one by its foreign key',
    (c) => c.from('albums').select('title, albums_artist_fkey(name)').eq('id', 10),
    ok([{ title: 'North', albums_artist_fkey: { name: 'Aurora' } }]),
  ],
  [
    'alias',
    (c) => c.from('albums').select('by:artists(who:name)').eq('id', 10),
    ok([{ by: { who: 'Aurora' } }]),
  ],
  [
    'hint: foreign key',
    (c) => c.from('albums').select('artists!albums_artist_fkey(name)').eq('id', 10),
    ok([{ artists: { name: 'Aurora' } }]),
  ],
  [
    'hint: column',
    (c) => c.from('albums').select('artists!artist(name)').eq('id', 10),
    ok([{ artists: { name: 'Aurora' } }]),
  ],
  [
    'to-many',
    (c) =>
      c
        .from('artists')
        .select('name, albums(id, title)')
        .eq('id', 1)
        .order('id', { referencedTable: 'albums' }),
    ok([
      {
        name: 'Aurora',
        albums: [
          { id: 10, title: 'North' },
          { id: 11, title: 'Polar' },
        ],
      },
    ]),
  ],
  [
    'to-many that is empty',
    (c) => c.from('artists').select('name, albums(id)').eq('id', 4),
    ok([{ name: 'Nobody', albums: [] }]),
  ],
  [
    'to-many by its foreign key',
    (c) => c.from('artists').select('albums!albums_artist_fkey(id)').eq('id', 2),
    ok([{ albums: [{ id: 12 }] }]),
  ],
  [
    'many-to-many',
    (c) =>
      c.from('songs').select('id, genres(name)').eq('id', 100).order('name', { referencedTable: 'genres' }),
    ok([{ id: 100, genres: [{ name: 'ambient' }, { name: 'pop' }] }]),
  ],
  [
    'many-to-many, the other way',
    (c) => c.from('genres').select('name, songs(id)').eq('id', 1).order('id', { referencedTable: 'songs' }),
    ok([{ name: 'pop', songs: [{ id: 100 }, { id: 104 }] }]),
  ],
  [
    'many-to-many with the junction as hint',
    (c) => c.from('songs').select('genres!song_genres(name)').eq('id', 102),
    ok([{ genres: [{ name: 'rock' }] }]),
  ],
  [
    'the junction itself',
    (c) => c.from('songs').select('song_genres(genre, genres(name))').eq('id', 102),
    ok([{ song_genres: [{ genre: 2, genres: { name: 'rock' } }] }]),
  ],
  [
    'four levels',
    (c) => c.from('artists').select('name, albums(title, songs(title, genres(name)))').eq('id', 3),
    ok([
      {
        name: '東京Trio',
        albums: [{ title: 'Tokyo, Mon Amour', songs: [{ title: 'Neon', genres: [{ name: 'pop' }] }] }],
      },
    ]),
  ],
  [
    'there and back again',
    (c) => c.from('albums').select('id, artists(albums(id, artists(name)))').eq('id', 12),
    ok([{ id: 12, artists: { albums: [{ id: 12, artists: { name: 'Zoë' } }] } }]),
  ],
  [
    'one-to-one, from the side of the key',
    (c) => c.from('badges').select('code, employees(name)'),
    ok([{ code: 'B-2', employees: { name: 'Cy' } }]),
  ],
  [
    'one-to-one, from the other side',
    (c) => c.from('employees').select('name, badges(code)').order('id'),
    ok([
      { name: 'Bo', badges: null },
      { name: 'Cy', badges: { code: 'B-2' } },
      { name: 'Di', badges: null },
    ]),
  ],
  [
    'one table twice, by aliases',
    (c) =>
      c
        .from('artists')
        .select('old:albums(id), new:albums(id)')
        .eq('id', 1)
        .lt('old.year', 2020)
        .gt('new.year', 2020),
    ok([{ old: [{ id: 10 }], new: [{ id: 11 }] }]),
  ],
  [
    'self-relation: parent',
    (c) => c.from('categories').select('name, parent(name)').eq('id', 3),
    ok([{ name: 'jazz', parent: { name: 'music' } }]),
  ],
  [
    'self-relation: parent with an alias',
    (c) => c.from('categories').select('name, up:parent(name, up:parent(name))').eq('id', 3),
    ok([{ name: 'jazz', up: { name: 'music', up: { name: 'all' } } }]),
  ],
  [
    'self-relation: children by the column',
    (c) =>
      c
        .from('categories')
        .select('name, categories!parent(name)')
        .eq('id', 1)
        .order('id', { referencedTable: 'categories' }),
    ok([{ name: 'all', categories: [{ name: 'music' }, { name: 'books' }] }]),
  ],
  [
    'self-relation: children by the name alone',
    (c) => c.from('categories').select('name, categories(name)').eq('id', 2),
    ok([{ name: 'music', categories: [{ name: 'jazz' }] }]),
  ],
  [
    'two references to one table: each by its column',
    (c) => c.from('employees').select('name, manager(name), mentor(name)').eq('id', 3),
    ok([{ name: 'Di', manager: { name: 'Bo' }, mentor: { name: 'Cy' } }]),
  ],
  [
    'two references to one table: the many by hint',
    (c) =>
      c
        .from('employees')
        .select('name, reports:employees!employees_manager_fkey(name)')
        .eq('id', 1)
        .order('id', { referencedTable: 'reports' }),
    ok([{ name: 'Bo', reports: [{ name: 'Cy' }, { name: 'Di' }] }]),
  ],
  [
    'everything of an embed',
    (c) => c.from('albums').select('artists(*)').eq('id', 10),
    ok([{ artists: { id: 1, name: 'Aurora', country: 'NO' } }]),
  ],
  [
    'casts and JSON paths inside',
    (c) => c.from('albums').select('artists(key:id::text)').eq('id', 10),
    ok([{ artists: { key: '1' } }]),
  ],
  [
    'an empty embed shows nothing',
    (c) => c.from('albums').select('title, artists()').eq('id', 10),
    ok([{ title: 'North' }]),
  ],
  [
    'an empty embed still joins',
    (c) => c.from('artists').select('id, albums!inner()').eq('albums.year', 2019),
    ok([{ id: 1 }]),
  ],
])

calls('embed', server, [
  [
    'filter inside',
    (c) => c.from('artists').select('id, albums(id)').eq('albums.year', 2019).order('id'),
    ok([
      { id: 1, albums: [{ id: 10 }] },
      { id: 2, albums: [] },
      { id: 3, albums: [] },
      { id: 4, albums: [] },
    ]),
  ],
  [
    'filter inside by an alias',
    (c) => c.from('artists').select('id, records:albums(id)').eq('records.year', 2019).eq('id', 1),
    ok([{ id: 1, records: [{ id: 10 }] }]),
  ],
  [
    'filter inside a to-one',
    (c) => c.from('albums').select('id, artists(name)').eq('artists.country', 'JP').order('id').limit(1),
    ok([{ id: 10, artists: null }]),
  ],
  [
    'filter two levels down',
    (c) =>
      c
        .from('artists')
        .select('id, albums(id, songs(id))')
        .gt('albums.songs.seconds', 190)
        .eq('id', 1)
        .order('id', { referencedTable: 'albums' }),
    ok([
      {
        id: 1,
        albums: [
          { id: 10, songs: [{ id: 100 }] },
          { id: 11, songs: [{ id: 102 }] },
        ],
      },
    ]),
  ],
  [
    'or inside',
    (c) =>
      c
        .from('artists')
        .select('id, albums(id)')
        .or('year.eq.2019,title.eq.Polar', { referencedTable: 'albums' })
        .eq('id', 1)
        .order('id', { referencedTable: 'albums' }),
    ok([{ id: 1, albums: [{ id: 10 }, { id: 11 }] }]),
  ],
  [
    '!inner',
    (c) => c.from('artists').select('id, albums!inner(id)').eq('albums.year', 2019),
    ok([{ id: 1, albums: [{ id: 10 }] }]),
  ],
  [
    '!inner of a to-one',
    (c) => c.from('albums').select('id, artists!inner(name)').eq('artists.country', 'JP'),
    ok([{ id: 13, artists: { name: '東京Trio' } }]),
  ],
  [
    '!inner without a filter',
    (c) =>
      c.from('artists').select('id, albums!inner(id)').order('id').order('id', { referencedTable: 'albums' }),
    ok([
      { id: 1, albums: [{ id: 10 }, { id: 11 }] },
      { id: 2, albums: [{ id: 12 }] },
      { id: 3, albums: [{ id: 13 }] },
    ]),
  ],
  [
    '!inner, two levels',
    (c) => c.from('artists').select('id, albums!inner(id, songs!inner(id))').gt('albums.songs.seconds', 260),
    ok([{ id: 3, albums: [{ id: 13, songs: [{ id: 104 }] }] }]),
  ],
  [
    '!inner with a hint',
    (c) => c.from('albums').select('id, artists!albums_artist_fkey!inner(id)').eq('artists.id', 2),
    ok([{ id: 12, artists: { id: 2 } }]),
  ],
  [
    '!inner of a many-to-many',
    (c) => c.from('songs').select('id, genres!inner(name)').eq('genres.name', 'rock'),
    ok([{ id: 102, genres: [{ name: 'rock' }] }]),
  ],
  [
    '!inner counts',
    (c) => c.from('artists').select('id, albums!inner(id)', { count: 'exact' }).eq('albums.year', 2019),
    { status: 200, data: [{ id: 1, albums: [{ id: 10 }] }], count: 1 },
  ],
  [
    '!left',
    (c) => c.from('albums').select('id, artists!left(name)').eq('id', 10),
    ok([{ id: 10, artists: { name: 'Aurora' } }]),
  ],
  ['anti-join', (c) => c.from('artists').select('id, albums()').is('albums', null), ok([{ id: 4 }])],
  [
    'anti-join with a filter inside',
    (c) => c.from('artists').select('id, albums()').eq('albums.year', 2021).is('albums', null).order('id'),
    ok([{ id: 3 }, { id: 4 }]),
  ],
  [
    'semi-join',
    (c) => c.from('artists').select('id, albums()').not('albums', 'is', null).order('id'),
    ok([{ id: 1 }, { id: 2 }, { id: 3 }]),
  ],
  [
    'is null of a to-one',
    (c) => c.from('songs').select('id, albums()').is('albums', null),
    ok([{ id: 105 }]),
  ],
  [
    'embeds in or',
    (c) => c.from('artists').select('id, albums()').or('albums.is.null,country.eq.JP').order('id'),
    ok([{ id: 3 }, { id: 4 }]),
  ],
  [
    'any other operator is refused',
    (c) => c.from('artists').select('id, albums()').eq('albums', 1),
    refusal(400, 'PGRST120', "Bad operator on the 'albums' embedded resource", {
      details: 'Only is null or not is null filters are allowed on embedded resources',
    }),
  ],
  [
    'order inside',
    (c) =>
      c
        .from('artists')
        .select('albums(id)')
        .eq('id', 1)
        .order('year', { referencedTable: 'albums', ascending: false }),
    ok([{ albums: [{ id: 11 }, { id: 10 }] }]),
  ],
  [
    'limit inside',
    (c) =>
      c
        .from('artists')
        .select('id, albums(id)')
        .order('id')
        .order('id', { referencedTable: 'albums' })
        .limit(1, { referencedTable: 'albums' })
        .limit(2),
    ok([
      { id: 1, albums: [{ id: 10 }] },
      { id: 2, albums: [{ id: 12 }] },
    ]),
  ],
  [
    'range inside',
    (c) =>
      c
        .from('artists')
        .select('albums(id)')
        .eq('id', 1)
        .order('id', { referencedTable: 'albums' })
        .range(1, 5, { referencedTable: 'albums' }),
    ok([{ albums: [{ id: 11 }] }]),
  ],
  [
    'limit two levels down',
    (c) =>
      c
        .from('artists')
        .select('albums(songs(id))')
        .eq('id', 1)
        .order('id', { referencedTable: 'albums' })
        .order('id', { referencedTable: 'albums.songs' })
        .limit(1, { referencedTable: 'albums.songs' }),
    ok([{ albums: [{ songs: [{ id: 100 }] }, { songs: [{ id: 102 }] }] }]),
  ],
  [
    'order by a to-one',
    (c) =>
      c.from('albums').select('id, artists(name)').order('artists(name)', { ascending: false }).order('id'),
    ok([
      { id: 13, artists: { name: '東京Trio' } },
      { id: 12, artists: { name: 'Zoë' } },
      { id: 10, artists: { name: 'Aurora' } },
      { id: 11, artists: { name: 'Aurora' } },
    ]),
  ],
  [
    'order by a to-one with an alias',
    (c) => c.from('albums').select('id, by:artists()').order('by(country)', { nullsFirst: true }).order('id'),
    ok([{ id: 12 }, { id: 13 }, { id: 10 }, { id: 11 }]),
  ],
])

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
    { status: 200, body: '[{"id":10,"artists":{"id": 1, "name": "Aurora"}}]' },
  ],
  [
    'the bytes of a to-many',
    'artists?select=id,albums(id,title)&id=eq.1&albums.order=id',
    {},
    { status: 200, body: '[{"id":1,"albums":[{"id": 10, "title": "North"}, {"id": 11, "title": "Polar"}]}]' },
  ],
])

test('data: embed: count of a to-many works where aggregates are off', async () => {
  const { plainApp } = await import('../app.ts')
  const plain = await serve(plainApp)
  const { data, error } = await plain.anon.from('artists').select('albums(count)').eq('id', 1)
  await plain.stop()
  expect({ data, error }).toEqual({ data: [{ albums: [{ count: 2 }] }], error: null })
})

test('data: embed: the rules of the other table apply inside', async () => {
  const ana = await server().as('ana')
  expect((await ana.from('notes').select('id, users(email)')).data).toEqual([
    { id: 1, users: { email: 'ana@example.test' } },
  ])
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
