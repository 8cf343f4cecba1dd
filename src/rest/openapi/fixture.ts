/**
 * An app for the tests of the description: one table for each way in which a rule lets somebody in.
 */
import { app, id, integer, ref, table, text, timestamp, users } from '../../model/index.ts'

const row = { id: integer(), label: text() }

const open = table(row).primaryKey('id').access({ read: true, write: true })

/** No rule: the secret key alone. */
const closed = table(row).primaryKey('id')

const shown = table(row).primaryKey('id').access({ read: true })

/** Rules that say no are rules too. */
const never = table(row).primaryKey('id').access({ read: false, write: false })

const dropbox = table(row).primaryKey('id').access({ create: true })

/** Changes without a read rule find nothing. */
const blind = table(row).primaryKey('id').access({ update: true, delete: true })

const edited = table(row)
  .primaryKey('id')
  .access({ read: true, write: ({ me }) => me.is('editor') })

const own = table({ ...row, owner: ref(() => users).default('me') })
  .primaryKey('id')
  .access({ read: ({ row, me }) => row.owner.is(me.id), write: ({ row, me }) => row.owner.is(me.id) })

/** Shared by membership: the rule crosses a relation. */
const shared = table(row)
  .primaryKey('id')
  .access({
    read: ({ row, me }) => row.related(members).some((one: { user: typeof me.id }) => one.user.is(me.id)),
    delete: ({ row, me }) => row.related(members).some((one: { user: typeof me.id }) => one.user.is(me.id)),
  })

const members = table({ shared: ref(() => shared).onDelete('cascade'), user: ref(() => users) }).primaryKey(
  'shared',
  'user',
)

const tenant = table({ ...row, org: text() })
  .primaryKey('id')
  .access({
    read: ({ row, me }) => row.org.in(me.claim('app_metadata.orgs')),
    write: ({ row, me }) => row.org.in(me.claim('app_metadata.orgs')),
  })

const paid = table(row)
  .primaryKey('id')
  .access({ read: ({ me }) => me.claim('app_metadata.plan').is('pro') })

/** For those who are not signed in. */
const lobby = table(row)
  .primaryKey('id')
  .access({ read: ({ me }) => me.id.isNull(), create: ({ me }) => me.id.isNull() })

/** May be found, and never become anything. */
const frozen = table(row)
  .primaryKey('id')
  .access({ read: true, update: { old: true, new: false } })

/** Its rows need a reference to what clients cannot read, so they cannot create any. */
const pointing = table({ ...row, at: ref(() => closed).onDelete('cascade') })
  .primaryKey('id')
  .access({ read: true, create: true, delete: true })

/** Nobody but somebody signed in fills in `author`. */
const authored = table({
  ...row,
  author: ref(() => users)
    .default('me')
    .readonly(),
})
  .primaryKey('id')
  .access({ read: true, create: true })

/** Columns of every kind of access. */
const columns = table(
  {
    id: id(),
    title: text().length(1, 80).comment('What it is called.'),
    secret: text().hidden().default('s3cret'),
    made: timestamp().default('now').readonly(),
    code: text().writeOnce().default('none'),
    salary: integer()
      .optional()
      .access({ read: ({ me }) => me.is('editor'), write: ({ me }) => me.is('editor') }),
    diary: text()
      .optional()
      .access({ read: ({ row, me }) => row.writer.is(me.id) }),
    writer: ref(() => users)
      .default('me')
      .optional(),
    vault: ref(() => closed).optional(),
  },
  { comment: 'Things with <b>columns</b>.' },
).access({ read: true, write: true })

export const fixture = app({
  name: 'fixture',
  tables: {
    open,
    closed,
    shown,
    never,
    dropbox,
    blind,
    edited,
    own,
    shared,
    members,
    tenant,
    paid,
    lobby,
    frozen,
    pointing,
    authored,
    columns,
  },
})
