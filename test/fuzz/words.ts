/** Texts that break careless programs, by what they break. */
import type { ColumnType } from '../../src/model/index.ts'

/** Names that every object of JavaScript answers to. */
export const PROTOTYPE_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'prototype',
  'then',
  'toJSON',
  '__defineGetter__',
  'length',
  'name',
]

export const SQL = [
  "' or '1'='1",
  "'; drop table things; --",
  '" or ""="',
  '1) union select gold from vault --',
  "1;attach database '/etc/passwd' as x",
  "') from vault --",
  '/**/or/**/1=1',
  '?1',
  ':a',
  '@a',
  '$1',
  'randomblob(1000000000)',
  'load_extension(1)',
  'sqlite_master',
  'rowid',
  '_rowid_',
  'r0',
  'null',
  'things.token',
  "x'00'",
  '[token]',
  '`token`',
]

export const NUMBERS = [
  '0',
  '-0',
  '-1',
  '1e400',
  '-1e400',
  '1e-400',
  '1e999999999',
  '1e1000',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '-9223372036854775809',
  '2147483648',
  '0x10',
  '1_000',
  '0.1e1',
  '.5',
  '5.',
  '+5',
  'NaN',
  'Infinity',
  '-Infinity',
  '99999999999999999999999999999999999999999999.999999999999999999999999',
  '9'.repeat(400),
  `0.${'0'.repeat(400)}1`,
  '٣',
  '１２',
]

export const MOMENTS = [
  '0000-00-00',
  '2026-02-30',
  '294276-12-31T23:59:59.999999Z',
  '294277-01-01',
  '4714-11-24 BC',
  '4715-01-01 BC',
  'infinity',
  '-infinity',
  'now',
  'epoch',
  'yesterday',
  '2026-01-01T24:00:00',
  '2026-01-01T23:59:60Z',
  '2026-01-01T00:00:00+99:99',
  '2026-01-01T00:00:00.1234567890123Z',
  '99999999999999999-01-01',
  '25:00:00',
  '24:00:00',
  '-1:00',
  '2026-1-1',
  '20260101T000000',
  'Jan 1 2026',
]

export const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  '🎭',
  'é'.normalize('NFD'),
  '‮txet',
  '﻿',
  '\u2028',
  '\x01\x1b[31m',
  '\r\nX-Injected: 1',
  '<script>alert(1)</script>',
  '$' + '{7*7}{{7*7}}',
  '%s%n%d',
  '..',
  '../../etc/passwd',
  'x'.repeat(70),
  'x'.repeat(5000),
  '\\',
  '\\\\',
  '"',
  '"unclosed',
  "'",
  ',',
  '(',
  ')',
  '()',
  '{',
  '}',
  '*',
  '%',
  '_',
  '.',
  ':',
  '::',
  '!',
  '->',
  '->>',
  '&',
  '=',
  '|',
]

export const JSONS = [
  '{',
  '[]',
  '{}',
  'null',
  '"x"',
  '{"a":{"b":[]}}',
  '{"__proto__":{"x":1}}',
  '{"constructor":1}',
  '[[[[[[]]]]]]',
  '['.repeat(10_000),
  `${'['.repeat(101)}${']'.repeat(101)}`,
  `${'{"a":'.repeat(120)}1${'}'.repeat(120)}`,
  '{"a":1,"a":2}',
  '"\\ud800"',
  '"\\u0000"',
  '1e400',
  '[1,]',
  'NaN',
]

export const PATTERNS = [
  '%'.repeat(500),
  `${'%a'.repeat(400)}b`,
  '_'.repeat(999),
  'x\\',
  '(',
  '[',
  '*',
  '(a+)+$',
  '(a|aa)*b',
  '(x*)*y',
  '((((a{99}){99}){99}){99})',
  'a{1000}{1000}',
  '(?=a)',
  '\\1',
  '(?<n>a)\\k<n>',
  '[[:alpha:]]',
  '\\pL+',
  '(?i)ſ',
  '.*'.repeat(400),
  '(.*)'.repeat(200),
  `^(${'a?'.repeat(300)})${'a'.repeat(90)}$`,
  '[^\\x00-\\x{10FFFF}]',
  '\\Q',
]

export const ARRAYS = [
  '{}',
  '{1,2}',
  '{a,"b,c",NULL}',
  '{{1,2},{3,4}}',
  '{"',
  '{1,2',
  '[0:1]={1,2}',
  '{,}',
  `{${'1,'.repeat(3000)}1}`,
]

const UUIDS = [
  '00000000-0000-0000-0000-000000000000',
  '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}',
  'a0eebc999c0b4ef8bb6d6bb9bd380a11',
  'not-a-uuid',
]
const BYTES = ['\\x', '\\x0', '\\xzz', '\\x00ff', '\\000\\377', `\\x${'00'.repeat(3000)}`]

export const ALL: readonly string[] = [
  ...PROTOTYPE_NAMES,
  ...SQL,
  ...NUMBERS,
  ...MOMENTS,
  ...TEXTS,
  ...JSONS,
  ...PATTERNS,
  ...ARRAYS,
  ...UUIDS,
  ...BYTES,
]

/** Texts that a value of the type may be, or just not. */
export function valuesOf(type: ColumnType): readonly string[] {
  switch (type.kind) {
    case 'text':
      return ['text 1', 'red', 'abc', 'b1', 'hall', ...TEXTS]
    case 'integer':
    case 'bigint':
      return ['1', '2', '3', ...NUMBERS]
    case 'float':
    case 'decimal':
      return ['1.5', '2', ...NUMBERS]
    case 'boolean':
      return ['true', 'false', 't', 'off', 'maybe', '1', '2']
    case 'timestamp':
    case 'date':
    case 'time':
      return ['2026-01-02T03:04:05Z', '2026-01-02', '03:04:05', ...MOMENTS]
    case 'uuid':
      return ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', ...UUIDS]
    case 'json':
      return JSONS
    case 'bytes':
      return BYTES
    case 'array':
      return ARRAYS
  }
}
