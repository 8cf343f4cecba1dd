/** What many nodes serve: the tables that crashes are tried with, and orders that count themselves. */
import { app, identity, integer, table, text } from 'offstage'
import { accounts, entries, notes } from '../crash/app.ts'

export const orders = table({ id: identity(), what: text(), count: integer().default(1) }).access({
  read: ({ me }) => me.is('clerk'),
  write: ({ me }) => me.is('clerk'),
})

export default app({ name: 'nodes', tables: { accounts, notes, entries, orders } })
