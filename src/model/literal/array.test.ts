import { describe, expect, test } from 'bun:test'
import { Refusal } from '../../base/errors.ts'
import { array } from './array.ts'

const TEXTS = { kind: 'array', of: { kind: 'text' } } as const

describe('array literals', () => {
  for (const [text, elements, written] of [
    ['{}', [], '{}'],
    [' { } ', [], '{}'],
    ['{a,"b c",NULL}', ['a', 'b c', null], '{a,"b c",NULL}'],
    ['{"NULL","null",nUll}', ['NULL', 'null', null], '{"NULL","null",NULL}'],
    ['{nu\\ll}', ['null'], '{"null"}'],
    ['{a b , c}', ['a b', 'c'], '{"a b",c}'],
    ['{"a\\"b","a\\\\b"}', ['a"b', 'a\\b'], '{"a\\"b","a\\\\b"}'],
    ['{a\\,b}', ['a,b'], '{"a,b"}'],
    ['{a\\ }', ['a '], '{"a "}'],
    ['{"",a}', ['', 'a'], '{"",a}'],
    ['{"a{","}"}', ['a{', '}'], '{"a{","}"}'],
    ['{é,"x\ty"}', ['é', 'x\ty'], '{é,"x\ty"}'],
  ] as const) {
    test(text, () => {
      expect(array.readText(text, TEXTS)).toEqual([...elements])
      expect(array.writeText(elements, TEXTS)).toBe(written)
    })
  }

  for (const [text, details] of [
    ['', 'Array value must start with "{" or dimension information.'],
    ['1,2', 'Array value must start with "{" or dimension information.'],
    ['{', 'Unexpected end of input.'],
    ['{a,', 'Unexpected end of input.'],
    ['{"a', 'Unexpected end of input.'],
    ['{a\\}', 'Unexpected end of input.'],
    ['{a}b', 'Junk after closing right brace.'],
    ['{a,}', 'Unexpected "}" character.'],
    ['{a,,b}', 'Unexpected "," character.'],
    ['{a"b"}', 'Unexpected array element.'],
    ['{"a" "b"}', 'Unexpected array element.'],
    ['{a,{b}}', 'Unexpected "{" character.'],
  ] as const) {
    test(`${JSON.stringify(text)} is malformed: ${details}`, () => {
      let caught: unknown
      try {
        array.readText(text, TEXTS)
      } catch (error) {
        caught = error
      }
      expect(caught).toBeInstanceOf(Refusal)
      const refusal = caught as Refusal
      expect([refusal.code, refusal.message, refusal.details]).toEqual([
        '22P02',
        `malformed array literal: "${text}"`,
        details,
      ])
    })
  }
})
