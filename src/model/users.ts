/** The built-in table of the people who can sign in. It is part of every app. */
import { id, text, timestamp } from './columns.ts'
import { TableDraft, table } from './table.ts'

/**
 * Refer to it with `ref(() => users)`; give it other rules with `app({ tables: { users: users.access({ … }) }
 * })`.
 */
export const users = table({
  id: id(),
  email: text().optional().unique(),
  created_at: timestamp().default('now').readonly(),
}).access({ read: ({ row, me }) => row.id.is(me.id) })

/** The name that the built-in table always has. */
export const USERS = 'users'

export function draftOfUsers(): TableDraft {
  const draft: unknown = users
  if (draft instanceof TableDraft) return draft
  throw new TypeError('users is not a table')
}
