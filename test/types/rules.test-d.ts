/** What rules may say of rows, and what does not compile. */
import {
  array,
  boolean,
  decimal,
  id,
  integer,
  ref,
  table,
  text,
  timestamp,
  users,
} from '../../src/model/index.ts'
import { albums, players, songs, teams } from './music.ts'

export const members = table({
  id: id(),
  list: ref(() => lists),
  user: ref(() => users),
  role: text().oneOf('own', 'see'),
})
  .unique('list', 'user')
  .access({ read: ({ row, me }) => row.list.related(members).some((m) => m.user.is(me.id)) })

export const lists = table({
  id: id(),
  name: text(),
  public: boolean(),
  price: decimal(5, 2),
  size: integer(),
  made: timestamp(),
  tags: array(text()),
  owner: ref(() => users),
})

export const right = lists.access({
  read: ({ row, me }) =>
    row.public
      .is(true)
      .or(row.owner.is(me.id))
      .or(row.related(members).some((m) => m.user.is(me.id).and(m.role.in(['own', 'see']))))
      .or(row.related(members).via('user').none())
      .or(row.related(songs).every((song) => song.album.artist.owner.is(me.id))),
  create: ({ row, me }) => row.owner.is(me.id).and(me.is('editor', 'admin')),
  update: {
    old: ({ row }) => row.size.gte(1).and(row.price.lt('9.99')).and(row.made.isNotNull()),
    new: ({ row, old, me }) => row.owner.is(old.owner).and(row.name.isNot(old.name).not()).and(me.is('x')),
  },
  delete: ({ row, me }) =>
    row.tags
      .contains('old')
      .and(row.name.ilike('a%'))
      .and(row.name.in(me.claim('app_metadata.names')))
      .and(row.size.notIn([1, 2]))
      .and(me.claim('level').gt(3)),
})
export const checked = lists.check('short', ({ row }) => row.size.lt(3)).index('owner', 'made')
export const crossing = teams.access({
  read: ({ row, me }) => row.captain.team.related(players).some((p) => p.user.is(me.id)),
})
export const loose = lists.access({ read: ({ row, me }) => row.members?.some((m) => m.user.name.is(me.id)) })

export const wrong = [
  // @ts-expect-error TS2339: a misspelt column
  lists.access({ read: ({ row, me }) => row.onwer.is(me.id) }),
  // @ts-expect-error TS2339: a misspelt column behind a reference
  albums.access({ read: ({ row, me }) => row.artist.onwer.is(me.id) }),
  // @ts-expect-error TS2339: a misspelt column of a related table
  lists.access({ read: ({ row, me }) => row.related(members).some((m) => m.usr.is(me.id)) }),
  // @ts-expect-error TS2345: a number is compared with text
  lists.access({ read: ({ row }) => row.size.is('x') }),
  // @ts-expect-error TS2345: a number is compared with a column of text
  lists.access({ read: ({ row }) => row.size.is(row.name) }),
  // @ts-expect-error TS2345: a truth value is compared with text
  lists.access({ read: ({ row }) => row.public.is('yes') }),
  // @ts-expect-error TS2345: not one of the values
  members.access({ read: ({ row }) => row.role.is('edit') }),
  // @ts-expect-error TS2339: numbers have no patterns
  lists.access({ read: ({ row }) => row.size.like('1%') }),
  // @ts-expect-error TS2345: a reference is compared with a number
  lists.access({ read: ({ row }) => row.owner.is(3) }),
  // @ts-expect-error TS2345: an array holds text
  lists.access({ read: ({ row }) => row.tags.contains(3) }),
  // @ts-expect-error TS2739: a condition, not a column
  lists.access({ read: ({ row }) => row.public.is(true).and(row.name) }),
  // @ts-expect-error TS2353: no such operation
  lists.access({ reed: true }),
  // @ts-expect-error TS2339: only the new row has an old one
  lists.access({ read: ({ old }) => old.name.is('x') }),
  // @ts-expect-error TS2345: no such column
  lists.unique('nam'),
  // @ts-expect-error TS2345: no such column
  lists.index('owner', 'nam'),
  // @ts-expect-error TS2345: no such column
  lists.primaryKey('nam'),
  // @ts-expect-error TS2339: no such column
  lists.related(members).via('lst'),
]
