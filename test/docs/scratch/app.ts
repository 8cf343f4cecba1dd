// app.ts
import {
  app, array, boolean, date, decimal, identity, integer, json, ref, table, text, timestamp, users,
} from 'offstage'

export const people = table({ id: identity(), name: text(), born: date().optional() })
  .access({ read: true, write: ({ me }) => me.is('manager') })

export const movies = table({
  id: identity(),
  title: text().length(1, 100),
  minutes: integer().min(1),
  director: ref(() => people).optional(),
  released: date().optional(),
  tags: array(text()).default([]),
  facts: json().optional(),
}).access({ read: true, write: ({ me }) => me.is('manager') })

/** Who plays in what: it makes movies and people many-to-many. */
export const casts = table({ movie: ref(() => movies), person: ref(() => people), part: text() })
  .primaryKey('movie', 'person')
  .access({ read: true, write: ({ me }) => me.is('manager') })

export const halls = table({ name: text(), seats: integer().min(1).default(80), open: boolean().default(true) })
  .primaryKey('name')
  .access({ read: true, write: ({ me }) => me.is('manager') })

export const screenings = table({
  id: identity(),
  movie: ref(() => movies).onDelete('cascade'),
  hall: ref(() => halls),
  starts_at: timestamp(),
  price: decimal(6, 2),
}).access({ read: true, write: ({ me }) => me.is('manager') })

export const tickets = table({
  id: identity(),
  screening: ref(() => screenings),
  seat: text().pattern(/^[A-Z]\d+$/),
  status: text().oneOf('held', 'sold').default('held'),
  holder: ref(() => users).default('me').readonly(),
  bought_at: timestamp().default('now').readonly(),
  code: text().default('secret').hidden(),
})
  .unique('screening', 'seat')
  .access({ read: ({ row, me }) => row.holder.is(me.id), write: ({ row, me }) => row.holder.is(me.id) })

/** No rules: only the secret key gets in. */
export const takings = table({ day: date(), amount: decimal(12, 2) }).primaryKey('day')

export default app({
  name: 'cinema',
  tables: { people, movies, casts, halls, screenings, tickets, takings },
  api: { aggregates: true },
})
