import { expect, test } from 'bun:test'
import { app, array, id, integer, table, text } from '../../index.ts'
import { start } from '../../testing.ts'
import { isPlainPattern, likeToGlob, widePattern } from './pattern.ts'

test.each([
  ['a%b_c', 'a*b?c'],
  ['100\\%', '100%'],
  ['[x]*?', '[[]x][*][?]'],
  [`${'a'.repeat(40)}%b`, `${'a'.repeat(40)}*`],
])('like %s is glob %s', (like, glob) => expect(likeToGlob(like)).toBe(glob))

test.each([
  ['%moon%', true],
  ['%sea%', true],
  ['%lake%', false],
  ['%é%', false],
  ['a\\', false],
])('ilike %s is plain: %p', (pattern, plain) => expect(isPlainPattern(pattern)).toBe(plain))

test.each([
  ['%lake%', '%la_e%'],
  ['K\\k\\%\\\\', '__\\%\\\\'],
  ['caf\u{e9}\u{1f600}', 'caf__'],
  ['\\\\k', '\\\\_'],
  ['a\\', '%'],
  ['k'.repeat(33), '%'],
])('ilike %s is looked for by %s first', (pattern, wide) => expect(widePattern(pattern)).toBe(wide))

const notes = table({ id: id(), body: text(), numbers: array(integer()).optional() }).access({
  read: true,
  write: true,
})

test('a long text under a long pattern is matched in one pass, and never tells that it is long', async () => {
  const house = await start(app({ tables: { notes } }))
  await house
    .anon()
    .from('notes')
    .insert({ body: `${'a'.repeat(1_000_000)}c` })
  for (const op of ['like', 'ilike'] as const) {
    const find = (pattern: string) => house.anon().from('notes').select('id')[op]('body', pattern)
    expect((await find(`%${'a'.repeat(900)}b`)).data).toEqual([])
    expect((await find(`%${'a'.repeat(900)}_c`)).data?.length).toBe(1)
  }
  expect(
    (
      await house
        .anon()
        .from('notes')
        .select('id')
        .like('body', `${'a'.repeat(40)}%ac`)
    ).data?.length,
  ).toBe(1)
  await house.stop()
})

test('arrays are compared by sets', async () => {
  const house = await start(app({ tables: { notes } }))
  const numbers = Array.from({ length: 200_000 }, (_, index) => index)
  await house.anon().from('notes').insert({ body: 'x', numbers })
  const many = numbers.filter((number) => number % 1000 === 999)
  expect((await house.anon().from('notes').select('body').contains('numbers', many)).data).toEqual([
    { body: 'x' },
  ])
  expect((await house.anon().from('notes').select('body').overlaps('numbers', [-1])).data).toEqual([])
  await house.stop()
})

test('a check by ilike lets through what folds to its letters', async () => {
  const lakes = table({ id: id(), name: text() })
    .check('lakes', ({ row }) => row.name.ilike('%lake%'))
    .access({ read: true, write: true })
  const house = await start(app({ tables: { lakes } }))
  const write = async (name: string) => (await house.anon().from('lakes').insert({ name })).status
  // U+212A is the sign for kelvin.
  expect([await write('Big LAKE'), await write('la\u212Ae'), await write('sea')]).toEqual([201, 201, 400])
  await house.stop()
})
