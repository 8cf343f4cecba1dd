/** What the writers of the crash test write to: each kind of constraint, and rows that follow others away. */
import { app, integer, ref, table, text } from 'offstage'

export const accounts = table({
  id: integer(),
  client: integer(),
  name: text().unique(),
  balance: integer(),
  version: integer(),
})
  .primaryKey('id')
  .index('client')
  .check('not_negative', ({ row }) => row.balance.gte(0))
  .access({ read: true, write: true })

export const notes = table({
  id: integer(),
  client: integer(),
  account: ref(() => accounts).onDelete('cascade'),
  parent: ref(() => notes)
    .optional()
    .onDelete('set null'),
  body: text(),
  version: integer(),
})
  .primaryKey('id')
  .index('client')
  .search({ columns: ['body'], language: 'simple' })
  .access({ read: true, write: true })

export const entries = table({
  id: integer(),
  client: integer(),
  batch: integer(),
  amount: integer(),
  version: integer(),
})
  .primaryKey('id')
  .index('client', 'batch')
  .access({ read: true, write: ({ row }) => row.amount.lt(1000) })

export default app({ name: 'crash', tables: { accounts, notes, entries } })
