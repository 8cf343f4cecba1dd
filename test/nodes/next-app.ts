/** The same app, a version later: orders have a column more. */
import { app, identity, integer, table, text } from 'offstage'
import { accounts, entries, notes } from '../crash/app.ts'

export const orders = table({
  id: identity(),
  what: text(),
  count: integer().default(1),
  note: text().optional(),
}).access({
  read: ({ me }) => me.is('clerk'),
  write: ({ me }) => me.is('clerk'),
})

export default app({ name: 'nodes', tables: { accounts, notes, entries, orders } })
