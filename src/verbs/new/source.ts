/** The source of a new project: an app of two tables, and the test of its rules. */

export const APP = `import { app, boolean, id, ref, table, text, timestamp, users } from 'offstage'

/** Everybody has lists of their own, which nobody else sees. */
export const lists = table({
  id: id(),
  owner: ref(() => users)
    .default('me')
    .readonly()
    .onDelete('cascade'),
  title: text().length(1, 100),
  created_at: timestamp().default('now').readonly(),
}).access({
  read: ({ row, me }) => row.owner.is(me.id),
  write: ({ row, me }) => row.owner.is(me.id),
})

/** Tasks belong to whoever has the list. */
export const tasks = table({
  id: id(),
  list: ref(() => lists).onDelete('cascade'),
  title: text().length(1, 200),
  done: boolean().default(false),
}).access({
  read: ({ row, me }) => row.list.owner.is(me.id),
  write: ({ row, me }) => row.list.owner.is(me.id),
})

export default app({ tables: { lists, tasks } })
`

export const APP_TEST = `import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { DatabaseOf } from 'offstage'
import { start, type TestHouse } from 'offstage/testing'
import app from './app.ts'

let house: TestHouse<DatabaseOf<typeof app>>
beforeAll(async () => {
  house = await start(app)
})
afterAll(() => house.stop())

test('a list and its tasks are seen by their owner alone', async () => {
  const ana = house.as('ana')
  const { data: list } = await ana.from('lists').insert({ title: 'Groceries' }).select('id').single()
  if (list === null) throw new Error('ana could not make a list')
  const made = await ana.from('tasks').insert({ list: list.id, title: 'Bread' })
  expect(made.status).toBe(201)

  const { data: hers } = await ana.from('lists').select('title, tasks(title, done)')
  expect(hers).toEqual([{ title: 'Groceries', tasks: [{ title: 'Bread', done: false }] }])

  const { data: his } = await house.as('ben').from('lists').select()
  expect(his).toEqual([])
  const { data: nobodys } = await house.anon().from('lists').select()
  expect(nobodys).toEqual([])
})

test('nobody adds a task to a list of somebody else', async () => {
  const ana = house.as('ana')
  const { data: list } = await ana.from('lists').insert({ title: 'Presents' }).select('id').single()
  if (list === null) throw new Error('ana could not make a list')
  const { error } = await house.as('ben').from('tasks').insert({ list: list.id, title: 'A pony' })
  expect(error?.code).toBe('42501')
})
`
