/** Each option exists where it means something. */
import {
  array,
  boolean,
  bytes,
  id,
  integer,
  json,
  ref,
  table,
  text,
  timestamp,
  users,
  uuid,
} from '../../src/model/index.ts'

export const right = table({
  id: id().comment('made by the server').readonly(),
  text: text().optional().oneOf('a', 'b').default('a').unique().hidden().comment('x').access({ read: false }),
  short: text().length(3).pattern(/^a/).writeOnce(),
  integer: integer().min(1).max(2n).default(1).readonly(),
  timestamp: timestamp().min('2020-01-01T00:00:00Z').default('now'),
  uuid: uuid().default('me'),
  json: json<{ a: number }>().default({ a: 1 }),
  array: array(text()).default(['a']).length(1, 2),
  bytes: bytes().length(16),
  boolean: boolean().default(false),
  user: ref(() => users)
    .optional()
    .default('me')
    .unique()
    .hidden()
    .readonly()
    .onDelete('cascade')
    .open(),
  ruled: text().access({ read: ({ row, me }) => row.user.is(me.id), write: ({ old }) => old.text.isNull() }),
})

export const wrong = [
  // @ts-expect-error TS2339: text has no range
  text().min('a'),
  // @ts-expect-error TS2339: numbers have no length
  integer().length(3),
  // @ts-expect-error TS2339: numbers have no pattern
  integer().pattern(/1/),
  // @ts-expect-error TS2339: numbers have no choices
  integer().oneOf(1, 2),
  // @ts-expect-error TS2339: truth values have no range
  boolean().min(false),
  // @ts-expect-error TS2339: JSON is not compared
  json().unique(),
  // @ts-expect-error TS2345: not one of the values
  text().oneOf('a', 'b').default('c'),
  // @ts-expect-error TS2345: not one of the values, whatever stands between
  text().optional().oneOf('a', 'b').hidden().default('c'),
  // @ts-expect-error TS2345: a number, not text
  integer().default('1'),
  // @ts-expect-error TS2322: not of the type given
  json<{ a: number }>().default({ a: '1' }),
  // @ts-expect-error TS2345: a reference has no literal default
  ref(() => users).default('x'),
  // @ts-expect-error TS2339: a key is never null
  id().optional(),
  // @ts-expect-error TS2345: not an action
  ref(() => users).onDelete('forget'),
  // @ts-expect-error TS2345: arrays hold scalars
  array(array(text())),
  // @ts-expect-error TS2345: arrays hold scalars
  array(ref(() => users)),
  // @ts-expect-error TS2345: arrays hold scalars
  array(id()),
  // @ts-expect-error TS2322: a column, not a word
  table({ id: id(), name: 'text' }),
]
