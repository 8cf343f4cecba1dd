import { describe, expect, test } from 'bun:test'
import { translatePattern } from './pattern.ts'

describe('ilike', () => {
  test.each([
    ['a%', '^(?:[Aa].*)$'],
    ['_k', '^(?:.[Kk\\U0000212a])$'],
    ['1\\%', '^(?:[1][\\U00000025])$'],
    ['É', '^(?:[\\U000000c9\\U000000e9])$'],
  ])('%s is %s', (pattern, expected) => {
    expect(translatePattern('ilike', pattern)).toBe(expected)
  })
})

describe('match', () => {
  test.each([
    ['^a.c$', '(?:^a.c$)'],
    ['\\bx', '(?:\\yx)'],
    ['\\d+', '(?:[0-9]+)'],
    ['[^a-c]', '(?:[\\U00000001-\\U00000060d-\\U0010ffff])'],
    ['a{2,300}', '(?:a{2}a{0,255}a{0,43})'],
    ['(?P<name>a)|b', '(?:(?:a)|b)'],
    ['(?i)k', '(?:[Kk\\U0000212a])'],
    ['\\Qa.b\\E+', '(?:a\\U0000002eb+)'],
    ['^*a', '(?:a)'],
    ['(?m)^a', '(?:(?:^|(?<=\\n))a)'],
  ])('%s is %s', (pattern, expected) => {
    expect(translatePattern('match', pattern)).toBe(expected)
  })

  test('what RE2 refuses is refused', () => {
    expect(() => translatePattern('match', '(')).toThrow('invalid regular expression')
  })
})
