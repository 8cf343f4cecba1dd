import { expect, test } from 'bun:test'
import { and, app, id, not, ref, table, text, users } from '../index.ts'
import { describe as inWords } from './describe.ts'
import { rulesOf } from './index.ts'

const NOTES = () => ({
  id: id(),
  title: text().optional(),
  owner: ref(() => users),
  friend: ref(() => users),
})

// biome-ignore lint/suspicious/noExplicitAny: the callbacks are wrong on purpose
const read = (rule: any) => app({ tables: { notes: table(NOTES()).access({ read: rule }) } })

// biome-ignore lint/suspicious/noExplicitAny: see above
test.each<[string, (context: any) => unknown, string]>([
  ['||', ({ row, me }) => row.owner.is(me.id) || row.friend.is(me.id), 'joins conditions with ||'],
  ['&&', ({ row, me }) => row.owner.is(me.id) && row.friend.is(me.id), 'joins conditions with &&'],
  ['!==', ({ row, me }) => row.owner !== me.id, 'compares with !=='],
  [
    'a dropped condition',
    ({ row, me }) => [row.owner.is(me.id), row.friend.is(me.id)][1],
    'is not part of the result',
  ],
  ['nothing returned', () => {}, 'the callback returned undefined, not a condition'],
  ['a misspelt column', ({ row, me }) => row.owmer.is(me.id), 'Did you mean "owner"?'],
  ['a misspelt column behind a reference', ({ row }) => row.owner.emial.is('x'), 'Did you mean "email"?'],
  ['a value of another type', ({ row }) => row.owner.is('me'), 'invalid input syntax for type uuid'],
  ['undefined', ({ row }) => row.title.is(undefined), 'compares with undefined'],
  [
    'columns of two types',
    ({ row }) => row.title.is(row.owner),
    'compares a column of type text with one of type uuid',
  ],
  ['old where nothing changes', ({ old }) => old.title.is('x'), 'speaks of old'],
])('%s in a rule is refused while the app is declared', (_, rule, message) => {
  expect(() => read(rule)).toThrow(message)
})

test.each<[string, Parameters<typeof read>[0], string]>([
  [
    'quotes may hold operators',
    ({ row }: never) => (row as never as Row).title.is('a || b'),
    'row.title.is("a || b")',
  ],
  [
    'null is asked by is null',
    ({ row }: never) => (row as never as Row).title.is(null),
    'row.title.isNull()',
  ],
  [
    'and() and not()',
    ({ row, me }: never) => and((row as never as Row).title.is('x'), not((me as never as Who).is('editor'))),
    'and(row.title.is("x"), not(me.is("editor")))',
  ],
])('%s', (_, rule, words) => {
  const expr = rulesOf(read(rule).model).get('notes')?.read
  expect(expr === null || expr === undefined ? null : inWords(expr)).toBe(words)
})

interface Row {
  readonly title: { is(value: string | null): never }
}
interface Who {
  is(role: string): never
}
