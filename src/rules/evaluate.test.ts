import { describe, expect, test } from 'bun:test'
import {
  app,
  array,
  boolean,
  decimal,
  float,
  id,
  integer,
  json,
  ref,
  type Table,
  table,
  text,
  users,
  type Value,
} from '../model/index.ts'
import type { Caller } from './caller.ts'
import { evaluate, type Facts, type Row } from './evaluate.ts'
import {
  and,
  type Comparison,
  type Expr,
  FALSE,
  type List,
  not,
  or,
  type Term,
  type TextMatch,
  TRUE,
} from './expr.ts'

const artists = table({ id: id(), name: text(), owner: ref(() => users).optional() })
const albums = table({ id: id(), title: text().optional(), artist: ref(() => artists).optional() })
const songs = table({
  id: id(),
  title: text().optional(),
  seconds: integer().optional(),
  price: decimal(6, 2).optional(),
  gain: float().optional(),
  live: boolean().optional(),
  info: json().optional(),
  tags: array(text()).optional(),
  album: ref(() => albums).optional(),
})
const lists = table({ id: id(), name: text().optional() })
const placings = table({ list: ref(() => lists), song: ref(() => songs), rank: integer() }).primaryKey(
  'list',
  'song',
)
const { model } = app({ tables: { artists, albums, songs, lists, placings } })

const UNKNOWN: Expr = { kind: 'constant', value: null }
const CALLER: Caller = {
  role: 'authenticated',
  id: '00000000-0000-4000-8000-000000000001',
  roles: ['editor'],
  claims: { org: 'ab', level: 3, teams: ['a', 7, null, {}], deep: { er: { flag: true } } },
}

function tableOf(name: string): Table {
  const found = model.tables.get(name)
  if (found === undefined) throw new Error(`no table ${name}`)
  return found
}

function relationOf(from: string, to: string) {
  const found = tableOf(from).relations.find((relation) => relation.to === to)
  if (found === undefined) throw new Error(`no relation from ${from} to ${to}`)
  return found
}

/** `column('title')`, or over a path of tables: `column('artists.name', ['albums', 'artists'])`. */
function column(name: string, path: readonly string[] = [], row = 'row', from = 'songs'): Term {
  const names = [from, ...path]
  const relations = path.map((to, index) => relationOf(names[index] ?? from, to))
  const found = tableOf(names.at(-1) ?? from).column.get(name)
  if (found === undefined) throw new Error(`no column ${name}`)
  return { kind: 'column', row, path: relations, column: found }
}

const textOf = (value: string | null): Term => ({ kind: 'value', type: { kind: 'text' }, value })
const parameter = (index: number, of: Term): Term =>
  ({ kind: 'parameter', index, type: of.kind === 'column' ? of.column.type : { kind: 'text' } }) as Term
const compare = (left: Term, op: Comparison, right: Term): Expr => ({ kind: 'compare', op, left, right })
const matching = (op: TextMatch, pattern: string | null): Expr => ({
  kind: 'text',
  op,
  term: column('title'),
  pattern: textOf(pattern),
})

/** One song with these columns, the others null; `rows` are the other tables' rows. */
function truth(
  expr: Expr,
  song: Row,
  parameters: Facts['parameters'] = [],
  rows: Record<string, readonly Row[]> = {},
) {
  const blank = Object.fromEntries(tableOf('songs').columns.map(({ name }) => [name, null]))
  return evaluate(expr, {
    rows: { row: { ...blank, id: 's', ...song }, old: null },
    related: (relation, from) =>
      (rows[relation.to] ?? []).filter((each) => each[relation.toColumn] === from[relation.fromColumn]),
    caller: CALLER,
    parameters,
  })
}

describe('truth tables', () => {
  const T = true
  const F = false
  const N = null
  const constants = new Map<boolean | null, Expr>([
    [T, TRUE],
    [F, FALSE],
    [N, UNKNOWN],
  ])
  // Built by hand: the constructors would fold constants away.
  const joined = (kind: 'and' | 'or', a: boolean | null, b: boolean | null): Expr => ({
    kind,
    terms: [constants.get(a) ?? TRUE, constants.get(b) ?? TRUE],
  })
  for (const [a, b, both, either] of [
    [T, T, T, T],
    [T, F, F, T],
    [T, N, N, T],
    [F, F, F, F],
    [F, N, F, N],
    [N, N, N, N],
  ] as const) {
    test(`${a} and ${b} is ${both}, or is ${either}`, () => {
      expect([truth(joined('and', a, b), {}), truth(joined('and', b, a), {})]).toEqual([both, both])
      expect([truth(joined('or', a, b), {}), truth(joined('or', b, a), {})]).toEqual([either, either])
    })
  }
  test('not', () => {
    expect([TRUE, FALSE, UNKNOWN].map((term) => truth({ kind: 'not', term }, {}))).toEqual([F, T, N])
  })
})

describe('comparisons', () => {
  const seconds = column('seconds')
  for (const [value, op, text, expected] of [
    [5, 'eq', '5', true],
    [5, 'neq', '5', false],
    [5, 'lt', '10', true],
    [5, 'lte', '5', true],
    [5, 'gt', '5', false],
    [5, 'gte', ' 5', true],
    [null, 'eq', '5', null],
    [null, 'neq', '5', null],
  ] as const) {
    test(`${value} ${op} ${text} is ${expected}`, () => {
      expect(truth(compare(seconds, op, parameter(0, seconds)), { seconds: value }, [text])).toBe(expected)
    })
  }

  test('a decimal is compared with all digits of the other side', () => {
    const price = column('price')
    expect(truth(compare(price, 'eq', parameter(0, price)), { price: '10.01' }, ['10.005'])).toBe(false)
    expect(truth(compare(price, 'eq', parameter(0, price)), { price: '10.00' }, ['1e1'])).toBe(true)
    expect(truth(compare(price, 'gt', parameter(0, price)), { price: '10.01' }, ['9.999'])).toBe(true)
  })

  test('numbers of two kinds compare as numbers', () => {
    expect(truth(compare(column('price'), 'lt', column('seconds')), { price: '9.50', seconds: 10 })).toBe(
      true,
    )
    expect(truth(compare(column('price'), 'eq', column('gain')), { price: '0.10', gain: 0.1 })).toBe(true)
  })

  test('text compares by code point', () => {
    expect(truth(compare(column('title'), 'gt', textOf('～')), { title: '😀' })).toBe(true)
  })

  test('a parameter that is no value of the type is refused', () => {
    const refused = () => truth(compare(seconds, 'eq', parameter(0, seconds)), { seconds: 1 }, ['x'])
    expect(refused).toThrow('invalid input syntax for type integer: "x"')
  })

  test('distinct and is are never unknown', () => {
    const distinct: Expr = { kind: 'distinct', left: seconds, right: column('gain') }
    expect(truth(distinct, { seconds: null, gain: null })).toBe(false)
    expect(truth(distinct, { seconds: 1, gain: null })).toBe(true)
    expect(truth(distinct, { seconds: 1, gain: 1 })).toBe(false)
    const isOf = (value: boolean | null): Expr => ({ kind: 'is', term: column('live'), value })
    const answers = (live: Value) => [null, true, false].map((value) => truth(isOf(value), { live }))
    expect(answers(null)).toEqual([true, false, false])
    expect(answers(true)).toEqual([false, true, false])
    expect(answers(false)).toEqual([false, false, true])
  })
})

describe('lists', () => {
  const type = { kind: 'integer' } as const
  const within = (list: List): Expr => ({ kind: 'in', term: column('seconds'), list })
  const values = (...items: Value[]): Expr => within({ kind: 'values', type, values: items })
  test('in, with nulls on either side', () => {
    expect(truth(values(1, 2), { seconds: 2 })).toBe(true)
    expect(truth(values(1, 2), { seconds: 3 })).toBe(false)
    expect(truth(values(1, null), { seconds: 3 })).toBeNull()
    expect(truth(values(1, null), { seconds: 1 })).toBe(true)
    expect(truth(values(1), {})).toBeNull()
    expect(truth(values(), {})).toBe(false)
    expect(truth(not(values(1, null)), { seconds: 3 })).toBeNull()
  })
  test('in, from the request and from a claim', () => {
    expect(truth(within({ kind: 'parameter', index: 0, type }), { seconds: 2 }, [['1', '2']])).toBe(true)
    // What does not fit the type may be anything: 'a', null and {} leave it unknown who else is a member.
    const teams = within({ kind: 'caller', claim: ['teams'], type })
    expect([truth(teams, { seconds: 7 }), truth(teams, { seconds: 8 })]).toEqual([true, null])
    expect(truth(within({ kind: 'caller', claim: ['nowhere'], type }), { seconds: 7 })).toBeNull()
  })
  test('any and all', () => {
    const quantified = (quantifier: 'any' | 'all', op: 'gt' | 'like', name: string): Expr => {
      const term = column(name)
      const type = term.kind === 'column' ? term.column.type : { kind: 'text' as const }
      return { kind: 'quantified', quantifier, op, term, list: { kind: 'parameter', index: 0, type } }
    }
    expect(truth(quantified('any', 'gt', 'seconds'), { seconds: 5 }, [['9', '4']])).toBe(true)
    expect(truth(quantified('all', 'gt', 'seconds'), { seconds: 5 }, [['9', '4']])).toBe(false)
    expect(truth(quantified('any', 'like', 'title'), { title: 'ab' }, [['x%', 'a%']])).toBe(true)
    expect(truth(quantified('all', 'like', 'title'), { title: 'ab' }, [['%b', 'a%']])).toBe(true)
    expect(truth(quantified('all', 'like', 'title'), {}, [['%b']])).toBeNull()
  })
})

describe('text', () => {
  for (const [title, op, pattern, expected] of [
    ['abc', 'like', 'a%', true],
    ['abc', 'like', '%b', false],
    ['abc', 'like', 'a_c', true],
    ['a\nb', 'like', 'a_b', true],
    ['😀', 'like', '_', true],
    ['a%', 'like', 'a\\%', true],
    ['ab', 'like', 'a\\%', false],
    ['a\\', 'like', 'a\\\\', true],
    ['aXbXc', 'like', '%X%X%', true],
    ['', 'like', '%', true],
    ['', 'like', '_', false],
    ['ABC', 'like', 'abc', false],
    ['ABC', 'ilike', 'a%', true],
    ['ÉΣ', 'ilike', 'éσ', true],
    ['ß', 'ilike', 'SS', false],
    ['abc', 'match', '^a.c$', true],
    ['xabc', 'match', 'B', false],
    ['xabc', 'imatch', 'B', true],
    [null, 'like', '%', null],
    ['a', 'like', null, null],
  ] as const) {
    test(`${JSON.stringify(title)} ${op} ${pattern} is ${expected}`, () => {
      expect(truth(matching(op, pattern), { title })).toBe(expected)
    })
  }
  test('patterns that PostgreSQL refuses are refused', () => {
    expect(() => truth(matching('like', 'a\\'), { title: 'a' })).toThrow(
      'LIKE pattern must not end with escape character',
    )
    expect(() => truth(matching('match', '('), { title: 'a' })).toThrow('invalid regular expression')
  })
  test('a pattern with many wildcards takes no exponential time', () => {
    expect(truth(matching('like', `${'%a'.repeat(30)}b`), { title: 'a'.repeat(2000) })).toBe(false)
  })
})

describe('containment', () => {
  const contains = (name: string, op: 'cs' | 'cd' | 'ov'): Expr => ({
    kind: 'contains',
    op,
    left: column(name),
    right: parameter(0, column(name)),
  })
  for (const [tags, op, text, expected] of [
    [['a', 'b'], 'cs', '{a}', true],
    [['a', 'b'], 'cs', '{a,c}', false],
    [['a'], 'cs', '{}', true],
    [['a'], 'cd', '{a,b}', true],
    [['a', null], 'cs', '{NULL}', false],
    [['a', null], 'cd', '{a,NULL}', false],
    [['a', 'b'], 'ov', '{b,c}', true],
    [[null], 'ov', '{NULL}', false],
    [['a'], 'ov', '{}', false],
    [null, 'cs', '{}', null],
  ] as const) {
    test(`${JSON.stringify(tags)} ${op} ${text} is ${expected}`, () => {
      expect(truth(contains('tags', op), { tags }, [text])).toBe(expected)
    })
  }
  for (const [info, text, expected] of [
    ['{"a": [1, 2], "b": 1}', '{"a":[2]}', true],
    ['{"a": [1, 2]}', '{"a":2}', false],
    ['{"a": {"b": 1}}', '{"a":{}}', true],
    ['{"a": null}', '{"b":null}', false],
    ['[1.0, 2]', '[1,1]', true],
    ['[1, 2]', '1', true],
    ['[[1]]', '1', false],
    ['[[1, 2]]', '[[1]]', true],
    ['1', '[1]', false],
    ['1', '[]', false],
    ['{}', '[]', false],
    ['"a"', '"a"', true],
  ] as const) {
    test(`${info} cs ${text} is ${expected}`, () => {
      expect(truth(contains('info', 'cs'), { info }, [text])).toBe(expected)
    })
  }
  test('member, as = any(array)', () => {
    const member = (value: string | null): Expr => ({
      kind: 'member',
      term: textOf(value),
      of: column('tags'),
    })
    expect(truth(member('a'), { tags: ['b', 'a'] })).toBe(true)
    expect(truth(member('c'), { tags: ['b', 'a'] })).toBe(false)
    expect(truth(member('c'), { tags: ['b', null] })).toBeNull()
    expect(truth(member(null), { tags: ['b'] })).toBeNull()
    expect(truth(member('a'), { tags: null })).toBeNull()
  })
})

describe('terms', () => {
  test('a path through missing rows is null', () => {
    const name = compare(column('name', ['albums', 'artists']), 'eq', textOf('Ana'))
    const rows = {
      albums: [
        { id: 'x', artist: 'y' },
        { id: 'z', artist: null },
      ],
      artists: [{ id: 'y', name: 'Ana' }],
    }
    expect(truth(name, { album: 'x' }, [], rows)).toBe(true)
    expect(truth(name, { album: 'z' }, [], rows)).toBeNull()
    expect(truth(name, { album: null }, [], rows)).toBeNull()
    expect(truth(compare(column('title', [], 'old'), 'eq', textOf('a')), {})).toBeNull()
  })

  test('a masked column is null unless its rule is true', () => {
    const masked = (rule: Expr): Expr => ({
      kind: 'is',
      term: { kind: 'masked', term: column('title'), rule },
      value: null,
    })
    expect([TRUE, FALSE, UNKNOWN].map((rule) => truth(masked(rule), { title: 'a' }))).toEqual([
      false,
      true,
      true,
    ])
  })

  test('JSON paths', () => {
    const info = '{"a": {"b": "x"}, "n": 1.50, "l": [1, null], "z": null}'
    const at = (path: readonly (string | number)[], asText: boolean) => {
      const term: Term = { kind: 'json', term: column('info'), path, text: asText }
      return (value: string) =>
        truth(compare({ kind: 'cast', term, type: { kind: 'text' } }, 'eq', textOf(value)), { info })
    }
    expect(at(['a', 'b'], true)('x')).toBe(true)
    expect(at(['a', 'b'], false)('"x"')).toBe(true)
    expect(at(['a'], true)('{"b": "x"}')).toBe(true)
    expect(at(['n'], true)('1.50')).toBe(true)
    expect(at(['l', -2], true)('1')).toBe(true)
    expect(at(['z'], false)('null')).toBe(true)
    // The quirk of jsonb: a scalar is an array of itself.
    expect(at(['n', 0], true)('1.50')).toBe(true)
    for (const path of [['z'], ['no'], ['l', 9], ['l', '0'], ['a', 0], ['l', 1]])
      expect(at(path, true)('x')).toBeNull()
  })

  test('claims are read as the type of the other side, or are null', () => {
    const claim = (path: readonly string[], of: Term): Term =>
      ({
        kind: 'caller',
        claim: path,
        type: of.kind === 'column' ? of.column.type : { kind: 'text' },
      }) as Term
    const eq = (name: string, path: readonly string[]) =>
      compare(column(name), 'eq', claim(path, column(name)))
    expect(truth(eq('title', ['org']), { title: 'ab' })).toBe(true)
    expect(truth(eq('title', ['level']), { title: '3' })).toBe(true)
    expect(truth(eq('seconds', ['level']), { seconds: 3 })).toBe(true)
    expect(truth(eq('seconds', ['org']), { seconds: 3 })).toBeNull()
    expect(truth(eq('live', ['deep', 'er', 'flag']), { live: true })).toBe(true)
    expect(truth(eq('title', ['deep']), { title: '{}' })).toBeNull()
    expect(truth(eq('title', ['toString']), { title: 'x' })).toBeNull()
    expect(truth(eq('id', ['sub']), { id: CALLER.id })).toBe(true)
  })

  test('roles: the app’s own and that of the key', () => {
    const role = (...anyOf: string[]): Expr => ({ kind: 'role', anyOf })
    expect(
      [role('editor'), role('authenticated'), role('chief'), role('chief', 'editor')].map((e) =>
        truth(e, {}),
      ),
    ).toEqual([true, true, false, true])
  })
})

describe('exists', () => {
  const rows = {
    lists: [
      { id: 'l1', name: 'x' },
      { id: 'l2', name: null },
      { id: 'l3', name: 'y' },
    ],
    placings: [
      { list: 'l1', song: 's', rank: 1 },
      { list: 'l2', song: 's', rank: 2 },
      { list: 'l3', song: 'other', rank: 3 },
    ],
  }
  const exists = (quantifier: 'some' | 'every' | 'none', to: string, where: Expr, through?: Expr): Expr => ({
    kind: 'exists',
    quantifier,
    row: 'row',
    path: [],
    relation: relationOf('songs', to),
    as: 'r',
    where,
    ...(through === undefined ? {} : { through }),
  })
  const named = (name: string) => compare(column('name', [], 'r', 'lists'), 'eq', textOf(name))
  const ranked = (rank: number): Expr =>
    compare(column('rank', [], 'r', 'placings'), 'gte', {
      kind: 'value',
      type: { kind: 'integer' },
      value: rank,
    })
  const answers = (to: string, where: Expr, song: Row = {}, through?: Expr) =>
    (['some', 'every', 'none'] as const).map((quantifier) =>
      truth(exists(quantifier, to, where, through), song, [], rows),
    )

  test('to-many', () => {
    expect(answers('placings', ranked(2))).toEqual([true, false, false])
    expect(answers('placings', ranked(1))).toEqual([true, true, false])
    expect(answers('placings', ranked(3))).toEqual([false, false, true])
  })
  test('many-to-many; what is unknown of a row is not true of it', () => {
    expect(answers('lists', named('x'))).toEqual([true, false, false])
    expect(answers('lists', named('y'))).toEqual([false, false, true])
  })
  test('nothing related: every and none hold', () => {
    expect(answers('lists', TRUE, { id: 'lonely' })).toEqual([false, true, true])
    expect(answers('placings', FALSE, { id: 'lonely' })).toEqual([false, true, true])
  })
  test('through asks the rows between', () => {
    const rank = column('rank', [], 'row', 'placings')
    const second = compare(rank, 'eq', { kind: 'value', type: { kind: 'integer' }, value: 2 })
    expect(answers('lists', named('x'), {}, second)).toEqual([false, false, true])
  })
  test('the inner condition may speak of the outer row', () => {
    const same = compare(column('name', [], 'r', 'lists'), 'eq', column('title'))
    expect(answers('lists', same, { title: 'x' })).toEqual([true, false, false])
    expect(answers('lists', or(same, and(TRUE)), { title: 'x' })).toEqual([true, true, false])
  })
})
