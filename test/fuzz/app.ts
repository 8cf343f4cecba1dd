/** What hostile requests are sent to: every type of column and relation, and rows that nobody may see. */
import {
  app,
  array,
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  float,
  id,
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
import { MARK } from './mark.ts'

const OPEN = { read: true, write: true } as const

/** One column of every type, and two that callers may not see. */
export const things = table({
  id: integer(),
  a_text: text().optional(),
  an_integer: integer().optional(),
  a_bigint: bigint().optional(),
  a_float: float().optional(),
  a_decimal: decimal(30, 10).optional(),
  a_price: decimal(10, 2).optional(),
  a_boolean: boolean().optional(),
  a_uuid: uuid().optional(),
  a_timestamp: timestamp().optional(),
  a_date: date().optional(),
  a_time: time().optional(),
  some_json: json().optional(),
  some_bytes: bytes().length(0, 1000).optional(),
  a_colour: text().oneOf('red', 'green').optional(),
  a_code: text()
    .pattern(/^[a-z]*$/)
    .length(0, 20)
    .optional(),
  texts: array(text()).optional(),
  integers: array(integer()).optional(),
  floats: array(float()).optional(),
  timestamps: array(timestamp()).optional(),
  token: text().hidden().default(`${MARK}hidden`),
  salary: text()
    .readonly()
    .default(`${MARK}masked`)
    .access({ read: ({ me }) => me.is('boss') }),
})
  .primaryKey('id')
  .access(OPEN)

export const shelves = table({ id: identity(), name: text().unique(), place: text().default('hall') }).access(
  OPEN,
)

/** A tree, with two ways to `shelves`: an embed must say which. */
export const boxes = table({
  code: text(),
  shelf: ref(() => shelves),
  spare: ref(() => shelves).optional(),
  inside: ref(() => boxes)
    .optional()
    .onDelete('set null'),
  weight: decimal(8, 3).default('1.5'),
})
  .primaryKey('code')
  .access(OPEN)

/** Searched by words. */
export const labels = table({ id: id(), word: text().unique() }).search('word').access(OPEN)

export const box_labels = table({
  box: ref(() => boxes).onDelete('cascade'),
  label: ref(() => labels).onDelete('cascade'),
})
  .primaryKey('box', 'label')
  .access(OPEN)

/** Each person's own; the rows of zoe carry the mark. */
export const notes = table({
  id: id(),
  owner: ref(() => users).default('me'),
  box: ref(() => boxes)
    .optional()
    .onDelete('set null'),
  body: text(),
})
  .unique('owner', 'body')
  .access({ read: ({ row, me }) => row.owner.is(me.id), write: ({ row, me }) => row.owner.is(me.id) })

/** Seen by whoever has a note of the same box: a rule across relations. */
export const letters = table({
  id: integer(),
  box: ref(() => boxes)
    .optional()
    .onDelete('set null'),
  words: text(),
})
  .primaryKey('id')
  .access({
    read: ({ row, me }) => row.box.related(notes).some((note) => note.owner.is(me.id)),
    create: ({ me }) => me.is('clerk'),
  })

/** No rule: nobody but the secret key. */
export const vault = table({ id: integer(), gold: text() }).primaryKey('id')

export default app({
  name: 'fuzz',
  tables: { things, shelves, boxes, labels, box_labels, notes, letters, vault },
  api: { aggregates: true },
})
