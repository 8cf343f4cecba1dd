/** The rows that every test begins with. Columns that are not listed here are null or have their default. */
export const ROWS: readonly (readonly [table: string, rows: readonly object[]])[] = [
  [
    'artists',
    [
      { id: 1, name: 'Aurora', country: 'NO' },
      { id: 2, name: 'Zoë', country: null },
      { id: 3, name: '東京Trio', country: 'JP' },
      { id: 4, name: 'Nobody', country: 'PT' },
    ],
  ],
  [
    'albums',
    [
      { id: 10, title: 'North', artist: 1, year: 2019, price: '9.90' },
      { id: 11, title: 'Polar', artist: 1, year: 2021, price: '12.50' },
      { id: 12, title: 'Naïve', artist: 2, year: 2021, price: null },
      { id: 13, title: 'Tokyo, Mon Amour', artist: 3, year: null, price: '7.00' },
    ],
  ],
  [
    'songs',
    [
      { id: 100, title: 'Dawn', album: 10, seconds: 201, rating: 4.5, explicit: false },
      { id: 101, title: 'Snow (Live)', album: 10, seconds: 187, rating: null, explicit: null },
      { id: 102, title: '100%_pure', album: 11, seconds: 250, rating: 3, explicit: true },
      { id: 103, title: 'Élan', album: 12, seconds: 95, rating: 4.5, explicit: false },
      { id: 104, title: 'Neon', album: 13, seconds: 300, rating: 5, explicit: true },
      { id: 105, title: 'Demo', album: null, seconds: 60, rating: null, explicit: false },
    ],
  ],
  [
    'genres',
    [
      { id: 1, name: 'pop' },
      { id: 2, name: 'rock' },
      { id: 3, name: 'ambient' },
    ],
  ],
  [
    'song_genres',
    [
      { song: 100, genre: 1 },
      { song: 100, genre: 3 },
      { song: 102, genre: 2 },
      { song: 104, genre: 1 },
    ],
  ],
  [
    'categories',
    [
      { id: 1, name: 'all', parent: null },
      { id: 2, name: 'music', parent: 1 },
      { id: 3, name: 'jazz', parent: 2 },
      { id: 4, name: 'books', parent: 1 },
    ],
  ],
  [
    'employees',
    [
      { id: 1, name: 'Bo', manager: null, mentor: null },
      { id: 2, name: 'Cy', manager: 1, mentor: null },
      { id: 3, name: 'Di', manager: 1, mentor: 2 },
    ],
  ],
  ['badges', [{ code: 'B-2', employee: 2 }]],
  [
    'documents',
    [
      {
        id: 1,
        data: { name: 'x', n: 10, a: { b: [1, 2, { c: 'deep' }] } },
        tags: ['red', 'blue'],
        numbers: [1, 2, 3],
      },
      { id: 2, data: { n: 9, name: null }, tags: [], numbers: [3] },
      { id: 3, data: [1, 'two', null], tags: null, numbers: null },
      { id: 4, data: null, tags: ['a,b', 'say "hi"'], numbers: [] },
    ],
  ],
  [
    'things',
    [
      {
        id: 1,
        a_text: 'plain',
        an_integer: -2147483648,
        a_bigint: '9007199254740993',
        a_float: 0.1,
        a_decimal: '12345678901234567890.0123456789',
        a_boolean: true,
        a_uuid: 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
        a_timestamp: '2024-02-29T23:59:59.123456+02:00',
        a_date: '2024-02-29',
        a_time: '23:59:59.5',
        some_json: { b: 1, aa: [true, null], c: 'é' },
        some_bytes: '\\x00ff10',
        a_colour: 'red',
        texts: ['x', 'y z', null],
        integers: [1, -2],
        bigints: ['9007199254740993'],
        booleans: [true, false],
        timestamps: ['2024-01-01T00:00:00Z'],
      },
    ],
  ],
  [
    'accounts',
    [
      { id: 1, name: 'Ana', code: 'A', salary: 100 },
      { id: 2, name: 'Ben', code: 'B', salary: 200 },
    ],
  ],
  [
    'slots',
    [
      { room: 'red', hour: 9, holder: 'Ana' },
      { room: 'red', hour: 10, holder: 'Ben' },
      { room: 'blue', hour: 9, holder: 'Cho' },
    ],
  ],
  ['tickets', [{ seat: 'A1' }, { seat: 'A2' }]],
  ['vault', [{ id: 1, gold: 7 }]],
  [
    'articles',
    [
      { id: 1, title: 'Cats', body: 'The fat cat sat on the mat.' },
      { id: 2, title: 'Rats', body: 'A rat ran after the fat rats.' },
      { id: 3, title: 'Dogs', body: 'The dog sleeps; no cat is near.' },
    ],
  ],
]
