/**
 * Related rows inside rows.
 * @see https://docs.postgrest.org/en/v14/references/api/resource_embedding.html
 */
import { calls, refusal, shared } from '../capability.ts'

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
