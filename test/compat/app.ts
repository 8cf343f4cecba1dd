/**
 * The app that the compatibility tests talk to: every kind of column, relation, key and rule. Keys are plain
 * integers, so that a test can show the exact bytes of an answer.
 */
import {
  app,
  array,
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  float,
  identity,
  integer,
  json,
  ref,
  table,
  text,
  time,
  timestamp,
  users,
  uuid,
} from 'offstage'

/** Anybody may do anything: what these tables test is the dialect. */
const OPEN = { read: true, write: true } as const

export const artists = table({ id: integer(), name: text().unique(), country: text().optional() })
  .primaryKey('id')
  .access(OPEN)

export const albums = table({
  id: integer(),
  title: text(),
  artist: ref(() => artists),
  year: integer().optional(),
  price: decimal(10, 2).optional(),
})
  .primaryKey('id')
  .access(OPEN)

export const songs = table({
  id: integer(),
  title: text(),
  album: ref(() => albums).optional(),
  seconds: integer().min(1),
  rating: float().optional(),
  explicit: boolean().optional(),
})
  .primaryKey('id')
  .access(OPEN)

export const genres = table({ id: integer(), name: text().unique() }).primaryKey('id').access(OPEN)

export const song_genres = table({ song: ref(() => songs), genre: ref(() => genres) })
  .primaryKey('song', 'genre')
  .access(OPEN)

/** A tree: each category may have a parent. */
export const categories = table({ id: integer(), name: text(), parent: ref(() => categories).optional() })
  .primaryKey('id')
  .access(OPEN)

/** Two references to the same table: an embed must say which. */
export const employees = table({
  id: integer(),
  name: text(),
  manager: ref(() => employees).optional(),
  mentor: ref(() => employees).optional(),
})
  .primaryKey('id')
  .access(OPEN)

/** At most one for an employee: a to-one embed both ways. */
export const badges = table({ code: text(), employee: ref(() => employees).unique() })
  .primaryKey('code')
  .access(OPEN)

export const documents = table({
  id: integer(),
  data: json().optional(),
  tags: array(text()).optional(),
  numbers: array(integer()).optional(),
})
  .primaryKey('id')
  .access(OPEN)

/** One column of every type. */
export const things = table({
  id: integer(),
  a_text: text().optional(),
  an_integer: integer().optional(),
  a_bigint: bigint().optional(),
  a_float: float().optional(),
  a_decimal: decimal(30, 10).optional(),
  a_boolean: boolean().optional(),
  a_uuid: uuid().optional(),
  a_timestamp: timestamp().optional(),
  a_date: date().optional(),
  a_time: time().optional(),
  some_json: json().optional(),
  some_bytes: bytes().optional(),
  a_colour: text().oneOf('red', 'green').optional(),
  texts: array(text()).optional(),
  integers: array(integer()).optional(),
  bigints: array(bigint()).optional(),
  booleans: array(boolean()).optional(),
  timestamps: array(timestamp()).optional(),
})
  .primaryKey('id')
  .access(OPEN)

/** Columns that clients may not write, or not see, or not always. */
export const accounts = table({
  id: integer(),
  name: text(),
  token: text().hidden().default('t0p'),
  created_at: timestamp().default('2020-01-01T00:00:00Z').readonly(),
  code: text().writeOnce().default('none'),
  salary: integer()
    .optional()
    .access({ read: ({ me }) => me.is('boss') }),
})
  .primaryKey('id')
  .access(OPEN)

/** A key of two columns, and a unique constraint of two. */
export const slots = table({ room: text(), hour: integer(), holder: text().default('nobody') })
  .primaryKey('room', 'hour')
  .unique('holder', 'hour')
  .access(OPEN)

/** The database counts its keys. */
export const tickets = table({
  id: identity(),
  seat: text().unique(),
  status: text().oneOf('free', 'sold').default('free'),
  price: decimal(6, 2).default('9.50'),
}).access(OPEN)

/** Each person reads and writes their own. */
export const notes = table({
  id: integer(),
  owner: ref(() => users).default('me'),
  body: text(),
})
  .primaryKey('id')
  .access({ read: ({ row, me }) => row.owner.is(me.id), write: ({ row, me }) => row.owner.is(me.id) })

/** No rule: nobody but the secret key gets in. */
export const vault = table({ id: integer(), gold: integer() }).primaryKey('id')

/** Searched by words. */
export const articles = table({ id: integer(), title: text(), body: text() })
  .primaryKey('id')
  .search('title', 'body')
  .access(OPEN)

const declared = {
  artists,
  albums,
  songs,
  genres,
  song_genres,
  categories,
  employees,
  badges,
  documents,
  things,
  accounts,
  slots,
  tickets,
  notes,
  vault,
  articles,
}

export default app({ name: 'compat', tables: declared, api: { aggregates: true } })

/** The same tables with aggregates off, as they are unless an app says otherwise. */
export const plainApp = app({ name: 'plain', tables: declared })
