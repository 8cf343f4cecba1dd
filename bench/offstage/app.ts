/**
 * The app that is measured: songs that everybody may read once they are published, and their owners always.
 */
import { app, boolean, id, integer, ref, table, text, timestamp, users } from 'offstage'

export const albums = table({ id: id(), title: text() }).access({ read: true })

export const songs = table({
  id: id(),
  title: text(),
  seconds: integer(),
  album: ref(() => albums),
  published: boolean().default(false),
  owner: ref(() => users)
    .default('me')
    .readonly(),
  created_at: timestamp().default('now').readonly(),
})
  .index('created_at')
  .access({
    read: ({ row, me }) => row.published.is(true).or(row.owner.is(me.id)),
    write: ({ row, me }) => row.owner.is(me.id),
  })

export default app({ name: 'bench', tables: { albums, songs } })
