/** Every mistake in a column that `app()` finds, beside the exact words that it finds for it. */
import { describe, expect, test } from 'bun:test'
import { ModelError } from '../../base/errors.ts'
import {
  app,
  array,
  bigint,
  boolean,
  decimal,
  float,
  id,
  integer,
  json,
  ref,
  table,
  text,
  timestamp,
  users,
  uuid,
} from '../index.ts'

// biome-ignore lint/suspicious/noExplicitAny: these are the mistakes that TypeScript would not let through
type Wrong = any
const wrong = (value: unknown): Wrong => value

/** What an app with one column `t.x` is told. */
function column(x: unknown, access = {}): string {
  try {
    app({ tables: { t: wrong(table({ id: id(), x: wrong(x) }).access(access)) } })
  } catch (error) {
    if (error instanceof ModelError) return error.message
    throw error
  }
  return 'accepted'
}

describe('options of columns', () => {
  const fit = 'Give a default that fits.'
  test.each<[string, unknown, string]>([
    [
      'readonly and writeOnce',
      text().readonly().writeOnce(),
      't.x: is both .readonly() and .writeOnce()\n  Keep one: a client sets it never, or once.',
    ],
    [
      'an option of another type',
      wrong(boolean()).min(1),
      't.x: .min() is on a column of type boolean\n  It is for integer, bigint, float, decimal, timestamp, date, time.',
    ],
    [
      'a pattern of numbers',
      wrong(integer()).pattern(/1/),
      't.x: .pattern() is on a column of type integer\n  It is for text.',
    ],
    [
      'a bound of another type',
      integer().min(wrong('a')),
      `t.x: .min() 'a' is no integer\n  Invalid input syntax for type integer: "a".`,
    ],
    [
      'a bound that is no number',
      float().max(Number.POSITIVE_INFINITY),
      't.x: .max() is Infinity\n  Leave it out, or give a float.',
    ],
    [
      'a bound of more digits',
      decimal(5, 2).min('0.001'),
      "t.x: .min() '0.001' has more digits than a decimal(5, 2)\n  Round it.",
    ],
    [
      'a bound too large',
      bigint().max(2n ** 63n),
      't.x: .max() 9223372036854775808n is no bigint\n  Value "9223372036854775808" is out of range for type bigint.',
    ],
    [
      'a minimum over the maximum',
      integer().min(3).max(2),
      't.x: .min(3) is more than .max(2)\n  Swap them.',
    ],
    [
      'a minimum over the maximum, exactly',
      decimal(4, 2).min('9.50').max('9.05'),
      "t.x: .min('9.50') is more than .max('9.05')\n  Swap them.",
    ],
    [
      'a length that is none',
      text().length(-1),
      't.x: .length() takes whole numbers from 0\n  Write .length(max) or .length(min, max).',
    ],
    [
      'a length that allows nothing',
      text().length(3, 2),
      't.x: .length(3, 2) allows nothing\n  Write .length(2, 3).',
    ],
    [
      'a pattern as text',
      text().pattern(wrong('^a')),
      't.x: .pattern() takes a regular expression\n  Write .pattern(/^[a-z]+$/).',
    ],
    [
      'a pattern with flags',
      text().pattern(/a/i),
      't.x: /a/i has the flag i, which databases do not know\n  Write it without: [Aa] matches both cases.',
    ],
    [
      'a pattern that Unicode does not allow',
      text().pattern(/}/),
      't.x: /}/ is not a regular expression with the flag u\n  Invalid regular expression: unmatched ] or } bracket for Unicode pattern.',
    ],
    ['one of nothing', text().oneOf(), "t.x: .oneOf() names no value\n  Write .oneOf('held', 'sold')."],
    [
      'one of a value twice',
      text().oneOf('a', 'a'),
      "t.x: .oneOf() names 'a' twice\n  Name each value once.",
    ],
    ['one of no text', text().oneOf(wrong(null)), 't.x: .oneOf() is null\n  Leave it out, or give a text.'],
    [
      'one of what is too long',
      text().length(2).oneOf('ab', 'abc'),
      "t.x: .oneOf() names 'abc', but x must be at most 2 characters long; this one has 3\n  Drop the value or the other limit.",
    ],
    [
      'a decimal of no digits',
      decimal(0, 0),
      't.x: decimal(0, 0) is not a decimal\n  Write decimal(10, 2): 1 to 1000 digits, and of those up to all after the point.',
    ],
    [
      'a decimal of more digits than it has',
      array(decimal(2, 3)),
      't.x: decimal(2, 3) is not a decimal\n  Write decimal(10, 2): 1 to 1000 digits, and of those up to all after the point.',
    ],
    [
      'an array of arrays',
      array(wrong(array(text()))),
      't.x: array() holds scalar columns alone\n  Write array(text()); for the rest use json().',
    ],
    [
      'an array of nothing',
      array(wrong('text')),
      't.x: array() holds scalar columns alone\n  Write array(text()); for the rest use json().',
    ],
    [
      'an array of references',
      array(wrong(ref(() => users))),
      't.x: array() holds scalar columns alone\n  Write array(text()); for the rest use json().',
    ],
    [
      'options inside an array',
      array(text().length(3)),
      't.x: the column inside array() has .length(), which has no effect there\n  Put options behind the array: array(text()).length(10).',
    ],
    [
      'a default of another type',
      integer().default(wrong('a')),
      `t.x: .default() 'a' is no integer\n  Invalid input syntax for type integer: "a".`,
    ],
    [
      'an array of too many',
      array(bigint())
        .length(1)
        .default([1n, 2n] as Wrong),
      `t.x: .default([1n, 2n]) does not fit: x must be at most 1 element long; this one has 2\n  ${fit}`,
    ],
    [
      'an array of another type',
      array(decimal(5, 2)).default(['a'] as Wrong),
      `t.x: .default() ['a'] is no array(decimal(5, 2))\n  Invalid input syntax for type numeric: "a".`,
    ],
    [
      'a default of null',
      text().default(wrong(null)),
      't.x: .default() is null\n  Leave it out, or give a text.',
    ],
    [
      'a default that is a function',
      json().default(wrong(() => 1)),
      't.x: .default() is something that JSON cannot hold\n  Give a json.',
    ],
    [
      'a default of no choice',
      text().oneOf('a', 'b').default(wrong('c')),
      `t.x: .default('c') does not fit: x must be one of a, b; this one is c\n  ${fit}`,
    ],
    [
      'a default too small',
      integer().min(3).default(2),
      `t.x: .default(2) does not fit: x must be at least 3; this one is 2\n  ${fit}`,
    ],
    [
      'a default too large',
      decimal(5, 2).max(3).default('3.01'),
      `t.x: .default('3.01') does not fit: x must be at most 3.00; this one is 3.01\n  ${fit}`,
    ],
    [
      'a default too long',
      text().length(1).default('ab'),
      `t.x: .default('ab') does not fit: x must be at most 1 character long; this one has 2\n  ${fit}`,
    ],
    [
      'a default that does not match',
      text().pattern(/^a/).default('b'),
      `t.x: .default('b') does not fit: x must match the pattern ^a\n  ${fit}`,
    ],
    [
      'me that is no uuid',
      timestamp().default('me'),
      `t.x: .default() 'me' is no timestamp\n  Invalid input syntax for type timestamp with time zone: "me".`,
    ],
    [
      'new that is no uuid',
      wrong(integer()).default('new'),
      `t.x: .default() 'new' is no integer\n  Invalid input syntax for type integer: "new".`,
    ],
    [
      'now that is no time',
      uuid().default('now'),
      `t.x: .default() 'now' is no uuid\n  Invalid input syntax for type uuid: "now".`,
    ],
    [
      'an unknown rule',
      text().access(wrong({ reed: true })),
      't.x: .access() does not know reed\n  Did you mean read?',
    ],
    [
      'a rule that is none',
      text().access({ read: wrong('yes') }),
      't.x: the rule for read is neither true, false nor a function\n  Write .access({ read: ({ row, me }) => row.owner.is(me.id) }).',
    ],
  ])('%s', (_, x, message) => {
    expect(column(x)).toBe(message)
  })

  test('what clients must set and cannot', () => {
    const end = '\n  Add .default(…) or .optional(), or let clients create no rows here.'
    expect(column(text().hidden(), { create: true })).toBe(
      `t.x: is .hidden() and required, so no client could ever create a row${end}`,
    )
    expect(column(text().readonly(), { write: () => true })).toBe(
      `t.x: is .readonly() and required, so no client could ever create a row${end}`,
    )
    expect(column(text().hidden())).toBe('accepted')
    expect(column(text().hidden(), { create: false })).toBe('accepted')
    expect(column(text().hidden().default('a'), { create: true })).toBe('accepted')
    expect(column(text().readonly().optional(), { create: true })).toBe('accepted')
  })
})
