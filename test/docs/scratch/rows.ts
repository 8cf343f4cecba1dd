// rows.ts
import { uuidFromName } from 'offstage/testing'

const [ana, ben] = [uuidFromName('ana'), uuidFromName('ben')]

/** Tables in the order in which they are filled; the database numbers the rows from 1. */
export const rows = [
  ['users', [{ id: ana, email: 'ana@example.test' }, { id: ben, email: 'ben@example.test' }]],
  ['people', [
    { name: 'Agnès Varda', born: '1928-05-30' },
    { name: 'Corinne Marchand', born: '1931-12-04' },
    { name: 'Jacques Tati', born: null },
  ]],
  ['movies', [
    { title: 'Cléo', minutes: 90, director: 1, released: '1962-04-11', tags: ['paris', 'drama'], facts: { colour: false, prizes: [{ name: 'Méliès', year: 1962 }] } },
    { title: 'Playtime', minutes: 124, director: 3, released: '1967-12-16', tags: ['paris', 'comedy'], facts: { colour: true } },
    { title: 'Untitled, 2026', minutes: 15, director: null, released: null, tags: [], facts: null },
  ]],
  ['casts', [
    { movie: 1, person: 2, part: 'Cléo' },
    { movie: 1, person: 1, part: 'A nurse' },
    { movie: 2, person: 3, part: 'Hulot' },
  ]],
  ['halls', [{ name: 'Lumière', seats: 120, open: true }, { name: 'Studio', seats: 40, open: true }]],
  ['screenings', [
    { movie: 1, hall: 'Studio', starts_at: '2026-05-01T18:00:00Z', price: '9.50' },
    { movie: 2, hall: 'Lumière', starts_at: '2026-05-01T20:30:00Z', price: '11.00' },
    { movie: 1, hall: 'Lumière', starts_at: '2026-05-02T18:00:00Z', price: '9.50' },
  ]],
  ['tickets', [
    { screening: 1, seat: 'A1', status: 'sold', holder: ana },
    { screening: 1, seat: 'A2', status: 'held', holder: ana },
    { screening: 2, seat: 'C7', status: 'sold', holder: ben },
  ]],
  ['takings', [{ day: '2026-04-30', amount: '1234.50' }]],
] as const
