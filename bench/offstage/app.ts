import { app, id, integer, ref, table, text, timestamp, users, boolean } from 'offstage'
export const albums = table({ id: id(), title: text() }).access({ read: true })
export const songs = table({ id: id(), title: text(), seconds: integer(), album: ref(() => albums), published: boolean().default(false), owner: ref(() => users).default('me').readonly(), created_at: timestamp().default('now').readonly() }).index('title').access({ read: ({row, me}) => row.published.is(true).or(row.owner.is(me.id)), write: ({row,me}) => row.owner.is(me.id) })
export default app({ name: 'bench', tables: { albums, songs } })
