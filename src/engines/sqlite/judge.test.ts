import { expect, test } from 'bun:test'
import { app, id, integer, ref, table, text, users } from '../../index.ts'
import { start } from '../../testing.ts'

const boards = table({
  id: id(),
  owner: ref(() => users)
    .default('me')
    .readonly(),
  title: text(),
}).access({
  read: true,
  create: true,
  update: ({ row, me }) => row.owner.is(me.id),
})
const notes = table({ id: id(), board: ref(() => boards), size: integer() }).access({
  read: true,
  create: ({ row, me }) => row.board.owner.is(me.id).and(row.size.lt(10).or(me.is('editor'))),
  update: { old: true, new: ({ row, old }) => row.size.gte(old.size) },
})
const declared = app({ tables: { boards, notes } })

test.each([
  [true, 'The create rule of notes does not hold: row.size.lt(10) is false; me.is("editor") is false.'],
  [false, null],
])('a denied insert says which part of the rule was broken, to developers: %p', async (teaches, hint) => {
  const house = await start(declared, { teaches })
  const ana = house.as('ana')
  const { data } = await ana.from('boards').insert({ title: 'a' }).select('id').single()
  const { error } = await ana.from('notes').insert({ board: data?.id ?? '', size: 10 })
  expect(error?.code).toBe('42501')
  expect(error?.hint ?? null).toBe(hint)
  await house.stop()
})

test('a denied update speaks of the row as it was and as it would be', async () => {
  const house = await start(declared, { teaches: true })
  const ana = house.as('ana')
  const { data } = await ana.from('boards').insert({ title: 'a' }).select('id').single()
  await ana.from('notes').insert({ board: data?.id ?? '', size: 5 })
  const { error } = await ana.from('notes').update({ size: 4 }).eq('size', 5)
  expect(error?.hint).toBe('The update rule of notes does not hold: row.size.gte(old.size) is false.')
  await house.stop()
})
