/** Every mistake in a table that `app()` finds, beside the exact words that it finds for it. */
import { describe, expect, test } from 'bun:test'
import { ModelError } from '../../base/errors.ts'
import { app, id, identity, integer, json, ref, table, text, users } from '../index.ts'

// biome-ignore lint/suspicious/noExplicitAny: these are the mistakes that TypeScript would not let through
type Wrong = any
const wrong = (value: unknown): Wrong => value

function refusal(make: () => unknown): string {
  try {
    make()
  } catch (error) {
    if (error instanceof ModelError) return error.message
    throw error
  }
  return 'accepted'
}

const plain = () => table({ id: id() })

/** What an app with one column `t.x` is told. */
const column = (x: unknown, access = {}) =>
  refusal(() => app({ tables: { t: wrong(table({ id: id(), x: wrong(x) }).access(access)) } }))
/** What an app with one table `t` is told. */
const one = (t: unknown) => refusal(() => app({ tables: { t: wrong(t) } }))

describe('tables', () => {
  const songs = plain()
  const long = 'a'.repeat(60)
  test.each<[string, () => unknown, string]>([
    [
      'a name that is none',
      () => app({ tables: { 'my songs': songs } }),
      'my songs: "my songs" is not a name\n  Use letters, digits and underscores, no digit first, at most 63 characters.',
    ],
    [
      'a reserved name',
      () => app({ tables: { sqlite_songs: songs } }),
      'sqlite_songs: names that start with sqlite_ belong to the database and to Offstage\n  Choose another name.',
    ],
    [
      'a reserved name, in capitals',
      () => app({ tables: { PG_songs: songs } }),
      'PG_songs: names that start with PG_ belong to the database and to Offstage\n  Choose another name.',
    ],
    [
      'names that differ in case alone',
      () => app({ tables: { songs, Songs: plain() } }),
      'app: the tables songs and Songs differ in upper and lower case alone\n  Rename one: not every database tells them apart.',
    ],
    [
      'something else',
      () => app({ tables: { songs: wrong({ id: id() }) } }),
      'songs: is not a table\n  Write songs: table({ id: id(), … }).',
    ],
    [
      'one table twice',
      () => app({ tables: { songs, tunes: songs.access({ read: true }) } }),
      'tunes: is the same table as songs\n  Call table() once for each table.',
    ],
    [
      'users under another name',
      () => app({ tables: { people: users } }),
      'people: is the built-in table users\n  List it as users, or leave it out: it is always there.',
    ],
    [
      'another table as users',
      () => app({ tables: { users: songs } }),
      'users: is the name of the built-in table\n  Import users from offstage; keep more about them in a table of yours, with user: ref(() => users).',
    ],
    [
      'a name too long for its constraints',
      () => app({ tables: { [long]: songs } }),
      `${long}: its constraint would be called ${long}_pkey, which is 65 characters long\n  Shorten the name of the table or column: databases keep 63 characters.`,
    ],
    [
      'two indexes of one name',
      () =>
        app({
          tables: {
            a: table({ id: id(), b_c: text().unique() }),
            a_b: table({ id: id(), c: text().unique() }),
          },
        }),
      'a_b: needs the name a_b_c_key for a key or index, and a has it already\n  Rename one of the tables or columns.',
    ],
    [
      'a table called as the key of another',
      () => app({ tables: { songs, songs_pkey: plain() } }),
      'songs: needs the name songs_pkey for a key or index, and songs_pkey has it already\n  Rename one of the tables or columns.',
    ],
    [
      'an empty name',
      () => app({ name: ' ', tables: {} }),
      "app: the name is empty\n  Write name: 'Tunes', or leave it out.",
    ],
    [
      'an empty seed',
      () => app({ tables: {}, seed: '' }),
      "app: seed names no module\n  Write seed: './seed.ts', a module that fills a new database.",
    ],
    [
      'an empty site',
      () => app({ tables: {}, site: { folder: '' } }),
      "app: site names no folder\n  Write site: './site', a folder with an index.html.",
    ],
  ])('%s', (_, make, message) => {
    expect(refusal(make)).toBe(message)
  })
})

describe('names of columns', () => {
  const named = (name: string) => one(table({ id: id(), [name]: text() }))
  test('are identifiers', () => {
    expect(named('1st')).toBe(
      't.1st: "1st" is not a name\n  Use letters, digits and underscores, no digit first, at most 63 characters.',
    )
    expect(named('_offstage_x')).toBe(
      't._offstage_x: names that start with _offstage belong to the database and to Offstage\n  Choose another name.',
    )
  })
  test('are no parameters of the API', () => {
    expect(named('limit')).toBe(
      't.limit: limit is a parameter of the API (?limit=…), so this column could not be filtered by\n  Choose another name, such as limit_value.',
    )
    expect(named('order')).toEndWith('such as order_id or position.')
  })
  test('are no words of rules', () => {
    expect(named('matches')).toBe(
      't.matches: matches is a word of access rules, as in row.column.matches(…)\n  Choose another name, such as matches_value.',
    )
  })
  test('differ in more than case', () => {
    expect(one(table({ id: id(), name: text(), Name: text() }))).toBe(
      't: the columns name and Name differ in upper and lower case alone\n  Rename one: not every database tells them apart.',
    )
  })
  test('stand for columns', () => {
    expect(column('text')).toBe('t.x: is not a column\n  Write x: text(), or another kind of column.')
  })
})

describe('primary keys', () => {
  test.each<[string, unknown, string]>([
    [
      'none',
      table({ name: text() }),
      "t: has no primary key\n  Add a column id: id(), or name the columns that tell rows apart: .primaryKey('a', 'b').",
    ],
    [
      'two columns',
      table({ id: id(), number: identity() }),
      't: has two primary keys, id and number\n  Keep one; write uuid() for the other.',
    ],
    [
      'a column and a list',
      table({ id: id(), a: text() }).primaryKey('a'),
      "t: has two primary keys, id and .primaryKey('a')\n  Keep one; write .unique(…) for the other.",
    ],
    [
      'two lists',
      table({ a: text(), b: text() }).primaryKey('a').primaryKey('b'),
      "t: has two primary keys, a and .primaryKey('b')\n  Keep one; write .unique(…) for the other.",
    ],
    [
      'an unknown column',
      table({ song: text() }).primaryKey(wrong('sog')),
      "t: .primaryKey('sog'): there is no column sog\n  Did you mean song?",
    ],
    [
      'no column',
      wrong(table({ song: text() })).primaryKey(),
      "t: .primaryKey() names no column\n  Write .primaryKey('song').",
    ],
    [
      'an optional column',
      table({ a: text().optional() }).primaryKey('a'),
      't.a: is optional and part of the primary key\n  Drop .optional(): a key is never null.',
    ],
  ])('%s', (_, t, message) => {
    expect(one(t)).toBe(message)
  })
})

describe('unique, index, check', () => {
  const base = () => table({ id: id(), title: text(), year: integer(), data: json() })
  test.each<[string, unknown, string]>([
    [
      'an unknown column',
      base().unique(wrong('titel')),
      "t: .unique('titel'): there is no column titel\n  Did you mean title?",
    ],
    [
      'a name like none',
      base().index(wrong('zzzzzz')),
      "t: .index('zzzzzz'): there is no column zzzzzz\n  There are id, title, year, data.",
    ],
    [
      'a column twice',
      base().unique('year', 'year'),
      "t: .unique('year', 'year') names year twice\n  Name each column once.",
    ],
    [
      'JSON',
      base().index('data'),
      "t: .index('data'): data is JSON, which has no order\n  Keep what must be found in a column of its own.",
    ],
    ['the key again', base().unique('id'), 't: (id) is unique already, as the primary key\n  Drop unique().'],
    [
      'the key and more',
      base().unique('title', 'id'),
      't: (title, id) is unique already, by the primary key in it\n  Drop unique().',
    ],
    [
      'the same twice',
      base().unique('title', 'year').unique('year', 'title'),
      't: (year, title) is made unique twice\n  Keep one.',
    ],
    [
      'an index twice',
      base().index('year').index('year'),
      "t: (year) has an index already\n  Drop .index('year').",
    ],
    ['an index on the key', base().index('id'), "t: (id) has an index already\n  Drop .index('id')."],
    [
      'a check without a name',
      base().check('not a name', () => true),
      't.check: "not a name" is not a name\n  Use letters, digits and underscores, no digit first, at most 63 characters.',
    ],
    [
      'two checks of a name',
      base()
        .check('a', () => true)
        .check('A', () => true),
      't: has two checks called A\n  Give each check a name of its own.',
    ],
    [
      'a check that is no function',
      base().check('a', wrong(true)),
      "t: the check a is not a function\n  Write .check('a', ({ row }) => row.ends_at.gt(row.starts_at)).",
    ],
  ])('%s', (_, t, message) => {
    expect(one(t)).toBe(message)
  })
})

describe('references', () => {
  const pair = table({ a: text(), b: text() }).primaryKey('a', 'b')
  const left = wrong(table({ right: ref((): Wrong => right) }).primaryKey('right'))
  const right = wrong(table({ left: ref((): Wrong => left) }).primaryKey('left'))
  const later = {} as Wrong
  test.each<[string, () => unknown, string]>([
    [
      'a table that is not in the app',
      () => app({ tables: { t: table({ id: id(), x: ref(() => pair) }) } }),
      't.x: points at a table that is not in the app (its columns are a, b)\n  Add it to app({ tables }).',
    ],
    [
      'a key of two columns',
      () => app({ tables: { pair, t: table({ id: id(), x: ref(() => pair) }) } }),
      't.x: points at pair, whose primary key has 2 columns (a, b)\n  Give pair an id: id() and make (a, b) unique instead.',
    ],
    [
      'no table',
      () => app({ tables: { t: table({ id: id(), x: ref(() => later.table) }) } }),
      't.x: ref() is given something that is not a table\n  Write ref(() => songs).',
    ],
    [
      'a table that does not exist yet',
      () => app({ tables: { t: table({ id: id(), x: ref(() => later.one.two) }) } }),
      "t.x: the table inside ref() does not exist yet (undefined is not an object (evaluating 'later.one.two'))\n  Call app() after every table is declared.",
    ],
    [
      'keys that point at each other',
      () => app({ tables: { left, right } }),
      'left.right: is a key that points at itself, by way of left.right, right.left\n  Give one of the tables an id: id().',
    ],
  ])('%s', (_, make, message) => {
    expect(refusal(make)).toBe(message)
  })
  test.each<[string, unknown, string]>([
    [
      'set null on what is never null',
      ref(() => users).onDelete('set null'),
      "t.x: has .onDelete('set null') and may not be null\n  Add .optional().",
    ],
    [
      'an unknown action',
      ref(() => users).onDelete(wrong('forget')),
      "t.x: .onDelete('forget') is not known\n  Write .onDelete('restrict'), 'cascade' or 'set null'.",
    ],
    [
      'a default that is not me',
      wrong(ref(() => users)).default('you'),
      "t.x: .default('you') is on a ref to users\n  A ref to users can have .default('me'); for the rest write .optional(), or drop the default.",
    ],
    ['an option of values', wrong(ref(() => users)).min(1), 't.x: .min() is on a ref\n  Drop it.'],
  ])('%s', (_, x, message) => {
    expect(column(x)).toBe(message)
  })
  test('me for what is no user', () => {
    const songs = plain()
    expect(
      refusal(() => app({ tables: { songs, t: table({ id: id(), x: ref(() => songs).default('me') }) } })),
    ).toBe(
      "t.x: .default('me') is on a ref to songs\n  A ref to users can have .default('me'); for the rest write .optional(), or drop the default.",
    )
  })
})

describe('access', () => {
  const example = 'Write .access({ read: ({ row, me }) => row.owner.is(me.id) }).'
  test.each<[string, unknown, string]>([
    [
      'twice',
      plain().access({ read: true }).access({ write: true }),
      't: has .access() twice\n  Put all of its rules into one .access({ … }).',
    ],
    [
      'an unknown operation',
      plain().access(wrong({ updat: true })),
      't: .access() does not know updat\n  Did you mean update?',
    ],
    [
      'what is no rule',
      plain().access({ read: wrong('yes') }),
      `t: the rule for read is neither true, false nor a function\n  ${example}`,
    ],
    [
      'a rule that is never asked',
      plain().access({ write: true, create: true, update: true, delete: true }),
      't: has a rule for write that is never asked: create, update and delete have their own\n  Drop write, or the rules that are the same as it.',
    ],
    [
      'half of an update',
      plain().access({ update: wrong({ old: true }) }),
      't: the rule for update says not what holds before and after\n  Write update: { old: ({ row, me }) => …, new: ({ row, old, me }) => … }.',
    ],
  ])('%s', (_, t, message) => {
    expect(one(t)).toBe(message)
  })
  test('users has one more: its own', () => {
    const twice = users.access({ read: true }).access({ read: false })
    expect(refusal(() => app({ tables: { users: twice } }))).toBe(
      'users: has .access() twice\n  Put all of its rules into one .access({ … }).',
    )
  })
})
