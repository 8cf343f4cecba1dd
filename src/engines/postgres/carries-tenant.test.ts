import { expect, test } from 'bun:test'
import { app, id, ref, table, text, users } from '../../model/index.ts'
import { assertJoinsTenants, untiedTables } from './carries-tenant.ts'

const teams = table({ id: id() }).tenant('id')
const albums = table({ id: id(), team: ref(() => teams), title: text() }).tenant('team')
const songs = table({
  id: id(),
  team: ref(() => teams),
  album: ref(() => albums),
  singer: ref(() => users),
}).tenant('team')
const { model } = app({ tables: { teams, albums, songs } })

const [S, A, U] = ['"songs" _offstage_t0', '"albums" _offstage_t1', '"users" _offstage_t2']
const JOIN = '_offstage_t1."id" = _offstage_t0."album"'
const SAME = '_offstage_t1."team" = _offstage_t0."team"'

const STATEMENTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['a value', `select 1 from ${S} where (_offstage_t0."team" = $1::uuid)`, []],
  ['among other conditions', `select 1 from ${S} where ((_offstage_t0."team" = $1) and (x > 1))`, []],
  ['the other way round', `select 1 from ${S} where ($1 = _offstage_t0."team")`, []],
  ['nothing', `select 1 from ${S} where true`, ['songs from null']],
  ['an alternative', `select 1 from ${S} where ((_offstage_t0."team" = $1) or (x > 1))`, ['songs from null']],
  ['the opposite', `select 1 from ${S} where (not (_offstage_t0."team" = $1))`, ['songs from null']],
  ['a truth of it', `select 1 from ${S} where (_offstage_t0."team" = $1) is not true`, ['songs from null']],
  ['words in quotes', `select 1 from ${S} where x = '_offstage_t0."team" = 1'`, ['songs from null']],
  ['itself', `select 1 from ${S} where (_offstage_t0."team" = _offstage_t0."team")`, ['songs from null']],
  ['another column', `select 1 from ${S} where (_offstage_t0."teams" = $1)`, ['songs from null']],
  [
    'an embed',
    `select (select 1 from ${A} where ${JOIN} and ${SAME} and true) from ${S} where (_offstage_t0."team" = $1)`,
    [],
  ],
  [
    'an embed without it',
    `select (select 1 from ${A} where ${JOIN} and true) from ${S} where (_offstage_t0."team" = $1)`,
    ['albums from songs'],
  ],
  [
    'a way through the shared',
    `select (select 1 from ${S} where _offstage_t0."singer" = _offstage_t2."id") from ${U}`,
    ['songs from users'],
  ],
  ['a new row', 'insert into "songs" as _offstage_t0 ("id", "team") select c0, c1 from x', []],
]

test.each(STATEMENTS)('%s', (_, text, open) => {
  expect(untiedTables(text, model).map(({ table, from }) => `${table} from ${from}`)).toEqual([...open])
})

test('a statement that joins rows of two tenants is our own mistake', () => {
  const [, crossing = ''] = STATEMENTS.find(([name]) => name === 'an embed without it') ?? []
  expect(() => assertJoinsTenants(crossing, model)).toThrow('albums is joined within its tenant')
  for (const [name, text] of STATEMENTS) if (name !== 'an embed without it') assertJoinsTenants(text, model)
})
